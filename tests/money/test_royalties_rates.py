"""Sentences of INPUTS.md on steps, minimum, uplift, rounding and currencies; by hand to the fen."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.money.royalty_case import PLAIN, STEPS, by_period, listed, only_line, run, sale, terms

# rate


def test_marginal_steps_rate_each_part_in_its_band() -> None:
    done = run(
        terms({"category": "*", "base": "gross", "steps": STEPS}),
        [sale("2026-01-05", 15000), sale("2026-04-05", 15000)],
    )
    assert [s.earned_minor for s in done.statements] == [1400, 1400, 0, 0]  # 800 + 600; step_over period begins anew
    assert Fraction(only_line(done).rate) == Fraction(1400, 15000)
    assert only_line(done).rate == "7/75"


@pytest.mark.parametrize(
    ("over", "second", "next_year"), [("contract_year", 1800, 800), ("term", 1800, 1200), ("period", 1400, 800)]
)
def test_steps_cumulate_over_what_the_terms_say(over: str, second: int, next_year: int) -> None:
    rule = {"category": "*", "base": "gross", "steps": STEPS, "step_over": over}
    rows = [sale("2026-01-05", 15000), sale("2026-04-05", 15000), sale("2027-01-05", 10000)]
    found = by_period(run({**terms(rule), "end": "2027-12-31"}, rows))
    assert [found[q].earned_minor for q in ("2026Q1", "2026Q2", "2027Q1")] == [1400, second, next_year]


def test_whole_steps_rate_the_periods_base_by_the_band_reached_and_restate_nothing() -> None:
    rule = {"category": "*", "base": "gross", "steps": STEPS, "step_over": "contract_year", "step_mode": "whole"}
    done = run(terms(rule), [sale("2026-01-05", 9999), sale("2026-04-05", 1), sale("2026-07-05", 1000)])
    assert [s.earned_minor for s in done.statements] == [800, 0, 120, 0]  # 799.92; 0.12 at exactly 10000: 0.12 of 1
    assert [Fraction(s.lines[0].rate) for s in done.statements[:3]] == [
        Fraction("0.08"),
        Fraction("0.12"),
        Fraction("0.12"),
    ]


def test_a_rules_exact_royalty_is_shared_over_its_lines_by_base_and_each_is_rounded() -> None:
    rule = {
        "category": "*",
        "base": "gross",
        "steps": [{"from_minor": 0, "rate": "0.1"}, {"from_minor": 100, "rate": "0.2"}],
    }
    done = run(terms(rule), [sale("2026-01-05", 100, sku="a"), sale("2026-01-05", 50, sku="b")])
    assert [(x.rate, x.royalty_minor) for x in done.statements[0].lines] == [("2/15", 13), ("2/15", 7)]  # 13.33 + 6.67
    assert done.statements[0].earned_minor == 20


def test_steps_of_units_count_units() -> None:
    rule = {
        "category": "*",
        "base": "units",
        "steps": [{"from_minor": 0, "rate": "100"}, {"from_minor": 10, "rate": "50"}],
    }
    assert only_line(run(terms(rule), [sale("2026-01-05", units=16)])).royalty_minor == 1300


def test_the_minimum_per_unit_is_a_floor_that_never_changes_the_cumulated_base() -> None:
    rule = {"category": "*", "base": "gross", "steps": STEPS, "step_over": "term", "per_unit_minimum_minor": 150}
    done = run(
        terms(rule), [sale("2026-01-05", 10000, units=12, returns_units=2), sale("2026-04-05", 1000, returns_units=3)]
    )
    q1, q2 = only_line(done, "2026Q1"), only_line(done, "2026Q2")
    assert (q1.royalty_minor, q1.minimum_applied) == (1500, True)  # 10 x 150 over 800
    assert (q2.royalty_minor, q2.minimum_applied) == (120, False)  # units below zero count as none


def test_the_fob_uplift_is_added_to_the_effective_rate_for_channel_fob_only() -> None:
    rule = {"category": "*", "base": "gross", "rate": "0.10", "fob_uplift": "0.03"}
    done = run(terms(rule), [sale("2026-01-05", 1000, channel="fob"), sale("2026-01-05", 1000)])
    assert [(x.channel, x.rate, x.royalty_minor) for x in done.statements[0].lines] == [
        ("fob", "0.13", 130),
        ("online", "0.10", 100),
    ]
    stepped = {"category": "*", "base": "gross", "steps": STEPS, "fob_uplift": "0.03"}
    assert only_line(run(terms(stepped), [sale("2026-01-05", 20000, channel="fob")])).royalty_minor == 800 + 1200 + 600


@pytest.mark.parametrize(("rounding", "royalties"), [("half_even", [0, 2, 2]), ("half_up", [1, 2, 3])])
def test_each_line_is_rounded_after_exact_arithmetic(rounding: str, royalties: list[int]) -> None:
    rows = [sale("2026-01-05", gross, sku=f"{gross:02}") for gross in (5, 15, 25)]  # 0.5, 1.5, 2.5
    assert [x.royalty_minor for x in run(terms(rounding=rounding), rows).statements[0].lines] == royalties


def test_rows_of_a_line_are_summed_before_anything_is_computed() -> None:
    rows = [sale("2026-01-05", 4), sale("2026-01-06", 4), sale("2026-02-05", 7)]
    assert only_line(run(PLAIN, rows)).royalty_minor == 2  # 1.5; three lines would give 0 + 0 + 1


# currencies


def test_other_currencies_take_the_latest_rate_on_or_before_the_periods_last_day_unrounded() -> None:
    fx = [
        {"date": d, "from": "USD", "to": "CNY", "rate": r}
        for d, r in (("2026-03-31", "7.123"), ("2026-01-01", "7"), ("2026-04-01", "9"))
    ]
    fx += [{"date": "2026-01-01", "from": "CNY", "to": "EUR", "rate": "0.1"}]
    rows = [sale("2026-01-05", 333, currency="USD"), sale("2026-01-05", 100), sale("2026-01-05", 5, currency="EUR")]
    done = run(terms(fx=fx), rows)
    assert (only_line(done).base_minor, only_line(done).royalty_minor) == (2472, 247)  # 333 x 7.123 + 100 = 2471.959
    assert listed(done, "set_aside") == [(4, "no_rate")]


def test_the_rate_of_a_cut_period_is_that_of_its_last_day_in_the_term() -> None:
    fx = [
        {"date": "2026-01-01", "from": "JPY", "to": "CNY", "rate": "0.05"},
        {"date": "2026-03-25", "from": "JPY", "to": "CNY", "rate": "0.06"},
    ]
    done = run({**terms(fx=fx), "end": "2026-03-20"}, [sale("2026-01-05", 1000, currency="JPY")])
    assert only_line(done).base_minor == 5000  # 1000 yen = 50.00 yuan


def test_the_minimum_per_unit_is_in_contract_currency() -> None:
    rule = {"category": "*", "base": "gross", "rate": "0.1", "per_unit_minimum_minor": 150}
    fx = [{"date": "2026-01-01", "from": "USD", "to": "CNY", "rate": "7"}]
    assert only_line(run(terms(rule, fx=fx), [sale("2026-01-05", 100, currency="usd", units=1)])).royalty_minor == 150
