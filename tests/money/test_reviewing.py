"""The review of a licensee's report: each kind of fault is found in its line, with what it costs, nothing else."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.money.avails.shapes import Grant
from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.money.royalties import from_plain
from manju.money.royalties.findings import CODES
from manju.money.royalties.opening import read_openings
from manju.money.royalties.past_checks import Past
from manju.money.royalties.reported import form_report, read_report
from manju.money.royalties.reviewing import Review, review
from manju.money.royalties.terms import read_terms

TOYS = {"category": "toys", "territories": ["CN"], "base": "net", "rate": "0.10"}
DEDUCTIONS = {"allowed": ["returns", "discounts"], "cap_of_gross": "0.10", "cap_applies_to": ["discounts"]}
PLAIN: dict[str, Any] = {
    "currency": "CNY", "period": "quarter", "start": "2026-01-01", "end": "2027-12-31", "royalties": [TOYS],
    "deductions": DEDUCTIONS,
}  # fmt: skip
HEADER = "date,sku,category,territory,channel,units,gross,returns,discounts,freight,net sales,rate,royalty"


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def found(
        *rows: str, header: str = HEADER, terms: dict[str, Any] = PLAIN, period: str = "2026Q1", **more: Any
    ) -> Review:
        path = tmp_path / "report.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        contract = read_terms(terms)[0][0]
        return review(read_report(path, currency=contract.currency, period=period), contract, period, **more)

    return found


def codes(found: Review) -> list[tuple[str, tuple[int, ...], int]]:
    return [(f.code, f.lines, f.cost_minor) for f in found.findings]


RIGHT = "2026-02-01,BEAR,toys,CN,online,10,1000.00,100.00,50.00,20.00,850.00,10%,85.00"


def test_a_report_that_is_right_has_no_finding(read: Any) -> None:
    found = read(RIGHT, "合计,,,,,10,1000.00,100.00,50.00,20.00,850.00,,85.00")
    assert codes(found) == []
    assert (found.reported_minor, found.difference_minor, found.statement.earned_minor) == (8500, 0, 8500)
    assert found.compared[0].difference_minor == 0


CASES = [
    ("a lower rate", RIGHT.replace("10%,85.00", "8%,68.00"), ("wrong_rate", (2,), 1700)),
    ("freight taken off", RIGHT.replace("850.00,10%,85.00", "830.00,10%,83.00"), ("deduction_not_allowed", (2,), 200)),
    ("discounts over the cap", RIGHT.replace("50.00,20.00,850.00,10%,85.00", "150.00,0,750.00,10%,75.00"),
     ("deductions_over_cap", (2,), 500)),
    ("a base out of the air", RIGHT.replace("850.00,10%,85.00", "700.00,10%,70.00"), ("wrong_base", (2,), 1500)),
    ("a wrong product", RIGHT.replace("10%,85.00", "10%,75.00"), ("arithmetic", (2,), 1000)),
    ("another territory", RIGHT.replace(",CN,", ",US,"), ("outside_territory", (2,), 10000)),
    ("other goods", RIGHT.replace(",toys,", ",food,"), ("outside_category", (2,), 10000)),
    ("after the term", RIGHT.replace("2026-02-01", "2028-02-01"), ("after_term", (2,), 10000)),
    ("before the term", RIGHT.replace("2026-02-01", "2025-12-01"), ("before_term", (2,), 10000)),
    ("a later quarter", RIGHT.replace("2026-02-01", "2026-04-01"), ("other_period", (2,), 0)),
    ("negative units", RIGHT.replace(",10,1000", ",-10,1000"), ("negative", (2,), 0)),
    ("a formula", RIGHT.replace("1000.00", "=A1"), ("unreadable", (2,), 0)),
]  # fmt: skip


@pytest.mark.parametrize(("row", "wanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_fault_is_found_in_its_line_with_what_it_costs(read: Any, row: str, wanted: tuple[str, Any, int]) -> None:
    found = codes(read(row))
    assert wanted in found
    others = {code for code, _, _ in found} - {wanted[0]}
    assert others <= {"total_differs", "royalty_differs", "net_arithmetic"}, found


def test_the_total_is_always_set_against_the_contract(read: Any) -> None:
    found = read(RIGHT.replace("10%,85.00", "8%,68.00"))
    assert ("total_differs", (), 0) in codes(found)
    assert found.difference_minor == 1700
    assert found.claimable_minor == 1700, "the total is no second claim"
    letter = read(RIGHT.replace("10%,85.00", ","), reported_minor=8000)
    assert letter.difference_minor == 500


def test_rows_reported_twice_count_once_and_name_the_first(read: Any) -> None:
    found = read(RIGHT, RIGHT)
    assert ("duplicate", (2, 3), 0) in codes(found)
    assert found.statement.earned_minor == 8500


def test_rows_that_differ_in_a_column_nobody_knows_are_two_sales(read: Any) -> None:
    found = read(f"{RIGHT},A1", f"{RIGHT},A2", header=f"{HEADER},invoice")
    assert codes(found) == [("unknown_column", (), 0)]
    assert found.statement.earned_minor == 17000


def test_the_sheets_own_total_is_added_up(read: Any) -> None:
    found = read(RIGHT, "Total,,,,,10,900.00,100.00,50.00,20.00,850.00,,80.00")
    assert ("sum_wrong", (3,), 500) in codes(found)
    assert ("sum_wrong", (3,), 0) in codes(found)
    assert found.reported_minor == 8000


def test_headers_of_the_trade_and_titles_above_them_are_understood(read: Any) -> None:
    header = "第三季度报表\n\n货号,品类,国家,销售数量,销售金额,退货金额,折让,净额,分成比例,应付分成"
    found = read("BEAR,toys,CN,10,1000,100,50,850,0.1,85", header=header)
    assert codes(found) == []
    assert found.statement.earned_minor == 8500, "without a date every row is of the period"


def test_a_column_that_can_be_only_one_thing_is_filled_in_and_said(read: Any) -> None:
    found = read("2026-02-01,BEAR,10,1000.00", header="date,sku,units,gross")
    assert codes(found) == [("assumed", (), 0), ("assumed", (), 0)]
    assert found.statement.earned_minor == 10_000
    blank = read("2026-02-01,BEAR,,10,1000.00", header="date,sku,territory,units,gross")
    assert ("outside_territory", (2,), 10000) in codes(blank), "a column that is there is the licensee's to fill"


def test_a_total_in_another_currency_is_converted(read: Any) -> None:
    rate = [{"date": "2026-01-31", "from": "JPY", "to": "CNY", "rate": "0.05"}]
    rows = ("2026-02-01,BEAR,toys,CN,JPY,1,100000,10%,10000", "Total,,,,,1,100000,,10000")
    found = read(
        *rows, header="date,sku,category,territory,currency,units,gross,rate,royalty", terms={**PLAIN, "fx": rate}
    )
    assert (found.reported_minor, found.statement.earned_minor) == (50_000, 50_000)
    assert codes(found) == [("other_currency", (2,), 0)]


def test_the_minimum_for_each_unit_is_kept(read: Any) -> None:
    terms = {**PLAIN, "royalties": [{**TOYS, "per_unit_minimum_minor": 1000}]}
    assert ("unit_minimum", (2,), 1500) in codes(read(RIGHT, terms=terms))


def test_other_currencies_are_converted_or_named(read: Any) -> None:
    header = "date,sku,category,territory,currency,units,gross"
    rate = [{"date": "2026-01-31", "from": "USD", "to": "CNY", "rate": "7.10"}]
    rows = ("2026-02-01,BEAR,toys,CN,USD,1,100.00", "2026-02-01,BEAR,toys,CN,EUR,1,100.00")
    found = read(*rows, header=header, terms={**PLAIN, "fx": rate})
    assert codes(found) == [("no_exchange_rate", (3,), 0), ("other_currency", (2,), 0)]
    assert found.statement.earned_minor == 7100


GRANT = {"id": "1", "exclusivity": "exclusive", "categories": ["toys"], "territories": ["EAST"], "channels": ["online"],
         "start": "2026-01-01", "end": "2027-12-31", "sell_off_days": 60}  # fmt: skip


def test_sales_are_set_against_the_grants_on_record_and_the_sell_off_is_known(read: Any) -> None:
    grants = [read_document(Grant, GRANT)]
    groups = {"EAST": frozenset({"CN", "JP"})}
    assert codes(read(RIGHT, grants=grants, territory_groups=groups)) == []
    shop = read(RIGHT.replace("online", "shop"), grants=grants, territory_groups=groups)
    assert codes(shop) == [("outside_grant", (2,), 0)]
    late = read(RIGHT.replace("2026-02-01", "2028-01-15"), grants=grants, territory_groups=groups)
    assert ("sell_off", (2,), 10000) in codes(late)


def past(sku: str = "BEAR", units: int = 10, gross: int = 100_000, back: int = 0, period: str = "2025Q4") -> Past:
    return Past(period, sku, "CNY", units, gross, back)


def test_what_was_sold_before_and_what_is_approved_is_missed(read: Any) -> None:
    found = read(RIGHT, past=[past(), past("FOX"), past("OLD", period="2025Q1")], approved=["BEAR", "OWL"])
    assert [f.said.zh[:3] for f in found.findings if f.code == "missing_sku"] == ["FOX", "OWL"]


def test_a_price_far_from_the_median_is_a_question_with_an_estimate(read: Any) -> None:
    earlier = [past(gross=gross) for gross in (100_000, 101_000, 99_000, 100_500)]
    assert codes(read(RIGHT, past=earlier)) == []
    cheap = read("2026-02-01,BEAR,toys,CN,online,20,1000.00,,,,1000.00,10%,100.00", past=earlier)
    assert codes(cheap) == [("price_out_of_band", (2,), 10050)]  # (100.25 - 50) x 20 x 10 %, ties to even
    assert codes(read("2026-02-01,BEAR,toys,CN,online,20,1000.00,,,,1000.00,10%,100.00", past=earlier[:3])) == []


def test_more_returned_than_ever_sold_is_a_question(read: Any) -> None:
    header = "date,sku,category,territory,units,gross,returns_units,returns"
    rows = ("2026-02-01,BEAR,toys,CN,1,100.00,15,1500.00",)
    assert codes(read(*rows, header=header, past=[past(units=14)])) == []
    assert codes(read(*rows, header=header, past=[past(units=13)])) == [("returns_exceed_sales", (2,), 0)]


def test_lateness_counts_days_and_round_numbers_are_only_a_hint(read: Any) -> None:
    found = read(RIGHT, received=dt.date(2026, 5, 3), due=dt.date(2026, 4, 30))
    assert codes(found) == [("late", (), 0)]
    assert "3" in found.findings[0].said.zh
    even = [f"2026-02-0{n},BEAR,toys,CN,online,{n}00,{n}00.00,,,,{n}00.00,10%,{n}0.00" for n in range(1, 9)]
    assert [(f.code, f.severity) for f in read(*even).findings] == [("round_numbers", "hint")]


def test_the_opening_of_the_last_statement_is_gone_on_with(read: Any) -> None:
    terms = {**PLAIN, "royalties": [{**TOYS, "base": "gross", "steps": [{"from_minor": 0, "rate": "0.10"},
             {"from_minor": 100_000, "rate": "0.20"}], "rate": None, "step_over": "term"}]}  # fmt: skip
    terms["royalties"][0].pop("rate")
    sales = [{"date": "2026-02-01", "sku": "BEAR", "category": "toys", "territory": "CN", "gross_minor": 100_000}]
    first = from_plain(terms, sales, through="2026Q1")
    contract = read_terms(terms)[0]
    opening = read_openings(first.closing, contract)[0]
    found = read(RIGHT.replace("2026-02-01", "2026-05-01"), terms=terms, period="2026Q2", opening=opening)
    assert found.statement.earned_minor == 20_000
    with pytest.raises(InputError):
        read(RIGHT, terms=terms, period="2026Q1", opening=opening)
    with pytest.raises(InputError):
        read(RIGHT, period="2028Q1")


def test_a_typed_report_is_reviewed_like_a_file() -> None:
    rows = [{"sku": "BEAR", "category": "toys", "territory": "CN", "units": 10, "gross_minor": 100_000}]
    contract = read_terms(PLAIN)[0][0]
    found = review(form_report(rows, period="2026Q1"), contract, "2026Q1", reported_minor=9000)
    assert (found.statement.earned_minor, found.difference_minor) == (10_000, 1000)
    nothing = review(form_report([], period="2026Q1"), contract, "2026Q1", reported_minor=0)
    assert codes(nothing) == []


SALES = st.lists(
    st.tuples(st.integers(1, 50), st.integers(100, 90_000), st.integers(0, 50), st.integers(0, 30)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(SALES)
def test_whatever_was_sold_a_truthful_report_has_no_error_and_differences_add_up(
    tmp_path_factory: Any, sales: Any
) -> None:
    path = tmp_path_factory.mktemp("r") / "r.csv"
    rows, owed = [HEADER], 0
    for n, (units, gross, back, off) in enumerate(sales):
        returned, discount = gross * back // 100, min(gross * off // 100, gross // 10)
        net = gross - returned - discount
        royalty = round(Fraction(net, 10))
        owed += royalty
        money = [f"{x // 100}.{x % 100:02d}" for x in (gross, returned, discount, 0, net)]
        rows.append(
            f"2026-02-01,S{n},toys,CN,online,{units},{','.join(money)},0.10,{royalty // 100}.{royalty % 100:02d}"
        )
    path.write_text("\n".join(rows))
    contract = read_terms(PLAIN)[0][0]
    found = review(read_report(path, currency="CNY", period="2026Q1"), contract, "2026Q1")
    assert [f for f in found.findings if f.severity == "error"] == []
    assert (found.reported_minor, found.statement.earned_minor) == (owed, owed)
    short = review(read_report(path, currency="CNY", period="2026Q1"), contract, "2026Q1", reported_minor=owed - 700)
    assert short.difference_minor == 700
    assert sum(c.difference_minor or 0 for c in short.compared) == 0
    again = review(read_report(path, currency="CNY", period="2026Q1"), contract, "2026Q1")
    assert again.findings == found.findings


def test_every_code_has_its_words() -> None:
    assert all(words.zh and words.en for words in CODES.values())
