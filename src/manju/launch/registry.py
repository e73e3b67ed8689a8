"""What rooms above tell the test launch: the thresholds that a studio demands. A room says it when it is set up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from manju.catalogue.models import Season
from manju.market.gate import Thresholds

__all__ = ["demands", "thresholds_of"]

Demands = Callable[[Season, dt.date | None], Thresholds]

_DEMANDS: list[Demands] = []


def demands(function: Demands) -> Demands:
    """Have the thresholds of a season's test on a day come from this function; the last one that says so counts."""
    _DEMANDS.append(function)
    return function


def thresholds_of(season: Season, on: dt.date | None = None) -> Thresholds:
    """What is demanded: the article's figures unless a room above says otherwise."""
    return _DEMANDS[-1](season, on) if _DEMANDS else Thresholds()
