"""How often the watch cries wolf, and how soon it sees a slide: `python benchmarks/watching.py`.

Titles are made up day by day for a year: episodes with rates of their own (correlation 0.005), days (0.002), a weekly
rhythm, views that fade, new episodes coming out. False alarms are counted per title-year where nothing slides; delays
where the mean falls from 40 % to 15 %, at once or over ten days, beside a plain rule (three days in a row 10 points
under the mean of the four weeks before). Rates are rounded to 0.1 % as an export prints them.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from manju.market.gate import Cell, Counts, Look
from manju.market.watching import watch

import numpy as np  # isort: skip  (after manju, which says how many threads it may use)

FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class World:
    """How one title's days come about."""

    name: str
    views: int = 2000  # a day
    episodes: int = 5
    every: int = 0  # a new episode every so many days (0: all are out)
    weekly: float = 0.0  # points of completion less at weekends
    fading: bool = False  # an episode's views halve every four days
    slide: int = 0  # days the fall takes; 0: none
    rho_day: float = 0.002
    days: int = 365


QUIET = [
    World("five episodes"),
    World("200 views a day", views=200),
    World("20,000 views a day", views=20_000),
    World("weekends 3 points lower", weekly=0.03),
    World("weekends 3 points lower, 20,000 views", weekly=0.03, views=20_000),
    World("thirty episodes, one every two days, fading", episodes=30, every=2, fading=True, days=90),
    World("sixty episodes, one a day, fading", episodes=60, every=1, fading=True, days=90),
    World("days vary twice as much", rho_day=0.004),
]
SLIDING = [
    World("at once", slide=1, days=60),
    World("over ten days", slide=10, days=60),
    World("at once, 500 views a day", slide=1, views=500, days=60),
    World("at once, an episode every two days, fading", slide=1, episodes=30, every=2, fading=True, days=60),
    World("over ten days, an episode every two days, fading", slide=10, episodes=30, every=2, fading=True, days=60),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=200)
    options = parser.parse_args()
    seeds = range(options.titles)
    with ProcessPoolExecutor(2) as pool:
        print("nothing slides: alarms per title-year (95 % interval), the plain rule beside it")
        for world in QUIET:
            found = list(pool.map(_alarms, [(world, s) for s in seeds], chunksize=10))
            years = options.titles * world.days / 365
            ours, plain = (sum(f[i] for f in found) for i in (0, 1))
            low, high = _poisson(ours)
            rate = f"{ours / years:6.3f} [{low / years:.3f}-{high / years:.3f}]"
            print(f"  {world.name:50} {rate}   plain {plain / years:6.2f}", flush=True)
        print("40 % slides to 15 %: days from its start to the alarm")
        for world in SLIDING:
            delays = list(pool.map(_delay, [(world, s) for s in seeds], chunksize=10))
            ours = np.array([d[0] for d in delays])
            plain = np.array([d[1] for d in delays])
            print(
                f"  {world.name:50} median {np.median(ours):.0f}, within 5 days {np.mean(ours <= 5):.3f},"
                f" never {np.mean(np.isinf(ours)):.3f}   plain: median {np.median(plain):.0f},"
                f" within 5 days {np.mean(plain <= 5):.3f}",
                flush=True,
            )


def _poisson(k: int) -> tuple[float, float]:
    from scipy.stats import chi2

    return (float(chi2.ppf(0.025, 2 * k)) / 2 if k else 0.0, float(chi2.ppf(0.975, 2 * k + 2)) / 2)


def _alarms(order: tuple[World, int]) -> tuple[int, int]:
    world, seed = order
    looks, _ = _title(world, seed)
    found = watch(looks, rounding=0.001)
    return len(found.slides), len(_plain([d.rate or 0.0 for d in found.days]))


def _delay(order: tuple[World, int]) -> tuple[float, float]:
    world, seed = order
    looks, began = _title(world, seed)
    found = watch(looks, rounding=0.001)
    after = [(s.on - began).days + 1 for s in found.slides if s.on >= began]
    late = [d for d in _plain([d.rate or 0.0 for d in found.days]) if found.days[d].on >= began]
    return (min(after) if after else np.inf, (found.days[late[0]].on - began).days + 1 if late else np.inf)


def _plain(rates: list[float]) -> list[int]:
    """Days at which three days in a row were ten points under the four weeks before, once until it has recovered."""
    found, calm = [], True
    for i in range(10, len(rates)):
        before = np.mean(rates[max(0, i - 31) : i - 2])
        low = all(r < before - 0.10 for r in rates[i - 2 : i + 1])
        if low and calm:
            found.append(i)
        calm = not low
    return found


def _title(world: World, seed: int) -> tuple[list[Look], date]:
    rng = np.random.default_rng([seed, world.views, world.episodes, world.slide])
    n = world.episodes
    mean = np.full(world.days, 0.40)
    start = 30
    if world.slide:
        mean[start:] = np.clip(0.40 - 0.25 * np.arange(1, world.days - start + 1) / world.slide, 0.15, 0.40)
    own = rng.normal(0, sqrt(0.005), n)
    total, done = np.zeros(n), np.zeros(n)
    looks = []
    for d in range(world.days):
        on = FIRST + timedelta(days=d)
        age = d - world.every * np.arange(n) if world.every else np.full(n, d)
        weight = np.where(age >= 0, 0.5 ** (age / 4) if world.fading else 1.0, 0.0)
        views = rng.poisson(world.views * weight / max(weight.sum(), 1e-9))
        scale = sqrt(mean[d] * (1 - mean[d]))
        week = -world.weekly * (on.weekday() >= 5)
        rates = mean[d] + own * scale + rng.normal(0, sqrt(world.rho_day) * scale) + week
        total += views
        done += rng.binomial(views, np.clip(rates, 0.001, 0.999))
        looks.append(
            Look(on, {
                Cell(c + 1, "douyin"): Counts(
                    int(total[c]), round(done[c] / total[c], 3) * total[c], days_out=float(age[c] + 1)
                )
                for c in range(n) if total[c]
            })
        )  # fmt: skip
    return looks, FIRST + timedelta(days=start)


if __name__ == "__main__":
    main()
