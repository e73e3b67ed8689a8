"""How unlikely it is that strangers look this alike: the null model behind a match's false-match figure."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "ACCEPTED", "EACH_MOST", "POINT_LEAST", "SCORE_LEAST", "detail_evidence", "few_points_evidence", "hash_evidence",
    "point_evidence", "together", "unlikely_placing",
]  # fmt: skip

FREEDOM: Final = 100.0  # independent bits that a hash of strangers is worth; measured 190 and more, see the page
BIAS: Final = 0.46  # share of bits in which strangers differ: 0.45 in the most alike of the measured films
EACH_MOST: Final = 9.0  # evidence of one picture: it may be a stock picture
POINT_EACH: Final = 2.0  # of every point beyond those that fix the geometry
POINT_LEAST: Final = 4
SAME_BITS: Final = 24  # points of a picture that differs so little from one counted before are the same points
NEW_BITS: Final = 90  # and of one that differs so much are others
NOISE: Final = 0.01  # of a picture's power: what is left below that is noise
CHOSEN_LOG10: Final = 1.2  # for each further moment: it is chosen among all, and half of the noise speaks for a match
COUNTED_MOST: Final = 24
LITTLE: Final = 0.2
BESIDE: Final = 0.1  # of the frame
WINDOW: Final = 0.6  # of its area
PLACES_LEAST: Final = 6.0  # log10: a small index is judged as strictly as one of a few thousand masters
SPEEDS_LOG10: Final = 1.3
INDEPENDENT: Final = (5.0, 0.2)  # numbers, and per cell: least of what the 99th to 99.9th percentile of strangers says
SCORE_LEAST: Final = 0.4  # mean correlation of a stretch
ACCEPTED: Final = -5.0

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


def detail_evidence(agree: F64, cells: int, *, told: int = 0) -> F64:
    """-log10 of the chance that a stranger's detail correlates so well over so many cells of the grid.

    Of normal noise of d independent numbers, P(r >= c) < (1 - c^2)^((d - 2) / 2) (the tail of the sample correlation);
    d grows with the cells as `INDEPENDENT` says, less half of those `told` by other moments.

    >>> detail_evidence(np.array([0.2, 0.5, 0.8]), 256).round(1).tolist()
    [0.5, 3.4, 9.0]
    """
    c = np.clip(np.asarray(agree, np.float64), 0, 0.9999)
    return np.minimum(
        EACH_MOST, -np.log10(1 - c * c) * max(0.0, INDEPENDENT[0] + INDEPENDENT[1] * cells - 2 - told / 2) / 2
    )


def together(
    asked: F64, shown: F64, points: F64, pictures: npt.NDArray[np.uint64], *, places_log10: float,
    unusual: float = 0.0,
) -> float:  # fmt: skip
    """log10 of the chance that any place of the index agrees by accident with what is listed.

    `asked`, `shown` [n, cells]: detail of the suspect's moments, and of the master's on one line with them, rows of
    length one; `points` [n]: evidence of each moment's points; `pictures` uint64 [n, 4]: hashes of the master's
    moments. `places_log10`: log10 of how many moments the index holds; `unusual`: of `unlikely_placing`.

    Moments are counted one by one, the one that says most first. Of every further moment only what the counted ones do
    not tell already counts: what is left of either picture after its projection on those counted. So a picture shown
    for long counts once, and something slow that happens to lie on something slow a few times.
    """
    own, other = asked.copy(), shown.copy()
    total, new = 0.0, np.ones(len(own))
    for counted in range(min(len(own), COUNTED_MOST)):
        length = (own * own).sum(axis=1), (other * other).sum(axis=1)
        agree = (own * other).sum(axis=1) / np.sqrt((length[0] + NOISE) * (length[1] + NOISE))
        evidence = detail_evidence(agree, own.shape[1], told=counted)
        if counted:
            evidence = np.maximum(0.0, evidence - CHOSEN_LOG10)
        evidence = np.minimum(EACH_MOST, evidence + new * points)
        best = int(evidence.argmax())
        if evidence[best] < LITTLE:
            break
        total += float(evidence[best])
        own, other = _without(own, best), _without(other, best)
        differ = np.bitwise_count(pictures ^ pictures[best]).sum(axis=1).astype(np.float64)
        new = np.minimum(new, np.clip((differ - SAME_BITS) / (NEW_BITS - SAME_BITS), 0.0, 1.0))
    return min(0.0, max(PLACES_LEAST, places_log10) + SPEEDS_LOG10 + unusual - total)


def unlikely_placing(rect: tuple[float, float, float, float]) -> float:
    """log10 of how many times seldomer films are found so placed than whole, cut, or framed.

    `rect`: left, top, right, bottom of the master in the suspect's frame, as shares. A window costs 1.5; cut by the
    frame and beside something else at once costs 3: hardly a film is shown so, and half of all accidents are.

    >>> [unlikely_placing(r) for r in ((0, 0, 1, 1), (-0.8, 0, 1.4, 1), (0.5, 0.5, 0.9, 0.9), (0.4, -0.5, 1, 1))]
    [0.0, 0.0, 1.5, 3.0]
    """
    left, top, right, bottom = rect
    cut = min(left, top, 1 - right, 1 - bottom) < -BESIDE
    within = max(0.0, min(1.0, right) - max(0.0, left)) * max(0.0, min(1.0, bottom) - max(0.0, top))
    if cut and max(left, top, 1 - right, 1 - bottom) > BESIDE:
        return 3.0
    return 1.5 if within < WINDOW else 0.0


def _without(rows: F64, one: int) -> F64:
    """What is left of rows after their projection on one of them."""
    along = rows[one] / max(1e-6, float(np.linalg.norm(rows[one])))
    return np.asarray(rows - np.outer(rows @ along, along))
