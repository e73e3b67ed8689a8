"""The slate's simulation against a plain loop, against sums done by hand, and against its own promises."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main
from manju.market.slate import INPUTS, Inputs, simulate
from manju.market.slate.estimates import Own, estimated
from manju.market.slate.outcome import _histogram  # what the chart is drawn from
from manju.market.slate.simulation import simulated_blocks
from manju.money.documents import read_document
from manju.money.errors import InputError
from tests.market.slate_oracle import one_run

FROZEN, FROZEN_COUNTS = (-51784705, -6913816, 59116425), (9591, 273)
ALONE: dict[str, Any] = {"licensing": None, "merchandise": None}


def inputs(**changed: Any) -> Inputs:
    found: Inputs = read_document(Inputs, {**INPUTS.example, **changed})
    return found


ODD = {
    "horizon_weeks": 41, "cycle_weeks": 3, "settlement_days": 10, "cash_minor": 30000000, "parallel": [4, 1, 2],
    "p_pass_test": "0.6", "followers": 3000, "works_over": 1, "minutes_per_episode": "1.5",
}  # fmt: skip


@pytest.mark.parametrize(
    "changed", [{}, ODD, {"settlement_days": 0, "horizon_weeks": 27}, {**ALONE, "cycle_weeks": 60}]
)
def test_every_run_comes_out_as_in_the_plain_loop(changed: dict[str, Any]) -> None:
    of = inputs(**changed)
    runs = [0, 1, 2, 29, 2047, 2048, 2060]  # in two blocks
    blocks = list(simulated_blocks(of, runs=2061, seed=7))
    for run in runs:
        block, place = blocks[run // 2048], run % 2048
        for row, slots in enumerate(of.parallel):
            found = (int(block.profit[row][place]), bool(block.any_hit[row][place]), int(block.ruined_on[row][place]))
            assert found == one_run(of, slots, run=run, seed=7), f"run {run}, {slots} slots"


def test_a_sure_thing_is_added_up_by_hand() -> None:
    """Six weeks: test 10,000, season 50,000 yuan, test 10,000; the season earns 30,000, paid after the horizon."""
    title = {"top": [0, 0], "mid": [3000000, 3000000], "p_top": "0"}
    [slate] = simulate(
        inputs(
            **ALONE, horizon_weeks=6, parallel=[1], p_pass_test="1", per_title_revenue_minor=title, cash_minor=6000000
        ),
        runs=10,
    ).slates
    assert (slate.profit.p5, slate.profit.p50, slate.profit_mean) == (-4000000, -4000000, -4000000)
    assert slate.ruined == (
        (4, 10),
    )  # cash 60,000: the third cost of 10,000, at the beginning of week 4, finds nothing
    assert [(week, cash.p50) for week, cash in slate.cash] == [
        (0, 5000000), (1, 5000000), (2, 0), (3, 0), (4, -1000000), (5, -1000000), (6, -1000000),
    ]  # fmt: skip
    assert (slate.test_gain, slate.season_gain) == (3000000 - 6000000, 3000000 - 5000000)
    paid = simulate(
        inputs(**ALONE, horizon_weeks=6, parallel=[1], p_pass_test="1", per_title_revenue_minor=title,
               cash_minor=6000000, settlement_days=0), runs=10,
    ).slates[0]  # fmt: skip
    assert paid.ruined == (), "what comes in on a day pays what is due on it"


def test_what_does_not_end_within_the_horizon_costs_and_earns_nothing() -> None:
    [slate] = simulate(inputs(**ALONE, horizon_weeks=3, parallel=[1], p_pass_test="1"), runs=5).slates
    assert slate.profit.p95 == -(1000000 + 5000000)
    assert slate.runs_with_hit == 0


def test_the_chance_of_a_hit_is_the_one_worked_out_exactly() -> None:
    """A slot is a chain of two states over 26 cycles; the chance that none of its seasons is a hit is exact."""
    test, make = Fraction(1), Fraction(0)  # no hit so far, and what is done in this cycle
    for _ in range(26):
        test, make = test * Fraction(3, 4) + make * Fraction(4, 5), test * Fraction(1, 4)
    none = test + make
    for slate in simulate(inputs(), runs=20000).slates:
        exact = float(1 - none**slate.parallel)
        assert abs(slate.runs_with_hit / 20000 - exact) < 4 * (exact * (1 - exact) / 20000) ** 0.5


def test_a_slate_comes_out_the_same_whatever_is_asked_beside_it() -> None:
    together = {slate.parallel: slate for slate in simulate(inputs(), runs=3000).slates}
    alone = simulate(inputs(parallel=[5, 2]), runs=3000).slates
    assert list(alone) == [together[5], together[2]]


def test_more_runs_begin_with_the_same_runs() -> None:
    few = next(simulated_blocks(inputs(), runs=100, seed=3))
    many = next(simulated_blocks(inputs(), runs=5000, seed=3))
    assert few.profit.tolist() == many.profit[:, :100].tolist()
    other = next(simulated_blocks(inputs(), runs=100, seed=4))
    assert few.profit.tolist() != other.profit.tolist()


def test_the_figures_of_seed_1_are_held() -> None:
    """Frozen: slate_v1. Whoever changes them changes the algorithm and its version."""
    slate = simulate(inputs(), runs=10000).slates[2]
    assert (slate.profit.p5, slate.profit.p50, slate.profit.p95) == FROZEN
    assert (slate.runs_with_hit, slate.runs_ruined) == FROZEN_COUNTS


def test_the_best_is_the_highest_median_with_little_ruin_else_the_least_ruin() -> None:
    found = simulate(inputs(), runs=4000)
    safe = [s for s in found.slates if s.runs_ruined * 20 <= 4000]
    assert found.best.profit.p50 == max(s.profit.p50 for s in safe)
    poor = simulate(inputs(cash_minor=0), runs=100)
    assert {s.runs_ruined for s in poor.slates} == {100}
    assert poor.best.parallel == 1, "ties go to fewer"


def test_licensing_and_merchandise_can_be_left_out() -> None:
    whole, bare = (simulate(inputs(**changed), runs=2000).slates[2] for changed in ({}, ALONE))
    assert bare.profit.p95 < whole.profit.p95
    assert bare.runs_with_hit == whole.runs_with_hit


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"cash_minor": -1}, "invalid_value"), ({"p_pass_test": "1.01"}, "invalid_value"),
        ({"p_pass_test": "-0.1"}, "invalid_value"), ({"horizon_weeks": 0}, "invalid_value"),
        ({"cycle_weeks": 0}, "invalid_value"), ({"parallel": [0]}, "invalid_value"),
        ({"parallel": []}, "invalid_value"), ({"cash_minor": 1.5}, "invalid_value"),
        ({"parallel": [2, 2]}, "invalid_value"), ({"season_episodes": 4}, "invalid_value"),
        ({"per_title_revenue_minor": {"top": [2, 1]}}, "invalid_value"), ({"cash_minor": 10**18}, "invalid_value"),
        ({"cash": 1}, "unknown_key"), ({"licensing": {"deal": [1, 2]}}, "unknown_key"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_by_its_key(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as said:
        inputs(**changed)
    assert said.value.code == code
    assert next(iter(changed)) in said.value.message.en


def test_amounts_that_leave_64_bits_are_refused() -> None:
    with pytest.raises(InputError) as said:
        simulate(inputs(per_title_revenue_minor={"top": [0, 10**18 - 1]}), runs=1)
    assert said.value.code == "too_large"


def test_bars_of_the_histogram_hold_every_run() -> None:
    import numpy as np

    assert _histogram(np.array([-150, -1, 0, 99, 100, 4000]), bins=45) == (
        (-200, 1), (-100, 1), (0, 2), (100, 1), *((n * 100, 0) for n in range(2, 40)), (4000, 1),
    )  # fmt: skip
    assert _histogram(np.array([7, 7])) == ((7, 2),)


def test_own_figures_are_shrunk_to_the_articles() -> None:
    own = Own(
        cash_minor=12345600, tests_decided=4, tests_passed=3, title_revenue_minor=(4000000, 12000000, 9000000),
        made_minor=6000000, minutes=Fraction(120), payment_days=(30, 30, 30, 30, 30), followers=1200,
    )  # fmt: skip
    found, lines = estimated(own)
    assert found.cash_minor == 12345600
    assert found.p_pass_test == Fraction(4167, 10000)  # (3 + 8/4) / (4 + 8)
    assert found.per_title_revenue_minor.p_top == Fraction(2308, 10000)  # (1 + 10/5) / (3 + 10)
    assert found.cost_per_minute_minor == 66667  # (60,000 + 60 * 1,000) / (120 + 60) yuan
    assert found.settlement_days == 38  # (150 + 5 * 45) / 10 = 37.5, to the even one
    assert (found.works_over, found.followers) == (2, 1200)
    assert found.licensing is not None
    assert found.licensing.deal_minor == [3000000, 50000000]
    weights = {line.key: (line.own_weight, line.prior_weight) for line in lines}
    assert weights["p_pass_test"] == (4, 8)
    assert weights["cash_minor"] == (1, 0)
    assert estimated(Own())[0] == Inputs()


def test_simulate_prints_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "inputs.json"
    path.write_text(json.dumps(INPUTS.example))

    def printed(*more: str, code: int = 0) -> str:
        assert main(["portfolio", "simulate", "--inputs", str(path), *more, "--json", "--lang", "en"]) == code
        return capsys.readouterr().out

    first = printed("--runs", "2500")
    assert printed("--runs", "2500", "--seed", "1") == first
    found = json.loads(first)
    assert [slate["parallel"] for slate in found["slates"]] == [1, 2, 3, 4, 5, 6]
    best = next(slate for slate in found["slates"] if slate["parallel"] == found["best_parallel"])
    assert {key: found[key] for key in best if key != "parallel"} == {k: v for k, v in best.items() if k != "parallel"}
    assert {"p5", "p50", "p95"} <= set(found["profit_minor"])
    assert found["runs"] == 2500
    assert json.loads(printed())["runs"] == 10000
    path.write_text('{"p_pas_test": "0.5"}')
    assert json.loads(printed(code=2))["error"] == {
        "code": "unknown_key", "message": "Unknown key: p_pas_test",
        "hint": "Correct or remove it; the shape: manju schema",
    }  # fmt: skip
    assert json.loads(printed("--runs", "0", code=2))["error"]["code"] in ("runs_wrong", "unknown_key")
    assert main(["portfolio", "simulate", "--inputs", str(tmp_path / "none.json"), "--json"]) == 2
