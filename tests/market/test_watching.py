"""The watch sees a slide within days, tells it once, and is not fooled by episodes, rounding or weekends."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from manju.market.gate import Cell, Counts, Look
from manju.market.watching import watch

FIRST = date(2026, 6, 1)


def looks(daily: list[dict[int, tuple[int, float]]], *, step: float = 0.0) -> list[Look]:
    """Cumulative counters from days: episode -> (views, completion); rates rounded to `step`."""
    total: dict[int, int] = {}
    done: dict[int, float] = {}
    made = []
    for i, day in enumerate(daily):
        for episode, (views, rate) in day.items():
            total[episode] = total.get(episode, 0) + views
            done[episode] = done.get(episode, 0.0) + views * rate
        counts = {}
        for e, n in total.items():
            rate = done[e] / n if n else 0.0
            rate = round(rate / step) * step if step else rate
            counts[Cell(e, "douyin")] = Counts(n, n * rate, days_out=float(i + 1))
        made.append(Look(FIRST + timedelta(days=i), counts))
    return made


def even(rate: float, views: int = 400) -> dict[int, tuple[int, float]]:
    return dict.fromkeys(range(1, 6), (views, rate))


def test_the_slide_from_40_to_15_is_seen_on_its_first_day_and_told_once() -> None:
    found = watch(looks([even(0.40)] * 20 + [even(0.15)] * 20)).slides
    assert [(s.on, s.since) for s in found] == [(date(2026, 6, 21), date(2026, 6, 21))]
    assert (round(found[0].before, 3), round(found[0].after, 3)) == (0.40, 0.15)


def test_a_slow_slide_is_seen_within_five_days() -> None:
    slow = [even(0.40 - 0.025 * min(10, n)) for n in range(1, 15)]
    first = watch(looks([even(0.40)] * 20 + slow)).slides[0]
    assert (first.on - date(2026, 6, 20)).days <= 5


def test_a_second_slide_is_told_again() -> None:
    found = watch(looks([even(0.45)] * 20 + [even(0.30)] * 20 + [even(0.15)] * 10)).slides
    assert [s.on for s in found] == [date(2026, 6, 21), date(2026, 7, 11)]


def test_views_moving_to_a_weaker_episode_are_no_slide() -> None:
    strong_first = {1: (1800, 0.46), 2: (200, 0.34)}
    weak_now = {1: (200, 0.46), 2: (1800, 0.34)}
    found = watch(looks([strong_first] * 15 + [weak_now] * 15))
    assert found.slides == ()
    assert [round(d.rate or 0, 2) for d in (found.days[0], found.days[-1])] == [0.45, 0.35]


def test_one_new_episode_that_is_weaker_is_no_slide_but_all_new_ones_are() -> None:
    def coming_out(rate: float) -> list[dict[int, tuple[int, float]]]:
        old = [{e: (2000, 0.40)} for e in range(1, 21)]
        return old + [{e: (2000, rate)} for e in range(21, 31)]

    assert watch(looks(coming_out(0.36))).slides == ()
    assert watch(looks(coming_out(0.15))).slides[0].since == date(2026, 6, 21)


def test_rounding_of_a_large_total_is_no_slide() -> None:
    rng = np.random.default_rng(2)
    old = [even(0.40, 200_000)]
    small = [{e: (40, float(rng.binomial(40, 0.40)) / 40) for e in range(1, 6)} for _ in range(40)]
    rounded = looks(old + small, step=0.001)
    assert watch(rounded, rounding=0.001).slides == ()


def test_a_counter_that_falls_and_a_day_left_out_are_no_alarm() -> None:
    days = looks([even(0.40)] * 20)
    back = Look(days[9].on, {c: Counts(n.views - 900, (n.completed or 0) - 500) for c, n in days[9].counts.items()})
    assert watch([*days[:9], back, *days[10:14], *days[16:]]).slides == ()


def test_nothing_is_said_of_a_few_views_or_days() -> None:
    assert watch(looks([even(0.40)] * 2 + [even(0.10)])).slides == ()
    assert watch(looks([even(0.40, 10)] * 3 + [even(0.0, 10)] * 2)).slides == ()
    assert watch([]).days == ()
