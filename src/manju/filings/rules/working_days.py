"""Chinese working days: weekdays without public holidays, and the weekends worked in exchange (`holidays.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from manju.filings.rules.dated import in_force, read
from manju.money.errors import InputError
from manju.words import Words

__all__ = ["Due", "due_after", "is_working_day", "known_years", "review_due", "working_days_between"]

SATURDAY: Final = 5
MOST: Final = 2500
"""More working days than ten years have are a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Due:
    """A day reached by counting. `unannounced`: years in the way whose holidays nobody has announced yet."""

    on: date
    counted: int
    unannounced: tuple[int, ...]
    source: str = ""

    @property
    def is_certain(self) -> bool:
        return not self.unannounced

    @property
    def note(self) -> Words | None:
        """What to say beside a day that may still move."""
        if self.is_certain:
            return None
        years = ", ".join(str(y) for y in self.unannounced)
        return Words(
            "{y} 年的放假安排还没公布，先按周一到周五和日期固定的法定节日算",
            "The holidays of {y} are not announced yet: counted by weekdays and the statutory days with fixed dates",
        ).fill(y=years)


def is_working_day(day: date) -> bool:
    """Whether offices in mainland China work on a day.

    A year without a notice: Monday to Friday except the statutory days that have fixed dates.

    >>> is_working_day(date(2026, 2, 16)), is_working_day(date(2026, 2, 14)), is_working_day(date(2026, 2, 21))
    (False, True, False)
    """
    off, worked, years = _calendar()
    if day in worked:
        return True
    if day in off or day.weekday() >= SATURDAY:
        return False
    return day.year in years or f"{day:%m-%d}" not in _fixed()


def due_after(start: date, working_days: int) -> Due:
    """The last of so many working days after `start`, which does not count (Civil Code art. 201).

    >>> due_after(date(2026, 9, 18), 5)  # Fri 18; Sun 20 is worked; 25-27 off
    Due(on=datetime.date(2026, 9, 24), counted=5, unannounced=(), source='')
    >>> due_after(date(2026, 12, 30), 2).unannounced
    (2027,)

    Raises:
        InputError: `days_out_of_range`: none, a negative number, or more than ten years of them.
    """
    if not 0 < working_days <= MOST:
        raise InputError(
            "days_out_of_range",
            Words("工作日要在 1 到 {m} 之间。", "Working days must be between 1 and {m}.").fill(m=MOST),
            Words("检查天数。", "Check the number."),
        )
    if start.year > date.max.year - 20:
        raise InputError(
            "date_out_of_range",
            Words("日期太远。", "The date is too far away."),
            Words("检查年份。", "Check the year."),
        )
    day, left = start, working_days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return Due(day, working_days, _unannounced(start + timedelta(days=1), day))


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; 0 when `end` is not later.

    >>> working_days_between(date(2026, 9, 30), date(2026, 10, 10))  # 1-7 October off, Saturday 10 worked
    3
    """
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def review_due(accepted_on: date, *, office: str = "cpcc") -> Due:
    """By when an office should have decided on what it accepted, by the rule in force on that day.

    >>> review_due(date(2026, 11, 2)).on
    datetime.date(2026, 11, 30)

    Raises:
        InputError: `rule_unknown`: no rule is held for that day.
    """
    rule = in_force([r for r in read("reviews")["review"] if r["office"] == office], accepted_on)
    found = due_after(accepted_on, int(rule["working_days"]))
    return Due(found.on, found.counted, found.unannounced, str(rule["source"]))


def known_years() -> tuple[int, ...]:
    """The years whose holidays are announced.

    >>> known_years()
    (2024, 2025, 2026)
    """
    return tuple(sorted(_calendar()[2]))


def _unannounced(first: date, last: date) -> tuple[int, ...]:
    known = _calendar()[2]
    return tuple(year for year in range(first.year, last.year + 1) if year not in known)


@cache
def _calendar() -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    off, worked, years = set(), set(), set()
    for entry in read("holidays")["year"]:
        years.add(int(entry["year"]))
        worked |= {date.fromisoformat(day) for day in entry["worked"]}
        for first, last in entry["off"]:
            begin, end = date.fromisoformat(first), date.fromisoformat(last)
            off |= {begin + timedelta(days=n) for n in range((end - begin).days + 1)}
    return frozenset(off), frozenset(worked), frozenset(years)


@cache
def _fixed() -> frozenset[str]:
    return frozenset(read("holidays")["fixed"]["days"])
