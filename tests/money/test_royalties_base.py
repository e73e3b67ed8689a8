"""Sentences of INPUTS.md on the base of a line: deductions, caps, carry, reserve, units; by hand to the fen."""

from __future__ import annotations

from tests.money.royalty_case import NET, by_period, only_line, run, sale, terms

# base


def test_gross_ignores_every_deduction_returns_too() -> None:
    done = run(
        terms(deductions={"allowed": ["returns", "tax"]}), [sale("2026-01-05", 1000, returns=900, tax=50, discounts=5)]
    )
    assert (only_line(done).base_minor, only_line(done).royalty_minor) == (1000, 100)


def test_net_takes_off_what_is_allowed_and_ignores_the_rest() -> None:
    done = run(
        terms(NET, deductions={"allowed": ["returns", "tax"]}),
        [sale("2026-01-05", 10000, returns=1000, tax=500, discounts=700)],
    )
    assert (only_line(done).base_minor, only_line(done).deducted_minor) == (8500, 1500)
    assert only_line(run(terms(NET), [sale("2026-01-05", 10000, returns=1000)])).base_minor == 10000


def test_the_cap_limits_its_kinds_to_a_share_of_the_lines_own_gross() -> None:
    deductions = {
        "allowed": ["returns", "discounts", "freight"],
        "cap_of_gross": "0.10",
        "cap_applies_to": ["discounts", "freight", "tax"],
    }
    done = run(terms(NET, deductions=deductions), [
        sale("2026-01-05", 10000, returns=500, discounts=900, freight=400),
        sale("2026-01-05", 20000, sku="OTHER", discounts=100, freight=100, tax=10**6),
    ])  # fmt: skip
    assert [(x.sku, x.base_minor) for x in done.statements[0].lines] == [("BEAR", 10000 - 500 - 1000), ("OTHER", 19800)]


def test_a_cap_without_list_applies_to_all_allowed() -> None:
    done = run(
        terms(NET, deductions={"allowed": ["returns", "tax"], "cap_of_gross": "0.10"}),
        [sale("2026-01-05", 10000, returns=800, tax=800)],
    )
    assert only_line(done).base_minor == 9000


def test_over_the_contract_year_a_deduction_refused_earlier_is_allowed_later() -> None:
    deductions = {"allowed": ["freight"], "cap_of_gross": "0.10", "cap_over": "contract_year"}
    done = run({**terms(NET, deductions=deductions), "end": "2027-12-31"}, [
        sale("2026-01-05", 10000, freight=1500), sale("2026-04-05", 10000), sale("2026-07-05", 1000),
        sale("2027-01-05", 10000, freight=900),
    ])  # fmt: skip
    # Q1 1000 of 1500 allowed; Q2 min(1500, 2000) - 1000 = 500 more; Q3 nothing left; the new year begins anew
    assert [by_period(done)[q].lines[0].base_minor for q in ("2026Q1", "2026Q2", "2026Q3", "2027Q1")] == [
        9000,
        9500,
        1000,
        9100,
    ]


def test_net_is_never_below_zero_and_the_rest_waits_for_the_lines_next_sale() -> None:
    done = run(terms(NET, deductions={"allowed": ["returns"]}), [
        sale("2026-01-05", 1000, returns=1600), sale("2026-04-05", 5000, sku="OTHER"), sale("2026-07-05", 1000),
    ])  # fmt: skip
    q1, q2, q3, q4 = done.statements
    assert (q1.lines[0].base_minor, q1.lines[0].carried_minor, q1.earned_minor) == (0, -600, 0)
    assert [x.sku for x in q2.lines] == ["OTHER"]
    assert (q3.lines[0].carried_in_minor, q3.lines[0].base_minor, q3.earned_minor) == (-600, 400, 40)
    assert q4.lines == ()


def test_the_carry_is_taken_by_the_first_line_of_the_goods_whatever_its_rule() -> None:
    rules = [{**NET, "valid_to": "2026-05-15"}, {**NET, "rate": "0.20", "valid_from": "2026-05-16"}]
    done = run(terms(*rules, deductions={"allowed": ["returns"]}), [
        sale("2026-01-05", 0, returns=300), sale("2026-05-20", 1000), sale("2026-05-01", 100), sale("2026-08-01", 1000),
    ])  # fmt: skip
    q2, q3 = by_period(done)["2026Q2"], by_period(done)["2026Q3"]
    assert [(x.rule, x.carried_in_minor, x.base_minor, x.carried_minor) for x in q2.lines] == [
        (0, -300, 0, -200),
        (1, 0, 1000, 0),
    ]
    assert [(x.rule, x.base_minor) for x in q3.lines] == [(1, 800)]


def test_the_carry_lapses_at_the_end_of_the_term() -> None:
    done = run(terms(NET, deductions={"allowed": ["returns"]}), [sale("2026-11-05", 0, returns=300)])
    assert done.closing[0]["lines"] == []


def test_units_earn_an_amount_each_and_carry_what_came_back() -> None:
    rule = {"category": "*", "base": "units", "rate": "150.5"}
    done = run(
        terms(rule),
        [sale("2026-01-05", 99, units=3, returns_units=5), sale("2026-04-05", 99, units=10, returns_units=1)],
    )
    q1, q2 = done.statements[0].lines[0], done.statements[1].lines[0]
    assert (q1.base_units, q1.base_minor, q1.carried_units, q1.royalty_minor) == (0, None, -2, 0)
    assert (q2.base_units, q2.carried_in_units, q2.rate, q2.royalty_minor) == (
        7,
        -2,
        "150.5",
        1054,
    )  # 1053.5, half to even


def test_a_returns_reserve_is_released_on_the_line_it_was_held_from() -> None:
    deductions = {"allowed": ["returns"], "returns_reserve": {"share": "0.15", "release_after_periods": 2}}
    done = run(terms(NET, deductions=deductions), [sale("2026-01-05", 10001), sale("2026-11-05", 1000)])
    q1, q2, q3, q4 = done.statements
    assert (q1.lines[0].reserve_held_minor, q1.lines[0].base_minor) == (1500, 8501)  # 1500.15 and 8500.85
    assert q2.lines == ()
    assert (q3.lines[0].sku, q3.lines[0].gross_minor, q3.lines[0].reserve_released_minor, q3.earned_minor) == (
        "BEAR",
        0,
        1500,
        150,
    )
    assert (q4.lines[0].reserve_held_minor, q4.lines[0].base_minor) == (0, 1000)  # nothing in the term's last period


def test_the_rest_of_a_reserve_is_released_in_the_last_period() -> None:
    deductions = {"allowed": [], "returns_reserve": {"share": "0.5", "release_after_periods": 3}}
    done = run(terms(NET, deductions=deductions), [sale("2026-07-05", 1000), sale("2026-10-05", 100)])
    assert (done.statements[2].lines[0].base_minor, done.statements[3].lines[0].base_minor) == (500, 600)


def test_a_carry_is_set_against_a_release_and_no_reserve_is_held_of_less_than_nothing() -> None:
    deductions = {"allowed": ["returns"], "returns_reserve": {"share": "0.5", "release_after_periods": 1}}
    done = run(terms(NET, deductions=deductions), [sale("2026-01-05", 1000), sale("2026-04-05", 0, returns=700)])
    q2 = only_line(done, "2026Q2")
    assert (q2.reserve_held_minor, q2.reserve_released_minor, q2.base_minor, q2.carried_minor) == (0, 500, 0, -200)
    assert done.statements[2].lines == ()


def test_a_reserve_keeps_the_rule_it_was_held_under() -> None:
    rules = [{**NET, "valid_to": "2026-03-31"}, {**NET, "rate": "0.50", "valid_from": "2026-04-01"}]
    deductions = {"allowed": [], "returns_reserve": {"share": "0.5", "release_after_periods": 1}}
    done = run(terms(*rules, deductions=deductions), [sale("2026-01-05", 1000), sale("2026-04-05", 1000)])
    assert [(x.rule, x.base_minor, x.royalty_minor) for x in done.statements[1].lines] == [(0, 500, 50), (1, 500, 250)]
