"""The cash forecast: payments come as late as they came before, bands are resampled, sums are exact."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from manju.money.ageing import BUCKETS, ageing, concentration
from manju.money.forecast import Delays, Flow, forecast, quantile

DAY = dt.date(2026, 11, 30)
TENTHS = (1, 5, 9)


def week(n: int) -> dt.date:
    return DAY + dt.timedelta(weeks=n)


def test_a_payer_who_is_always_late_is_late_again() -> None:
    late = Delays((14,) * 8, prior=(0,))
    made = forecast(1000, [Flow(week(1), 500, "slow"), Flow(week(1), 70, "new")], delays={"slow": late}, today=DAY)
    assert [w.incoming for w in made.weeks[:5]] == [0, 70, 0, 500, 0]
    assert [(w.p10, w.p50, w.p90) for w in made.weeks[2:4]] == [(1070,) * 3, (1570,) * 3]
    assert made.lowest is made.weeks[0]
    assert made.runs_below_zero == 0


def test_few_settlements_lean_on_the_prior_and_many_do_not() -> None:
    prior = (0, 7, 30)
    assert Delays((60,), prior).pool == (0, 7, 30, 60)
    assert Delays((60,) * 8, prior).pool == (60,) * 8
    assert Delays((60,) * 8, prior).interval == (60, 60)
    assert (Delays((), prior).measured, Delays((), prior).median) == (0, 7)


def test_what_is_over_due_comes_as_late_as_such_payments_come() -> None:
    delays = Delays((0, 0, 0, 0, 10, 20, 30, 40))
    assert delays.expected_on(DAY - dt.timedelta(15), DAY) == DAY - dt.timedelta(15) + dt.timedelta(30)
    assert delays.expected_on(DAY - dt.timedelta(99), DAY) == DAY, "later than ever: as if it were due today"
    assert [(day - DAY).days for day in delays.possible_on(DAY - dt.timedelta(15), DAY)] == [5, 15, 25]
    assert delays.possible_on(DAY - dt.timedelta(99), DAY)[-1] == DAY + dt.timedelta(40)


def test_the_band_is_the_resampled_one_and_a_seed_gives_it_again() -> None:
    spent = [0, 0, 0, 100]
    made = forecast(10_000, [], delays={}, today=DAY, past_weeks=spent, seed=7)
    assert made == forecast(10_000, [], delays={}, today=DAY, past_weeks=spent, seed=7)
    assert made != forecast(10_000, [], delays={}, today=DAY, past_weeks=spent, seed=8)
    last = made.weeks[25]  # binomial: 26 weeks at one in four; 10 % at 4 or fewer times, median 6, 90 % at 9
    assert (last.p10, last.p50, last.p90) == (9100, 9400, 9600)
    assert (made.runs, made.weeks[0].spending) == (1000, 25)


def test_the_week_that_runs_short_is_named() -> None:
    flows = [Flow(week(3), -900, "rent"), Flow(week(5), 2000, "platform"), Flow(DAY - dt.timedelta(9), -50, "x")]
    made = forecast(800, flows, delays={}, today=DAY)
    assert (made.weeks[0].outgoing, made.lowest.first, made.lowest.p50) == (50, week(3), -150)
    assert made.first_short is made.weeks[3]
    assert (made.runs_below_zero, made.runs) == (1000, 1000)
    assert forecast(0, [Flow(week(40), 5, "later")], delays={}, today=DAY).beyond_minor == 5


flows = st.lists(
    st.builds(
        Flow, due_on=st.dates(DAY - dt.timedelta(60), week(30)),
        amount_minor=st.integers(-(10**20), 10**20), partner=st.sampled_from("abc"),
    ),
    max_size=6,
)  # fmt: skip


@given(flows=flows, opening=st.integers(-(10**19), 10**19), spent=st.lists(st.integers(0, 10**18), max_size=3))
@settings(max_examples=12)
def test_without_chance_the_bands_are_the_plain_sum(flows: list[Flow], opening: int, spent: list[int]) -> None:
    own = {name: Delays((5,) * 8) for name in "abc"}
    made = forecast(opening, flows, delays=own, today=DAY, past_weeks=[max(spent, default=0)] if spent else [])
    balance = opening
    for w in made.weeks:
        balance += w.incoming - w.outgoing - w.spending
        assert w.p10 == w.p50 == w.p90 == balance
    assert sum(w.incoming for w in made.weeks) + made.beyond_minor == sum(max(0, f.amount_minor) for f in flows)


@given(numbers=st.lists(st.integers(), min_size=1))
def test_quantiles_are_numbers_of_the_list_in_their_order(numbers: list[int]) -> None:
    ordered = sorted(numbers)
    found = [quantile(ordered, tenth) for tenth in TENTHS]
    assert found == sorted(found)
    for tenth, value in zip(TENTHS, found, strict=True):
        assert sum(n <= value for n in ordered) * 10 >= tenth * len(ordered)
        assert sum(n < value for n in ordered) * 10 < tenth * len(ordered)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 2**70), st.integers(-400, 400))))
def test_ageing_loses_nothing(dues: list[tuple[str, int, int]]) -> None:
    lines = ageing(dues)
    assert sum(line.total for line in lines) == sum(amount for _, amount, _ in dues)
    assert all(set(line.buckets) == set(BUCKETS) for line in lines)


def test_concentration_counts_shares_and_says_what_they_mean() -> None:
    found = concentration({"抖音": 80, "快手": 20, "退款": -5})
    assert found.shares == (("抖音", 80, Fraction(4, 5)), ("快手", 20, Fraction(1, 5)))
    assert (found.index, found.words.zh, found.first_percent) == (6800, "高度集中", 80)
    assert concentration({str(n): 1 for n in range(12)}).level == "low"
    assert concentration({str(n): 1 for n in range(8)}).level == "moderate"
    assert concentration({"x": 0}).shares == ()
