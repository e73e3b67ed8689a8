"""The JSON of `manju revenue import` is a contract (CLI.md, INPUTS "agreement"): shapes, lines, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from manju.cli import main

pytestmark = [pytest.mark.db, pytest.mark.django_db]

Captured = pytest.CaptureFixture[str]
FLAT = {"channel": "c", "currency": "USD", "rules": [{"share": "0.5", "of": "net"}]}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return tmp_path / "home"


def run(
    capsys: Captured,
    tmp_path: Path,
    content: str | bytes,
    agreement: dict[str, Any] = FLAT,
    *more: str,
    code: int = 0,
    name: str = "s.csv",
) -> Any:
    file, terms = tmp_path / name, tmp_path / "a.json"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    terms.write_text(json.dumps(agreement))
    assert main(["revenue", "import", str(file), "--agreement", str(terms), *more, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_the_shape_is_the_contract(capsys: Captured, tmp_path: Path) -> None:
    found = run(capsys, tmp_path, "date,title,gross,refunds,paid\n2026-06-01,A,10,1,4.50\n2026-06-02,A,10,1,4\n")
    assert list(found)[:6] == ["rows", "matched", "suspense_minor", "expected_minor", "paid_minor", "differences"]
    assert [found[k] for k in list(found)[:5]] == [2, 2, 0, 900, 850]
    [one] = found["differences"]
    assert (one["line"], one["expected_minor"], one["paid_minor"], one["reason"]) == (3, 450, 400, "underpaid")


def test_the_same_bytes_in_the_same_home_are_exit_2(capsys: Captured, tmp_path: Path) -> None:
    statement = "date,title,net,paid\n2026-06-01,A,10,5\n"
    run(capsys, tmp_path, statement)
    assert run(capsys, tmp_path, statement, code=2, name="t.csv")["error"]["code"] == "duplicate_file"


def test_bad_rows_are_rejected_by_line_and_totals_are_no_rows(capsys: Captured, tmp_path: Path) -> None:
    rows = [
        b"date,title,gross,refunds,paid,currency", "2026-06-01,长夜灯,10,0,5,USD".encode("gb18030"),
        b"Total,,10,,5,", b"2026-06-02,A,=1+1,0,5,USD", b"2026-06-02,A,1e18,0,5,USD",
        b"2026-06-02,A,1.005,0,5,USD", b"2026-06-31,A,1,0,5,USD", b"2026-06-03,A,1,0,0.50,USD",
        b"", b"2026-06-03,A,1,0,0.50,USD", b"2026-06-04,A,-1,0,0.50,USD",
        b"2026-06-05,A,10000000000000000,0,1,USD", "合计,,,,,".encode(), b"2026-06-06,A,1,0,9.99,EUR",
    ]  # fmt: skip
    found = run(capsys, tmp_path, b"\xef\xbb\xbf" + b"\r\n".join(rows))
    assert [(r["line"], r["reason"]) for r in found["rejected"]] == [
        (4, "bad_amount"), (5, "bad_amount"), (6, "bad_amount"), (7, "bad_date"), (10, "duplicate_row"),
        (11, "negative_amount"), (12, "bad_amount"),
    ]  # fmt: skip
    assert (found["rows"], found["matched"], len(found["suspense"])) == (10, 2, 1)
    assert found["suspense"][0]["currency"] == "EUR"
    assert (found["suspense_minor"], found["paid_minor"]) == (0, 550)


@pytest.mark.once
def test_columns_are_recognised_mapped_or_asked_for(capsys: Captured, tmp_path: Path) -> None:
    chinese = (
        "NetShort 月度结算单\n\n结算月份,短剧名称,集数,充值金额,退款金额,分成金额（美元）\n2026-06,长夜灯,3,10,1,4.50\n"
    )
    found = run(capsys, tmp_path, chinese)
    assert (found["matched"], found["differences"]) == (1, [])
    odd = "Wann,Was,Brutto,Wieviel\n2026-06-01,A,10,5\n"
    refused = run(capsys, tmp_path, odd, code=2)["error"]
    assert refused["code"] == "mapping_needed"
    assert all(name in refused["message"] for name in ("date", "title", "paid"))
    names = tmp_path / "map.json"
    names.write_text(json.dumps({"date": "Wann", "title": "Was", "gross": "Brutto", "paid": "Wieviel"}))
    assert run(capsys, tmp_path, odd, FLAT, "--map", str(names))["paid_minor"] == 500
    names.write_text(json.dumps({"date": "Nowhere"}))
    assert (
        run(capsys, tmp_path, odd + "2026-06-02,A,1,1\n", FLAT, "--map", str(names), code=2)["error"]["code"]
        == "mapping_wrong"
    )


@pytest.mark.once
def test_a_workbook_says_the_same_as_a_csv(capsys: Captured, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["date", "title", "gross", "paid"],
        ["2026-06-01", "A", 10.1, 5.05],
        ["2026-06-02", "A", "=1+1", 1],
        ["Total", "", 10.1, 6],
    ):
        book.active.append(row)
    book.save(tmp_path / "s.xlsx")
    found = run(capsys, tmp_path, (tmp_path / "s.xlsx").read_bytes(), name="s.xlsx")
    assert (found["rows"], found["matched"], found["expected_minor"], found["rejected"][0]["line"]) == (2, 1, 505, 3)


@pytest.mark.once
def test_youtube_studio_exports_have_a_total_row_blanks_and_three_decimals(capsys: Captured, tmp_path: Path) -> None:
    export = (
        "Content,Video title,Video publish time,Views,Estimated revenue (USD)\n"
        'Total,,,1000,12.345\nabc,长夜灯 第3集,"Jun 5, 2026",900,12.345\ndef,长夜灯 第4集,"Jun 6, 2026",100,\n'
    )
    found = run(capsys, tmp_path, export, {"channel": "youtube", "currency": "USD", "rules": [{"share": "1"}]})
    assert (found["format"], found["rows"], found["matched"], found["paid_minor"]) == ("youtube_studio", 2, 2, 1234)
    assert found["differences"] == []


@pytest.mark.once
def test_ddex_flat_files_are_read_with_all_their_records(capsys: Captured, tmp_path: Path, testdata: Path) -> None:
    folder = testdata / "revenue" / "dsrf"
    [file] = folder.glob("DSR_TEST*.tsv")
    found = run(capsys, tmp_path, file.read_bytes(), name="dsr.tsv")
    assert (found["format"], found["rows"], found["matched"], found["paid_minor"]) == ("ddex_dsr", 6, 6, 19888)
    assert found["records"] == {"HEAD": 1, "SY02": 4, "AS01": 3, "MW01": 3, "RU01": 3, "SU03": 6, "LI01": 6, "FOOT": 1}
    broken = run(capsys, tmp_path, (folder / "test_file_parser.tsv").read_bytes(), name="old.tsv")
    assert (broken["rows"], broken["problems"][0]["line"]) == (0, 7)
    cut = run(capsys, tmp_path, b"\n".join(file.read_bytes().splitlines()[:20]) + b"\n", name="cut.tsv")
    assert any("foot" in p["message"] or "结尾" in p["message"] for p in cut["problems"])


@pytest.mark.parametrize(("content", "code"), [(b"%PDF-1.4", "not_a_table"), (b"", "header_missing")])
@pytest.mark.once
def test_what_is_no_statement_is_refused(capsys: Captured, tmp_path: Path, content: bytes, code: str) -> None:
    assert run(capsys, tmp_path, content, code=2)["error"]["code"] == code


@pytest.mark.once
def test_the_agreements_schema_is_published_with_an_example(capsys: Captured) -> None:
    assert main(["schema", "agreement", "--json"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["additionalProperties"] is False
    assert schema["examples"][0]["channel"] == "netshort"
