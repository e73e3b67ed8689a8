"""When something is due in a case: rules as dated data, days counted the way the rule says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Literal

from manju.protection.platforms import Platform
from manju.words import Words

__all__ = ["Rule", "due", "is_us_holiday", "rules_for"]

Event = Literal["found", "filed", "dispute", "appeal", "counter_notice"]
SATURDAY: Final = 5
FIXED: Final = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
"""New Year, Juneteenth, Independence Day, Veterans Day, Christmas."""
FLOATING: Final = ((1, 0, 3), (2, 0, 3), (9, 0, 1), (10, 0, 2), (11, 3, 4))
"""Month, weekday, which one: King, Washington, Labor, Columbus, Thanksgiving. Memorial Day: last Monday of May."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that becomes due some days after an event."""

    name: str
    after: Event
    length: int
    unit: Literal["days", "years", "us_business_days"]
    valid_from: date
    todo: Words
    missed: Words  # what happens otherwise
    source: str


def rules_for(platform: Platform, event: str, *, on: date) -> list[Rule]:
    """What an event on this platform makes due, by the rules that hold on that day."""
    found = [
        r for r in _rules() if r.name in platform.deadlines and r.after == event and r.valid_from <= on
    ]  # fmt: skip
    newest = {r.name: r for r in sorted(found, key=lambda r: r.valid_from)}
    return list(newest.values())


def due(rule: Rule, *, on: date) -> date:
    """The last day for it when the event was on `on`; the day of the event does not count.

    >>> [counter] = [r for r in _rules() if r.name == "dmca_counter_notice"]
    >>> due(counter, on=date(2026, 11, 20))  # a Friday; Thanksgiving is 26 November
    datetime.date(2026, 12, 7)
    >>> [dispute] = [r for r in _rules() if r.name == "content_id_dispute"]
    >>> due(dispute, on=date(2026, 11, 20))
    datetime.date(2026, 12, 20)
    """
    if rule.unit == "days":
        return on + timedelta(days=rule.length)
    if rule.unit == "years":
        leap_day = (on.month, on.day) == (2, 29)
        return on.replace(year=on.year + rule.length, day=28 if leap_day else on.day)
    day, left = on, rule.length
    while left:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and not is_us_holiday(day):
            left -= 1
    return day


def is_us_holiday(day: date) -> bool:
    """Whether federal offices of the United States are closed (5 U.S.C. 6103), weekends aside.

    A fixed holiday on a Saturday is kept on the Friday before, on a Sunday on the Monday after.

    >>> is_us_holiday(date(2026, 7, 3)), is_us_holiday(date(2026, 11, 26)), is_us_holiday(date(2026, 5, 25))
    (True, True, True)
    """
    for beside in (day - timedelta(days=1), day, day + timedelta(days=1)):
        if (beside.month, beside.day) in FIXED and _kept_on(beside) == day:
            return True
    if day.month == 5 and day.weekday() == 0:
        return day.day > 24
    return any(
        (day.month, day.weekday()) == (month, weekday) and (day.day - 1) // 7 + 1 == nth
        for month, weekday, nth in FLOATING
    )


def _kept_on(holiday: date) -> date:
    return holiday + timedelta(days={5: -1, 6: 1}.get(holiday.weekday(), 0))


@cache
def _rules() -> tuple[Rule, ...]:
    with (Path(__file__).parent / "deadlines.toml").open("rb") as file:
        read = tomllib.load(file)["rule"]
    return tuple(Rule(**{**r, "todo": Words(**r["todo"]), "missed": Words(**r["missed"])}) for r in read)
