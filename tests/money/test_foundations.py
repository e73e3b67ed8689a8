"""Amounts are read exactly or refused, periods follow the calendar, tables keep the line of every row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manju.money.amounts import (
    BadAmount,
    as_decimal,
    as_major,
    converted,
    parse_count,
    parse_minor,
    parse_signed_minor,
    round_minor,
    share_out,
)
from manju.money.documents import Day, Document, Minor, Rate, load_json, parse_json, read_document
from manju.money.errors import InputError
from manju.money.periods import anniversary, contract_year, parse_period, periods_of_term
from manju.money.tables import Row, open_table, recognise

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1,234.50", "CNY", 123450), ("1234.5", "CNY", 123450), (" 7 ", "CNY", 700), ("", "CNY", 0),
        ("0.5000", "CNY", 50), (".50", "USD", 50), ("1,000", "JPY", 1000), ("12.000", "JPY", 12),
        ("1.234", "KWD", 1234),
        ("9,999,999,999,999,999.99", "CNY", 10**18 - 1), ("-0.00", "CNY", 0), ("000012", "CNY", 1200),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, currency: str, minor: int) -> None:
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "1e3", "1E+18", "1,23", "1,2345.00", ",123", "12,34,567", "1.234,50", "1 234", "5.", ".", "-", "+5",
        "¥5", "5元", "-0.01", "1.005", "10000000000000000", "10,000,000,000,000,000.00", "9" * 5000, "NaN", "Infinity",
        "0x10", "1_000", "１２", "1..2", "--5",
    ],
)  # fmt: skip
def test_what_is_no_plain_amount_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        parse_minor(text, "CNY")


def test_units_are_whole_and_not_negative() -> None:
    assert [parse_count(t) for t in ("3", "3.00", "1,000", "")] == [3, 3, 1000, 0]
    for bad in ("-1", "1.5", "1e2", "=2", "x", "9" * 19):
        with pytest.raises(BadAmount):
            parse_count(bad)


@given(st.integers(-(10**18) + 1, 10**18 - 1), st.sampled_from(["CNY", "JPY", "KWD", "CLF"]))
def test_an_amount_written_out_is_read_back(minor: int, currency: str) -> None:
    assert parse_signed_minor(as_major(minor, currency), currency) == minor


@given(st.integers(-(10**15), 10**15), st.lists(st.fractions(0, 5), min_size=1, max_size=6).filter(any))
def test_parts_sum_to_the_whole_and_none_is_a_unit_off(total: int, shares: list[Fraction]) -> None:
    parts = share_out(total, shares)
    assert sum(parts) == total
    assert all(abs(part - total * share / sum(shares)) < 1 for part, share in zip(parts, shares, strict=True))


def test_equal_remainders_go_to_the_first_named() -> None:
    assert share_out(5, [1, 1]) == [3, 2]
    assert share_out(2, [1, 1, 1, 1]) == [1, 1, 0, 0]
    assert share_out(101, [Fraction("0.70"), Fraction("0.20"), Fraction("0.10")]) == [71, 20, 10]


@given(st.fractions(-1000, 1000))
def test_rounding_is_the_decimal_librarys(exact: Fraction) -> None:
    half_up = Decimal(int(abs(exact) * 2 + 1) // 2) * (1 if exact >= 0 else -1)
    assert round_minor(exact, "half_up") == half_up
    assert abs(round_minor(exact) - exact) <= Fraction(1, 2)
    if abs(round_minor(exact) - exact) == Fraction(1, 2):
        assert round_minor(exact) % 2 == 0


@given(st.fractions())
def test_a_rate_written_out_is_the_same_rate(rate: Fraction) -> None:
    assert Fraction(as_decimal(rate)) == rate


def test_conversion_minds_the_decimals_of_both_currencies() -> None:
    assert converted(100, "USD", "CNY", Fraction("7.1")) == 710
    assert converted(100, "USD", "JPY", Fraction("150")) == 150
    assert converted(1, "KWD", "CNY", Fraction("23")) == Fraction(23, 10)


def test_periods_touch_the_term_and_are_cut_to_it() -> None:
    found = periods_of_term("half", dt.date(2026, 3, 15), dt.date(2027, 7, 1))
    assert [(p.label, p.first.isoformat(), p.last.isoformat()) for p in found] == [
        ("2026H1", "2026-03-15", "2026-06-30"), ("2026H2", "2026-07-01", "2026-12-31"),
        ("2027H1", "2027-01-01", "2027-06-30"), ("2027H2", "2027-07-01", "2027-07-01"),
    ]  # fmt: skip


@given(st.sampled_from(["month", "quarter", "half", "year"]), DAYS, st.integers(0, 2000))
def test_periods_part_the_term_without_gap_and_are_read_back(kind: str, start: dt.date, length: int) -> None:
    end = start + dt.timedelta(days=length)
    found = periods_of_term(kind, start, end)  # type: ignore[arg-type]
    assert (found[0].first, found[-1].last) == (start, end)
    assert all(a.last + dt.timedelta(days=1) == b.first for a, b in pairwise(found))
    for period in found:
        whole = parse_period(period.label)
        assert whole is not None
        assert whole.cut(start, end) == period


@given(DAYS, DAYS)
def test_a_contract_year_begins_on_the_anniversary(start: dt.date, day: dt.date) -> None:
    if day < start:
        start, day = day, start
    n = contract_year(start, day)
    assert anniversary(start, n - 1) <= day < anniversary(start, n)


def test_leap_day_terms_turn_on_the_28th_in_other_years() -> None:
    start = dt.date(2028, 2, 29)
    assert [contract_year(start, dt.date(2029, 2, d)) for d in (27, 28)] == [1, 2]
    assert [contract_year(start, dt.date(2032, 2, d)) for d in (28, 29)] == [4, 5]


@pytest.mark.parametrize("text", ["2026Q5", "2026-00", "26Q1", "2026 Q1", "2026H3", "Q1", "", "0000", "2026-1"])
def test_no_other_label_is_a_period(text: str) -> None:
    assert parse_period(text) is None


def rows_of(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    with open_table(path) as table:
        return table.header, list(table.rows)


def test_csv_lines_are_physical_and_blank_ones_count(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'\xef\xbb\xbfa,b\r\n\r\n1,"x\r\ny"\r\n , \r\n2,z\r\n')
    assert rows_of(path) == (("a", "b"), [Row(3, ("1", "x\r\ny")), Row(6, ("2", "z"))])
    path.write_bytes(b"a;b\r1;2\r\r3;4")
    assert rows_of(path) == (("a", "b"), [Row(2, ("1", "2")), Row(4, ("3", "4"))])


def test_each_line_has_its_own_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = ["a,名", "1,漫剧", "2,角色", "3,x"]
    path.write_bytes(b"\n".join(line.encode(e) for line, e in zip(lines, ["utf-8", "gb18030"] * 2, strict=True)))
    assert [r.cells[1] for r in rows_of(path)[1]] == ["漫剧", "角色", "x"]
    path.write_bytes(b"a,b\n1,\xff\xff\n2,y\n")
    bad, good = rows_of(path)[1]
    assert bad.fault is not None
    assert (bad.line, good) == (2, Row(3, ("2", "y")))


def test_a_quote_never_closed_costs_one_line_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x\n2,y\n3,5" figure\n4,"q ""r"""\n')
    bad, *good = rows_of(path)[1]
    assert bad.line == 2
    assert bad.fault is not None
    assert good == [Row(3, ("2", "y")), Row(4, ("3", '5" figure')), Row(5, ("4", 'q "r"'))]


def test_a_sheet_gives_row_numbers_plain_numbers_dates_and_formulas(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["date", "gross"], [], [dt.date(2026, 3, 31), 1234.5], ["2026Q1", "=1+1"], [2026, 10**18]):
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert rows_of(path) == (
        ("date", "gross"),
        [Row(3, ("2026-03-31", "1234.5")), Row(4, ("2026Q1", "=1+1")), Row(5, ("2026", "1000000000000000000"))],
    )


def test_json_rows_are_numbered_from_one_and_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"sku": "A", "gross_minor": 12345678901234567}, 5, {"units": 1.50, "sku": null}]')
    header, rows = rows_of(path)
    assert header == ("sku", "gross_minor", "units")
    assert rows[0] == Row(1, ("A", "12345678901234567", ""))
    assert rows[1].fault is not None
    assert rows[2] == Row(3, ("", "", "1.50"))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04nothing", b"%PDF-1.7", b'{"a": 1}', b"[1,"])
def test_what_is_no_table_is_refused_with_a_next_step(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        rows_of(path)
    assert refused.value.hint.zh


def test_columns_are_recognised_under_further_names() -> None:
    assert recognise(["SKU", "销售额", "x", "sku"], {"gross": ["销售额"], "sku": []}) == {"gross": 1, "sku": 0}


class Sample(Document):
    rate: Rate
    day: Day
    minor: Minor = 0


def test_a_document_takes_exact_values_only() -> None:
    found = read_document(Sample, parse_json('{"rate": "1/3", "day": "2026-01-31", "minor": 5}'))
    assert found == Sample(rate=Fraction(1, 3), day=dt.date(2026, 1, 31), minor=5)


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ('{"rate": "1", "day": "2026-01-31", "rat": 1}', "unknown_key", "rat"),
        ('{"rate": "1"}', "missing_key", "day"),
        ('{"rate": 0.1, "day": "2026-01-31"}', "invalid_value", "rate"),
        ('{"rate": "1/0", "day": "2026-01-31"}', "invalid_value", "rate"),
        ('{"rate": "1", "day": "2026-1-31"}', "invalid_value", "day"),
        ('{"rate": "1", "day": "2026-01-31", "minor": 1.0}', "invalid_value", "minor"),
        ('{"rate": "1", "day": "2026-01-31", "minor": true}', "invalid_value", "minor"),
        ('{"rate": "1", "rate": "2", "day": "2026-01-31"}', "duplicate_key", "rate"),
        ('{"rate": NaN}', "no_json", "NaN"),
    ],
)
def test_a_wrong_document_is_refused_naming_the_key(text: str, code: str, named: str) -> None:
    with pytest.raises(InputError) as refused:
        read_document(Sample, parse_json(text))
    assert refused.value.code == code
    assert named in refused.value.message.en


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load_json(tmp_path / "gone.json")
    assert refused.value.code == "file_missing"
