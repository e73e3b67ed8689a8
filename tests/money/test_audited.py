"""What an outside auditor found by recomputing from the specification alone, each held by a case of its own."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from manju.money.avails.names import resolved
from manju.money.documents import parse_json, read_document
from manju.money.errors import InputError
from manju.money.revenue.agreement import Agreement
from manju.money.revenue.calculation import Carry
from manju.money.revenue.reconciling import Reconciler, Reconciliation
from manju.money.revenue.rows import read_date
from manju.money.revenue.statements import look_at
from manju.money.royalties.opening import read_openings
from manju.money.royalties.terms import read_terms
from manju.money.tables import objects_table, open_table
from tests.money.royalty_case import run, sale, terms


def cells_of(path: Path) -> list[tuple[str, ...]]:
    with open_table(path) as table:
        return [row.cells for row in table.rows if row.fault is None]


def test_a_file_with_carriage_returns_alone_is_read_whole_over_a_megabyte(tmp_path: Path) -> None:
    path = tmp_path / "old-mac.csv"
    rows = [f"2026-01-05,SKU-{n:06},{n}.50,{'x' * 40}" for n in range(20_000)]
    path.write_bytes("\r".join(["date,sku,gross,note", *rows]).encode())
    assert path.stat().st_size > 1 << 20
    assert [",".join(cells) for cells in cells_of(path)] == rows


def test_a_line_that_is_far_too_long_is_a_fault_of_its_own_and_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"a,b\n1,2\n3," + b"y" * (5 << 19) + b"\r\n4,5\r6,7\n")
    with open_table(path) as table:
        found = [(row.line, row.fault is None, row.cells[0]) for row in table.rows]
    assert found == [(2, True, "1"), (3, False, "3"), (4, True, "4"), (5, True, "6")]


@pytest.mark.parametrize(("encoding", "also"), [("gb18030", "玩具"), ("utf-8", "玩具"), ("utf-8", "毯")])
def test_signs_that_are_two_encodings_at_once_are_read_as_the_rest_of_the_file(
    tmp_path: Path, encoding: str, also: str
) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(f"title,net\n毛毯,1\n{also},2\n帽,3\n".encode(encoding))
    assert [cells[0] for cells in cells_of(path)] == ["毛毯", also, "帽"]


def test_a_closing_with_long_fractions_is_an_opening_again() -> None:
    exact = f"-{10**150 + 1}/{10**149}"
    opening = {"as_of": "2026-03-31", "lines": [{"carried_minor": -10, "carried_exact": exact}]}
    [read] = read_openings(opening, read_terms(terms({"category": "*", "base": "net", "rate": "0.1"}))[0])
    assert read is not None
    assert read.lines[0].exactly("carried").denominator == 10**149


def test_a_reserve_of_terms_that_had_one_is_released_under_terms_that_have_none() -> None:
    rule = {"category": "*", "base": "net", "rate": "1"}
    opening = {"as_of": "2026-03-31", "lines": [{"reserves": [{"period": "2026Q1", "amount_minor": 50}]}]}
    done = run(terms(rule), [], opening=opening)
    assert [s.earned_minor for s in done.statements] == [50, 0, 0]
    with pytest.raises(InputError, match="no net base"):
        run(terms({**rule, "base": "gross"}), [], opening=opening)


@pytest.mark.parametrize(
    ("line", "key"), [({"mg_balance_minor": -5}, "mg_balance"), ({"lines": [{"year_allowed_minor": 5}]}, "allowed")]
)
def test_balances_that_cannot_be_are_refused(line: dict[str, Any], key: str) -> None:
    with pytest.raises(InputError, match=key):
        run(terms({"category": "*", "base": "net", "rate": "1"}), [], opening={"as_of": "2026-03-31", **line})


def test_no_contract_and_half_a_character_are_said() -> None:
    with pytest.raises(InputError, match=r"no contract|没有合同"):
        read_terms([])
    with pytest.raises(InputError) as error:
        parse_json('[{"sku": "\\ud800"}]')
    assert error.value.code == "no_json"
    assert parse_json('"\\ud83d\\ude00"') == "😀"


def test_groups_nested_deep_or_doubling_are_resolved_at_once() -> None:
    deep = {f"L{n}": [f"L{n + 1}"] for n in range(3000)} | {"L3000": ["CN"]}
    assert resolved(deep)["L0"] == {"CN"}
    double = {f"L{n}": [f"L{n + 1}", f"L{n + 1}"] for n in range(60)} | {"L60": ["JP"]}
    assert resolved(double)["L0"] == {"JP"}


def test_a_sheet_that_claims_a_row_no_sheet_has_is_refused_in_time(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book, path, broken = Workbook(), tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book.active.append(["a"])  # type: ignore[union-attr]
    book.active.append(["1"])  # type: ignore[union-attr]
    book.save(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<row r="2"', b'<row r="99999999999"'))
    with pytest.raises(InputError) as error:
        cells_of(broken)
    assert error.value.code == "not_a_table"


def test_lists_in_json_rows_are_no_text() -> None:
    done = run(terms({"category": "*", "base": "gross", "rate": "1"}), [sale("2026-01-05", 7), sale("2026-01-05", 9)])
    assert done.statements[0].earned_minor == 16
    [good, bad] = objects_table([{"category": "toys"}, {"category": ["toys"]}]).rows
    assert (good.fault, bad.fault is not None) == (None, True)


def test_null_dates_of_programs_are_bad_dates(tmp_path: Path) -> None:
    assert read_date("0001-01-01") is not None
    found = reconciled(tmp_path, FLAT, "date,title,net,paid\n0001-01-01,A,10,5\n2026-01-05,A,10,5\n")
    assert (found.matched, [r.reason for r in found.rejected]) == (1, ["bad_date"])


FLAT = {"channel": "c", "currency": "USD", "rules": [{"share": "0.5", "of": "net"}]}


def reconciled(tmp_path: Path, agreement: dict[str, Any], text: str) -> Reconciliation:
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8")
    read = read_document(Agreement, agreement)
    return Reconciler(look_at(path, currency=read.currency, unread=read.unread).rows, read).all()


def left_by(tmp_path: Path, agreement: dict[str, Any], text: str, carry: Carry | None = None) -> tuple[int, Carry]:
    """What is expected, and what is carried on together with what was carried before."""
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8")
    read = read_document(Agreement, agreement)
    made = Reconciler(look_at(path, currency=read.currency, unread=read.unread).rows, read, carry=carry)
    expected = made.all().expected_minor
    before = [carry.as_json()] if carry is not None else []
    return expected, Carry.joined([*before, json.loads(json.dumps(made.calculator.left.as_json()))])


def test_columns_that_an_agreement_has_no_use_for_reject_no_row(tmp_path: Path) -> None:
    text = "date,title,net,paid,minutes,paid_on\n2026-01-05,A,10,5,N/A,pending\n"
    assert reconciled(tmp_path, FLAT, text).matched == 1
    assert reconciled(tmp_path, {**FLAT, "settlement_days": 30}, text).rejected[0].reason == "bad_date"


def test_a_minimum_counts_once_whatever_files_a_month_comes_in(tmp_path: Path) -> None:
    agreement = {**FLAT, "rules": [{"share": "1", "of": "net", "minimum_minor": 1000}]}
    one, carry = left_by(tmp_path, agreement, "date,title,net,paid\n2026-01-05,A,6,6\n")
    two, carry = left_by(tmp_path, agreement, "date,title,net,paid\n2026-01-06,A,3,3\n", carry)
    three, carry = left_by(tmp_path, agreement, "date,title,net,paid\n2026-01-07,A,6,6\n", carry)
    assert (one, two, three) == (1000, 0, 500)


def test_an_amended_agreement_goes_on_where_the_one_before_it_stood(tmp_path: Path) -> None:
    steps = {"steps": [{"from_minor": 0, "share": "0.1"}, {"from_minor": 1000, "share": "0.5"}], "step_over": "year"}
    old = {
        **FLAT,
        "rules": [{**steps, "of": "net"}],
        "buyout": {"rate_minor_per_minute": 100, "cap_minor_per_title": 250},
    }
    first, carry = left_by(tmp_path, old, "date,title,net,paid,minutes\n2026-01-05,A EP01,10,0,2\n")
    new = {**old, "settlement_days": 30, "rules": [{**old["rules"][0], "valid_to": "2026-12-31"},  # type: ignore[index,dict-item]
                                                    {"share": "1", "valid_from": "2027-01-01"}]}  # fmt: skip
    second, _ = left_by(tmp_path, new, "date,title,net,paid,minutes\n2026-02-05,A EP02,10,0,2\n", carry)
    assert (first, second) == (100 + 200, 500 + 50)


def test_caps_are_of_a_title_whatever_episode_and_of_no_other(tmp_path: Path) -> None:
    agreement = {"channel": "c", "currency": "USD", "rules": [],
                 "buyout": {"rate_minor_per_minute": 100, "cap_minor_per_title": 250}}  # fmt: skip
    rows = [f"2026-01-05,{title},0,0,2" for title in ("1+1", "11", "C++ 第1集", "C++ 第2集", "C")]
    expected, _ = left_by(tmp_path, agreement, "date,title,net,paid,minutes\n" + "\n".join(rows) + "\n")
    assert expected == 200 + 200 + 250 + 200
