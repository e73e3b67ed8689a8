"""Blue-noise thresholds: rounding by them leaves a fine even grain instead of steps and spots (void and cluster)."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["SIDE", "thresholds"]

SIDE: Final = 64
SIGMA: Final = 1.5  # pixels: how far points keep others off (Ulichney 1993)
SEEDED: Final = 0.1  # share of points in the first pattern
SET: Final = 1000.0  # far above what any place is crowded by

Tile = npt.NDArray[np.uint8]
_Plane = npt.NDArray[np.float64]


@cache
def thresholds(levels: int) -> Tile:
    """A tile uint8 [SIDE, SIDE] of 0 … levels - 1, each equally often, that repeats without a seam.

    Void and cluster (R. Ulichney, "The void-and-cluster method for dither array generation", 1993), always the same.

    >>> tile = thresholds(16)
    >>> tile.shape, int(tile.min()), int(tile.max()), float(tile.mean())
    ((64, 64), 0, 15, 7.5)
    """
    return np.asarray(_ranks() * levels // (SIDE * SIDE), np.uint8)


@cache
def _ranks() -> npt.NDArray[np.int64]:
    first = _first_pattern()
    count = int((first >= SET).sum())
    ranks = np.zeros(SIDE * SIDE, np.int64)
    # down: the points of the first pattern, the most crowded taken away first
    crowd = first.copy()
    for rank in range(count - 1, -1, -1):
        at = int(crowd.argmax())
        _take(crowd, at)
        ranks[at] = rank
    # up: the emptiest place is filled next; past the middle that is the same as the most crowded of the empty ones
    crowd = first
    for rank in range(count, SIDE * SIDE):
        at = int(crowd.argmin())
        _put(crowd, at)
        ranks[at] = rank
    return ranks.reshape(SIDE, SIDE)


def _first_pattern() -> _Plane:
    """Points spread evenly: from random ones, the most crowded moves to the emptiest place until that is its own.

    What every place is crowded by, float64 [SIDE * SIDE], with `SET` added where a point is.
    """
    crowd = np.zeros(SIDE * SIDE)
    for at in np.random.Generator(np.random.PCG64(1993)).permutation(SIDE * SIDE)[: round(SIDE * SIDE * SEEDED)]:
        _put(crowd, int(at))
    while True:
        crowded = int(crowd.argmax())
        _take(crowd, crowded)
        empty = int(crowd.argmin())
        _put(crowd, empty)
        if empty == crowded:
            return crowd


def _put(crowd: _Plane, at: int) -> None:
    crowd += _around(at)
    crowd[at] += SET


def _take(crowd: _Plane, at: int) -> None:
    crowd -= _around(at)
    crowd[at] -= SET


def _around(at: int) -> _Plane:
    """How a point at this place crowds every other, float64 [SIDE * SIDE]."""
    row, column = divmod(at, SIDE)
    kernel = _kernel()
    # a window of the doubled kernel is the kernel turned to this place
    return kernel[SIDE - row : 2 * SIDE - row, SIDE - column : 2 * SIDE - column].reshape(-1)


@cache
def _kernel() -> _Plane:
    away = np.minimum(np.arange(SIDE), SIDE - np.arange(SIDE))
    line = np.exp(-(away**2) / (2 * SIGMA**2))
    return np.asarray(np.tile(np.outer(line, line), (2, 2)), np.float64)
