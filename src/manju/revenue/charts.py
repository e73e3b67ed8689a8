"""Pictures of the money pages as numbers: positions in units of the drawing, worked out in whole numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from manju.money.forecast import Forecast

WIDTH, HEIGHT = 760, 260
LEFT, RIGHT, TOP, BOTTOM = 8, 752, 24, 226


@dataclass(frozen=True, slots=True)
class Tick:
    """A month on the axis."""

    x: int
    month: dt.date


@dataclass(frozen=True, slots=True)
class CashChart:
    """The band, the middle line, the line of zero, and the lowest point; `points` as SVG wants them."""

    band: str
    middle: str
    zero: int
    low_x: int
    low_y: int
    low_minor: int
    label_x: int
    anchor: str
    ticks: tuple[Tick, ...]


def cash_chart(made: Forecast) -> CashChart:
    """The balances of a forecast, from the opening on."""
    start = made.opening_minor
    lines: dict[str, list[int]] = {n: [start, *(getattr(w, n) for w in made.weeks)] for n in ("p10", "p50", "p90")}
    least, most = min(0, *lines["p10"]), max(0, *lines["p90"])
    span = max(1, most - least)
    count = len(made.weeks)
    xs = [LEFT + (RIGHT - LEFT) * n // count for n in range(count + 1)]

    def y(minor: int) -> int:
        return BOTTOM - (minor - least) * (BOTTOM - TOP) // span

    def points(line: Sequence[int]) -> list[str]:
        return [f"{x},{y(minor)}" for x, minor in zip(xs, line, strict=True)]

    place = made.weeks.index(made.lowest) + 1
    ticks = []
    for n, week in enumerate(made.weeks):
        if n == 0 or week.first.month != made.weeks[n - 1].first.month:
            ticks.append(Tick(xs[n], week.first))
    if len(ticks) > 1 and ticks[1].x - ticks[0].x < 60:
        del ticks[0]
    low_x = xs[place]
    return CashChart(
        " ".join([*points(lines["p90"]), *reversed(points(lines["p10"]))]), " ".join(points(lines["p50"])), y(0),
        low_x, y(made.lowest.p50), made.lowest.p50, min(max(low_x, LEFT), RIGHT),
        "start" if low_x < 200 else "end" if low_x > WIDTH - 200 else "middle", tuple(ticks),
    )  # fmt: skip
