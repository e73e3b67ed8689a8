"""What platforms count of a title, day after day: views, plays to the end, likes, by episode and platform.

The model is the one that the gate is held to (benchmarks/gate.py, INPUTS.md): the rate of an episode on a platform is
a draw from a beta distribution around the title's mean, days vary around that together, and each view is a trial.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import TYPE_CHECKING, Final, Literal
from zlib import crc32

import numpy as np

from manju.sample.season.titles import KEEPS, Platform, TitlePlan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counted = NDArray[np.int64]

Metric = Literal["completed", "likes", "comments", "shares", "saves", "followers"]
# correlation between episodes and platforms, and between days (market/gate/priors.toml)
CELL: Final[Mapping[str, float]] = {"completed": 0.005, "engaged": 0.002}
DAY: Final[Mapping[str, float]] = {"completed": 0.002, "engaged": 0.001}
COMMENTS: Final = 0.12  # of likes and comments
OTHERS: Final[Mapping[Metric, float]] = {"shares": 0.011, "saves": 0.016, "followers": 0.004}
SATURDAY: Final = 5
WEEKEND: Final = 1.25
LEVEL: Final = 0.12  # log-normal scatter of a day's views
SETTLES: Final = 0.75  # of the first days' rush, what is left a day later


@dataclass(frozen=True, slots=True)
class Counters:
    """A title's counters of each day, (days, episodes) per platform; day 0 is the day of the first episode.

    `gained` are a day's own counts. What a day brings after the last one is not there.
    """

    plan: TitlePlan
    first: date
    gained: Mapping[Platform, Mapping[str, Counted]]

    def until(self, platform: Platform, metric: str, day: date) -> Counted:
        """The cumulative counter of each episode at the end of a day; all 0 before the first."""
        days = (day - self.first).days + 1
        counted: Counted = self.gained[platform][metric][: max(0, days)].sum(axis=0)
        return counted

    def weekly_views(self, *, today: date) -> list[tuple[date, int]]:
        """Views on all platforms in weeks that end the day before `today`, the oldest first; the day is a week's first."""
        daily = sum(n["views"].sum(axis=1) for n in self.gained.values())
        weeks = []
        for n in range((today - self.first).days // 7, 0, -1):
            start = today - timedelta(weeks=n)
            at = (start - self.first).days
            weeks.append((start, int(np.sum(daily[at : at + 7]))))
        return weeks


def counted(plan: TitlePlan, *, today: date, seed: int) -> Counters:
    """Count a title from its first day to `today`; the draws depend on the seed and the title; of the
    date only on its weekday (at weekends more is watched).

    >>> from manju.sample.season.titles import TITLES
    >>> counters = counted(TITLES[3], today=date(2026, 11, 26), seed=1)
    >>> views, done = (counters.until("douyin", m, date(2026, 11, 26)).sum() for m in ("views", "completed"))
    >>> 0.38 < done / views < 0.45
    True
    """
    first = today - timedelta(days=plan.days_ago)
    gained = {}
    for platform, views in plan.views.items():
        rng = np.random.default_rng([seed, crc32(f"{plan.key} {platform}".encode())])
        gained[platform] = _platform(plan, views, first, rng)
    return Counters(plan, first, gained)


def _platform(plan: TitlePlan, views: int, first: date, rng: np.random.Generator) -> dict[str, Counted]:
    days = plan.days_ago + 1
    n = rng.poisson(_expected(plan, views, first, rng))
    slid = days if plan.slid_days_ago is None else days - 1 - plan.slid_days_ago
    done = rng.binomial(n, _rates(plan.completion, "completed", n.shape, rng))
    if plan.slid_to is not None:
        after = rng.binomial(n, _rates(plan.slid_to, "completed", n.shape, rng))
        done = np.where(np.arange(days)[:, None] >= slid, after, done)
    engaged = rng.binomial(n, _rates(plan.engagement, "engaged", n.shape, rng))
    comments = rng.binomial(engaged, COMMENTS)
    found = {"views": n, "completed": done, "likes": engaged - comments, "comments": comments}
    found |= {metric: rng.binomial(n, rate) for metric, rate in OTHERS.items()}
    found["impressions"] = n * 6 + rng.poisson(n)
    return found


def _expected(plan: TitlePlan, views: int, first: date, rng: np.random.Generator) -> NDArray[np.float64]:
    """Expected views (days, episodes): a rush when an episode comes out, then a slow fading; each episode loses some."""
    days = plan.days_ago + 1
    at = np.arange(days)
    expected = np.zeros((days, plan.episodes))
    stays = 1.0
    for episode in range(1, plan.episodes + 1):
        begins = max(0, episode - plan.first) * plan.every
        age = at - begins
        shape = 0.55 * plan.fades ** np.maximum(age, 0) + 0.45 * SETTLES ** np.maximum(age, 0)
        expected[:, episode - 1] = np.where(age >= 0, views * stays * shape, 0.0)
        stays *= KEEPS * (1 - plan.loses if episode == plan.weak_hook else 1.0)
    weekly = np.where((at + first.weekday()) % 7 >= SATURDAY, WEEKEND, 1.0)
    scatter = np.exp(rng.normal(0, LEVEL, days))
    return np.asarray(expected * (weekly * scatter)[:, None])


def _rates(mean: float, metric: str, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    """Each day's true rate of each episode (days, episodes)."""
    a = 1 / CELL[metric] - 1
    cells = rng.beta(mean * a, (1 - mean) * a, shape[1])
    days = rng.normal(0, sqrt(DAY[metric] * mean * (1 - mean)), (shape[0], 1))
    return np.clip(cells + days, 1e-4, 1 - 1e-4)
