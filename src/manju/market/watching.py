"""Whether a title's completion has slid: a segment of recent days against the days before it, day after day.

For each day and each length of segment the pooled rate of the segment is compared with that of the days before it (up
to four weeks), in standard deviations of the difference. The variance has four parts: counting; days (correlation
rho_day between a day's views, estimated from the title's own days and shrunk to the prior); the mix of episodes (a new
episode has its own rate, rho_cell: what a shift of views between cells does is counted as if every cell kept its rate);
and the rounding of the rate in the export. The largest deviation over the lengths is an alarm beyond `BEYOND`; after an
alarm the days before the change are forgotten, so one slide is told once, and a further one again.

A generalised likelihood ratio in the sense of Lai (1995), "Sequential changepoint detection in quality control and
dynamical systems"; its bound is set by simulation (docs/algorithms/watching.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from manju.market.gate.counts import Cell, Counts, Look
from manju.market.gate.priors import Prior, Priors, priors_on

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEYOND: Final = 4.8  # standard deviations
LENGTHS: Final = (1, 2, 3, 4, 5, 7, 10, 14)  # days of a segment
BEFORE: Final = 28  # days a segment is compared with
LEAST_BEFORE: Final = 3  # days of history before anything is said
LEAST_VIEWS: Final = 200  # of the segment and of the days before
LEAST_DROP: Final = 0.10  # of the rate before: a smaller fall may be certain and yet no slide


@dataclass(frozen=True, slots=True)
class Slide:
    """One alarm: on which day it was seen, since when, from which rate to which, how many deviations."""

    on: date
    since: date
    before: float
    after: float
    deviations: float
    views: int  # of the days since


@dataclass(frozen=True, slots=True)
class Day:
    """What one day brought: the trend that is drawn and watched."""

    on: date
    views: int
    completed: float

    @property
    def rate(self) -> float | None:
        """Completed plays among the day's views.

        >>> Day(date(2026, 6, 1), 200, 80.0).rate
        0.4
        """
        return self.completed / self.views if self.views else None


@dataclass(frozen=True, slots=True)
class Watched:
    """The daily trend of a title and the slides in it."""

    days: tuple[Day, ...]
    slides: tuple[Slide, ...]


def watch(looks: Sequence[Look], *, priors: Priors | None = None, rounding: float = 0.0) -> Watched:
    """Watch the completion rate over all looks (cumulative counters, in order of date) as they came in.

    `rounding`: the step to which the export rounds a rate (0.001 for `32.5%`); its error is counted.

    >>> def day(n, rate): return {Cell(1, "douyin"): Counts(2000 * n, completed=rate)}
    >>> counted = [800.0 * n for n in range(1, 15)] + [11200.0 + 300 * n for n in range(1, 4)]
    >>> looks = [Look(date(2026, 6, n), day(n, c)) for n, c in enumerate(counted, 1)]
    >>> [(s.on.isoformat(), round(s.before, 2), round(s.after, 2)) for s in watch(looks).slides]
    [('2026-06-15', 0.4, 0.15)]
    """
    known = (priors or priors_on(looks[-1].on if looks else None)).completion
    grid = _Grid(looks, rounding)
    slides: list[Slide] = []
    since = 0  # first day that is looked at: after a slide the days before it are forgotten
    for end in range(1, len(grid.days) + 1):
        found = _worst(grid, since, end, known)
        if found is not None:
            start, z, before, after = found
            views = int(grid.views[start:end].sum())
            slides.append(Slide(grid.days[end - 1], grid.days[start], before, after, z, views))
            since = start
    trend = tuple(
        Day(d, int(v), float(c)) for d, v, c in zip(grid.days, grid.views.sum(1), grid.hits.sum(1), strict=True)
    )
    return Watched(trend, tuple(slides))


class _Grid:
    """Daily gains of each cell as arrays (days, cells), from cumulative counters.

    The first look is a day of its own only when nothing had been out for longer than a day.
    """

    def __init__(self, looks: Sequence[Look], rounding: float) -> None:
        dated = [(look.on, look.counts) for look in looks if look.on is not None]
        cells = sorted({c for _, counts in dated for c, n in counts.items() if n.completed is not None})
        place = {c: i for i, c in enumerate(cells)}
        total, done = np.zeros((len(dated) + 1, len(cells))), np.zeros((len(dated) + 1, len(cells)))
        for i, (_, counts) in enumerate(dated, 1):
            total[i], done[i] = total[i - 1], done[i - 1]  # a cell that an export leaves out gained nothing
            for c, n in counts.items():
                if n.completed is not None:
                    total[i, place[c]], done[i, place[c]] = n.views, n.completed
        skip = 0 if dated and _is_one_day(dated[0][1]) else 1
        self.views = np.maximum(0.0, np.diff(total, axis=0))[skip:]
        self.hits = np.where(self.views > 0, np.maximum(0.0, np.diff(done, axis=0)[skip:]), 0.0)
        self.hits = np.minimum(self.hits, self.views)
        self.rounded = ((rounding * total) ** 2 / 12)[
            skip:
        ]  # variance of a cumulative count, before each day and after
        self.days: list[date] = [d for d, _ in dated][skip:]


def _is_one_day(counts: Mapping[Cell, Counts]) -> bool:
    return all(n.days_out is not None and n.days_out <= 1 for n in counts.values())


def _worst(grid: _Grid, since: int, end: int, prior: Prior) -> tuple[int, float, float, float] | None:
    """The segment ending at `end` that fell furthest below the days before it, if it is beyond the bound."""
    best: tuple[int, float, float, float] | None = None
    for length in LENGTHS:
        start = end - length
        if start - since < LEAST_BEFORE:
            break
        found = _compared(grid, max(since, start - BEFORE), start, end, prior)
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best


def _compared(grid: _Grid, first: int, start: int, end: int, prior: Prior) -> tuple[int, float, float, float] | None:
    """Days `start` to `end` against days `first` to `start`: start, deviations, rate before (same mix), rate after."""
    views, hits = grid.views[first:start].sum(0), grid.hits[first:start].sum(0)
    new_views, new_hits = grid.views[start:end].sum(0), grid.hits[start:end].sum(0)
    n, m = float(views.sum()), float(new_views.sum())
    if n < LEAST_VIEWS or m < LEAST_VIEWS:
        return None
    pooled, after = float(hits.sum()) / n, float(new_hits.sum()) / m
    unit = max(pooled * (1 - pooled), 1e-6)
    rates = np.divide(hits, views, out=np.full_like(hits, pooled), where=views > 0)
    counting = np.divide(1.0, views, out=np.full_like(views, np.inf), where=views > 0)
    held = prior.rho_cell / (prior.rho_cell + counting)  # how far a cell's own rate is known: 0 new, 1 well known
    moved = new_views / m - views / n
    expected = pooled + float((moved * held * (rates - pooled)).sum())
    if after > expected * (1 - LEAST_DROP):
        return None
    use = views / n * (1 - float((held * moved).sum())) + held * moved
    known = np.where(views > 0, counting, 0.0)
    days = _concentration(grid, start, end) + _concentration(grid, first, start)
    variance = unit * (
        1 / m
        + float((use**2 * known).sum())
        + prior.rho_cell * float((moved**2 * (1 - held)).sum())
        + _between_days(grid, (first, start), rates, unit, prior) * days
    )
    edges = grid.rounded.sum(1)
    variance += float(edges[start] + edges[end]) / m**2 + float(edges[first] + edges[start]) / n**2
    deviations = (expected - after) / sqrt(variance)
    return (start, deviations, expected, after) if deviations > BEYOND else None


def _concentration(grid: _Grid, start: int, end: int) -> float:
    """How far the views of these days sit on few of them: 1 for a single day, 1 / d for d equal ones."""
    daily = grid.views[start:end].sum(1)
    return float((daily**2).sum() / daily.sum() ** 2)


def _between_days(grid: _Grid, before: tuple[int, int], rates: NDArray[np.float64], unit: float, prior: Prior) -> float:
    """The correlation within a day, from the days before (each against its own mix), shrunk to the prior."""
    first, start = before
    views, hits = grid.views[first:start], grid.hits[first:start]
    daily = views.sum(1)
    full = daily >= 1
    if full.sum() < LEAST_BEFORE:
        return prior.rho_day
    off = (hits[full].sum(1) - (views[full] * rates).sum(1)) / daily[full]
    edges = grid.rounded.sum(1)
    rounded = (edges[first:start] + edges[first + 1 : start + 1])[full] / daily[full] ** 2
    found = float((off**2 - rounded).sum()) / unit - float((1 / daily[full]).sum())
    freedom = float(full.sum()) - 1
    return (prior.weight * prior.rho_day + max(0.0, found)) / (prior.weight + freedom)
