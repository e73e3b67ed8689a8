"""How strongly rates vary between episodes, channels and days: dated priors, and what a studio's titles teach."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from manju.market.gate.counts import Look, Metric, Standing, Tally

FILE = Path(__file__).with_name("priors.toml")
MIN_TITLES = 3  # fewer titles teach nothing about titles


@dataclass(frozen=True, slots=True)
class Prior:
    """Over-dispersion of one metric as intra-class correlations (variance / mu (1 - mu))."""

    rho_cell: float
    rho_day: float
    weight: float  # degrees of freedom the prior is worth


@dataclass(frozen=True, slots=True)
class Priors:
    """The priors of both metrics and where they come from."""

    completion: Prior
    engagement: Prior
    valid_from: date
    source: str

    def of(self, metric: Metric) -> Prior:
        return self.completion if metric == "completion" else self.engagement


def priors_on(day: date | None = None) -> Priors:
    """The priors that hold on a day (the latest without one).

    >>> priors_on().completion.rho_cell
    0.005
    """
    known = _all()
    fitting = [p for p in known if day is None or p.valid_from <= day]
    return (fitting or known[:1])[-1]


def learned(titles: Sequence[Sequence[Look]], prior: Priors) -> Priors:
    """The priors with the studio's own titles put in: a weighted mean of the prior and what their cells show.

    Each title with m cells brings m - 1 degrees of freedom; the dated prior keeps its own weight. Under three
    titles the prior is returned as it is.

    >>> learned([], priors_on()) == priors_on()
    True
    """
    if len(titles) < MIN_TITLES:
        return prior
    completion = _learned(titles, prior.completion, "completion")
    engagement = _learned(titles, prior.engagement, "engagement")
    told = f"{prior.source}; {len(titles)} own titles"
    return replace(prior, completion=completion, engagement=engagement, source=told)


def _learned(titles: Sequence[Sequence[Look]], prior: Prior, metric: Metric) -> Prior:
    freedom, total = prior.weight, prior.weight * prior.rho_cell
    for looks in titles:
        now = Tally(looks, metric).standing(len(looks) - 1)
        if now.cells >= 2:
            total += excess(now, prior)
            freedom += now.cells - 1
    return replace(prior, rho_cell=total / freedom, weight=min(freedom, 60.0))


def excess(now: Standing, prior: Prior, *, hits_per_view: float = 1.0) -> float:
    """Sum of squares between cells beyond what counting and days explain, over mu (1 - mu): about rho x chi2(m - 1).

    Never below zero. A day common to all cells moves none of them apart, so only what days do to one cell alone counts.
    """
    m = now.cells
    mean = float(now.rates.mean())
    variance = max(mean * (1 - mean), 1e-9)
    alone = now.concentration.mean() - now.common(np.full(m, 1 / m))
    noise = (hits_per_view / now.views).mean() + prior.rho_day * max(0.0, float(alone))
    return max(0.0, float(((now.rates - mean) ** 2).sum()) / variance - float(noise) * (m - 1))


@cache
def _all() -> tuple[Priors, ...]:
    found: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["priors"]  # Any: TOML
    made = [
        Priors(
            completion=Prior(**p["completion"], weight=p["weight"]),
            engagement=Prior(**p["engagement"], weight=p["weight"]),
            valid_from=date.fromisoformat(p["valid_from"]),
            source=p["source"],
        )
        for p in found
    ]
    return tuple(sorted(made, key=lambda p: p.valid_from))
