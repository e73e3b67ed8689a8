"""`manju launch assess`: the test gate on exports; `manju launch watch`: slides of the completion rate."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manju.cli.saying import Failure, or_fail, print_json, speaks
from manju.words import Words, say

if TYPE_CHECKING:
    from manju.market.exports import Export
    from manju.market.gate import Assessment, Band

FILE = click.Path(path_type=Path)
ODD = {
    "counter_fell": Words("计数变小了", "a counter fell"),
    "likes_over_views": Words("点赞多于播放", "more likes than views"),
    "zero_views": Words("没有播放", "no views"),
    "dates_out_of_order": Words("日期次序不对", "dates out of order"),
}


@click.command("assess")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--cumulative-days", is_flag=True, help="daily exports, the date at the start of each name")
@click.option("--episodes", type=click.IntRange(1, 2000), default=5, show_default=True, help="the first N episodes")
@click.option("--title", help="the title, where the files hold several")
@click.option("--engagement", type=click.Choice(["v1", "v2"]), default="v1", show_default=True,
              help="v1: likes + comments; v2: also shares, saves, hearts")  # fmt: skip
@click.option("--date", "exported", type=click.DateTime(["%Y-%m-%d"]), help="day of the export (one file)")
@speaks
def assess(
    *, files: tuple[Path, ...], cumulative_days: bool, episodes: int, title: str | None, engagement: str,
    exported: Any, as_json: bool,
) -> int:  # fmt: skip
    """Whether a title passes the test launch: GO, STOP or COLLECT_MORE, from exports alone, whenever you look."""
    from manju.market.formulas import formula
    from manju.market.gate import Thresholds, assess, priors_on
    from manju.market.gate.exported import title_of

    if len(files) > 1 and not cumulative_days:
        raise Failure(
            "one_file",
            Words("一次看一份。", "One file at a time."),
            Words("多天的数据用 --cumulative-days。", "For several days use --cumulative-days."),
        )
    read = _read(files, days=cumulative_days, exported=exported.date() if exported else None)
    found = or_fail(lambda: title_of(read, episodes=episodes, wanted=title, engagement=engagement))
    priors, counted = priors_on(found.looks[-1].on), formula("engagement", engagement)
    days = assess(
        found.looks,
        thresholds=Thresholds(episodes=episodes),
        priors=priors,
        hits_per_view=float(len((*counted.needs, *counted.adds))),
    )
    shapes = [
        {**_shape(a, engagement), "title": found.name, "warnings": [
            {"line": w.line, "code": w.code, "field": w.field} for w in found.warnings if w.on == a.on
        ]}
        for a in days
    ]  # fmt: skip
    for w in found.warnings:
        click.echo(say("{d} 第 {n} 行：{c}（{f}）", "{d}, line {n}: {c} ({f})", d=w.on, n=w.line,
                       c=ODD.get(w.code, Words(w.code, w.code)), f=w.field), err=True)  # fmt: skip
    if as_json:
        print_json({"days": shapes} if cumulative_days else shapes[-1])
        return 0
    for a in days if cumulative_days else days[-1:]:
        _tell(a)
    return 0


@click.command("watch")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--cumulative-days", is_flag=True, help="daily exports, the date at the start of each name (always so)")
@speaks
def watch(*, files: tuple[Path, ...], cumulative_days: bool, as_json: bool) -> int:
    """Slides of the completion rate in daily exports: --cumulative-days FILE..."""
    from manju.market.gate.exported import rounding, titles_of
    from manju.market.watching import watch

    read = _read(files, days=True, exported=None)
    titles = or_fail(lambda: titles_of(read))
    step = rounding(export for _, export in read)
    alerts = [
        {"date": s.on.isoformat(), "title": t.name, "metric": "completion", "before": round(s.before, 6),
         "after": round(s.after, 6), "since": s.since.isoformat(), "deviations": round(s.deviations, 2),
         "views": s.views}
        for t in titles
        for s in watch(t.looks, rounding=step).slides
    ]  # fmt: skip
    alerts.sort(key=lambda a: (str(a["date"]), str(a["title"])))
    if as_json:
        print_json({"alerts": alerts})
        return 0
    if not alerts:
        click.echo(say("没有下滑。", "No slide."))
    for a in alerts:
        click.echo(say("{date}《{title}》完播率从 {before:.1%} 滑到 {after:.1%}（{since} 起）",
                       "{date} {title}: completion slid from {before:.1%} to {after:.1%} (since {since})",
                       **a))  # fmt: skip
    return 0


def _read(files: tuple[Path, ...], *, days: bool, exported: date | None) -> list[tuple[date, Export]]:
    from manju.market.exports import read_export
    from manju.market.gate.exported import day_of_name

    made = []
    for path in files:
        day = or_fail(lambda p=path: day_of_name(p.name)) if days else exported  # type: ignore[misc]
        export = or_fail(lambda p=path, d=day: read_export(p, export_date=d))  # type: ignore[misc]
        made.append((export.export_date, export))
    return sorted(made, key=lambda m: m[0])


def _shape(a: Assessment, engagement: str) -> dict[str, Any]:
    return {
        "date": a.on.isoformat() if a.on else None,
        "verdict": a.verdict.value,
        "completion": _band(a.completion),
        "engagement": _band(a.engagement),
        "views": a.views,
        "more_views_needed": a.more.views,
        "expected_date": a.more.on.isoformat() if a.more.on and a.more.views else None,
        "verdict_date": a.since.isoformat() if a.since else None,
        "formula_version": f"completion v1, engagement {engagement}{' (seed)' if engagement == 'v1' else ''}",
        "engine": "gate v1",
    }


def _band(b: Band) -> dict[str, Any]:
    return {
        "rate": b.rate, "mean_rate": b.mean_rate, "low": b.low, "high": b.high, "threshold": b.threshold,
        "views": b.views, "cells": b.cells, "rho_cell": b.rho_cell, "information": b.information, "drifted": b.drifted,
    }  # fmt: skip


def _tell(a: Assessment) -> None:
    from manju.market.gate.verdict import VERDICTS

    click.echo(f"{a.on} {VERDICTS[a.verdict.value]}")
    for name, b in ((Words("完播率", "completion"), a.completion), (Words("互动率", "engagement"), a.engagement)):
        if b.rate is None or b.mean_rate is None:
            click.echo(say("  {n} 还没有播放", "  {n}: no views yet", n=name))
            continue
        click.echo(say("  {n} {m:.1%}，区间 {l:.1%} 到 {h:.1%}，门槛 {t:.0%}（合计 {r:.1%}）",
                       "  {n} {m:.1%}, interval {l:.1%} to {h:.1%}, threshold {t:.0%} (pooled {r:.1%})",
                       n=name, m=b.mean_rate, l=b.low, h=b.high, t=b.threshold, r=b.rate))  # fmt: skip
    if a.more.views is None:
        click.echo(say("  这几集再多播放也定不了。", "  No number of views of these episodes would decide it."))
    elif a.more.views:
        click.echo(
            say(
                "  约还需 {v:,} 次播放，{d} 可定",
                "  about {v:,} more views, by {d}",
                v=a.more.views,
                d=a.more.on or "?",
            )
        )
