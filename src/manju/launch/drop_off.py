"""What an episode keeps for the next, as numbers: ratio and interval (docs/algorithms/drop-off.md)."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from statistics import NormalDist, median
from typing import Final

__all__ = ["LEAST_VIEWS", "are_worst", "kept", "spread", "views_at"]

SPREAD_PRIOR: Final = 0.15
SPREAD_WEIGHT: Final = 4.0
"""Standard deviation of a log ratio between channels while the title says nothing of it, and its weight in channels."""
LEAST_VIEWS: Final = 100
Z95: Final = 1.96
MAD_TO_SD: Final = 1.4826  # of a normal distribution
ERROR: Final = 0.005
"""Nominal error of all marks of a title together; what it comes to by simulation stands on the page."""

Pair = tuple[float, float]
"""Views of an episode and of the next on one channel, at one age."""


def kept(pairs: Sequence[Pair], *, spread: float) -> tuple[float, float, float]:
    """The ratio over all channels, and its 95 % interval. `spread`: of log ratios between channels.

    >>> [round(x, 2) for x in kept([(1000.0, 500.0)], spread=0.1)]
    [0.5, 0.4, 0.63]
    """
    here, there = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    half = Z95 * sqrt(1 / here + 1 / there + spread**2 / len(pairs))
    return there / here, there / here * exp(-half), there / here * exp(half)


def are_worst(rates: Sequence[tuple[float, float]]) -> list[bool]:
    """Which of a title's episodes surely keep less than the middle of the others; `rates`: ratio and its upper bound.

    Each bound is widened from 97.5 % to 1 - 0.5 % / n for n episodes looked at together.

    >>> are_worst([(0.8, 0.9), (0.82, 0.92), (0.4, 0.46), (0.79, 0.9)]), are_worst([(0.8, 0.9), (0.4, 0.46)])
    ([False, False, True, False], [False, False])
    """
    if len(rates) < 3:
        return [False] * len(rates)
    wider = NormalDist().inv_cdf(1 - ERROR / len(rates)) / Z95
    middles = [median(r for m, (r, _) in enumerate(rates) if m != n) for n in range(len(rates))]
    return [r * (high / r) ** wider < middle for (r, high), middle in zip(rates, middles, strict=True)]


def spread(groups: Sequence[Sequence[Pair]]) -> float:
    """Standard deviation of a log ratio between channels: of these episodes' own, shrunk to the prior.

    A title on one channel shows only how its episodes differ; their median deviation, which a bad hook hardly moves,
    is then taken instead (it holds what hooks differ by as well, and so is rather too wide).

    >>> spread([])
    0.15
    """
    squares, freedom = 0.0, 0
    for pairs in groups:
        logs = [log(there / here) for here, there in pairs]
        if len(logs) > 1:
            mean = sum(logs) / len(logs)
            squares += sum((one - mean) ** 2 for one in logs)
            freedom += len(logs) - 1
    if not freedom and len(groups) > 2:
        logs = [log(pairs[0][1] / pairs[0][0]) for pairs in groups]
        middle = median(logs)
        freedom = len(logs) - 1
        squares = freedom * (MAD_TO_SD * median(abs(one - middle) for one in logs)) ** 2
    return sqrt((SPREAD_WEIGHT * SPREAD_PRIOR**2 + squares) / (SPREAD_WEIGHT + freedom))


def views_at(points: Sequence[tuple[float, int]], age: float) -> float:
    """Views of a video at an age in days, from (age, views) in order: evenly between snapshots, from none at first.

    >>> views_at([(2.0, 100), (4.0, 300)], 3.0), views_at([(2.0, 100)], 1.0), views_at([(2.0, 100)], 9.0)
    (200.0, 50.0, 100.0)
    """
    before = (0.0, 0)
    for point in points:
        if point[0] >= age:
            wide = point[0] - before[0]
            return before[1] + (point[1] - before[1]) * ((age - before[0]) / wide if wide else 1.0)
        before = point
    return float(before[1])
