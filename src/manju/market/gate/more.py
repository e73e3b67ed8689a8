"""How many more views a verdict takes, and by when at the present pace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    days = _fewest(lambda d: _decided([c.after(d) for c in coming], sides))
    if days is None:
        return More(None)
    views = max(int(np.ceil(c.pace * days).sum()) for c in coming)  # whole views in each cell
    if len(sides[0].tally) == 1:  # one export: more views may also be seen in the same days
        times = _fewest(lambda t: _decided([c.times(1 + t) for c in coming], sides))
        views = max(views, *(int(np.ceil(c.now.views * (times or 0.0)).sum()) for c in coming))
    if not all(c.moving for c in coming):
        return More(max(1, views))
    on = sides[0].tally.dates[i]
    when = on + timedelta(days=ceil(days)) if on and days <= FARTHEST else None
    return More(max(1, views), days, when)


def _fewest(decides: Callable[[float], bool]) -> float | None:
    """The smallest number from which on it is decided; None when not even the largest will do."""
    if not decides(FOREVER):
        return None
    low, high = 0.0, 1.0
    while not decides(high):
        low, high = high, high * 2
    while high - low > max(1e-3, high * 1e-4):
        middle = (low + high) / 2
        low, high = (low, middle) if decides(middle) else (middle, high)
    return high


class _Coming:
    """One metric's cells at a look, and as they will stand after some more days."""

    def __init__(self, side: Running, i: int) -> None:
        self.side, self.now = side, side.tally.standing(i)
        pace = side.tally.pace(i)
        self.moving = bool(pace.sum() > 0)
        # where nothing comes any more: as if it all came once again in as many days
        self.pace = pace if self.moving else self.now.views / self.now.days.sum()

    def after(self, days: float) -> Standing:
        """The cells after so many more days at unchanged rates."""
        now, coming = self.now, self.pace * days
        if not now.cells:
            return now
        views = now.views + coming
        shares = np.column_stack([now.shares * (now.views / views)[:, None], coming / views])
        return Standing(views, now.rates, shares, np.append(now.days, max(1.0, days)))

    def times(self, factor: float) -> Standing:
        """The cells with so many times the views, in the same days."""
        return Standing(self.now.views * factor, self.now.rates, self.now.shares, self.now.days)


def _decided(cells: Sequence[Standing], sides: Sequence[Running]) -> bool:
    found = [side.if_it_stood(now) for side, now in zip(sides, cells, strict=True)]
    return all(passed for passed, _ in found) or any(failed for _, failed in found)
