"""Trends and their tests: Theil–Sen, Mann–Kendall, Spearman, Cochran–Armitage, Benjamini–Hochberg."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def theil_sen(series: Floats) -> float:
    """The median slope between all pairs of points one step apart each; missing points (NaN) are left out.

    Sen (1968). Nothing to compare: 0.

    >>> theil_sen(np.array([1.0, 2.0, np.nan, 4.0, 90.0]))
    11.625
    """
    at = np.flatnonzero(~np.isnan(series))
    if len(at) < 2:
        return 0.0
    i, j = _pairs(len(at))
    return float(np.median((series[at[j]] - series[at[i]]) / (at[j] - at[i])))


def mann_kendall(series: Floats) -> tuple[float, float]:
    """The statistic z of the Mann–Kendall test and its two-sided p-value, ties and continuity corrected.

    Mann (1945), Kendall (1975): S = Σ sign(x_j − x_i), var S = (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18. Under three
    points nothing can be said: p = 1.

    >>> z, p = mann_kendall(np.array([1.0, 2, 3, 4, 5, 6, 7, 8]))
    >>> round(z, 4), round(p, 6)
    (3.3404, 0.000837)
    """
    x = series[~np.isnan(series)]
    n = len(x)
    if n < 3:
        return 0.0, 1.0
    i, j = _pairs(n)
    s = float(np.sign(x[j] - x[i]).sum())
    ties = np.unique(x, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    if variance <= 0 or s == 0:
        return 0.0, 1.0
    z = (s - math.copysign(1, s)) / math.sqrt(variance)
    return z, two_sided(z)


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """p-values adjusted so that the share of false ones among those called stays under a bound (1995).

    >>> [round(q, 4) for q in benjamini_hochberg([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.0533, 0.0533, 0.5]
    """
    values = np.asarray(p, dtype=np.float64)
    if not len(values):
        return []
    order = np.argsort(values, kind="stable")
    scaled = values[order] * len(values) / np.arange(1, len(values) + 1)
    adjusted = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    result = np.empty_like(adjusted)
    result[order] = adjusted
    return [float(q) for q in result]


def spearman(x: Floats, y: Floats) -> float:
    """The z of Spearman's rank correlation, by Student's t for its size; ties share ranks.

    >>> round(spearman(np.arange(10.0), np.arange(10.0)[::-1] + 0.0), 2) < -3
    True
    """
    n = len(x)
    if n < 5:
        return 0.0
    a, b = ranks(x), ranks(y)
    a, b = a - a.mean(), b - b.mean()
    size = math.sqrt(float((a * a).sum() * (b * b).sum()))
    if size == 0:
        return 0.0
    rho = max(-0.9999, min(0.9999, float((a * b).sum()) / size))
    t, df = rho * math.sqrt((n - 2) / (1 - rho * rho)), n - 2
    # Wallace (1959): the normal deviate of a Student's t
    return math.copysign(math.sqrt(df * math.log1p(t * t / df)) * (8 * df + 1) / (8 * df + 3), t)


def ranks(values: Floats) -> Floats:
    """Ranks from 1, equal values share the mean of theirs.

    >>> ranks(np.array([3.0, 1.0, 3.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    found: Floats = (last - (counts - 1) / 2.0)[inverse]
    return found


def cochran_armitage(hits: Floats, of: Floats) -> float:
    """The z of a trend in shares `hits` / `of` over equal steps, wider where they scatter more than by chance.

    Cochran (1954), Armitage (1955), with the quasi-binomial factor max(1, χ² / degrees of freedom) of the residuals.

    >>> round(cochran_armitage(np.array([5.0, 10, 15, 20]), np.array([100.0, 100, 100, 100])), 2)
    3.38
    """
    n, k = float(of.sum()), float(hits.sum())
    if n == 0 or k in (0, n):
        return 0.0
    share = k / n
    at = np.arange(len(of), dtype=np.float64)
    at -= float((at * of).sum()) / n
    spread = float((of * at * at).sum())
    if spread == 0:
        return 0.0
    slope = float((at * hits).sum()) / spread
    fitted = np.clip((share + slope * at) * of, 1e-9, None)
    used = of > 0
    chi2 = float((np.square(hits - fitted)[used] / np.maximum(fitted[used] * (1 - share), 1e-9)).sum())
    scatter = max(1.0, chi2 / max(1, int(used.sum()) - 2))
    return slope * spread / math.sqrt(share * (1 - share) * spread * scatter)


@cache
def _pairs(count: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    return np.triu_indices(count, 1)


def above(z: float) -> float:
    """The chance of a standard normal above z.

    >>> round(above(1.6449), 4)
    0.05
    """
    return 0.5 * math.erfc(z / math.sqrt(2))


def two_sided(z: float) -> float:
    """The chance of a standard normal as far from 0 as z."""
    return math.erfc(abs(z) / math.sqrt(2))
