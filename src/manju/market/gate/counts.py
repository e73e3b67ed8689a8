"""What is counted: views, completed plays and engagements of each episode on each channel, day after day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Metric = Literal["completion", "engagement"]


class Cell(NamedTuple):
    """One episode on one channel: what varies around the title's mean."""

    episode: int
    channel: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Counters of one cell since it was published. `completed` is a rate times views and need not be whole.

    None: the platform does not say (then the cell does not count for that metric).
    """

    views: int
    completed: float | None = None
    engaged: float | None = None
    days_out: float | None = None  # days since it was published, where the export says

    def hits(self, metric: Metric) -> float | None:
        """What is counted among the views for this metric.

        >>> Counts(100, completed=41.0).hits("completion")
        41.0
        """
        return self.completed if metric == "completion" else self.engaged


@dataclass(frozen=True, slots=True)
class Look:
    """The counters of every cell as they stood on one day (None: an export without a date)."""

    on: date | None
    counts: Mapping[Cell, Counts]

    @property
    def views(self) -> int:
        """All views of all cells.

        >>> Look(None, {Cell(1, "douyin"): Counts(40), Cell(2, "douyin"): Counts(2)}).views
        42
        """
        return sum(c.views for c in self.counts.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """The cells of one metric at one look, as arrays over cells with views.

    Attributes:
        views: (m,) cumulative views, all > 0.
        rates: (m,) cumulative rate, 0 to 1.
        shares: (m, columns) part of a cell's views that came in each column of days; rows sum to 1.
        days: (columns,) how many equal days each column stands for.
    """

    views: NDArray[np.float64]
    rates: NDArray[np.float64]
    shares: NDArray[np.float64]
    days: NDArray[np.float64]

    @property
    def cells(self) -> int:
        return len(self.views)

    @property
    def concentration(self) -> NDArray[np.float64]:
        """(m,) how far a cell's views sit on few days: 1 for a single day, 1 / d for d equal ones."""
        return np.asarray((self.shares**2 / self.days).sum(axis=1))

    def common(self, weights: NDArray[np.float64]) -> float:
        """The same for the weighted mean of the cells, a day being common to all of them."""
        return float((((weights[:, None] * self.shares).sum(axis=0)) ** 2 / self.days).sum())


ASSUMED_DAYS: Final = 3.0  # an export without any date is taken for the sum of three days, which is cautious
PACE_LOOKS: Final = 3


class Tally:
    """The counters of one metric over all looks as arrays, so that each look is a slice.

    A column of days is the interval between two looks. What a cell had at the first look came over the days since it
    was published: views fall off after publication, so `d` days count as d / 2 equal ones; without a date of
    publication a single look counts as three days, the first of several as one. A counter that falls (a platform took
    views back) adds no day.
    """

    def __init__(self, looks: Sequence[Look], metric: Metric) -> None:
        self.metric: Metric = metric
        self.dates = [look.on for look in looks]
        self.cells = sorted({c for look in looks for c in look.counts})
        place = {c: i for i, c in enumerate(self.cells)}
        shape = (len(looks), len(self.cells))
        self._views, self._hits = np.zeros(shape), np.full(shape, np.nan)
        for i, look in enumerate(looks):
            for cell, n in look.counts.items():
                hits = n.hits(metric)
                self._views[i, place[cell]] = n.views
                self._hits[i, place[cell]] = np.nan if hits is None else hits
        self._gained = np.maximum(0.0, np.diff(self._views, axis=0, prepend=0.0))
        self._days = np.array([_days_of_first(looks), *(_apart(a, b) for a, b in pairwise(looks))])
        self._out = np.full(len(self.cells), self._days[0])  # days over which the first look's views came
        for cell, n in looks[0].counts.items():
            if n.days_out is not None:  # the day of publication is rarely a whole one
                self._out[place[cell]] = max(1.0, n.days_out - 1)
        seen = np.maximum.accumulate(np.array([[c in look.counts for c in self.cells] for look in looks]), axis=0)
        names = sorted({c.channel for c in self.cells})
        of = np.array([names.index(c.channel) for c in self.cells], dtype=int)
        self._channels = [len(set(of[row].tolist())) for row in seen]

    def __len__(self) -> int:
        return len(self.dates)

    def channels(self, i: int) -> int:
        """How many channels have been seen up to look i."""
        return self._channels[i]

    def standing(self, i: int) -> Standing:
        """The cells as they stand at look i: those with views and with this metric."""
        have = self._have(i)
        views = self._views[i, have]
        rates = np.clip(self._hits[i, have] / views, 0.0, 1.0)
        columns = self._gained[: i + 1, have].T
        total = columns.sum(axis=1, keepdims=True)
        shares = np.divide(columns, total, out=np.zeros_like(columns), where=total > 0)
        return Standing(views, rates, shares, self._days[: i + 1])

    def pace(self, i: int) -> NDArray[np.float64]:
        """Views a day of each of these cells at present: over the last three looks, or since publication."""
        have = self._have(i)
        since = max(0, i - PACE_LOOKS)
        if since == i:
            return np.asarray(self._views[i, have] / self._out[have])
        gained = np.maximum(0.0, self._views[i, have] - self._views[since, have])
        return np.asarray(gained / self._days[since + 1 : i + 1].sum())

    def _have(self, i: int) -> NDArray[np.bool_]:
        return np.asarray((self._views[i] > 0) & ~np.isnan(self._hits[i]))


def _apart(before: Look, after: Look) -> float:
    return float(max(1, (after.on - before.on).days)) if before.on and after.on else 1.0


def _days_of_first(looks: Sequence[Look]) -> float:
    """How many equal days the first look's views are worth."""
    out = [n.days_out for n in looks[0].counts.values()]
    known = [d for d in out if d is not None]
    if known and len(known) == len(out):
        return max(1.0, max(known) / 2)
    return ASSUMED_DAYS if len(looks) == 1 else 1.0
