"""`manju topics`: what hit lists are made of, which directions are worth it, and how such advice would have done."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manju.cli.saying import Bar, Failure, or_fail, print_json, speaks
from manju.cli.studio import of_a_studio
from manju.cli.topics_home import analyse_home
from manju.cli.topics_import import import_
from manju.words import Words, say

if TYPE_CHECKING:
    import polars as pl

    from manju.market.lists import HitList
    from manju.market.topics import Analysis

FILE = click.Path(path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
SHOWN = 20


@click.group()
def topics() -> None:
    """选题 · Topics: hit lists to elements and directions."""


topics.add_command(import_)


@topics.command()
@click.argument("files", type=FILE, nargs=-1)
@click.option("--days", type=click.IntRange(1, 3660), default=90, show_default=True, help="length of the window")
@click.option("--as-of", type=DAY, help="last day of the window (default: the latest in the lists)")
@click.option("--map", "mapping", type=FILE, help='a JSON file: {"their column": "our role"}')
@of_a_studio
@speaks
def analyse(
    *, files: tuple[Path, ...], days: int, as_of: datetime | None, mapping: Path | None, studio_wanted: str,
    as_json: bool,
) -> int:  # fmt: skip
    """Elements and directions of these lists alone, storing nothing; without files, of all that is imported."""
    day, notes = as_of.date() if as_of else None, list[str]()
    if files:
        from manju.market.topics import analyse as analysed

        lists, frame = _read(files, mapping)
        found = or_fail(lambda: analysed(frame, days=days, as_of=day))
        rejected = [row.as_json() for one in lists for row in one.rejected]
        rows = sum(one.rows for one in lists)
        notes = [str(note) for one in lists for note in one.notes]
    else:
        found, rows, rejected = analyse_home(studio_wanted, days=days, as_of=day)
    if as_json:
        document = found.as_json(rows=rows, rejected=rejected)
        print_json({**document, "notes": [*notes, *map(str, found.notes)]})
        return 0
    _show(found, rows=rows, rejected=rejected, notes=notes)
    return 0


@topics.command()
@click.argument("files", type=FILE, nargs=-1)
@click.option("--k", type=click.IntRange(1, 1000), default=10, show_default=True, help="how many directions are picked")
@click.option("--horizon-days", type=click.IntRange(1, 366), default=30, show_default=True, help="days that judge them")
@click.option(
    "--days", type=click.IntRange(1, 3660), default=90, show_default=True, help="length of the past looked at"
)
@click.option("--map", "mapping", type=FILE, help='a JSON file: {"their column": "our role"}')
@speaks
def backtest(
    *, files: tuple[Path, ...], k: int, horizon_days: int, days: int, mapping: Path | None, as_json: bool
) -> int:
    """Replay the lists: rank with the past only, judge by what followed, next to two naive ways."""
    from manju.market.topics.backtesting import backtest as replayed

    _, frame = _read(files, mapping)
    bar = Bar(quiet=as_json)
    doing = Words("回测", "replaying")
    found = or_fail(
        lambda: replayed(frame, k=k, horizon_days=horizon_days, days=days, progress=lambda part: bar.show(part, doing))
    )
    bar.done()
    if as_json:
        print_json(found.as_json())
        return 0
    past = Words(
        "{n} 个起点，每次选 {k} 个方向，看之后 {d} 天", "{n} origins, {k} picks each, judged by the {d} days after"
    )
    click.echo(str(past.fill(n=found.origins, k=k, d=horizon_days)))
    names = {
        "manju": Words("Manju 的排序", "Manju's ranking"),
        "most_frequent": Words("眼下最多的", "most frequent now"),
        "biggest_growth": Words("涨得最快的", "biggest growth"),
    }
    for name, method in found.methods.items():
        if method.lift is not None and method.ci95 is not None:
            click.echo(f"  {names[name]}: {method.lift:.2f}  ({method.ci95[0]:.2f}–{method.ci95[1]:.2f})")
    for note in found.notes:
        click.echo(str(note))
    return 0


def _read(files: Sequence[Path], mapping: Path | None) -> tuple[list[HitList], pl.DataFrame]:
    """The lists of these files and all their rows."""
    import polars as pl

    from manju.market.lists import as_mapping, read_list
    from manju.market.topics.words_in import tokenizer
    from manju.money.documents import load_json

    if not files:
        raise Failure(
            "no_files",
            Words("没有给文件。", "No file was given."),
            Words("manju topics analyse 榜单.csv …", "manju topics analyse list.csv …"),
        )
    today = datetime.now().astimezone().date()
    known = or_fail(lambda: as_mapping(load_json(mapping), name=mapping.name)) if mapping else None

    def read(path: Path) -> HitList:
        return read_list(path, mapping=known, today=today)

    words = threading.Thread(target=tokenizer)  # jieba's dictionary is loaded while polars reads
    words.start()
    try:
        lists = [or_fail(lambda path=path: read(path)) for path in files]  # type: ignore[misc]  # mypy: a default is typed
    finally:
        words.join()
    return lists, pl.concat([one.frame for one in lists])


def _show(found: Analysis, *, rows: int, rejected: Sequence[dict[str, Any]], notes: Sequence[str]) -> None:
    """`Any`: rejected rows as they are printed in JSON."""
    click.echo(
        say("{n} 行，{t} 部作品，截至 {d}，{w} 天", "{n} rows, {t} titles, {w} days up to {d}",
            n=rows, t=found.titles, d=found.as_of or "—", w=found.window_days)
    )  # fmt: skip
    for row in rejected[:SHOWN]:
        click.echo(say("  第 {n} 行没有算：{r}", "  line {n} kept aside: {r}", n=row["line"], r=row["reason"]))
    if len(rejected) > SHOWN:
        click.echo(say("  还有 {n} 行", "  and {n} more", n=len(rejected) - SHOWN))
    click.echo(say("元素（供给、热度、每周变化、拥挤度）", "Elements (supply, demand, change a week, saturation)"))
    for one in found.elements[:SHOWN]:
        sure = "*" if one.trend_p < 0.05 else " "
        shares = f"{one.supply_share:7.1%}{one.demand_share:7.1%}"
        click.echo(f"  {one.name:<10}{shares}{one.trend_per_week:+7.2f}{sure}{one.saturation:6.2f}")
    click.echo(say("方向", "Directions"))
    worn = {"fresh": Words("新鲜", "fresh"), "watch": Words("留意", "watch"), "tired": Words("已疲", "tired")}
    for place, way in enumerate(found.directions[:SHOWN], 1):
        click.echo(f"{place:3}. {'＋'.join(way.elements)}  {way.score:.2f}  {worn[way.fatigue]}")
        for reason in way.reasons:
            click.echo(f"       {reason}")
        for variant in way.variants:
            click.echo(say("       换成：{v}", "       instead: {v}", v="＋".join(variant)))
    for note in (*notes, *map(str, found.notes)):
        click.echo(note)
