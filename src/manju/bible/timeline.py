"""The timeline of a bible drawn to scale: events, lives, spans; partial dates as the range that they may mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from manju.bible.graph import text_width
from manju.bible.names import in_reading, year_name
from manju.story.bible import Bible
from manju.story.dates import InStory
from manju.words import Words, language

__all__ = ["ZOOMS", "Life", "Mark", "Tick", "Timeline", "day_number", "draw_timeline", "said_date"]

WIDE: Final = 1040.0
LEFT: Final = 24.0
LANE: Final = 26.0
LIVES_MOST: Final = 60
MARKS_MOST: Final = 300
DAY_FIRST, DAY_LAST = -9999 * 366, 10000 * 366
ZOOMS: Final = ("in", "out", "earlier", "later")


@dataclass(frozen=True, slots=True)
class Mark:
    """An event: the bar of days that it may mean, and its name beside it."""

    key: int
    name: str
    date: str
    x: float
    width: float
    y: float
    label_x: float
    anchor: str
    sure: bool  # a single day or a told span, not a range of what may be
    secret: bool


@dataclass(frozen=True, slots=True)
class Life:
    """A character's bar from birth to death; an end that is not told fades out."""

    who: str
    name: str
    said: str
    x: float
    width: float
    y: float
    born: bool
    died: bool

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def flip(self) -> bool:
        """Whether the name stands left of the bar's end, having no room on its right."""
        return self.x + text_width(self.name) + 12 > WIDE

    @property
    def text_x(self) -> float:
        return self.right - 6 if self.flip else self.x + 6


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    name: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing from day `first` to day `last`; `undated` events are in the list only."""

    first: int
    last: int
    height: float
    axis_y: float
    marks: tuple[Mark, ...]
    lives: tuple[Life, ...]
    ticks: tuple[Tick, ...]
    undated: int
    outside: int
    zoomed: bool

    def zoom(self, way: str) -> tuple[int, int]:
        """The span after zooming or moving."""
        span = max(2, self.last - self.first)
        middle = (self.first + self.last) // 2
        if way == "in":
            half = max(1, span // 4)
            return middle - half, middle + half
        if way == "out":
            return middle - span, middle + span
        step = span // 2 if way == "later" else -(span // 2)
        return self.first + step, self.last + step


def draw_timeline(bible: Bible, *, first: int | None = None, last: int | None = None) -> Timeline | None:
    """Draw the dated events and lives between two days (as `day_number` counts); all of them by default.

    None when nothing has a date.
    """
    dated = [(n, e) for n, e in enumerate(bible.timeline) if e.date is not None]
    lives = [c for c in bible.characters if c.born is not None or c.died is not None]
    ends = [_span(e.date, e.end or e.date) for _, e in dated if e.date is not None]
    ends += [_span(d, d) for c in lives for d in (c.born, c.died) if d is not None]
    if not ends:
        return None
    told = [_span(e.date, e.end or e.date) for _, e in dated] or ends  # lives reach back further than the story
    all_first, all_last = min(a for a, _ in told), max(b for _, b in told)
    pad = max(1, (all_last - all_first) // 25)
    zoomed = first is not None and last is not None and first < last
    start, stop = (
        (first, last) if zoomed and first is not None and last is not None else (all_first - pad, all_last + pad)
    )
    start, stop = max(start, DAY_FIRST), min(max(stop, start + 2), DAY_LAST)

    def at(day: float) -> float:
        return round(LEFT + (min(max(day, start), stop) - start) / (stop - start) * (WIDE - 2 * LEFT), 1)

    marks: list[Mark] = []
    lanes: list[float] = []
    outside = 0
    for n, event in sorted(dated, key=lambda pair: _span(pair[1].date, pair[1].date)):
        a, b = _span(event.date, event.end or event.date)
        if b <= start or a >= stop or len(marks) >= MARKS_MOST:
            outside += 1
            continue
        x, width = at(a), max(6.0, at(b) - at(a))
        name = event.name if len(event.name) <= 16 else event.name[:15] + "…"
        wide = text_width(name) + 12
        right = x + width + 6 + wide <= WIDE
        begin = x - 6 if right else min(x, x + width - wide) - 6
        end = x + width + 6 + wide if right else x + width + 6
        lane = next((i for i, taken in enumerate(lanes) if taken <= begin), len(lanes))
        lanes[lane : lane + 1] = [end]
        sure = event.end is not None or (event.date is not None and event.date.day is not None)
        label_x = x + width + 6 if right else x - 6
        fits = right or x - 6 - wide > 0
        marks.append(
            Mark(n, name, said_date(event.date, event.end), x, width, lane * LANE + 20, label_x if fits else WIDE - 4,
                 "start" if right else "end", sure, event.secret)
        )  # fmt: skip
    axis_y = max(1, len(lanes)) * LANE + 36
    bars: list[Life] = []
    for one in lives:
        a = _span(one.born, one.born)[0] if one.born else start
        b = _span(one.died, one.died)[1] if one.died else stop
        if b <= start or a >= stop or len(bars) >= LIVES_MOST:
            continue
        name, said = str(in_reading(one.names)), f"{said_date(one.born, None)} – {said_date(one.died, None)}"
        bars.append(
            Life(one.id, name if len(name) <= 16 else name[:15] + "…", said,
                 at(a), max(6.0, at(b) - at(a)), axis_y + 34 + len(bars) * LANE, bool(one.born and a >= start),
                 bool(one.died and b <= stop))
        )  # fmt: skip
    height = axis_y + 44 + len(bars) * LANE
    undated = len(bible.timeline) - len(dated)
    return Timeline(
        start, stop, height, axis_y, tuple(marks), tuple(bars), tuple(_ticks(start, stop, at)), undated, outside, zoomed
    )


def day_number(year: int, month: int = 1, day: int = 1) -> int:
    """Days since 1 March of year 0 of the proleptic Gregorian calendar; years before it count down.

    Howard Hinnant, chrono-compatible low-level date algorithms, `days_from_civil`.

    >>> day_number(1, 3, 1) - day_number(0, 3, 1), day_number(2000, 3, 1) - day_number(2000, 2, 1)
    (365, 29)
    """
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year


def said_date(date: InStory | None, end: InStory | None) -> str:
    """A date or a span as people say it; `—` where none is told.

    >>> from manju.story.dates import parse_in_story
    >>> said_date(parse_in_story("-0044-03-15"), None)
    '公元前 45 年 3 月 15 日'
    """
    if date is None:
        return "—"
    begun = str(_said(date))
    return begun if end is None or end == date else f"{begun} – {_said(end)}"


def _said(date: InStory) -> Words:
    year = year_name(date.year)
    if date.month is None:
        return year
    if date.day is None:
        return Words(f"{year.zh} {date.month} 月", f"{_MONTHS[date.month - 1]} {year.en}")
    return Words(f"{year.zh} {date.month} 月 {date.day} 日", f"{date.day} {_MONTHS[date.month - 1]} {year.en}")


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _span(date: InStory | None, end: InStory | None) -> tuple[int, int]:
    """First day and the day after the last, of a date (or of a span to `end`)."""
    if date is None or end is None:
        return 0, 0
    return day_number(*date.first), max(day_number(*end.last), day_number(*date.first)) + 1


def _ticks(start: int, stop: int, at: Callable[[float], float]) -> list[Tick]:
    """Round years, months or days, at most about ten of them."""
    days = stop - start
    first_year, last_year = _year_of(start), _year_of(stop)
    found: list[tuple[int, str]] = []
    if days > 3 * 366:
        step = next(s for s in _STEPS if days / 365.25 / s <= 10)
        for year in range(first_year // step * step, last_year + step, step):
            found.append((day_number(year), str(year_name(year))))
    elif days > 100:
        step = 1 if days < 320 else 3
        for year in range(first_year, last_year + 1):
            for month in range(1, 13, step):
                found.append((day_number(year, month), _month_name(year, month)))
    else:
        step = max(1, days // 8)
        found = [(day, _day_name(day)) for day in range(start, stop, step)]
    return [Tick(at(day), name) for day, name in found if start <= day <= stop]


_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def _month_name(year: int, month: int) -> str:
    if month == 1:
        return str(year_name(year))
    return f"{month} 月" if language() == "zh" else _MONTHS[month - 1]


def _day_name(number: int) -> str:
    year = _year_of(number)
    month = next(m for m in range(12, 0, -1) if day_number(year, m) <= number)
    day = number - day_number(year, month) + 1
    return f"{month} 月 {day} 日" if language() == "zh" else f"{day} {_MONTHS[month - 1]}"


def _year_of(number: int) -> int:
    """The year a day lies in."""
    year = number // 366
    while day_number(year + 1) <= number:
        year += 1
    while day_number(year) > number:
        year -= 1
    return year
