"""Reads the rows of one table: what its columns hold, and how they write rates, dates and lengths of time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from manju.market.exports.cells import DateReader, Unreadable, count, percent_column, rate, seconds, text
from manju.market.exports.episodes import Named, named
from manju.market.exports.headers import Layout, scale_of, unit_of
from manju.market.exports.record import COUNTERS, RATES, Kind, Odd, Record, Refusal
from manju.money.records import UNCLOSED
from manju.money.tables import Row
from manju.words import Words

__all__ = ["REASONS", "Columns"]

REASONS: Final[dict[str, Words]] = {
    "bad_counter": Words("不是一个数：“{t}”", 'no number: "{t}"'),
    "bad_date": Words("不是一个日期：“{t}”", 'no date: "{t}"'),
    "bad_rate": Words("不是一个比率：“{t}”", 'no rate: "{t}"'),
    "completion_over_100": Words("完播率超过 100%：{t}", "completion over 100 %: {t}"),
    "no_title": Words("没有标题", "no title"),
}
HARMLESS: Final = ("impressions", "danmaku", "engaged_views")  # what cannot be read of them spoils no row
_LENGTHS: Final = ("watch_time_h", "average_view_s", "duration_s")
_LINK_IDS: Final = (r"/video/([0-9A-Za-z]+)", r"[?&]v=([\w-]{11})", r"/shorts/([\w-]{11})", r"youtu\.be/([\w-]{11})",
                    r"(BV[0-9A-Za-z]{10})", r"/(?:explore|item|short-video|note)/([0-9A-Za-z]+)")  # fmt: skip
_SPOILT_ID: Final = re.compile(r"[0-9](?:\.[0-9]+)?e\+[0-9]+", re.IGNORECASE)


class Columns:
    """Reads the cells of a row by what its columns hold; how a column writes rates and dates is told by all of it."""

    def __init__(self, layout: Layout, header: Row, rows: Sequence[Row], *, kind: Kind, day: dt.date) -> None:
        self.kind, self.width = kind, len(header.cells)
        self.places = dict(layout.places)
        if kind == "content" and "date" in self.places:
            date = self.places.pop("date")
            self.places.setdefault("published", date)
        if kind != "geography" and ("title" in self.places or kind == "daily"):
            self.places.pop("place", None)
        cells = {ours: [r.cells[c] for r in rows if c < len(r.cells)] for ours, c in self.places.items()}
        heads = {ours: header.cells[c] for ours, c in self.places.items()}
        self._percent = {r: percent_column(heads[r], cells[r]) for r in RATES if r in heads}
        self._dates = {d: DateReader(cells[d], today=day) for d in ("published", "date") if d in heads}
        self._scales = {ours: scale_of(heads[ours]) for ours in COUNTERS if ours in heads}
        self._units = {ours: unit_of(heads[ours]) for ours in _LENGTHS if ours in heads}

    def record(self, row: Row, odd: list[Odd]) -> Record | Refusal:
        """The row as values, or why it is kept out; what merely cannot be used is added to `odd`."""
        fault = self._fault(row)
        if fault is not None:
            return Refusal(row.line, "unreadable", "", fault)
        try:
            return self._whole(row, odd)
        except _KeptOut as kept:
            said = REASONS[kept.reason].fill(t=self._cell(row, kept.field).strip()[:40])
            return Refusal(row.line, kept.reason, kept.field, said)

    def _fault(self, row: Row) -> Words | None:
        if row.fault is not None and (row.fault is not UNCLOSED or len(row.cells) != self.width):
            return row.fault  # a quote inside a cell does no harm where the cells still come out right
        if any(c.strip() for c in row.cells[self.width :]):
            return Words("单元格比表头多", "more cells than the header has")
        return None

    def _whole(self, row: Row, odd: list[Odd]) -> Record:
        numbers, days, rates = self._numbers(row, odd), self._days(row), self._rates(row, odd)
        views, completed = numbers["views"], numbers["completed"]
        if rates.get("completion") is None and completed is not None and views:
            rates["completion"] = Fraction(completed, views)
        completion = rates.get("completion")
        if completion is not None and completion > 1:
            raise _KeptOut("completion_over_100", "completion" if "completion" in self.places else "completed")
        item_id = self._item_id(row)
        title = self._label(row, "title") or (item_id if "title" not in self.places else None)
        date, place = days.get("date"), self._label(row, "place")
        if self.kind == "content" and not title:
            raise _KeptOut("no_title", "title")
        if self.kind == "daily" and date is None:
            raise _KeptOut("bad_date", "date")
        if self.kind == "geography" and not place:
            raise _KeptOut("no_title", "place")
        values: dict[str, Any] = {**numbers, **rates, **self._lengths(row, odd)}  # each of the type of its column
        return Record(
            row.line, title=title, item_id=item_id, published=days.get("published"),
            date=date.date() if isinstance(date, dt.datetime) else date, place=place,
            named=named(title) if title and self.kind != "geography" else Named(), **values,
        )  # fmt: skip

    def _numbers(self, row: Row, odd: list[Odd]) -> dict[str, int | None]:
        found: dict[str, int | None] = dict.fromkeys(COUNTERS)
        for ours in COUNTERS:
            try:
                found[ours] = count(
                    self._cell(row, ours), may_fall=ours == "followers_gained", scale=self._scales.get(ours, 1)
                )
            except Unreadable as error:
                if ours not in HARMLESS:
                    raise _KeptOut("bad_counter", ours) from error
                odd.append(self._useless(row, ours))
        return found

    def _days(self, row: Row) -> dict[str, dt.date | dt.datetime | None]:
        found: dict[str, dt.date | dt.datetime | None] = {}
        for ours, reader in self._dates.items():
            try:
                found[ours] = reader(self._cell(row, ours))
            except Unreadable as error:
                raise _KeptOut("bad_date", ours) from error
        return found

    def _rates(self, row: Row, odd: list[Odd]) -> dict[str, Fraction | None]:
        found: dict[str, Fraction | None] = {}
        for ours, percent in self._percent.items():
            try:
                found[ours] = rate(self._cell(row, ours), percent=percent)
            except Unreadable as error:
                if ours == "completion":
                    raise _KeptOut("bad_rate", ours) from error
                odd.append(self._useless(row, ours))
        return found

    def _lengths(self, row: Row, odd: list[Odd]) -> dict[str, float | None]:
        found: dict[str, float | None] = {}
        for ours, unit in self._units.items():
            try:
                value = seconds(self._cell(row, ours), unit=unit)
            except Unreadable:
                odd.append(self._useless(row, ours))
                continue
            found[ours] = value / 3600 if value is not None and ours == "watch_time_h" else value
            if ours == "watch_time_h" and unit == 3600 and value is not None and ":" not in self._cell(row, ours):
                found[ours] = _exact_hours(self._cell(row, ours), value)
        return found

    def _item_id(self, row: Row) -> str | None:
        own = self._label(row, "item_id")
        if own:
            bare = re.sub(r'^="?|"$', "", own).strip("'`\"\t ")
            return None if _SPOILT_ID.fullmatch(bare) else bare
        link = self._label(row, "link")
        if not link:
            return None
        return next((m[1] for pattern in _LINK_IDS if (m := re.search(pattern, link))), link)

    def _label(self, row: Row, ours: str) -> str | None:
        plain = self._cell(row, ours).replace("\x00", "").strip("\ufeff\u200b \t\r\n")
        return None if plain in ("", "-", "--") else plain

    def _cell(self, row: Row, ours: str) -> str:
        place = self.places.get(ours)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def _useless(self, row: Row, ours: str) -> Odd:
        said = Words("读不懂，先空着：“{t}”", 'cannot be read and is left blank: "{t}"')
        return Odd(row.line, "unreadable_value", ours, said.fill(t=self._cell(row, ours).strip()[:40]))


def _exact_hours(cell: str, value: float) -> float:
    """Hours as the file writes them, not by way of seconds."""
    try:
        return float(text(cell).replace(",", ""))
    except ValueError:
        return value / 3600


class _KeptOut(Exception):
    """The row cannot be taken: for which reason, by which column."""

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field
