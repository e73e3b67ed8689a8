"""In-story dates: a day, a month or a year of the proleptic Gregorian calendar, years -9999 to 9999."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["InStory", "parse_in_story"]


@dataclass(frozen=True, slots=True)
class InStory:
    """A date as far as it is told; `month` and `day` are None where only the year or the month is.

    Two dates are compared only where the answer is the same for every day that they may mean:

    >>> may = parse_in_story("1019-05")
    >>> may.surely_before(parse_in_story("1019-06-01")), may.surely_before(parse_in_story("1019"))
    (True, False)
    """

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> tuple[int, int, int]:
        """The earliest day it may mean."""
        return self.year, self.month or 1, self.day or 1

    @property
    def last(self) -> tuple[int, int, int]:
        """The latest day it may mean."""
        month = self.month or 12
        return self.year, month, self.day or days_of(self.year, month)

    def surely_before(self, other: InStory) -> bool:
        """Whether every day of this one lies before every day of the other."""
        return self.last < other.first

    def __str__(self) -> str:
        sign, year = ("-" if self.year < 0 else ""), f"{abs(self.year):04d}"
        parts = [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return sign + "-".join([year, *parts])


def parse_in_story(text: str) -> InStory | None:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD` (astronomical years: `-0044` is 45 BC); None when there is no such date.

    >>> str(parse_in_story("-0044-03-15")), parse_in_story("1023-02-30"), parse_in_story("1020-02-29").day
    ('-0044-03-15', None, 29)
    """
    found = _SHAPE.fullmatch(text)
    if found is None or found["year"] == "-0000":
        return None
    year = int(found["year"])
    month = int(found["month"]) if found["month"] else None
    day = int(found["day"]) if found["day"] else None
    if month is not None and not 1 <= month <= 12:
        return None
    if month is not None and day is not None and not 1 <= day <= days_of(year, month):
        return None
    return InStory(year, month, day)


def days_of(year: int, month: int) -> int:
    """How many days a month of the proleptic Gregorian calendar has.

    >>> days_of(0, 2), days_of(1900, 2)
    (29, 28)
    """
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


_SHAPE: Final = re.compile(r"(?P<year>-?[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
