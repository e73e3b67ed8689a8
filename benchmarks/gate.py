"""How often the test gate errs when one looks every day, and what it costs in views: `python benchmarks/gate.py`.

Titles are made up by the model of INPUTS.md (launch assess): five episodes on one channel, episode and day rates vary
around the title's mean (beta cells, normal days common to all cells), thirty daily looks. Beside it, on the same
titles: a fixed-sample test (one look on the last day, same variances) and naive peeking (a binomial test of the
pooled rate at every look, 95 %). Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from manju.market.gate import Cell, Counts, Look, Verdict, assess, priors_on

import numpy as np  # isort: skip  (after manju, which says how many threads it may use)

FIRST = date(2026, 6, 1)
PASSING = {"completion": 0.60, "engagement": 0.12}


@dataclass(frozen=True)
class World:
    """One kind of title: which metric is in question, its true mean, how it is counted."""

    metric: str
    mean: float
    views: int = 2000  # a day, all episodes together
    channels: int = 1
    shares: str = "even"  # even, fading (the first episode has most), one by one (an episode more each day)
    cells: str = "beta"  # beta, logit
    own_days: bool = False


@dataclass(frozen=True)
class Tried:
    """What the three methods said of many such titles."""

    go: int
    stop: int
    median_views: float  # to a verdict; nan when most have none
    fixed_go: int
    fixed_stop: int
    naive_go: int
    naive_stop: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=4000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--stress", action="store_true", help="other shapes of title at the thresholds")
    options = parser.parse_args()
    worlds = [World("completion", r) for r in (0.38, 0.40, 0.42, 0.50, 0.45, 0.35, 0.30)]
    worlds += [World("engagement", r) for r in (0.048, 0.05, 0.052, 0.07, 0.035)]
    if options.stress:
        worlds = [
            World(metric, mean, **more)
            for metric, mean in (("completion", 0.40), ("engagement", 0.05))
            for more in (
                {"views": 200}, {"views": 20_000}, {"channels": 3, "views": 6000}, {"shares": "fading"},
                {"shares": "one by one"}, {"cells": "logit"}, {"own_days": True},
            )
        ]  # fmt: skip
    print(f"{options.titles} titles each, {options.days} daily looks; share of titles with a GO / a STOP\n")
    print(f"{'':44} {'manju GO':>20} {'manju STOP':>20} {'median views':>13} {'fixed':>13} {'peeking':>13}")
    with ProcessPoolExecutor(options.jobs) as pool:
        for world in worlds:
            began = time.perf_counter()
            each = options.titles // options.jobs
            parts = list(pool.map(_try, [(world, each, options.days, seed) for seed in range(options.jobs)]))
            _tell(world, parts, each * options.jobs, time.perf_counter() - began)


def _tell(world: World, parts: list[Tried], n: int, seconds: float) -> None:
    extra = [f"{world.views} views a day"] if world.views != 2000 else []
    extra += [f"{world.channels} channels"] if world.channels > 1 else []
    extra += [world.shares] if world.shares != "even" else []
    extra += [world.cells] if world.cells != "beta" else []
    extra += ["days of their own"] if world.own_days else []
    name = f"{world.metric} {world.mean:g}" + "".join(f", {e}" for e in extra)
    go, stop = sum(p.go for p in parts), sum(p.stop for p in parts)
    median = np.median([p.median_views for p in parts])
    fixed = f"{sum(p.fixed_go for p in parts) / n:.3f}/{sum(p.fixed_stop for p in parts) / n:.3f}"
    naive = f"{sum(p.naive_go for p in parts) / n:.3f}/{sum(p.naive_stop for p in parts) / n:.3f}"
    views = f"{median:,.0f}" if np.isfinite(median) else "-"
    print(
        f"{name:44} {_share(go, n):>20} {_share(stop, n):>20} {views:>13} {fixed:>13} {naive:>13}  {seconds:.0f} s",
        flush=True,
    )


def _share(k: int, n: int) -> str:
    """A share with its Wilson 95 % interval."""
    z, p = 1.96, k / n
    middle = (p + z * z / 2 / n) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n)
    return f"{p:.3f} [{middle - half:.3f}-{middle + half:.3f}]"


def _try(order: tuple[World, int, int, int]) -> Tried:
    world, titles, days, seed = order
    rng = np.random.default_rng([seed, round(world.mean * 1000), world.views, world.channels])
    gos = stops = fixed_go = fixed_stop = naive_go = naive_stop = 0
    needed: list[float] = []
    for _ in range(titles):
        views, hits = _title(world, days, rng)
        looks = _looks(views, hits)
        found = assess(looks, foresee=False)
        at = next((i for i, a in enumerate(found) if a.verdict is not Verdict.COLLECT_MORE), None)
        gos += found[-1].verdict is Verdict.GO
        stops += found[-1].verdict is Verdict.STOP
        needed.append(float(views[: at + 1].sum()) if at is not None else np.inf)
        threshold, mine = (0.40, hits[world.metric]) if world.metric == "completion" else (0.05, hits[world.metric])
        z = _fixed(views, mine, threshold, world.metric)
        fixed_go, fixed_stop = fixed_go + (z > 1.645), fixed_stop + (z < -1.96)
        peeked = _peeked(views, mine, threshold)
        naive_go, naive_stop = naive_go + (peeked > 0), naive_stop + (peeked < 0)
    return Tried(gos, stops, float(np.median(needed)), fixed_go, fixed_stop, naive_go, naive_stop)


def _title(world: World, days: int, rng: np.random.Generator) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Views (days, cells) and hits of both metrics; the metric not in question is well above its threshold."""
    cells = 5 * world.channels
    share = {"fading": np.array([16, 8, 4, 2, 1.0])}.get(world.shares, np.ones(5))
    part = np.tile(share / share.sum(), world.channels) / world.channels
    views = rng.poisson(world.views * part, (days, cells))
    if world.shares == "one by one":
        for c in range(cells):
            views[: c % 5, c] = 0
    hits = {}
    for metric, passing in PASSING.items():
        prior = priors_on().of(metric)  # type: ignore[arg-type]
        mean = world.mean if metric == world.metric else passing
        if world.cells == "beta":
            a = 1 / prior.rho_cell - 1
            rates = rng.beta(mean * a, (1 - mean) * a, cells)
        else:
            rates = mean + _logit_normal(mean, prior.rho_cell, cells, rng)
        sd = sqrt(prior.rho_day * mean * (1 - mean))
        day = rng.normal(0, sd, (days, cells if world.own_days else 1))
        hits[metric] = rng.binomial(views, np.clip(rates + day, 1e-4, 1 - 1e-4))
    return views, hits


def _logit_normal(mean: float, rho: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Deviations of logit-normal rates from their mean (which is estimated from a large draw)."""
    sd, middle = sqrt(rho / (mean * (1 - mean))), np.log(mean / (1 - mean))
    many = 1 / (1 + np.exp(-(middle + sd * rng.standard_normal(20_000))))
    return np.asarray(rng.choice(many, n) - many.mean())


def _looks(views: np.ndarray, hits: dict[str, np.ndarray]) -> list[Look]:
    total, done, liked = views.cumsum(0), hits["completion"].cumsum(0), hits["engagement"].cumsum(0)
    names = [Cell(c % 5 + 1, f"channel {c // 5 + 1}") for c in range(views.shape[1])]
    return [
        Look(FIRST + timedelta(days=d), {
            cell: Counts(int(total[d, c]), float(done[d, c]), float(liked[d, c]), 1.0 + d)
            for c, cell in enumerate(names) if total[d, c] > 0
        })
        for d in range(len(views))
    ]  # fmt: skip


def _fixed(views: np.ndarray, hits: np.ndarray, threshold: float, metric: str) -> float:
    """z of the unweighted mean of the cells on the last day, with the variances of the model."""
    prior = priors_on().of(metric)  # type: ignore[arg-type]
    n = views.sum(0)
    k = prior.rho_cell / len(n) + (1 / n).sum() / len(n) ** 2 + prior.rho_day / len(views)
    return float(((hits.sum(0) / n).mean() - threshold) / sqrt(threshold * (1 - threshold) * k))


def _peeked(views: np.ndarray, hits: np.ndarray, threshold: float) -> int:
    """The first look at which a binomial test of the pooled rate is 95 % sure: 1 above, -1 below, 0 never."""
    n, x = views.sum(1).cumsum(), hits.sum(1).cumsum()
    z = (x / n - threshold) / np.sqrt(threshold * (1 - threshold) / n)
    sure = np.flatnonzero(np.abs(z) > 1.645)
    return int(np.sign(z[sure[0]])) if len(sure) else 0


if __name__ == "__main__":
    main()
