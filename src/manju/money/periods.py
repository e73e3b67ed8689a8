"""The calendar of a contract: reporting periods cut to the term, their labels, and contract years."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

PeriodKind = Literal["month", "quarter", "half", "year"]
MONTHS: Final[dict[PeriodKind, int]] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period, perhaps cut to a term; both ends are days of it."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def label(self) -> str:
        """`2026-03`, `2026Q1`, `2026H1` or `2026`: that of the whole calendar period, also where it is cut.

        >>> Period("quarter", date(2026, 2, 10), date(2026, 3, 31)).label
        '2026Q1'
        """
        return label_of(self.kind, self.first)

    def cut(self, start: date, end: date) -> Period:
        """The part of it inside a term that it touches."""
        return Period(self.kind, max(self.first, start), min(self.last, end))


def label_of(kind: PeriodKind, day: date) -> str:
    """The label of the period of this kind that holds a day."""
    if kind == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if kind == "year":
        return f"{day.year:04d}"
    return f"{day.year:04d}{'Q' if kind == 'quarter' else 'H'}{(day.month - 1) // MONTHS[kind] + 1}"


def period_of(kind: PeriodKind, day: date) -> Period:
    """The whole calendar period of this kind that holds a day.

    >>> period_of("half", date(2026, 7, 1)).last
    datetime.date(2026, 12, 31)
    """
    length = MONTHS[kind]
    first = (day.month - 1) // length * length + 1
    last = first + length - 1
    return Period(kind, date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]))


def parse_period(text: str) -> Period | None:
    """The whole calendar period that a label names, or None.

    >>> parse_period("2026Q2").first, parse_period("2026-13")
    (datetime.date(2026, 4, 1), None)
    """
    found = _LABEL.fullmatch(text.strip())
    if found is None or found["year"] == "0000":
        return None
    year = int(found["year"])
    if found["month"]:
        return period_of("month", date(year, int(found["month"]), 1))
    if found["quarter"]:
        return period_of("quarter", date(year, 3 * int(found["quarter"]), 1))
    if found["half"]:
        return period_of("half", date(year, 6 * int(found["half"]), 1))
    return period_of("year", date(year, 1, 1))


def parse_day(text: str) -> date | None:
    """The day that an ISO date `2026-03-31` names, or None; nothing else is read as a date.

    >>> parse_day("2026-02-29"), parse_day("2026-2-1"), parse_day("2028-02-29")
    (None, None, datetime.date(2028, 2, 29))
    """
    if _DAY.fullmatch(text.strip()) is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def periods_of_term(kind: PeriodKind, start: date, end: date) -> list[Period]:
    """Every period that touches the term, in order, the first and last cut to it.

    >>> [p.label for p in periods_of_term("quarter", date(2026, 2, 1), date(2026, 7, 31))]
    ['2026Q1', '2026Q2', '2026Q3']
    """
    found = []
    day = start
    while day <= end:
        period = period_of(kind, day).cut(start, end)
        found.append(period)
        if period.last == date.max:
            break
        day = period.last + timedelta(days=1)
    return found


def anniversary(start: date, n: int) -> date:
    """The n-th anniversary of a day; 29 February falls on the 28th in other years.

    >>> anniversary(date(2028, 2, 29), 1), anniversary(date(2028, 2, 29), 4)
    (datetime.date(2029, 2, 28), datetime.date(2032, 2, 29))
    """
    year = start.year + n
    return start.replace(year=year, day=min(start.day, monthrange(year, start.month)[1]))


def contract_year(start: date, day: date) -> int:
    """Which contract year holds a day, the first being 1: year n+1 begins on the n-th anniversary of `start`.

    >>> contract_year(date(2026, 3, 15), date(2027, 3, 14)), contract_year(date(2026, 3, 15), date(2027, 3, 15))
    (1, 2)
    """
    years = day.year - start.year
    return years + 1 if anniversary(start, years) <= day else years


_LABEL: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>0[1-9]|1[0-2])|[Qq](?P<quarter>[1-4])|[Hh](?P<half>[12]))?"
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
