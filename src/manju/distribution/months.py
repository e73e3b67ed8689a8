"""The publishing calendar: one month of publications on a grid of weeks that begin on Monday."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from manju.distribution.models import Publication
from manju.words import Words


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: its date, whether it belongs to the month, is today, and what is on it."""

    date: date
    inside: bool
    is_today: bool
    entries: tuple[Publication, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as it is shown: full weeks, Monday first."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    withdrawn: int

    @property
    def name(self) -> Words:
        return Words(
            f"{self.first.year} 年 {self.first.month} 月", f"{calendar.month_name[self.first.month]} {self.first.year}"
        )

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"

    @property
    def here(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def entries(self) -> list[Publication]:
        """Only those of the month itself, in order of time."""
        return [p for week in self.weeks for day in week if day.inside for p in day.entries]

    @property
    def busy_days(self) -> list[Day]:
        return [day for week in self.weeks for day in week if day.inside and (day.entries or day.is_today)]


WEEKDAYS = (
    Words("一", "Mon"), Words("二", "Tue"), Words("三", "Wed"), Words("四", "Thu"), Words("五", "Fri"),
    Words("六", "Sat"), Words("日", "Sun"),
)  # fmt: skip


def read_month(text: str) -> date:
    """The first day of `2026-11`; anything else is this month in the studio's time zone.

    >>> read_month("2026-02")
    datetime.date(2026, 2, 1)
    """
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if match and 1 <= int(match[2]) <= 12 and 2000 <= int(match[1]) <= 2100:
        return date(int(match[1]), int(match[2]), 1)
    return timezone.localdate().replace(day=1)


def month_of(first: date) -> Month:
    """The month with the publications of the studio in scope, each on its local day; withdrawn are only counted."""
    days = [d for week in calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month) for d in week]
    start, end = _midnight(days[0]), _midnight(days[-1] + timedelta(days=1))
    rows = (
        Publication.objects.annotate(when=Coalesce(F("posted_at"), F("planned_for")))
        .filter(when__gte=start, when__lt=end)
        .select_related("account", "deliverable__episode__season__work")
        .order_by("when", "pk")
    )
    by_day: dict[date, list[Publication]] = {}
    withdrawn = 0
    for row in rows:
        if row.state == Publication.State.WITHDRAWN:
            withdrawn += 1
            continue
        by_day.setdefault(timezone.localtime(row.at).date(), []).append(row)
    today = timezone.localdate()
    cells = [Day(d, d.month == first.month, d == today, tuple(by_day.get(d, ()))) for d in days]
    return Month(first, tuple(tuple(cells[i : i + 7]) for i in range(0, len(cells), 7)), withdrawn)


def weekday(day: date) -> Words:
    """`周三`, `Wed`."""
    word = WEEKDAYS[day.weekday()]
    return Words(f"周{word.zh}", word.en)


def read_moment(text: str) -> datetime | None:
    """What a `datetime-local` field sends, in the studio's time zone; None when it is not a moment."""
    try:
        naive = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return timezone.make_aware(naive) if timezone.is_naive(naive) else naive


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
