"""The share of a platform's revenue: hand calculations, and a naive second calculation on random agreements."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.money.revenue.agreement import AGREEMENT, Agreement
from manju.money.revenue.calculation import Carry
from manju.money.revenue.reconciling import Reconciler, Reconciliation
from manju.money.revenue.rows import StatementRow

JUNE = dt.date(2026, 6, 15)


def agreement(*rules: dict[str, Any], **more: Any) -> Agreement:
    found: Agreement = read_document(Agreement, {"channel": "c", "currency": "USD", "rules": list(rules), **more})
    return found


def row(line: int, gross: int | None = None, **more: Any) -> StatementRow:
    usual = {"date": JUNE, "title": "长夜灯", "currency": "USD"}
    return StatementRow(line, gross=gross, **{**usual, **more})


def reconciled(terms: Agreement, *rows: StatementRow, **more: Any) -> Reconciliation:
    @contextmanager
    def opened():
        yield iter(rows)

    return Reconciler(opened, terms, **more).all()


def expected(terms: Agreement, *rows: StatementRow, **more: Any) -> list[int]:
    @contextmanager
    def opened():
        yield iter(rows)

    return [one.expected for one in Reconciler(opened, terms, **more).judged()]


def test_fees_come_off_one_after_the_other_and_only_the_row_is_rounded() -> None:
    terms = agreement({"share": "0.90"}, platform_fee="0.05", taxes="0.06", fee_order=["platform_fee", "taxes"])
    assert expected(terms, row(2, 100_000)) == [80_370]  # 1000.00 × 0.95 × 0.94 × 0.9
    assert expected(terms, row(2, 1)) == [1]  # 0.8037 of a cent
    assert expected(agreement({"share": "0.5", "of": "gross"}), row(2, 1), row(3, 3), row(4, 5)) == [
        0,
        2,
        2,
    ]  # half-even


def test_net_is_gross_less_refunds_and_refunds_over_gross_make_it_negative() -> None:
    terms = agreement({"share": "0.5", "of": "net"})
    assert expected(terms, row(2, 1000, refunds=400), row(3, 1000, refunds=1400), row(4, None, net=700)) == [
        300,
        -200,
        350,
    ]
    found = reconciled(terms, row(2, 1000, refunds=400, net=999, paid=300))
    assert [(d.line, d.expected_minor, d.paid_minor, d.reason) for d in found.differences] == [
        (2, 300, 300, "net_differs")
    ]


def test_the_first_rule_whose_dates_hold_the_day_counts() -> None:
    terms = agreement(
        {"share": "0.9", "of": "gross", "valid_from": "2026-01-01", "valid_to": "2026-06-15"},
        {"share": "0.5", "of": "gross", "valid_from": "2026-06-01", "valid_to": None},
    )
    days = [dt.date(2026, 1, 1), JUNE, dt.date(2026, 6, 16), dt.date(2025, 12, 31)]
    found = [row(n, 1000, date=day) for n, day in enumerate(days, 2)]
    assert expected(terms, *found) == [900, 900, 500, 0]
    assert reconciled(terms, *found).suspense[0].reason == "no_rule"


STEPS = {"of": "net", "steps": [{"from_minor": 0, "share": "0.70"}, {"from_minor": 5000, "share": "0.95"}]}


def test_marginal_steps_take_slices_in_order_of_date_then_line() -> None:
    terms = agreement({**STEPS, "step_mode": "marginal", "step_over": "month"})
    rows = [row(2, 4000, date=dt.date(2026, 6, 20)), row(3, 3000, date=dt.date(2026, 6, 1)), row(4, 100, date=JUNE),
            row(5, 4000, date=dt.date(2026, 7, 1))]  # fmt: skip
    # line 3: 3000 × 0.7; line 4: 100 × 0.7; line 2: 1900 × 0.7 + 2100 × 0.95; line 5: a new month
    assert expected(terms, *rows) == [3325, 2100, 70, 2800]


def test_whole_steps_let_the_months_total_decide_for_all_its_rows() -> None:
    terms = agreement({**STEPS, "step_mode": "whole"})
    assert expected(terms, row(2, 3000), row(3, 2000), row(4, 4999, date=dt.date(2026, 7, 1))) == [2850, 1900, 3499]
    yearly = agreement({**STEPS, "step_mode": "whole", "step_over": "year"})
    assert expected(yearly, row(2, 3000), row(3, 2000, date=dt.date(2026, 12, 1))) == [2850, 1900]


def test_a_minimum_is_a_floor_of_the_months_share() -> None:
    terms = agreement({"share": "0.5", "of": "net", "minimum_minor": 1000})
    found = reconciled(
        terms, row(2, 600, paid=300), row(3, 400, paid=200), row(4, 4000, paid=2000, date=dt.date(2026, 7, 1))
    )
    assert (found.expected_minor, found.paid_minor) == (300 + 200 + 500 + 2000, 2500)
    assert [(d.line, d.expected_minor, d.reason) for d in found.differences] == [(None, 500, "minimum")]


def test_a_buyout_is_paid_per_minute_up_to_the_cap_of_a_title() -> None:
    terms = agreement(buyout={"rate_minor_per_minute": 500000, "cap_minor_per_title": 75000000})
    rows = [
        row(2, None, minutes=Fraction(3, 2)),
        row(3, None, minutes=Fraction(160)),
        row(4, None, minutes=Fraction(2), title="别的"),
    ]
    assert expected(terms, *rows) == [750_000, 74_250_000, 1_000_000]


def test_recoverable_traffic_comes_off_before_the_share() -> None:
    terms = agreement({"share": "0.5", "of": "net"}, recoverable_traffic=True)
    traffic = {"长夜灯": [(dt.date(2026, 6, 1), 300), (dt.date(2026, 6, 20), 5000)]}
    rows = [row(2, 1000), row(3, 1000, title="别的"), row(4, 2000, date=dt.date(2026, 6, 21))]
    assert expected(terms, *rows, traffic=traffic) == [350, 500, 0]


def test_what_is_no_money_of_ours_waits_and_nothing_is_lost() -> None:
    terms = agreement({"share": "1", "of": "net"})
    rows = [row(2, 100, paid=100), row(3, 100, paid=90, currency="EUR"), row(4, 5, paid=5, title=""),
            row(5, 7, paid=7, title="陌生"), row(6, 9, paid=9, date=dt.date(2026, 5, 1))]  # fmt: skip
    found = reconciled(terms, *rows, knows=lambda t: t == "长夜灯", closed_through=dt.date(2026, 5, 31))
    assert [(w.line, w.currency, w.paid_minor, w.reason) for w in found.suspense] == [
        (3, "EUR", 90, "wrong_currency"), (4, "USD", 5, "no_title"), (5, "USD", 7, "unknown_title"),
        (6, "USD", 9, "closed_period"),
    ]  # fmt: skip
    assert (found.rows, found.matched, found.suspense_minor, found.paid_minor) == (5, 1, 21, 100)


@pytest.mark.parametrize(
    ("paid", "more", "reason"),
    [
        (0, {}, "unpaid"), (800, {}, "fees_not_deducted"), (648, {}, "fees_deducted_twice"), (721, {}, "rounding"),
        (900, {}, "full_amount"), (500, {}, "underpaid"), (899, {}, "overpaid"), (450, {}, "other_rule"),
        (720, {"paid_on": JUNE + dt.timedelta(days=46)}, "late"), (720, {"paid_on": JUNE + dt.timedelta(days=45)}, ""),
    ],
)  # fmt: skip
def test_a_difference_says_why(paid: int, more: dict[str, Any], reason: str) -> None:
    terms = agreement({"share": "8/9", "valid_to": "2026-12-31"}, {"share": "5/9"}, taxes="0.1", settlement_days=45)
    found = reconciled(terms, row(2, 900, paid=paid, **more))
    assert [d.reason for d in found.differences] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"chanel": "x"}, "unknown_key"), ({"platform_fee": 0.05}, "invalid_value"), ({"rules": []}, "invalid_value"),
        ({"rules": [{"share": "0.5", "steps": [{"from_minor": 0, "share": "0.1"}]}]}, "invalid_value"),
        ({"rules": [{"steps": [{"from_minor": 5, "share": "0.1"}]}]}, "invalid_value"),
        ({"rules": [{"share": "1.5"}]}, "invalid_value"), ({"currency": "usd"}, "invalid_value"),
    ],
)  # fmt: skip
def test_an_agreement_that_says_nothing_sure_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refused:
        agreement(**{"rules": [{"share": "0.5"}], **change}) if "rules" not in change else read_document(
            Agreement, {"channel": "c", "currency": "USD", **change}
        )
    assert refused.value.code == code


def test_the_published_example_is_an_agreement() -> None:
    assert read_document(Agreement, AGREEMENT.example).settlement_days == 45


# --- a second calculation, naive, straight from the text ---


def naive(terms: dict[str, Any], rows: list[StatementRow]) -> list[int]:
    """Every row's expected amount, by fractions, one row after the other, as INPUTS says it."""
    fees = {"platform_fee": Fraction(terms["platform_fee"]), "taxes": Fraction(terms["taxes"])}
    answer = {}
    ordered = sorted(rows, key=lambda r: (r.date, r.line))
    so_far: dict[Any, Fraction] = {}

    def base(r: StatementRow, rule: dict[str, Any]) -> Fraction:
        if rule["of"] == "gross":
            return Fraction(r.gross)
        left = Fraction(r.gross - r.refunds)
        if rule["of"] == "net_paid":
            for fee in terms["fee_order"]:
                left -= left * fees[fee]
        return left

    def rule_of(r: StatementRow) -> int:
        return next(n for n, rule in enumerate(terms["rules"])
                    if rule["valid_from"] <= r.date.isoformat() <= (rule["valid_to"] or "9999"))  # fmt: skip

    def key(r: StatementRow) -> Any:
        n = rule_of(r)
        return n, r.date.year, r.date.month if terms["rules"][n]["step_over"] == "month" else 0

    for r in ordered:
        rule = terms["rules"][rule_of(r)]
        own = base(r, rule)
        if "share" in rule:
            answer[r.line] = own * Fraction(rule["share"])
            continue
        bands = [(b["from_minor"], Fraction(b["share"])) for b in rule["steps"]]
        if rule["step_mode"] == "whole":
            total = sum(base(o, rule) for o in rows if key(o) == key(r))
            reached = [share for start, share in bands if total >= start] or [bands[0][1]]
            answer[r.line] = own * reached[-1]
            continue
        before = so_far.get(key(r), Fraction(0))
        after = so_far[key(r)] = before + own
        low, high, sign = min(before, after), max(before, after), 1 if after >= before else -1
        money = Fraction(0)
        for n, (start, share) in enumerate(bands):
            end = bands[n + 1][0] if n + 1 < len(bands) else None
            a = low if n == 0 else max(low, Fraction(start))
            b = high if end is None else min(high, Fraction(end))
            money += max(Fraction(0), b - a) * share
        answer[r.line] = sign * money
    return [round(answer[r.line]) for r in rows]


shares = st.integers(0, 20).map(lambda n: f"{n}/20") | st.sampled_from(["0.07", "1/3", "0.925"])
starts = st.lists(st.integers(1, 900), max_size=3, unique=True).map(sorted)


@st.composite
def rules(draw: st.DrawFn, valid_from: str, valid_to: str | None) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "valid_from": valid_from, "valid_to": valid_to, "of": draw(st.sampled_from(["gross", "net", "net_paid"])),
        "step_mode": draw(st.sampled_from(["marginal", "whole"])),
        "step_over": draw(st.sampled_from(["month", "year"])),
    }  # fmt: skip
    if draw(st.booleans()):
        rule["share"] = draw(shares)
    else:
        rule["steps"] = [{"from_minor": s, "share": draw(shares)} for s in (0, *draw(starts))]
    return rule


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], list[StatementRow]]:
    terms = {
        "channel": "c", "currency": "USD", "platform_fee": draw(shares), "taxes": draw(shares),
        "fee_order": draw(st.permutations(["platform_fee", "taxes"])),
        "rules": [draw(rules("2026-01-01", "2026-02-14")), draw(rules("2026-02-01", None))],
    }  # fmt: skip
    days = st.dates(dt.date(2026, 1, 20), dt.date(2026, 3, 10))
    rows = [
        row(n, draw(st.integers(0, 700)), refunds=draw(st.sampled_from([0, 0, 5, 300])), date=draw(days))
        for n in range(2, 2 + draw(st.integers(0, 12)))
    ]
    return terms, rows


@given(case=cases())
@settings(max_examples=250)
def test_a_naive_second_calculation_agrees(case: tuple[dict[str, Any], list[StatementRow]]) -> None:
    plain, rows = case
    terms = read_document(Agreement, plain)
    assert expected(terms, *rows) == naive(plain, rows)


@given(case=cases(), cut=st.integers(0, 12))
@settings(max_examples=80)
def test_two_statements_one_after_the_other_are_one_where_steps_are_marginal(
    case: tuple[dict[str, Any], list[StatementRow]], cut: int
) -> None:
    plain, rows = case
    for rule in plain["rules"]:
        rule["step_mode"] = "marginal"
    terms = read_document(Agreement, plain)
    rows = sorted(rows, key=lambda r: (r.date, r.line))

    @contextmanager
    def opened():
        yield iter(rows[:cut])

    first = Reconciler(opened, terms)
    before = [one.expected for one in first.judged()]
    carry = Carry.joined([first.calculator.left.as_json()])
    assert before + expected(terms, *rows[cut:], carry=carry) == expected(terms, *rows)
