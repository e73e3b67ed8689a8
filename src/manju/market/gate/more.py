"""How many more views a verdict takes, and by when at the present pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np

from manju.market.gate.counts import Standing

if TYPE_CHECKING:
    from manju.market.gate.running import Running

FOREVER: Final = 1e9  # days
FARTHEST: Final = 3650  # days: a date later than this is no date


@dataclass(frozen=True, slots=True)
class More:
    """Views still needed: 0 when there is a verdict, None when no number of views of these episodes would do."""

    views: int | None
    days: float | None = None
    on: date | None = None


def views_needed(i: int, sides: Sequence[Running]) -> More:
    """The fewest views after look i, coming to the cells as they come now and at rates as they are, for a verdict.

    Not a promise: at these rates the verdict comes at that number or before in about half of all titles.
    """
    coming = [_Coming(side, i) for side in sides]
    if not _decided(coming, FOREVER):
        return More(None)
    low, high = 0.0, 1.0
    while not _decided(coming, high):
        low, high = high, high * 2
    while high - low > max(1e-3, high * 1e-4):
        middle = (low + high) / 2
        low, high = (low, middle) if _decided(coming, middle) else (middle, high)
    views = max(1, ceil(high * max(float(c.pace.sum()) for c in coming)))
    if not all(c.moving for c in coming):
        return More(views)
    on = sides[0].tally.dates[i]
    return More(views, high, on + timedelta(days=ceil(high)) if on and high <= FARTHEST else None)


class _Coming:
    """One metric's cells at a look, and as they will stand after some more days."""

    def __init__(self, side: Running, i: int) -> None:
        self.side, self.now = side, side.tally.standing(i)
        pace = side.tally.pace(i)
        self.moving = bool(pace.sum() > 0)
        # where nothing comes any more: as if it all came once again in as many days
        self.pace = pace if self.moving else self.now.views / self.now.days.sum()

    def verdict(self, days: float) -> tuple[bool, bool]:
        """Whether the metric would have passed, or failed, after so many more days at unchanged rates."""
        now = self.now
        if not now.cells:
            return False, False
        coming = self.pace * days
        views = now.views + coming
        shares = np.column_stack([now.shares * (now.views / views)[:, None], coming / views])
        return self.side.if_it_stood(Standing(views, now.rates, shares, np.append(now.days, max(1.0, days))))


def _decided(coming: Sequence[_Coming], days: float) -> bool:
    found = [c.verdict(days) for c in coming]
    return all(passed for passed, _ in found) or any(failed for _, failed in found)
