"""The backtest sees nothing later than its origins, and says 1 where there is nothing to see."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl

from benchmarks.topic_worlds import World, frame_of
from manju.market.lists import SCHEMA
from manju.market.topics import standard
from manju.market.topics.backtesting import backtest

NAMES = [name for name, entry in standard().entries.items() if entry.kind == "genre"][:14]
FIRST = date(2026, 1, 1)


def weekly(heat_of: dict[int, dict[str, float]], *, weeks: int = 16, titles: int = 60, seed: int = 1) -> pl.DataFrame:
    """Lists of new titles each week; `heat_of` week -> element -> what it adds to log heat."""
    dice = np.random.default_rng(seed)
    rows = []
    for week in range(weeks):
        for n in range(titles):
            chosen = dice.choice(NAMES, 2, replace=False)
            log = dice.normal(0, 0.5) + sum(heat_of.get(week, {}).get(name, 0.0) for name in chosen)
            rows.append(
                {**dict.fromkeys(SCHEMA), "file": "a", "line": len(rows) + 2, "date": FIRST + timedelta(days=7 * week),
                 "platform": "p", "title": f"戏{week}-{n}", "tags": "|".join(chosen), "synopsis": "", "audience": "",
                 "form": "", "item": "", "heat": float(np.exp(log))}
            )  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)


def test_a_signal_that_only_the_future_has_scores_as_chance() -> None:
    lifts = []
    for seed in (1, 2, 3):
        dice = np.random.default_rng(100 + seed)  # each week has other winners than all weeks before it
        anew = {week: dict(zip(NAMES, dice.normal(0, 1.2, len(NAMES)), strict=True)) for week in range(16)}
        lifts.append(backtest(weekly(anew, seed=seed), horizon_days=7).methods["manju"].lift)
    assert 0.75 < float(np.mean(lifts)) < 1.25


def test_what_follows_an_origin_does_not_change_its_picks() -> None:
    world = weekly({week: {NAMES[0]: 1.0} for week in range(16)})
    cut = FIRST + timedelta(days=7 * 11)
    later = world.with_columns(
        heat=pl.when(pl.col("date") > cut).then(pl.col("heat").shuffle(seed=1) * 9).otherwise("heat"),
        tags=pl.when(pl.col("date") > cut).then(pl.lit("未来|新词")).otherwise("tags"),
    )
    before = [p for p in backtest(world).picks if p.origin <= cut]
    after = [p for p in backtest(later).picks if p.origin <= cut]
    assert [(p.method, p.origin, p.elements) for p in before] == [(p.method, p.origin, p.elements) for p in after]


def test_what_lasts_is_found() -> None:
    lasting = {week: {NAMES[0]: 1.5, NAMES[1]: 1.0} for week in range(16)}
    found = backtest(weekly(lasting))
    mine = found.methods["manju"]
    assert mine.ci95 is not None
    assert mine.ci95[0] > 1.5
    assert found.origins == 7
    assert len([p for p in found.picks if p.method == "manju"]) == 70


def test_noise_scores_as_chance() -> None:
    lifts = [backtest(weekly({}, seed=seed)).methods["manju"].lift for seed in (1, 2, 3)]
    assert 0.9 < float(np.mean(lifts)) < 1.1


def test_origins_are_weekly_and_have_a_full_horizon() -> None:
    found = backtest(weekly({}))
    days = sorted({pick.origin for pick in found.picks})
    last = FIRST + timedelta(days=7 * 15)
    assert days[-1] == last - timedelta(days=30)
    assert {(b - a).days for a, b in pairwise(days)} == {7}


def test_too_short_a_history_has_no_origins() -> None:
    found = backtest(weekly({}, weeks=6))
    assert found.origins == 0
    assert found.as_json()["methods"] == {name: {"lift": None, "ci95": None} for name in found.methods}
    assert found.notes[0].zh == "历史太短，还不能回测。"


def test_the_same_lists_say_the_same() -> None:
    world = frame_of(World(entrants=20, every=7, weeks=14))
    assert backtest(world).as_json() == backtest(world).as_json()
