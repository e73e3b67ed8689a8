"""What `manju rights avails` prints is a contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main
from manju.money.avails.shapes import EXAMPLE, QUERY_EXAMPLE

Captured = pytest.CaptureFixture[str]


def run(capsys: Captured, *arguments: str | Path, code: int = 0) -> Any:
    assert main([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def grants(tmp_path: Path) -> Path:
    (tmp_path / "grants.json").write_text(json.dumps(EXAMPLE))
    return tmp_path / "grants.json"


def test_one_query_or_a_list_gives_results_in_that_order(grants: Path, capsys: Captured) -> None:
    later = {**QUERY_EXAMPLE, "start": "2029-01-01", "end": None}
    query = grants.with_name("query.json")
    query.write_text(json.dumps([QUERY_EXAMPLE, later]))
    found = run(capsys, "rights", "avails", "--grants", grants, "--query", query)["results"]
    assert [(one["query"], one["status"], one["free_from"]) for one in found] == [
        (QUERY_EXAMPLE, "partial", "2028-08-30"),
        (later, "free", "2029-01-01"),
    ]
    assert found[0]["conflicts"] == [{"grant": "G1", "clause": "2.1", "dimension": "term"}]
    query.write_text(json.dumps(later))
    assert run(capsys, "rights", "avails", "--grants", grants, "--query", query)["results"] == found[1:]


def test_people_read_it_in_both_languages(grants: Path, capsys: Captured) -> None:
    query = grants.with_name("query.json")
    query.write_text(json.dumps(QUERY_EXAMPLE))
    for language, word in (("zh", "部分可授权"), ("en", "partly free")):
        assert main(["rights", "avails", "--grants", str(grants), "--query", str(query), "--lang", language]) == 0
        assert word in capsys.readouterr().out


def test_an_unknown_key_is_exit_2_and_named(grants: Path, capsys: Captured) -> None:
    query = grants.with_name("query.json")
    query.write_text(json.dumps({**QUERY_EXAMPLE, "catgories": ["toys"]}))
    error = run(capsys, "rights", "avails", "--grants", grants, "--query", query, "--lang", "en", code=2)["error"]
    assert (error["code"], "catgories" in error["message"]) == ("unknown_key", True)
