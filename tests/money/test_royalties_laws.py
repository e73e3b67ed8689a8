"""What always holds of royalties, for any sales: parts, monotony, order, split periods, the same input twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.money.royalty_case import run, sale
from tests.money.test_royalties_oracle import random_case

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)).map(dt.date.isoformat)
STEPS = [
    {"from_minor": 0, "rate": "0.10"},
    {"from_minor": 70_000, "rate": "0.20"},
    {"from_minor": 90_000, "rate": "0.05"},
]
ROWS = st.lists(st.tuples(DAYS, st.integers(0, 40).map(lambda n: n * 1000), st.integers(0, 3)), max_size=15)
TERM = {"currency": "CNY", "start": "2026-01-01", "end": "2027-12-31"}
SEEDS = st.integers(10_000, 10_000_000)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_parts_sum_to_the_whole_and_nothing_is_negative(seed: int) -> None:
    contracts, rows = random_case(seed)
    for s in run(contracts if len(contracts) > 1 else contracts[0], rows).statements:
        whole = s.payable_minor + s.fees_due_minor + s.instalments_due_minor
        assert s.withholding_tax_minor + s.net_minor == whole
        assert s.earned_minor == sum(line.royalty_minor for line in s.lines)
        assert s.payable_minor == s.earned_minor - s.recouped_minor + s.guarantee_due_minor
        if s.participants:
            assert sum(p.amount_minor for p in s.participants) == s.net_minor - s.costs_taken_minor
        amounts = (
            s.net_minor,
            s.payable_minor,
            s.mg_balance_minor,
            s.recouped_minor,
            *(p.amount_minor for p in s.participants),
        )
        assert min(amounts) >= 0
        assert all(
            (line.base_minor or 0) >= 0 and line.royalty_minor >= 0 and line.carried_minor <= 0 for line in s.lines
        )


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_give_the_same_statements(seed: int, order: Any) -> None:
    contracts, rows = random_case(seed)
    terms = contracts if len(contracts) > 1 else contracts[0]
    shuffled = order.sample(rows, len(rows))
    assert run(terms, rows).statements == run(terms, shuffled).statements == run(terms, rows).statements


@settings(max_examples=20, deadline=None)
@given(ROWS, st.sampled_from(["contract_year", "term"]))
def test_splitting_a_period_never_changes_the_total_where_steps_cumulate_beyond_it(rows: Any, over: str) -> None:
    rules = [{"category": "*", "base": "gross", "steps": STEPS, "step_over": over}]
    sales = [sale(day, gross, units=n, sku="s") for n, (day, gross, _) in enumerate(rows)]
    totals = {
        kind: sum(s.earned_minor for s in run({**TERM, "period": kind, "royalties": rules}, sales).statements)
        for kind in ("month", "quarter", "half", "year")
    }  # whole thousands: nothing is rounded
    assert len(set(totals.values())) == 1


@settings(max_examples=20, deadline=None)
@given(ROWS)
def test_splitting_a_period_never_changes_what_a_carry_leaves_when_sales_come_after(rows: Any) -> None:
    rules = [{"category": "*", "base": "net", "rate": "0.10"}]
    sales = [sale(day, 0, returns=gross) for day, gross, _ in rows]
    for n, row in enumerate(sales):
        row["units"] = n
    sales.append(sale("2027-12-31", sum(gross for _, gross, _ in rows) + 10_000))
    for kind in ("month", "quarter", "year"):
        done = run({**TERM, "period": kind, "royalties": rules, "deductions": {"allowed": ["returns"]}}, sales)
        assert sum(s.earned_minor for s in done.statements) == 1000


@settings(max_examples=20, deadline=None)
@given(ROWS, st.tuples(DAYS, st.integers(1, 40)))
def test_more_sold_is_never_less_due(rows: Any, more: tuple[str, int]) -> None:
    contract = {
        **TERM, "period": "quarter",
        "royalties": [{"category": "*", "base": "gross", "steps": STEPS, "step_over": "term"}],
        "guarantee": {"style": "advance", "instalments": [{"due": "2026-01-01", "amount_minor": 3000}]},
    }  # fmt: skip
    sales = [sale(day, gross, sku=str(n)) for n, (day, gross, _) in enumerate(rows)]

    def due(rows: list[dict[str, Any]]) -> list[int]:
        found, total = [], 0
        for s in run(contract, rows).statements:
            total += s.payable_minor + s.instalments_due_minor
            found.append(total)
        return found

    before, after = due(sales), due([*sales, sale(more[0], more[1] * 1000)])
    assert sorted(before) == before
    # each line is rounded, and a shared step may move a line by half a fen
    assert all(b >= a - len(rows) - 1 for a, b in zip(before, after, strict=True))
