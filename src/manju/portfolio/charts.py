"""Pictures of the risk page as numbers: positions in units of the drawing, worked out in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from manju.portfolio.gates.evidence import Measure

__all__ = ["Bar", "CashCurve", "Histogram", "Spark", "Spread", "cash_curve", "histogram", "spark", "spreads"]

WIDTH, HEIGHT = 760, 240
LEFT, RIGHT, TOP, BOTTOM = 8, 752, 28, 204


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram; `loss`: it lies under zero."""

    x: int
    y: int
    width: int
    height: int
    loss: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """Profit of all runs: bars, where zero is, and where the median is."""

    bars: tuple[Bar, ...]
    zero: int | None
    median: int
    ticks: tuple[tuple[int, int], ...]  # x, minor


@dataclass(frozen=True, slots=True)
class Spread:
    """One slate beside the others: 5 % to 95 % as a line, the median as a point, ruin in words."""

    line: dict[str, Any]  # Any: JSON of the slate
    y: int
    left: int
    right: int
    middle: int
    best: bool

    @property
    def label(self) -> int:
        return min(self.right + 10, 640)


@dataclass(frozen=True, slots=True)
class Spark:
    """Completion day by day in a picture of 196 by 56: band, middle, the line, the last point."""

    band: str
    middle: str
    line_y: float
    last_x: float
    last_y: float


@dataclass(frozen=True, slots=True)
class CashCurve:
    """Cash over the weeks: the band of nine runs of ten, the middle, zero."""

    band: str
    middle: str
    zero: int
    end: int
    ticks: tuple[tuple[int, int], ...]  # x, week


def histogram(slate: dict[str, Any]) -> Histogram:
    """The profits of a slate (Any: JSON of `simulating.result_of`)."""
    pairs: list[list[int]] = slate["histogram"]
    step = pairs[1][0] - pairs[0][0] if len(pairs) > 1 else 1
    first, last = pairs[0][0], pairs[-1][0] + step
    most = max(runs for _, runs in pairs)

    def x(minor: int) -> int:
        return LEFT + (RIGHT - LEFT) * (minor - first) // (last - first)

    bars = tuple(
        Bar(x(edge), BOTTOM - (BOTTOM - TOP) * runs // most, max(1, x(edge + step) - x(edge) - 1),
            (BOTTOM - TOP) * runs // most, edge < 0)
        for edge, runs in pairs
    )  # fmt: skip
    every = max(step, (last - first) // 5 // step * step)
    start = -(-first // every) * every
    ticks = tuple((x(minor), minor) for minor in range(start, last, every))
    median = min(max(slate["profit_minor"]["p50"], first), last)
    return Histogram(bars, x(0) if first <= 0 <= last else None, x(median), ticks)


def spreads(result: dict[str, Any], *, row: int = 44) -> tuple[list[Spread], int | None, int]:
    """All slates to one scale (Any: JSON): lines, where zero is, and the height of the drawing."""
    slates: list[dict[str, Any]] = result["slates"]
    low: int = min(0, *(s["profit_minor"]["p5"] for s in slates))
    high: int = max(0, *(s["profit_minor"]["p95"] for s in slates))
    span: int = max(1, high - low)

    def x(minor: int) -> int:
        return 96 + 520 * (minor - low) // span

    lines = [
        Spread(s, 30 + row * n, x(s["profit_minor"]["p5"]), x(s["profit_minor"]["p95"]), x(s["profit_minor"]["p50"]),
               s["parallel"] == result["best_parallel"])
        for n, s in enumerate(slates)
    ]  # fmt: skip
    return lines, x(0), 30 + row * len(slates)


def cash_curve(slate: dict[str, Any]) -> CashCurve:
    """Cash of a slate over the weeks (Any: JSON)."""
    rows: list[list[int]] = slate["cash"]
    least: int = min(0, *(r[1] for r in rows))
    most: int = max(1, *(r[3] for r in rows))
    weeks: int = max(1, rows[-1][0])

    def points(place: int) -> list[str]:
        return [f"{x(r[0])},{y(r[place])}" for r in rows]

    def x(week: int) -> int:
        return LEFT + (RIGHT - LEFT) * week // weeks

    def y(minor: int) -> int:
        return BOTTOM - (minor - least) * (BOTTOM - TOP) // (most - least)

    every = _nice(weeks)
    return CashCurve(
        " ".join([*points(3), *reversed(points(1))]), " ".join(points(2)), y(0), y(rows[-1][2]),
        tuple((x(week), week) for week in range(0, weeks + 1, every)),
    )  # fmt: skip


def spark(measure: Measure) -> Spark:
    """The small picture of a test's completion; the scale holds the line and the last interval."""
    days = measure.days or ((measure.low, measure.rate, measure.high),)
    low = min(measure.line, *(rate for _, rate, _ in days), measure.low) - 0.03
    high = max(measure.line, *(rate for _, rate, _ in days), measure.high) + 0.03

    def x(n: int) -> float:
        return round(4 + 152 * n / max(1, len(days) - 1), 1) if len(days) > 1 else 156.0

    def y(rate: float) -> float:
        return round(52 - 48 * (min(max(rate, low), high) - low) / (high - low), 1)

    top = [f"{x(n)},{y(d[2])}" for n, d in enumerate(days)]
    bottom = [f"{x(n)},{y(d[0])}" for n, d in enumerate(days)]
    middle = " ".join(f"{x(n)},{y(d[1])}" for n, d in enumerate(days))
    return Spark(" ".join([*top, *reversed(bottom)]), middle, y(measure.line), x(len(days) - 1), y(days[-1][1]))


def _nice(weeks: int, parts: Sequence[int] = (1, 2, 4, 13, 26, 52)) -> int:
    return next((n for n in parts if weeks // n <= 6), 104)
