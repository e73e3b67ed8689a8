"""How unlikely it is that strangers look this alike: the null model behind a match's false-match figure."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "ACCEPTED", "EACH_MOST", "POINT_LEAST", "SCORE_LEAST", "detail_evidence", "few_points_evidence", "hash_evidence",
    "point_evidence", "together",
]  # fmt: skip

FREEDOM: Final = 100.0  # independent bits that a hash of strangers is worth; measured 190 and more, see the page
BIAS: Final = 0.46  # share of bits in which strangers differ: 0.45 in the most alike of the measured films
EACH_MOST: Final = 9.0  # evidence of one picture: it may be a stock picture
POINT_EACH: Final = 2.0  # of every point beyond those that fix the geometry
POINT_LEAST: Final = 4
NEW_BITS: Final = 90  # a picture that differs so much from those counted before counts whole
PLACES_LEAST: Final = 6.0  # log10: a small index is judged as strictly as one of a few thousand masters
SPEEDS_LOG10: Final = 1.3
INDEPENDENT: Final = 0.16
SCORE_LEAST: Final = 0.4  # mean correlation of a stretch
ACCEPTED: Final = -4.0

F64 = npt.NDArray[np.float64]


def hash_evidence(bits: npt.NDArray[np.integer]) -> F64:
    """-log10 of the chance that a stranger's hash differs in at most so many of 256 bits.

    Chernoff's bound of the binomial with `FREEDOM` trials (Daugman's model of iris codes): n KL(p || q) / ln 10.

    >>> hash_evidence(np.array([0, 40, 80, 120])).round(1).tolist()
    [9.0, 9.0, 2.0, 0.0]
    """
    p = np.clip(np.asarray(bits, np.float64) / 256, 1e-6, BIAS)
    kl = p * np.log(p / BIAS) + (1 - p) * np.log((1 - p) / (1 - BIAS))
    return np.minimum(EACH_MOST, FREEDOM * kl / math.log(10))


def point_evidence(inliers: npt.NDArray[np.integer]) -> F64:
    """-log10 of the chance that so many points of a stranger's picture agree on one placing.

    >>> point_evidence(np.array([3, 4, 6, 20])).tolist()
    [0.0, 4.0, 8.0, 9.0]
    """
    n = np.asarray(inliers, np.float64)
    return np.where(n < POINT_LEAST, 0.0, np.minimum(EACH_MOST, POINT_EACH * (n - 2)))


def few_points_evidence(inliers: npt.NDArray[np.integer]) -> F64:
    """What two or three points that agree are worth for drawing a line; they never prove one.

    >>> few_points_evidence(np.array([2, 3, 4])).tolist()
    [1.0, 2.5, 0.0]
    """
    n = np.asarray(inliers)
    return np.asarray(np.select([n == 2, n == 3], [1.0, 2.5], 0.0))


def detail_evidence(agree: F64, cells: int) -> F64:
    """-log10 of the chance that a stranger's detail correlates so well over so many cells of the grid.

    Of normal noise of d independent numbers, P(r >= c) < (1 - c^2)^((d - 2) / 2) (the tail of the sample correlation);
    d is `INDEPENDENT` of the cells, as measured between strangers.

    >>> detail_evidence(np.array([0.2, 0.5, 0.8]), 256).round(1).tolist()
    [0.3, 2.4, 8.6]
    """
    c = np.clip(np.asarray(agree, np.float64), 0, 0.9999)
    return np.minimum(EACH_MOST, -np.log10(1 - c * c) * max(0.0, INDEPENDENT * cells - 2) / 2)


def together(evidence: F64, pictures: npt.NDArray[np.uint64], *, places_log10: float) -> float:
    """log10 of the chance that any place of the index agrees by accident with what is listed.

    `evidence` [n] of pairs of moments on one line; `pictures` uint64 [n, 4]: hashes of the master's moments, so that
    a picture shown for long counts once: each counts by how new it is against those counted before, best first.
    `places_log10`: log10 of how many moments the index holds.
    """
    total = 0.0
    counted: list[npt.NDArray[np.uint64]] = []
    for i in np.argsort(-evidence, kind="stable"):
        if evidence[i] <= 0 or len(counted) >= 64:
            break
        new = 1.0
        if counted:
            nearest = int(np.bitwise_count(np.stack(counted) ^ pictures[i]).sum(1).min())
            new = min(1.0, nearest / NEW_BITS)
        if new >= 0.1:
            total += new * float(evidence[i])
            counted.append(pictures[i])
    return min(0.0, max(PLACES_LEAST, places_log10) + SPEEDS_LOG10 - total)
