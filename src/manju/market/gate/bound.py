"""One look's interval for the mean rate: effective sample size, the boundary that allows any number of looks.

The model: a view of cell c on day d is a hit with probability mu + b_c + e_d, where b_c (episode x channel) has
variance rho_cell mu (1 - mu), e_d (the day) rho_day mu (1 - mu). All variance is mu (1 - mu) times a known factor, so
the weighted mean of the cells behaves like a share among 1 / k independent views: k is the *dispersion*, 1 / k the
effective sample size, and its inverse relative to the most these cells can ever tell, rho_cell / cells, is the
*information fraction* t, 0 to 1.

Looking: over t the standardised mean is a Brownian motion (Jennison and Turnbull 2000, sections 3 and 11), and the
reflection principle says that sqrt(t) |Z(t)| leaves z(alpha / 2) with probability alpha, once, one-sided, for all looks
up to t = 1 together. So at each look z = z(alpha / 2) / sqrt(t).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from manju.market.gate.counts import Standing
from manju.market.gate.priors import Prior, excess

FAR = 8.0  # a bound this many deviations off is as good as none: nothing is gained by computing it further out


@dataclass(frozen=True, slots=True)
class Spread:
    """The weighted mean of the cells at one look and how far to trust it."""

    mean: float
    rho: float  # correlation between cells, estimated and shrunk to the prior
    dispersion: float  # k: the variance of the mean is k mu (1 - mu)
    fraction: float  # t: information so far against the most these cells can tell, by the prior alone
    freedom: float  # degrees of freedom of the dispersion (Satterthwaite)


def spread(now: Standing, prior: Prior, *, planned_cells: int, hits_per_view: float = 1.0) -> Spread | None:
    """Weigh the cells; None when no cell has a view.

    `hits_per_view`: the most a view can count for (likes + comments: 2), which bounds the variance of one view by
    that times mu. Weights and fraction come from the prior alone, never from the rates, so looking stays honest.
    """
    if not now.cells:
        return None
    counting = hits_per_view / now.views
    weights = 1 / (prior.rho_cell + counting + prior.rho_day * now.concentration)
    weights = weights / weights.sum()
    rest = float((weights**2 * counting).sum()) + prior.rho_day * now.common(weights)
    held = float((weights**2).sum())
    freedom = now.cells - 1
    found = excess(now, prior, hits_per_view=hits_per_view) if freedom else 0.0
    rho = (prior.weight * prior.rho_cell + found) / (prior.weight + freedom)
    return Spread(
        mean=float((weights * now.rates).sum()),
        rho=rho,
        dispersion=held * rho + rest,
        fraction=min(1.0, prior.rho_cell / max(planned_cells, now.cells) / (held * prior.rho_cell + rest)),
        freedom=(prior.weight + freedom) ** 2 / max(freedom, 1),
    )


def lower(at: Spread, error: float) -> float:
    """The lower bound for the mean rate, one-sided, wrong at any look with at most this probability."""
    return _wilson(at.mean, at.dispersion, _deviations(at, error), side=-1)


def upper(at: Spread, error: float) -> float:
    """The upper bound for the mean rate, one-sided, wrong at any look with at most this probability.

    >>> at = Spread(0.45, 0.005, 0.001, 1.0, 1e9)
    >>> round(lower(at, 0.05), 3), round(upper(at, 0.025), 3)
    (0.419, 0.485)
    """
    return _wilson(at.mean, at.dispersion, _deviations(at, error), side=1)


def spent(fraction: float, error: float) -> float:
    """How much of an allowed error has been used up to an information fraction (Lan and DeMets 1983).

    >>> round(spent(1.0, 0.05), 6), round(spent(0.25, 0.05), 6)
    (0.05, 8.9e-05)
    """
    from scipy.special import ndtr, ndtri

    return float(2 * ndtr(ndtri(error / 2) / sqrt(fraction))) if fraction > 0 else 0.0


def _deviations(at: Spread, error: float) -> float:
    """How many standard deviations: the boundary at this fraction, widened for an estimated dispersion (t for z)."""
    from scipy.special import ndtr, ndtri, stdtrit

    z = min(FAR, float(-ndtri(error / 2)) / sqrt(at.fraction))
    return float(-stdtrit(at.freedom, ndtr(-z)))


def _wilson(mean: float, dispersion: float, z: float, *, side: int) -> float:
    """The rate mu at which (mean - mu)^2 = z^2 k mu (1 - mu) (Wilson 1927, with 1 / k for the sample size)."""
    a = z * z * dispersion
    bound = (mean + a / 2 + side * sqrt(a * mean * (1 - mean) + a * a / 4)) / (1 + a)
    return min(1.0, max(0.0, bound))
