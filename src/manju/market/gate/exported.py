"""From platform exports to looks: which rows are this title's episodes, on which day, on which channel."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from manju.market.exports import Export, Named, Record, folded_title, named
from manju.market.exports.episodes import told_apart
from manju.market.formulas import formula
from manju.market.gate.counts import Cell, Counts, Look
from manju.money.errors import InputError
from manju.words import Words

_STARTS: Final = re.compile(r"(20\d{2})([-_.]?)(\d{2})\2(\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Title:
    """One title of the exports with its looks, in order of date."""

    name: str
    looks: tuple[Look, ...]
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """A row that looks odd: on which day, which line, what (`counter_fell`, `likes_over_views` …), of which column."""

    on: date
    line: int
    code: str
    field: str


def day_of_name(name: str) -> date:
    """The day that stands at the start of a file's name.

    >>> day_of_name("2026-06-01_douyin.csv")
    datetime.date(2026, 6, 1)

    Raises:
        InputError: `date_missing`.
    """
    found = _STARTS.match(name)
    try:
        if found:
            return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        found = None
    raise InputError(
        "date_missing",
        Words("文件名开头没有日期：{n}", "The file's name does not begin with a date: {n}").fill(n=name),
        Words("改成 2026-06-01_douyin.csv 这样的名字。", "Name it like 2026-06-01_douyin.csv."),
    )


def title_of(exports: Sequence[tuple[date, Export]], *, episodes: int, wanted: str | None, engagement: str) -> Title:
    """The one title of these exports, its episodes 1 to `episodes`.

    Args:
        exports: the day of each and what was read; exports of one day are one day over several channels.
        wanted: the title where there are several.
        engagement: formula version, `v1` or `v2`.

    Raises:
        InputError: `no_content`, `episodes_unknown`, `several_titles`, `title_unknown`, `completion_missing`,
            `engagement_missing`.
    """
    rows = _rows(exports)
    names = _names(rows)
    numbered = [r for r in rows if names[r[2].title or ""].episode is not None]
    if not numbered:
        raise InputError(
            "episodes_unknown",
            Words("没有一行的标题里有集数。", "No row's title names an episode."),
            Words("标题里写上第几集，如“第3集”或 EP3。", "Put the episode's number into the title, like EP3."),
        )
    titles = _titles(names[r[2].title or ""] for r in numbered)
    name = _chosen(titles, wanted)
    kept = [r for r in numbered if _belongs(names[r[2].title or ""], name, titles)]
    kept = [r for r in kept if 1 <= (names[r[2].title or ""].episode or 0) <= episodes]
    if not kept:
        raise InputError(
            "episodes_unknown",
            Words("前 {n} 集一集都没有。", "None of episodes 1 to {n} is in the file.").fill(n=episodes),
            Words("导出前几集的数据。", "Export the first episodes."),
        )
    _metrics_there([r[2] for r in kept], engagement)
    lines = {(day, platform, r.line) for day, platform, r in kept}
    odd = {
        Warned(day, o.line, o.code, o.field)
        for day, e in exports
        for o in e.warnings
        if (day, e.platform, o.line) in lines
    }
    warnings = sorted({*odd, *_fallen(kept)}, key=lambda w: (w.on, w.line, w.code, w.field))
    return Title(titles.get(name, wanted or ""), _looks(kept, names, engagement), tuple(warnings))


def titles_of(exports: Sequence[tuple[date, Export]]) -> tuple[Title, ...]:
    """Every title of these exports with all its episodes; a row that names no episode is a title of its own.

    Raises:
        InputError: `no_content`, `completion_missing`.
    """
    rows = _rows(exports)
    if all(r[2].completed_plays is None for r in rows):
        raise completion_missing()
    names = _names(rows)
    titles = _titles(n for n in names.values() if n.episode is not None)
    of: dict[str, list[tuple[date, str, Record]]] = defaultdict(list)
    for row in rows:
        name = names[row[2].title or ""]
        if name.episode is None:
            of[folded_title(row[2].title or "")].append(row)
        else:
            of[_series(name, titles)].append(row)
    return tuple(
        Title(titles.get(key) or _first(rows, names), _looks(rows, names, "v1")) for key, rows in sorted(of.items())
    )


def rounding(exports: Iterable[Export]) -> float:
    """The step to which these exports round a completion rate (0.001 for `32.5%`); 0 where plays are counted.

    >>> rounding([])
    0.0
    """
    rates = [r.completion for e in exports for r in e.records if r.completion is not None and r.completed is None]
    if not rates:
        return 0.0
    return next(
        (float(Fraction(1, 10**k)) for k in (2, 3, 4, 5) if all(10**k % r.denominator == 0 for r in rates)), 0.0
    )


def completion_missing() -> InputError:
    """The error for exports without a completion rate."""
    return InputError(
        "completion_missing",
        Words("这份数据里没有完播率。", "There is no completion rate in this export."),
        Words(
            "“平均播放百分比”不是完播率。请导出带“完播率”或完播次数的表。",
            "Average percentage viewed is not completion. Export a table with the completion rate or completed plays.",
        ),
    )


def _rows(exports: Sequence[tuple[date, Export]]) -> list[tuple[date, str, Record]]:
    rows = [
        (day, e.platform, r) for day, e in exports if e.kind == "content" for r in e.distinct() if r.views is not None
    ]
    if not rows:
        raise InputError(
            "no_content",
            Words("没有一行是一集的数据。", "No row is about an episode."),
            Words(
                "请导出作品列表，而不是按日或按地区的汇总。", "Export the list of videos, not totals by day or place."
            ),
        )
    return rows


def _names(rows: Sequence[tuple[date, str, Record]]) -> dict[str, Named]:
    """What each title names, told apart over all files together: one file alone may show a single episode."""
    distinct = sorted({r.title or "" for _, _, r in rows})
    return dict(zip(distinct, told_apart([named(t) for t in distinct]), strict=True))


def _titles(names: Iterable[Named]) -> dict[str, str]:
    """Works' titles, folded -> as written. Words behind a number are a work's only when several numbers bear them."""
    numbers: dict[str, set[int | None]] = defaultdict(set)
    written: dict[str, str] = {}
    sure: set[str] = set()
    for n in names:
        key = folded_title(n.series)
        if key:
            numbers[key].add(n.episode)
            written.setdefault(key, n.series)
            if not n.after:
                sure.add(key)
    return {key: text for key, text in written.items() if key in sure or len(numbers[key]) > 1}


def _series(name: Named, titles: Mapping[str, str]) -> str:
    key = folded_title(name.series)
    if key in titles:
        return key
    return next(iter(titles)) if len(titles) == 1 else ""


def _chosen(titles: Mapping[str, str], wanted: str | None) -> str:
    if wanted is not None:
        key = folded_title(wanted)
        if key in titles or not titles:
            return key
        known = "、".join(titles.values())
        raise InputError(
            "title_unknown",
            Words("没有《{t}》；有：{k}", "There is no {t}; there are: {k}").fill(t=wanted, k=known),
            Words("用 --title 给出其中一个。", "Give one of them by --title."),
        )
    if len(titles) > 1:
        raise InputError(
            "several_titles",
            Words("里面有 {n} 部：{k}", "There are {n} titles: {k}").fill(n=len(titles), k="、".join(titles.values())),
            Words("用 --title 选一部。", "Choose one by --title."),
        )
    return next(iter(titles), "")


def _belongs(name: Named, chosen: str, titles: Mapping[str, str]) -> bool:
    return not titles or _series(name, titles) == chosen


def _metrics_there(records: Sequence[Record], engagement: str) -> None:
    if all(r.completed_plays is None for r in records):
        raise completion_missing()
    if all(_engaged(r, engagement) is None for r in records):
        raise InputError(
            "engagement_missing",
            Words("这份数据里没有点赞数和评论数。", "There are no likes and comments in this export."),
            Words("导出带点赞和评论的表。", "Export a table with likes and comments."),
        )


def _engaged(r: Record, engagement: str) -> float | None:
    """What the formula counts above the line; what v2 adds counts as nothing where the platform does not say it."""
    by = formula("engagement", engagement)
    if any(getattr(r, name) is None for name in by.needs):
        return None
    return float(sum(getattr(r, name) or 0 for name in (*by.needs, *by.adds)))


def _looks(rows: Sequence[tuple[date, str, Record]], names: Mapping[str, Named], engagement: str) -> tuple[Look, ...]:
    """A look for each day; what a day's exports leave out stands as it was (counters are cumulative)."""
    items: dict[str, int] = {}  # rows that name no episode: a number of their own each
    days: dict[date, dict[tuple[Cell, str], Counts]] = defaultdict(dict)
    for day, platform, r in rows:
        episode = names[r.title or ""].episode
        number = episode if episode is not None else -1 - items.setdefault(r.key, len(items))
        counts = _counts(r, day, engagement)
        item = (Cell(number, platform), r.key)
        if item not in days[day] or days[day][item].views < counts.views:  # the same item in two files of one day
            days[day][item] = counts
    looks, standing = [], dict[tuple[Cell, str], Counts]()
    for day in sorted(days):
        standing |= days[day]
        looks.append(Look(day, _together(standing)))
    return tuple(looks)


def _fallen(rows: Sequence[tuple[date, str, Record]]) -> Iterator[Warned]:
    """Counters below what an earlier day's export said of the same item."""
    last: dict[tuple[str, str, str], int] = {}
    for day, platform, r in sorted(rows, key=lambda row: row[0]):
        for name in ("views", "likes", "comments", "shares", "saves", "hearts"):
            value: int | None = getattr(r, name)
            if value is None:
                continue
            if value < last.get((platform, r.item_key, name), 0):
                yield Warned(day, r.line, "counter_fell", name)
            last[platform, r.item_key, name] = value


def _counts(r: Record, day: date, engagement: str) -> Counts:
    out = None
    if r.published is not None:
        published = r.published.date() if isinstance(r.published, datetime) else r.published
        out = float(max(1, (day - published).days + 1))
    completed = r.completed_plays
    return Counts(r.views or 0, None if completed is None else float(completed), _engaged(r, engagement), out)


def _together(items: Mapping[tuple[Cell, str], Counts]) -> dict[Cell, Counts]:
    """Items of one episode on one channel (a video put up twice) as one cell."""
    made: dict[Cell, Counts] = {}
    for (cell, _), n in items.items():
        if cell not in made:
            made[cell] = n
            continue
        m = made[cell]
        both = [
            a + b if a is not None and b is not None else None
            for a, b in ((m.completed, n.completed), (m.engaged, n.engaged))
        ]
        out = max((d for d in (m.days_out, n.days_out) if d is not None), default=None)
        made[cell] = Counts(m.views + n.views, both[0], both[1], out)
    return made


def _first(rows: Sequence[tuple[date, str, Record]], names: Mapping[str, Named]) -> str:
    title = rows[0][2].title or ""
    return names[title].series or title
