"""Hit lists of any origin as rows of one shape, and the rows that could not be read with line and reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import polars as pl

from manju.market.lists import dates, figures
from manju.market.lists.headers import (
    Columns,
    MappingNeeded,
    are_platforms,
    platform_in,
    platform_of,
    platform_signed,
    recognised,
)  # fmt: skip
from manju.market.lists.raw import QUICK_OVER, Raw, read_raw
from manju.words import Words

SCHEMA: Final[dict[str, Any]] = {  # Any: polars' types of types
    "file": pl.String, "line": pl.UInt32, "date": pl.Date, "platform": pl.String, "rank": pl.Float64,
    "title": pl.String, "tags": pl.String, "synopsis": pl.Categorical, "heat": pl.Float64, "likes": pl.Float64,
    "comments": pl.Float64, "audience": pl.String, "form": pl.String, "published": pl.Date, "item": pl.String,
}  # fmt: skip
NO_TITLE: Final = ("", "-", "--", "—", "n/a", "null", "none", "nan", "无")
NUMBERS: Final = {"heat": Words("热度", "heat"), "rank": Words("排名", "rank"), "likes": Words("点赞", "likes"),
                  "comments": Words("评论", "comments")}  # fmt: skip
_NO_CODE: Final = 2**32 - 1  # stands for a missing text among the numbers of categories
DateSource = Literal["column", "name", "timestamp", "published"]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row kept aside: its line (as `tables.Row`), why, and the file it stands in."""

    line: int
    reason: Words
    file: str = ""

    def as_json(self) -> dict[str, object]:
        return {"line": self.line, "reason": str(self.reason), "file": self.file}


@dataclass(frozen=True, slots=True)
class HitList:
    """One list read: `frame` of `SCHEMA`, rows kept aside, and how it was understood."""

    name: str
    frame: pl.DataFrame
    rejected: tuple[Rejected, ...]
    header: tuple[str, ...]
    columns: Columns
    dated_by: DateSource
    notes: tuple[Words, ...] = field(default=())

    @property
    def rows(self) -> int:
        """All rows of the file, those kept aside included."""
        return self.frame.height + len(self.rejected)


def read_list(
    path: Path, *, mapping: Mapping[str, str] | None = None, name: str | None = None, today: date | None = None,
    quick_over: int = QUICK_OVER,
) -> HitList:  # fmt: skip
    """Read a hit list; `mapping` is theirs -> ours, `name` the file's name where it is kept under another.

    `today`: dates without a year are not after it when nothing else says so.

    Raises:
        MappingNeeded: no title, no date, or nothing to weigh rows by was recognised.
        InputError: no such file, no table.
    """
    name = name or path.name
    named = dates.in_name(name)

    def check(header: Sequence[str], columns: Columns) -> None:
        if missing := columns.missing(dated=bool(named)):
            raise MappingNeeded(name, header, columns, missing)

    raw = read_raw(path, mapping=mapping, check=check, quick_over=quick_over)
    return _normalised(raw, name=name, named=named, today=today)


def headers_of(path: Path, *, mapping: Mapping[str, str] | None = None) -> tuple[tuple[str, ...], Columns]:
    """Header and columns of a file, without its rows."""

    class Seen(Exception):
        pass

    kept: list[tuple[tuple[str, ...], Columns]] = []

    def check(header: Sequence[str], columns: Columns) -> None:
        kept.append((tuple(header), columns))
        raise Seen

    try:
        read_raw(path, mapping=mapping, check=check, quick_over=1 << 60)
    except Seen:
        return kept[0]
    return (), recognised(())


def _normalised(raw: Raw, *, name: str, named: str, today: date | None) -> HitList:
    cells = raw.frame
    text = {role: _text(cells, role) for role in ("title", "tags", "synopsis", "audience", "form", "item")}
    faults = [Rejected(line, why, name) for line, why in raw.faults]
    bad: list[tuple[pl.Series, Callable[[str], Words], str]] = []  # where, reason by cell, column
    numbers: dict[str, pl.Series] = {}
    for ours, role in (
        ("rank", "rank"),
        (_weighed_by(raw.columns), "heat"),
        ("likes", "likes"),
        ("comments", "comments"),
    ):
        if ours not in cells.columns:
            numbers[role] = pl.Series(role, [None], dtype=pl.Float64).new_from_index(0, cells.height)
            continue
        values, unread = figures.figures(cells[ours].fill_null("").str.strip_chars(), rank=role == "rank")
        times = raw.columns.times.get(ours)
        if times:
            plain = cells[ours].fill_null("").str.contains(r"^[\s0-9.,]+$")
            values = pl.select(pl.when(plain).then(values * times).otherwise(values)).to_series()
        numbers[role] = values
        bad.append((unread, _unread(NUMBERS[role]), ours))
    published, _ = _days(cells, "published", None, None)
    day, unread_day, source, notes = _dated(cells, published, named=named, today=today)
    bad.append((unread_day, _unread(Words("日期", "date")), _DATE_COLUMN[source]))
    no_title = text["title"].str.to_lowercase().is_in(list(NO_TITLE))
    frame = pl.DataFrame(
        {
            "file": pl.Series([name]).new_from_index(0, cells.height), "line": cells["line"], "date": day,
            "platform": _platform(raw, name), "rank": numbers["rank"], "title": text["title"],
            "tags": _with_category(text["tags"], cells), "synopsis": text["synopsis"], "heat": numbers["heat"],
            "likes": numbers["likes"], "comments": numbers["comments"], "audience": text["audience"],
            "form": text["form"], "published": published, "item": text["item"],
        },
        schema=SCHEMA,
    )  # fmt: skip
    wrong = no_title
    for where, _, _ in bad:
        wrong = wrong | where
    for i in wrong.arg_true().to_list():
        why = Words("没有剧名", "no title")
        if not no_title[i]:
            reason, column = next((reason, column) for where, reason, column in bad if where[i])
            why = reason(str(cells[column][i] or "") if column in cells.columns else "")
        faults.append(Rejected(int(cells["line"][i]), why, name))
    if faults:
        frame = frame.filter(~wrong)
        faults.sort(key=lambda one: one.line)
    if not raw.columns.places.keys() & {"heat", "plays", "rank", "likes"}:
        frame = frame.with_columns(rank=pl.int_range(1, pl.len() + 1).over("platform", "date").cast(pl.Float64))
        notes = (
            *notes,
            Words(
                f"{name} 没有热度和排名，按行的先后算", f"{name} has neither heat nor rank: the order of rows counts"
            ),
        )
    return HitList(name, frame, tuple(faults), raw.header, raw.columns, source, notes)


_DATE_COLUMN: Final[dict[str, str]] = {"column": "date", "name": "", "timestamp": "timestamp", "published": "published"}


def _weighed_by(columns: Columns) -> str:
    return next((role for role in ("heat", "plays", "likes") if role in columns.places), "heat")


def _unread(what: Words) -> Callable[[str], Words]:
    def reason(cell: str) -> Words:
        shown = cell.strip()[:40]
        if not shown:
            return Words(f"没有{what.zh}", f"no {what.en}")
        return Words(f"{what.zh}读不懂：{shown}", f"{what.en} cannot be read: {shown}")

    return reason


def _text(cells: pl.DataFrame, role: str) -> pl.Series:
    if role not in cells.columns:
        return pl.Series(role, [""]).new_from_index(0, cells.height)
    if cells.schema[role] == pl.Categorical:  # each different text once, and never all of them as text
        distinct = cells[role].drop_nulls().unique()
        clean = _stripped(distinct.cast(pl.String)).cast(pl.Categorical)
        blank = pl.Series([""], dtype=pl.Categorical)
        codes = cells[role].to_physical().fill_null(_NO_CODE)
        known = pl.concat([distinct.to_physical(), pl.Series([_NO_CODE], dtype=codes.dtype)])
        return codes.replace_strict(known, pl.concat([clean, blank]), return_dtype=pl.Categorical)
    return _stripped(cells[role].fill_null(""))


def _stripped(plain: pl.Series) -> pl.Series:
    if plain.str.contains(r"[\n\r\t]").any():
        plain = plain.str.replace_all(r"\s+", " ")
    return plain.str.strip_chars()


def _with_category(tags: pl.Series, cells: pl.DataFrame) -> pl.Series:
    """Tags, or where the list has none, its categories when they are words."""
    if "category" not in cells.columns or "tags" in cells.columns:
        return tags
    words = _text(cells, "category")
    return tags if words.str.contains(r"^\d*$").all() else words


def _platform(raw: Raw, name: str) -> pl.Series:
    cells, said = raw.frame, platform_in(name) or platform_signed(raw.header)
    if "platform" in cells.columns:
        written = _text(cells, "platform")
        distinct = written.unique().to_list()
        if are_platforms(raw.header[raw.columns.places["platform"]], distinct):
            return written.replace_strict({one: platform_of(one) or said for one in distinct}, return_dtype=pl.String)
    return pl.Series("platform", [said]).new_from_index(0, cells.height)


def _dated(
    cells: pl.DataFrame, published: pl.Series, *, named: str, today: date | None
) -> tuple[pl.Series, pl.Series, DateSource, tuple[Words, ...]]:
    """The date of each row, which rows have none, where it is from, and what is to be said of that.

    From the date column; else the file's name; else timestamps; else publication, which is said.
    """
    by_name = _day_of_name(named, published, today)
    if "date" in cells.columns:
        day, _ = _days(cells, "date", published, by_name or today)
    if "date" in cells.columns and not _says_nothing(day, by_name, cells):
        if by_name is not None:
            blank = _text(cells, "date").str.to_lowercase().is_in(list(dates.MISSING))
            day = pl.select(pl.when(blank).then(pl.lit(by_name)).otherwise(day)).to_series()
        return day, day.is_null(), "column", ()
    if by_name is not None:
        day = pl.Series("date", [by_name], dtype=pl.Date).new_from_index(0, cells.height)
        return day, day.is_null(), "name", ()
    if "timestamp" in cells.columns:
        day, _ = _days(cells, "timestamp", published, today)
        return day, day.is_null(), "timestamp", ()
    said = Words("没有榜单日期，用的是发布日期", "there is no date of the list: dates of publication are taken")
    return published, published.is_null(), "published", (said,)


def _says_nothing(day: pl.Series, by_name: date | None, cells: pl.DataFrame) -> bool:
    """A column in which no cell is a date (an issue's number) gives way where there is another source of dates."""
    others = by_name is not None or "timestamp" in cells.columns or "published" in cells.columns
    return others and day.null_count() == len(day)


def _day_of_name(named: str, published: pl.Series, today: date | None) -> date | None:
    if not named:
        return None
    latest = published.max()
    return dates.read_dates([named], not_before=[latest if isinstance(latest, date) else None], about=today)[0]


def _days(cells: pl.DataFrame, role: str, published: pl.Series | None, about: date | None) -> tuple[pl.Series, bool]:
    """A column of dates read once per different cell, and whether there is such a column."""
    if role not in cells.columns:
        return pl.Series(role, [None], dtype=pl.Date).new_from_index(0, cells.height), False
    written = _text(cells, role).alias("cell")
    frame = pl.DataFrame({"cell": written})
    if published is not None:
        frame = frame.with_columns(published.alias("published"))
        distinct = frame.group_by("cell", maintain_order=True).agg(pl.col("published").max())
        floor: list[date | None] = distinct["published"].to_list()
    else:
        distinct = frame.unique(maintain_order=True)
        floor = []
    read = dates.read_dates(distinct["cell"].to_list(), not_before=floor, about=about)
    known = pl.DataFrame({"cell": distinct["cell"], "day": pl.Series(read, dtype=pl.Date)})
    return frame.join(known, on="cell", how="left", maintain_order="left")["day"].alias(role), True
