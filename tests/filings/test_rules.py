"""Working days, fees and classes: worked by hand, and laws that hold for any day and any amount."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import manju.filings.rules
from manju.filings.rules.classes import classify, number_rule
from manju.filings.rules.fees import fee_for
from manju.filings.rules.working_days import (
    due_after,
    is_working_day,
    known_years,
    review_due,
    working_days_between,
)
from manju.money.errors import InputError

MODULES = sorted(m.name for m in pkgutil.walk_packages(manju.filings.rules.__path__, "manju.filings.rules."))
DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("algorithms/working-days.md", "howto/registration.md", "howto/filing.md")
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("page", PAGES)
def test_the_worked_examples_on_the_pages_hold(page: str) -> None:
    done = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8")
    assert done.attempted > 0
    assert done.failed == 0


# counted on paper with the State Council's notices, day after day
@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        (date(2024, 9, 2), date(2024, 9, 30)),  # 3-6: 4, 9-13 and Sat 14: 10, 18-20: 13, 23-27: 18, Sun 29: 19, Mon 30
        (date(2025, 1, 20), date(2025, 2, 21)),  # 21-24: 4, Sun 26 and 27: 6, 5-7 February and Sat 8: 10, two weeks
        (date(2026, 2, 9), date(2026, 3, 13)),  # 10-13 and Sat 14: 5, 24-27 and Sat 28: 10, two weeks
        (date(2026, 11, 2), date(2026, 11, 30)),  # no holiday: four weeks
    ],
)
def test_twenty_working_days_are_counted_as_by_hand(accepted: date, due: date) -> None:
    assert review_due(accepted).on == due


def test_an_exchanged_weekend_is_worked_and_the_bridged_day_is_not() -> None:
    assert [is_working_day(date(2026, 10, d)) for d in (7, 8, 9, 10, 11)] == [False, True, True, True, False]
    assert [is_working_day(date(2026, 1, d)) for d in (1, 2, 3, 4, 5)] == [False, False, False, True, True]


def test_a_year_without_a_notice_is_said_to_be_one() -> None:
    due = review_due(date(2026, 12, 14))
    assert (due.on, due.unannounced, due.is_certain) == (date(2027, 1, 12), (2027,), False)
    assert due.note is not None
    assert due.note.zh.startswith("2027 年的放假安排还没公布")
    assert known_years() == (2024, 2025, 2026)


@given(st.dates(date(2023, 1, 1), date(2028, 12, 31)), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_the_due_day_is_a_working_day_and_counts_back(start: date, days: int) -> None:
    due = due_after(start, days)
    assert is_working_day(due.on)
    assert working_days_between(start, due.on) == days
    assert due.on > start
    assert due_after(start + timedelta(days=1), days).on >= due.on


@pytest.mark.parametrize("days", [0, -3, 10**9])
def test_an_absurd_number_of_days_is_refused(days: int) -> None:
    with pytest.raises(InputError) as said:
        due_after(TODAY, days)
    assert said.value.code == "days_out_of_range"


@pytest.mark.parametrize(
    ("seconds", "yuan"),
    [(1, 200), (59, 200), (60, 300), (300, 300), (301, 400), (600, 400), (601, 800), (1500, 800), (1501, 1000),
     (2700, 1000), (2701, 2000), (10**6, 2000)],
)  # fmt: skip
def test_the_band_of_an_audiovisual_work(seconds: int, yuan: int) -> None:
    assert fee_for("audiovisual", [seconds], on=TODAY).amount_minor == yuan * 100


@pytest.mark.parametrize(("characters", "yuan"), [(1, 100), (100, 100), (101, 150), (5000, 150), (5001, 200),
                                                  (10000, 200), (10001, 300)])  # fmt: skip
def test_the_band_of_a_script(characters: int, yuan: int) -> None:
    assert fee_for("text", [characters], on=TODAY).amount_minor == yuan * 100


def test_a_series_of_designs_costs_three_hundred_and_a_hundred_each_further() -> None:
    assert fee_for("art", [1] * 6, on=TODAY).amount_minor == 80_000
    thirty = fee_for("audiovisual", [100] * 29 + [700], on=TODAY)
    assert (thirty.amount_minor, thirty.lines[0].measure) == (80_000 + 29 * 5_000, 700)


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=30), st.randoms())
@settings(max_examples=60, deadline=None)
def test_a_series_never_costs_more_than_single_applications_nor_by_its_order(
    lengths: list[int], random: object
) -> None:
    series = fee_for("audiovisual", lengths, on=TODAY).amount_minor
    assert series <= sum(fee_for("audiovisual", [n], on=TODAY).amount_minor for n in lengths)
    assert series == fee_for("audiovisual", sorted(lengths), on=TODAY).amount_minor
    assert series >= max(fee_for("audiovisual", [n], on=TODAY).amount_minor for n in lengths)


@pytest.mark.parametrize("measures", [[], [0], [-5], [1] * 1001, [10**9]])
def test_what_cannot_be_registered_has_no_fee(measures: list[int]) -> None:
    with pytest.raises(InputError):
        fee_for("audiovisual", measures, on=TODAY)


@pytest.mark.parametrize(
    ("yuan", "on", "name"),
    [
        (3_000_000, date(2026, 1, 1), "key"), (2_999_999, date(2026, 1, 1), "ordinary"),
        (1_000_000, date(2026, 1, 1), "ordinary"), (999_999, date(2026, 1, 1), "other"), (0, TODAY, "other"),
        (1_000_000, date(2025, 12, 31), "key"), (300_000, date(2025, 12, 31), "ordinary"),
        (299_999, date(2025, 12, 31), "other"), (10**13, TODAY, "key"),
    ],
)  # fmt: skip
def test_the_class_by_budget_and_day(yuan: int, on: date, name: str) -> None:
    assert classify(yuan * 100, "CNY", on=on).name == name


def test_a_special_subject_is_key_at_any_budget_and_says_which() -> None:
    found = classify(0, "CNY", subjects=["police", "religion"], on=TODAY)
    assert (found.name, found.why.zh, found.valid_from) == ("key", "特殊题材：宗教、公安", date(2026, 1, 1))


def test_another_currency_needs_its_rate_and_yen_have_no_decimals() -> None:
    with pytest.raises(InputError) as said:
        classify(50_000_000, "USD", on=TODAY)
    assert said.value.code == "rate_missing"
    assert classify(43_000_000, "USD", rate=Fraction("7.1"), on=TODAY).name == "key"
    assert classify(20_000_000, "JPY", rate=Fraction("0.047"), on=TODAY).budget_yuan == 940_000


@pytest.mark.parametrize("minor", [-1, 10**18])
def test_a_budget_that_is_none_is_refused(minor: int) -> None:
    with pytest.raises(InputError) as said:
        classify(minor, "CNY", on=TODAY)
    assert said.value.code == "budget_out_of_range"


def test_a_day_before_the_oldest_rule_is_not_guessed() -> None:
    with pytest.raises(InputError) as said:
        classify(0, "CNY", on=date(2024, 5, 31))
    assert said.value.code == "rule_unknown"


def test_animated_works_need_a_number_since_the_notice_of_november_2025() -> None:
    assert number_rule("animated", on=date(2025, 11, 7)) is None
    rule = number_rule("animated", on=TODAY)
    assert rule is not None
    assert rule.valid_from == date(2025, 11, 8)
    assert number_rule("live_action", on=date(2025, 11, 7)) is not None
