"""Sentences of INPUTS.md on guarantees, groups, payment and openings; by hand to the fen."""

from __future__ import annotations

from manju.money.royalties import Statement
from tests.money.royalty_case import STEPS, advance, by_period, listed, run, sale, terms

# guarantee


def mg(s: Statement) -> tuple[int, ...]:
    assert s.mg_balance_minor == s.mg_opening_minor + s.instalments_due_minor - s.recouped_minor - s.mg_lost_minor
    return (
        s.mg_opening_minor,
        s.instalments_due_minor,
        s.recouped_minor,
        s.mg_lost_minor,
        s.mg_balance_minor,
        s.payable_minor,
    )


def test_an_advance_is_due_whatever_is_sold_and_recouped_before_anything_is_payable() -> None:
    found = run(terms(guarantee=advance(("2025-12-01", 100), ("2026-08-01", 200), ("2027-05-05", 50))),
                [sale("2026-01-05", 700), sale("2026-04-05", 700), sale("2026-07-05", 700)]).statements  # fmt: skip
    assert [mg(s) for s in found] == [
        (0, 100, 70, 0, 30, 0),  # due before the start: in the first period
        (30, 0, 30, 0, 0, 40),
        (0, 200, 70, 0, 130, 0),  # royalties of earlier periods do not recoup it
        (130, 50, 0, 180, 0, 0),  # due after the end: in the last; what is not recouped is lost
    ]


def test_a_yearly_guarantee_restarts_at_zero_and_excess_never_pays_another_years() -> None:
    guarantee = advance(("2026-01-01", 100), ("2027-01-01", 100), scope="contract_year")
    found = by_period(
        run({**terms(guarantee=guarantee), "end": "2027-12-31"}, [sale("2026-01-05", 3000), sale("2027-01-05", 400)])
    )
    assert (mg(found["2026Q1"]), mg(found["2026Q4"])) == ((0, 100, 100, 0, 0, 200), (0, 0, 0, 0, 0, 0))
    assert (mg(found["2027Q1"]), mg(found["2027Q4"])) == ((0, 100, 40, 0, 60, 0), (60, 0, 0, 60, 0, 0))


def test_a_shortfall_is_added_in_the_last_period_of_each_contract_year() -> None:
    guarantee = {"style": "shortfall", "scope": "term", "amounts_by_year": [500, 300]}
    done = run(
        {**terms(guarantee=guarantee), "end": "2028-06-30"}, [sale("2026-01-05", 4200), sale("2027-01-05", 9000)]
    )
    due = {s.period: (s.guarantee_due_minor, s.payable_minor) for s in done.statements if s.guarantee_due_minor}
    assert due == {"2026Q4": (80, 80)}  # 2027 earned more; the third year has no amount
    assert by_period(done)["2026Q1"].payable_minor == 420


def test_a_group_recoups_one_balance_in_the_order_of_the_list() -> None:
    one = {**terms(guarantee=advance(("2026-01-01", 100), group="G")), "id": "A"}
    two = {**terms(guarantee=advance(("2026-02-01", 50), group="G")), "id": "B", "end": "2027-03-31"}
    rows = [
        sale("2026-01-05", 900, contract="A"),
        sale("2026-01-05", 300, contract="B"),
        sale("2027-01-05", 200, contract="B"),
    ]
    done = run([one, two], rows)
    found = {(s.contract, s.period): s for s in done.statements}

    def common(key: tuple[str, str]) -> tuple[int, ...]:
        s = found[key]
        return (
            s.mg_opening_minor,
            s.mg_lost_minor,
            s.mg_balance_minor,
            s.instalments_due_minor,
            s.recouped_minor,
            s.payable_minor,
        )

    assert common(("A", "2026Q1")) == (0, 0, 30, 100, 90, 0)
    assert common(("B", "2026Q1")) == (0, 0, 30, 50, 30, 0)
    assert common(("A", "2026Q4")) == (30, 0, 30, 0, 0, 0)  # the scope ends with the last contract
    assert common(("B", "2027Q1")) == (30, 10, 0, 0, 20, 0)


# lists of terms


def test_a_blank_contract_goes_to_the_first_in_the_list_with_a_rule_for_it() -> None:
    toys = {"category": "toys", "base": "gross", "rate": "0.10"}
    one = {**terms(toys), "id": "A", "end": "2026-03-31"}
    two = {**terms(), "id": "B", "currency": "USD"}
    done = run([one, two], [
        sale("2026-01-05", 1000), sale("2026-01-05", 2000, category="food"), sale("2026-04-05", 3000),
        sale("2026-01-05", 5000, contract="B"),
        sale("2026-01-05", 7000, contract="A", category="food"), sale("2026-01-05", 1, contract="C"),
    ])  # fmt: skip
    assert {(s.contract, s.period): s.earned_minor for s in done.statements if s.earned_minor} == {
        ("A", "2026Q1"): 100, ("B", "2026Q1"): 700, ("B", "2026Q2"): 300,
    }  # fmt: skip
    assert listed(done, "outside_grant") == [(6, "no_rule"), (7, "no_contract")]


# payment


def test_payable_tax_and_parts_add_up() -> None:
    more = {
        "withholding_tax": "0.06", "fees": [{"kind": "flat", "due": "2026-02-01", "amount_minor": 3000}],
        "guarantee": advance(("2026-01-15", 500)),
        "participants": [{"name": n, "share": s} for n, s in (("studio", "0.70"), ("writer", "0.20"), ("broker",
        "0.10"))],
    }  # fmt: skip
    first = run(terms(**more), [sale("2026-01-05", 10070)]).statements[0]
    assert (first.earned_minor, first.recouped_minor, first.payable_minor) == (1007, 500, 507)
    assert (first.fees_due_minor, first.instalments_due_minor) == (3000, 500)
    assert (first.withholding_tax_minor, first.net_minor) == (240, 3767)  # 6 % of 4007 = 240.42
    assert [(p.name, p.amount_minor) for p in first.participants] == [
        ("studio", 2637),
        ("writer", 753),
        ("broker", 377),
    ]  # 2636.9 753.4 376.7


def test_withholding_tax_is_rounded_half_even_whatever_the_lines_do() -> None:
    fees = [{"kind": "flat", "due": "2026-01-01", "amount_minor": 25}]
    assert (
        run(terms(withholding_tax="0.10", fees=fees, rounding="half_up"), []).statements[0].withholding_tax_minor == 2
    )


def test_costs_come_off_the_net_before_participants_and_the_rest_is_carried() -> None:
    more = {
        "costs": [{"name": "agent", "amount_minor": 80}, {"name": "legal", "amount_minor": 50}],
        "participants": [{"name": "studio", "share": "1"}],
    }
    q1, q2, q3, _ = run(
        terms(**more), [sale("2026-01-05", 1000), sale("2026-04-05", 1000), sale("2026-07-05", 1000)]
    ).statements
    assert ([c.amount_minor for c in q1.costs], q1.costs_left_minor, q1.net_minor, q1.participants[0].amount_minor) == (
        [80, 20],
        30,
        100,
        0,
    )
    assert ([c.amount_minor for c in q2.costs], q2.costs_left_minor, q2.participants[0].amount_minor) == (
        [0, 30],
        0,
        70,
    )
    assert q3.participants[0].amount_minor == 100


# opening


def test_an_opening_closes_periods_and_brings_its_balances() -> None:
    contract = {
        **terms({"category": "*", "base": "net", "steps": STEPS, "step_over": "term"},
        guarantee=advance(("2026-02-01", 999), ("2026-08-01", 10)),
                deductions={"allowed": ["returns"], "returns_reserve": {"share": "0.1", "release_after_periods": 2}}),
        "fees": [{"kind": "flat", "due": "2026-06-30", "amount_minor": 7}],
    }  # fmt: skip
    goods = {"sku": "BEAR", "category": "toys", "territory": "CN", "channel": "online", "rule": 0}
    opening = {
        "as_of": "2026-06-30", "mg_balance_minor": 100, "rules": [{"rule": 0, "step_base_minor": 9000}],
        "lines": [{**goods, "carried_minor": -200, "reserves": [{"period": "2026Q1", "amount_minor": 300},
        {"period": "2026Q2", "amount_minor": 400}]}],
    }  # fmt: skip
    done = run(contract, [sale("2026-06-30", 1), sale("2026-07-01", 2000)], opening=opening)
    assert [s.period for s in done.statements] == ["2026Q3", "2026Q4"]
    assert listed(done, "rejected") == [(2, "closed")]
    q3, q4 = done.statements
    # own 2000 - 200 = 1800, held 180, released 300: base 1920 from 9000 on: 1000 x 0.08 + 920 x 0.12 = 190.4
    assert (q3.lines[0].base_minor, q3.earned_minor, q3.fees_due_minor) == (1920, 190, 0)
    assert mg(q3) == (100, 10, 110, 0, 0, 80)
    # 400 and the 180 of Q3 are released in the last period at 0.12
    assert (q4.lines[0].base_minor, q4.earned_minor) == (580, 70)


def test_earnings_of_the_closed_part_of_a_year_count_towards_its_shortfall() -> None:
    contract = terms(guarantee={"style": "shortfall", "amounts_by_year": [500]})
    opening = {"as_of": "2026-09-30", "earned_in_year_minor": 430}
    assert run(contract, [sale("2026-11-05", 200)], opening=opening).statements[0].guarantee_due_minor == 50


def test_amounts_of_a_year_that_has_ended_do_not_count_in_the_next() -> None:
    contract = {
        **terms({"category": "*", "base": "gross", "steps": STEPS, "step_over": "contract_year"}),
        "end": "2027-12-31",
    }
    opening = {"as_of": "2026-12-31", "earned_in_year_minor": 9, "rules": [{"rule": 0, "step_base_minor": 9999}]}
    assert run(contract, [sale("2027-01-05", 1000)], opening=opening).statements[0].earned_minor == 80
