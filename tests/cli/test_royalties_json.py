"""What `manju royalties calculate` and `manju schema` print is a contract: shapes, exit codes, lines of bad rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from manju.cli import main
from manju.cli.schema import SCHEMAS, published
from manju.money.documents import read_document

TERMS = {
    "currency": "CNY", "period": "quarter", "start": "2026-01-01", "end": "2026-12-31",
    "royalties": [{"category": "toys", "base": "net", "rate": "0.10"}], "deductions": {"allowed": ["returns"]},
    "participants": [{"name": "studio", "share": "2/3"}, {"name": "writer", "share": "1/3"}],
}  # fmt: skip
HEADER = "date,sku,category,territory,channel,currency,units,gross,returns_units,returns,discounts,freight,tax"
ROWS = [HEADER, '2026-01-05,A,toys,CN,online,CNY,10,"1,234.50",1,100,0,0,0',
        "2026-01-05,熊,food,CN,online,CNY,1,1,0,0,0,0,0",
        "2026-02-05,A,toys,CN,online,CNY,-1,1,0,0,0,0,0", "",
        "2026-02-06,A,toys,CN,online,USD,1,1,0,0,0,0,0"]  # fmt: skip
Captured = pytest.CaptureFixture[str]


def run(capsys: Captured, *arguments: str | Path, code: int = 0) -> Any:
    assert main([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "terms.json").write_text(json.dumps(TERMS))
    (tmp_path / "sales.csv").write_bytes("\r\n".join(ROWS).encode("gb18030"))
    return tmp_path


def test_calculate_prints_statements_lists_with_lines_and_a_closing(files: Path, capsys: Captured) -> None:
    asked = ("royalties", "calculate", "--terms", files / "terms.json", "--sales", files / "sales.csv")
    found = run(capsys, *asked, "--lang", "en")
    first = found["statements"][0]
    assert [s["period"] for s in found["statements"]] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert {"currency": "CNY", "earned_minor": 11345, "payable_minor": 11345, "net_minor": 11345, "mg_balance_minor": 0,
            "recouped_minor": 0, "guarantee_due_minor": 0}.items() <= first.items()  # fmt: skip
    assert first["participants"] == [{"name": "studio", "amount_minor": 7563}, {"name": "writer", "amount_minor": 3782}]
    [line] = first["lines"]
    assert {"sku": "A", "category": "toys", "territory": "CN", "channel": "online", "rule": 0, "rate": "0.10",
            "base_minor": 113450, "royalty_minor": 11345, "carried_minor": 0}.items() <= line.items()  # fmt: skip
    assert [row["line"] for row in found["outside_grant"]] == [3]
    assert [row["line"] for row in found["rejected"]] == [4]
    assert [row["line"] for row in found["set_aside"]] == [6]
    assert "negative" in found["rejected"][0]["reason"]
    assert found["closing"]["as_of"] == "2026-12-31"


def test_the_closing_of_one_run_is_the_opening_of_the_next(files: Path, capsys: Captured) -> None:
    asked = ("royalties", "calculate", "--terms", files / "terms.json", "--sales", files / "sales.csv")
    first = run(capsys, *asked, "--through", "2026Q2")
    (files / "opening.json").write_text(json.dumps(first["closing"]))
    second = run(capsys, *asked, "--opening", files / "opening.json")
    assert first["statements"] + second["statements"] == run(capsys, *asked)["statements"]
    assert [row["code"] for row in second["rejected"]] == ["closed", "closed", "bad_amount", "closed"]


def test_a_workbook_gives_what_the_csv_gives_and_its_formulas_are_rejected(files: Path, capsys: Captured) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER.split(","), ["2026-01-05", "A", "toys", "CN", "online", "CNY", 10, 1234.5, 1, 100],
                ["2026-01-06", "A", "toys", "CN", "online", "CNY", 10, "=1+1"]):  # fmt: skip
        sheet.append(row)
    book.save(files / "sales.xlsx")
    found = run(capsys, "royalties", "calculate", "--terms", files / "terms.json", "--sales", files / "sales.xlsx")
    assert found["statements"][0]["earned_minor"] == 11345
    assert [row["line"] for row in found["rejected"]] == [3]


def test_statements_are_also_written_as_a_workbook(files: Path, capsys: Captured) -> None:
    asked = ("royalties", "calculate", "--terms", files / "terms.json", "--sales", files / "sales.csv")
    found = run(capsys, *asked, "--out", files / "statements.xlsx")
    assert found == run(capsys, *asked)
    assert openpyxl.load_workbook(files / "statements.xlsx").worksheets[0]["F2"].value == 113.45


def test_wrong_terms_are_exit_2_and_name_the_key(files: Path, capsys: Captured) -> None:
    for change, code in (
        ({"royalti": 1}, "unknown_key"),
        ({"participants": [{"name": "a", "share": "0.9"}]}, "shares_not_one"),
    ):
        (files / "wrong.json").write_text(json.dumps({**TERMS, **change}))
        asked = (
            "royalties",
            "calculate",
            "--terms",
            files / "wrong.json",
            "--sales",
            files / "sales.csv",
            "--lang",
            "en",
        )
        error = run(capsys, *asked, code=2)["error"]
        assert error["code"] == code
        assert code != "unknown_key" or error["message"] == "Unknown key: royalti"
        assert error["hint"]


def test_it_also_speaks_to_people_in_both_languages(files: Path, capsys: Captured) -> None:
    for language, word in (("zh", "应付"), ("en", "payable")):
        asked = ["royalties", "calculate", "--terms", str(files / "terms.json"), "--sales", str(files / "sales.csv")]
        assert main([*asked, "--lang", language]) == 0
        assert word in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_has_an_example_that_it_accepts(name: str, capsys: Captured) -> None:
    shown = run(capsys, "schema", name)
    example = run(capsys, "schema", name, "--example")
    assert shown["$schema"].startswith("https://json-schema.org/")
    assert shown["examples"] == [example]
    read_document(published(name).shape, example)


def test_an_example_can_be_written_into_a_file(tmp_path: Path, capsys: Captured) -> None:
    assert run(capsys, "schema", "terms", "--example", "--out", tmp_path / "terms.json") == {
        "path": str(tmp_path / "terms.json")
    }
    assert json.loads((tmp_path / "terms.json").read_text()) == published("terms").example


def test_schemas_are_listed_and_an_unknown_one_is_said_so(capsys: Captured) -> None:
    assert {"terms", "sales", "opening"} <= {one["name"] for one in run(capsys, "schema")["schemas"]}
    assert run(capsys, "schema", "nonsense", code=2)["error"]["code"] == "schema_unknown"
