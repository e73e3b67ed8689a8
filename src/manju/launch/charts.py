"""The trend of a work as a drawing: completion by day, and the line it must be over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from manju.launch.metrics import Day

WIDTH, HEIGHT = 760, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 690, 16, 180
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class DaysChart:
    """Points of the line as SVG wants them, the last one with its value, ticks of both axes."""

    points: str
    dots: tuple[tuple[int, int], ...]
    last: tuple[int, int, Fraction]
    rows: tuple[tuple[int, int], ...]  # y, per cent
    ticks: tuple[tuple[int, dt.date], ...]


def days_chart(days: Sequence[Day]) -> DaysChart | None:
    """Completion of what each day brought; None with fewer than two days that have one.

    >>> day = dt.date(2026, 6, 1)
    >>> days = [Day(day, 10, Fraction(1, 2), None, False), Day(day + dt.timedelta(1), 10, Fraction(1, 4), None, False)]
    >>> days_chart(days).points
    '40,51 690,115'
    """
    known = [(day.date, day.completion) for day in days if day.completion is not None]
    if len(known) < 2:
        return None
    first, span = known[0][0], max(1, (known[-1][0] - known[0][0]).days)
    top = max(Fraction(1, 2), *(-(-rate * 10 // 1) / Fraction(10) for _, rate in known))
    top = min(Fraction(1), top) + (Fraction(14, 100) if top == Fraction(1, 2) else 0)

    def place(date: dt.date, rate: Fraction) -> tuple[int, int]:
        x = LEFT + (RIGHT - LEFT) * (date - first).days // span
        return x, int(BOTTOM - (BOTTOM - TOP) * max(Fraction(0), min(rate, top)) / top)

    dots = tuple(place(date, rate) for date, rate in known)
    every = -(-len(known) // MOST_TICKS)
    ticks = tuple((dots[n][0], known[n][0]) for n in range(0, len(known), every))
    rows = tuple((place(first, Fraction(p, 100))[1], p) for p in (0, 20, 40, 60, 80, 100) if Fraction(p, 100) <= top)
    return DaysChart(" ".join(f"{x},{y}" for x, y in dots), dots, (*dots[-1], known[-1][1]), rows, ticks)
