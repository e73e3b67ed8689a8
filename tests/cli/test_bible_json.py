"""What `manju bible check` and `manju schema bible` print is a contract: shape, exit codes, languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main

Captured = pytest.CaptureFixture[str]
SCRIPT = ".内景 沈府 夜\n[[日期：1018-01-01]]\n\n@沈知薇\n走。\n\n@知微\n沈府大火……饶命！\n"


@pytest.fixture
def bible(tmp_path: Path, capsys: Captured) -> Path:
    assert main(["schema", "bible", "--example", "--out", str(tmp_path / "bible.json")]) == 0
    capsys.readouterr()
    return tmp_path / "bible.json"


def run(capsys: Captured, *arguments: str | Path, code: int) -> Any:
    assert main(["bible", "check", *map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_findings_have_rule_scene_line_and_names_like_it(capsys: Captured, bible: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.fountain"
    script.write_bytes(SCRIPT.encode("gb18030"))
    found = run(capsys, script, "--bible", bible, "--lang", "en", code=1)["findings"]
    assert [(f["rule"], f["severity"], f["scene"], f["heading"], f["line"], f["near"]) for f in found] == [
        ("unknown_character", "error", 1, "内景 沈府 夜", 4, ["沈知微", "沈知意"]),
        ("never_says", "warning", 1, "内景 沈府 夜", 8, []),
        ("timeline_event", "error", 1, "内景 沈府 夜", 8, []),
    ]
    assert found[1]["message"] == "沈知微 never says “饶命”."


def test_no_finding_is_exit_zero_and_an_empty_list(capsys: Captured, bible: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.fountain"
    script.write_text(".内景 沈府 夜\n\n@知微\n走。\n", encoding="utf-8")
    assert run(capsys, script, "--bible", bible, code=0) == {"findings": []}


def test_the_readable_form_goes_by_scene(capsys: Captured, bible: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.fountain"
    script.write_text(SCRIPT, encoding="utf-8")
    assert main(["bible", "check", str(script), "--bible", str(bible), "--lang", "zh"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 处与圣经不符（共 1 场）："
    assert lines[2] == "第 1 场  内景 沈府 夜"
    assert lines[3] == "      4  圣经里没有“沈知薇”，是不是“沈知微”？  [unknown_character]"


@pytest.mark.parametrize(
    ("wrong", "code", "named"),
    [
        ({"bron": 1}, "unknown_key", "bron"),
        ({"characters": [{"id": "a", "names": {"zh": "甲"}, "born": "1023-02-30"}]}, "invalid_value", "1023-02-30"),
        ({"characters": [{"id": "a", "names": {"zh": "甲"}, "born": "1023", "died": "1022"}]}, "invalid_value", "1022"),
        ({"characters": [{"id": "a", "names": {"zh": "甲"}}] * 2}, "invalid_value", "“a”"),
        ({"relations": [{"from": "nobody", "to": "a"}]}, "invalid_value", "nobody"),
        ({"conflicts": [{"name": "x", "between": ["nobody"]}]}, "invalid_value", "nobody"),
        ({"title": None}, "invalid_value", "title"),
    ],
)
def test_a_wrong_bible_is_exit_two_with_the_value_named(
    capsys: Captured, tmp_path: Path, wrong: dict[str, Any], code: str, named: str
) -> None:
    (tmp_path / "s.fountain").write_text("A", encoding="utf-8")
    whole = {"format": "manju-bible/1", "title": {"zh": "灯"}, "characters": [], **wrong}
    (tmp_path / "b.json").write_text(json.dumps(whole), encoding="utf-8")
    error = run(capsys, tmp_path / "s.fountain", "--bible", tmp_path / "b.json", "--lang", "zh", code=2)["error"]
    assert error["code"] == code
    assert named in error["message"]
    assert error["hint"]


def test_everything_but_what_is_required_may_be_null(capsys: Captured, tmp_path: Path) -> None:
    inner = "role born died appearance personality voice dialogue_style images notes aliases"
    outer = "language synopsis extras relations world timeline conflicts glossary images notes"
    person = {"id": "a", "names": {"zh": "甲", "en": None}, **dict.fromkeys(inner.split())}
    whole = {"format": "manju-bible/1", "title": {"zh": "灯"}, "characters": [person], **dict.fromkeys(outer.split())}
    (tmp_path / "b.json").write_text(json.dumps(whole), encoding="utf-8")
    (tmp_path / "s.fountain").write_text("@甲\n好。\n", encoding="utf-8")
    assert run(capsys, tmp_path / "s.fountain", "--bible", tmp_path / "b.json", code=0) == {"findings": []}


def test_what_is_no_script_is_exit_two(capsys: Captured, bible: Path, tmp_path: Path) -> None:
    (tmp_path / "s.fountain").write_bytes(b"%PDF-1.7")
    assert run(capsys, tmp_path / "s.fountain", "--bible", bible, code=2)["error"]["code"] == "not_a_script"
    assert run(capsys, tmp_path / "none.fountain", "--bible", bible, code=2)["error"]["code"] == "file_missing"


def test_the_schema_of_the_bible_takes_nulls(capsys: Captured) -> None:
    assert main(["schema", "bible"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["required"] == ["format", "title", "characters"]
    assert schema["$defs"]["Character"]["required"] == ["id", "names"]
    assert {"type": "null"} in schema["$defs"]["Character"]["properties"]["role"]["anyOf"]
    assert schema["examples"][0]["format"] == "manju-bible/1"
