"""One metric looked at day after day: the running intersection of its intervals, honest when channels are added."""

from __future__ import annotations

from dataclasses import dataclass

from manju.market.gate.bound import Spread, lower, spent, spread, upper
from manju.market.gate.counts import Standing, Tally
from manju.market.gate.priors import Prior


@dataclass(frozen=True, slots=True)
class Band:
    """One metric at one look: the pooled rate, the estimate of the title's mean rate, its running interval.

    `rate` is hits / views (None without views); `mean_rate` the weighted mean of the cells; `low` is wrong at any
    look with at most 5 %, `high` with at most 2.5 %. `drifted`: the running interval would be empty, that is, the rate
    has changed meanwhile; the interval is then left as it was.
    """

    rate: float | None
    mean_rate: float | None
    low: float
    high: float
    threshold: float
    views: int
    cells: int
    rho_cell: float | None
    information: float
    drifted: bool = False

    @property
    def passed(self) -> bool:
        return self.low > self.threshold

    @property
    def failed(self) -> bool:
        return self.high < self.threshold


class Running:
    """The intervals of one metric so far.

    The boundary is made for the cells planned: `episodes` on each channel seen. A channel that joins later makes the
    plan larger; what was spent of the allowed error under the old plan is then gone, and the rest pays for the new one
    (the union of both is still within what is allowed).
    """

    def __init__(
        self,
        tally: Tally,
        prior: Prior,
        *,
        threshold: float,
        episodes: int,
        errors: tuple[float, float],
        per_view: float,
    ) -> None:
        self.tally = tally
        self.threshold = threshold
        self._prior, self._episodes, self._per_view = prior, episodes, per_view
        self._left = errors  # of the lower and of the upper bound
        self._planned, self._fraction = 0, 0.0
        self._low, self._high, self._drifted = 0.0, 1.0, False

    def look(self, i: int) -> Band:
        """Take in look i (looks come in order) and return the interval as it now is."""
        now = self.tally.standing(i)
        self._plan(self._episodes * self.tally.channels(i))
        at = self._spread(now)
        if at is not None:
            self._fraction = max(self._fraction, at.fraction)
            low, high = self._within(at)
            self._drifted = low > high
            if not self._drifted:
                self._low, self._high = low, high
        views = int(now.views.sum())
        return Band(
            rate=float((now.rates * now.views).sum()) / views if views else None,
            mean_rate=at.mean if at else None,
            low=self._low,
            high=self._high,
            threshold=self.threshold,
            views=views,
            cells=now.cells,
            rho_cell=at.rho if at else None,
            information=at.fraction if at else 0.0,
            drifted=self._drifted,
        )

    def if_it_stood(self, now: Standing) -> tuple[bool, bool]:
        """Whether the metric would have passed, or failed, with these cells at the next look."""
        at = self._spread(now)
        low, high = self._within(at) if at else (self._low, self._high)
        return low > self.threshold, high < self.threshold and low <= high

    def _spread(self, now: Standing) -> Spread | None:
        return spread(now, self._prior, planned_cells=self._planned, hits_per_view=self._per_view)

    def _within(self, at: Spread) -> tuple[float, float]:
        return max(self._low, lower(at, self._left[0])), min(self._high, upper(at, self._left[1]))

    def _plan(self, planned: int) -> None:
        if planned > self._planned:
            if self._planned:
                self._left = (
                    self._left[0] - spent(self._fraction, self._left[0]),
                    self._left[1] - spent(self._fraction, self._left[1]),
                )
                self._fraction = 0.0
            self._planned = planned
