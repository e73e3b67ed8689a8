"""`contracts check|write` print the contract of CLI.md."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from manju.cli import main
from manju.money.contracts.structured import EXAMPLE
from tests.money.contracts.corpus_files import sources

KEYS = {
    "parties",
    "property",
    "rights",
    "exclusivity",
    "categories",
    "territory",
    "languages",
    "start",
    "end",
    "term_years",
    "royalty_rates",
    "royalty_base",
    "minimum_guarantee_minor",
    "currency",
    "flat_fee_minor",
    "report_months",
    "payment_days",
    "sell_off_days",
}


def corpus(name: str, folder: Path) -> Path:
    return next(s for s in sources() if s.name == name).made(folder)


def test_a_dangerous_contract_is_exit_1_with_the_shape_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contracts", "check", str(corpus("z02_plush_bad", tmp_path)), "--json", "--lang", "en"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {"findings", "terms", "unread"}
    assert set(printed["terms"]) == KEYS
    assert printed["unread"] == []
    term = next(f for f in printed["findings"] if f["rule"] == "term")
    assert term["severity"] == "dangerous"
    assert "授权期限为永久" in term["clause_text"]
    assert term["advice"].startswith("Never for ever")
    assert "art. 26" in term["law"]
    assert {f["severity"] for f in printed["findings"]} <= {"missing", "unclear", "unusual", "dangerous"}


def test_a_contract_without_danger_is_exit_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "check", str(corpus("z04_tea_flat", tmp_path)), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert all(f["clause_text"] is None for f in printed["findings"] if f["severity"] == "missing")


def test_text_says_the_same_in_the_readers_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = corpus("z04_tea_flat", tmp_path)
    assert main(["contracts", "check", str(path), "--lang", "zh"]) == 0
    assert "缺失 (15)" in capsys.readouterr().out
    assert main(["contracts", "check", str(path), "--lang", "en"]) == 0
    assert "missing (15)" in capsys.readouterr().out


def test_another_file_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "shopping.txt"
    other.write_text(
        "鸡蛋十个，牛奶两盒，面包一袋，酱油一瓶。记得周五之前买好，冰箱里没有了，另外问问妈妈还要什么水果和蔬菜。"
    )
    assert main(["contracts", "check", str(other), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_a_licence"
    assert main(["contracts", "check", str(tmp_path / "none.docx"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "file_missing"


def test_structured_terms_are_written_checked_and_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms, out = tmp_path / "terms.json", tmp_path / "out.docx"
    terms.write_text(json.dumps(EXAMPLE))
    assert main(["contracts", "write", "--terms", str(terms), "--lang", "en", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["clauses"] > 25
    for file in (terms, out):
        assert main(["contracts", "check", str(file), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["findings"] == []
    assert main(["schema", "contract", "--example"]) == 0
    assert json.loads(capsys.readouterr().out) == EXAMPLE
