"""The test gate holds its promises: errors with daily looks, verdicts that stand, views that are enough."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.market.gate import Cell, Counts, Look, Thresholds, Verdict, assess, priors_on
from manju.market.gate.bound import spent
from manju.market.gate.priors import learned

import numpy as np  # isort: skip

FIRST = date(2026, 6, 1)


def cells(views: int, completion: float, engagement: float = 0.09, channel: str = "douyin") -> dict[Cell, Counts]:
    return {Cell(n, channel): Counts(views, views * completion, views * engagement, 10.0) for n in range(1, 6)}


def days(rates: list[float], a_day: int = 400) -> list[Look]:
    """Five episodes, each with `a_day` views a day, the day's completion given."""
    looks, done = [], 0.0
    for i, rate in enumerate(rates, 1):
        done += a_day * rate
        looks.append(
            Look(FIRST + timedelta(days=i - 1), {
                Cell(n, "douyin"): Counts(a_day * i, done, a_day * i * 0.09, float(i)) for n in range(1, 6)
            })
        )  # fmt: skip
    return looks


def over_dispersed(rng: np.random.Generator, mean: float, n: int = 30) -> list[Look]:
    a, unit = 1 / 0.005 - 1, (mean * (1 - mean)) ** 0.5
    own = rng.beta(mean * a, (1 - mean) * a, 5)
    day = rng.normal(0, 0.002**0.5 * unit, (n, 1))
    views = rng.poisson(400, (n, 5))
    hits = rng.binomial(views, np.clip(own + day, 0.001, 0.999)).cumsum(0)
    total = views.cumsum(0)
    return [
        Look(FIRST + timedelta(days=d), {
            Cell(c + 1, "douyin"): Counts(int(total[d, c]), float(hits[d, c]), total[d, c] * 0.12, 1.0 + d)
            for c in range(5)
        })
        for d in range(n)
    ]  # fmt: skip


@pytest.mark.parametrize(("mean", "verdict", "most"), [(0.40, Verdict.GO, 0.05), (0.42, Verdict.STOP, 0.01)])
def test_looking_every_day_errs_in_at_most_five_titles_of_a_hundred(mean: float, verdict: Verdict, most: float) -> None:
    rng = np.random.default_rng(20261126)
    wrong = sum(assess(over_dispersed(rng, mean), foresee=False)[-1].verdict is verdict for _ in range(100))
    assert wrong / 100 <= most


def test_good_and_bad_titles_are_told_within_thirty_days() -> None:
    rng = np.random.default_rng(7)
    assert all(assess(over_dispersed(rng, 0.50), foresee=False)[-1].verdict is Verdict.GO for _ in range(12))
    assert all(assess(over_dispersed(rng, 0.30), foresee=False)[-1].verdict is Verdict.STOP for _ in range(12))


def test_a_verdict_stands_whatever_comes_after() -> None:
    found = assess(days([0.55] * 8 + [0.05] * 12))
    assert found[7].verdict is Verdict.GO
    assert {a.verdict for a in found[7:]} == {Verdict.GO}
    assert found[-1].since == found[7].since
    assert found[-1].more.views == 0
    assert found[-1].completion.drifted  # and it is said that the rate has changed


def test_the_running_interval_only_narrows() -> None:
    found = assess(days([0.42, 0.44, 0.41, 0.46, 0.43, 0.45, 0.42]))
    for before, after in pairwise(found):
        assert before.completion.low <= after.completion.low <= after.completion.high <= before.completion.high


def test_engagement_alone_can_stop_a_title() -> None:
    found = assess([Look(FIRST, cells(20_000, 0.60, engagement=0.02))])[-1]
    assert found.verdict is Verdict.STOP
    assert (found.completion.passed, found.engagement.failed) == (True, True)


def test_without_views_nothing_is_known() -> None:
    found = assess([Look(FIRST, {Cell(1, "douyin"): Counts(0, 0.0, 0.0)})])[-1]
    assert (found.verdict, found.completion.rate, found.completion.low, found.completion.high) == (
        Verdict.COLLECT_MORE, None, 0.0, 1.0,
    )  # fmt: skip
    assert found.more.views is None
    assert assess([]) == ()


def test_five_views_say_next_to_nothing_and_a_thousand_million_not_everything() -> None:
    few = assess([Look(FIRST, cells(1, 1.0))])[-1]
    assert few.completion.low < 0.05
    many = assess([Look(FIRST, cells(10**9, 0.41))])[-1]
    assert many.verdict is Verdict.COLLECT_MORE  # five episodes vary too much for one point above the threshold
    assert many.more.views is None


def test_as_many_views_as_were_asked_for_bring_the_verdict() -> None:
    so_far = days([0.455] * 3)
    more = assess(so_far)[-1].more
    assert more.views is not None
    assert more.on is not None
    wanted = (more.on - FIRST).days + 1
    assert assess(days([0.455] * wanted))[-1].verdict is Verdict.GO
    assert assess(days([0.455] * (wanted - 2)))[-1].verdict is Verdict.COLLECT_MORE
    assert more.views == pytest.approx(2000 * (wanted - 3), abs=2000)


def test_as_many_views_as_one_export_asked_for_bring_the_verdict_in_the_same_days() -> None:
    def export(views: int) -> Look:
        counts = Counts(views, views * 0.30, views * 0.03, 200.0)
        return Look(FIRST, {Cell(n, "douyin"): counts for n in range(1, 6)})

    few = assess([export(20)])[-1]
    assert (few.verdict, few.more.on is not None) == (Verdict.COLLECT_MORE, True)
    assert few.more.views is not None
    assert assess([export(20 + few.more.views // 5)])[-1].verdict is Verdict.STOP


def test_a_single_export_without_dates_is_taken_cautiously() -> None:
    dated = assess([Look(FIRST, cells(5000, 0.47))])[-1]
    undated = assess([Look(FIRST, {c: Counts(n.views, n.completed, n.engaged) for c, n in cells(5000, 0.47).items()})])[
        -1
    ]
    assert undated.completion.low < dated.completion.low


def test_a_channel_that_joins_late_does_not_get_a_second_allowance() -> None:
    looks = days([0.43] * 10)
    late = [
        Look(look.on, {**look.counts, **(cells(400 * (i - 4), 0.43, channel="bilibili") if i >= 5 else {})})
        for i, look in enumerate(looks)
    ]
    before, after = assess(looks), assess(late)
    assert after[4].completion == before[4].completion
    assert after[5].completion.information < before[5].completion.information
    assert spent(0.6, 0.05) + (0.05 - spent(0.6, 0.05)) == 0.05


def test_fewer_episodes_than_planned_need_more_to_convince() -> None:
    two = {c: n for c, n in cells(50_000, 0.47).items() if c.episode <= 2}
    assert assess([Look(FIRST, cells(50_000, 0.47))])[-1].verdict is Verdict.GO
    assert assess([Look(FIRST, two)])[-1].verdict is Verdict.COLLECT_MORE
    assert assess([Look(FIRST, two)], thresholds=Thresholds(episodes=2))[-1].completion.low > 0.39


def test_episodes_that_differ_much_widen_the_interval() -> None:
    even = assess([Look(FIRST, cells(5000, 0.46))])[-1]
    rates = [0.66, 0.26, 0.60, 0.32, 0.46]
    uneven = assess(
        [Look(FIRST, {Cell(n, "douyin"): Counts(5000, 5000 * r, 450.0, 10.0) for n, r in enumerate(rates, 1)})]
    )[-1]
    assert uneven.completion.rate == pytest.approx(even.completion.rate)
    assert uneven.completion.low < even.completion.low - 0.02
    assert (uneven.completion.rho_cell or 0) > 2 * (even.completion.rho_cell or 1)


def test_the_studios_own_titles_replace_the_prior_step_by_step() -> None:
    rng = np.random.default_rng(3)
    prior = priors_on(FIRST)
    calm = [days([0.45] * 10) for _ in range(12)]
    assert learned(calm[:2], prior) is prior
    own = learned(calm, prior)
    assert own.completion.rho_cell == pytest.approx(0.005 * 12 / (12 + 48))
    assert own.completion.weight == 60
    wild = [over_dispersed(rng, 0.40, n=6) for _ in range(30)]
    assert learned(wild, prior).completion.rho_cell == pytest.approx(0.005, abs=0.002)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**7), st.floats(0, 1), st.floats(0, 3)), min_size=1, max_size=8
    )
)  # fmt: skip
def test_bounds_hold_the_mean_whatever_the_counters(rows: list[tuple[int, float, float]]) -> None:
    look = Look(FIRST, {Cell(i, "x"): Counts(v, v * c, v * e) for i, (v, c, e) in enumerate(rows)})
    for band in (assess([look])[-1].completion, assess([look])[-1].engagement):
        assert 0.0 <= band.low <= band.high <= 1.0
        if band.mean_rate is not None:
            assert band.low <= band.mean_rate + 1e-9
            assert band.mean_rate <= band.high + 1e-9
