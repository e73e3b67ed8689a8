"""The JSON of `manju topics import` and of `topics analyse` without files is a contract (CLI.md, INPUTS "topics")."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main
from manju.jobs.models import Job
from manju.people.scope import every_studio
from manju.topics.sample_list import sample_csv

pytestmark = [pytest.mark.django_db]

Captured = pytest.CaptureFixture[str]
ROWS = "日期,平台,排名,剧名,热度\n2026-06-01,抖音,1,重生,9\n2026-06-01,抖音,2,悬疑,很多\n2026-06-02,抖音,1,重生,8\n"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return tmp_path / "home"


def run(capsys: Captured, *words: str, code: int = 0) -> Any:
    assert main(["topics", *words, "--json", "--lang", "en"]) == code
    return json.loads(capsys.readouterr().out)


def test_rows_imported_duplicates_and_rejected_are_printed_per_file(capsys: Captured, tmp_path: Path) -> None:
    one, two = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text(ROWS)
    two.write_text(ROWS.replace("2026-06-02", "2026-06-03"))
    found = run(capsys, "import", str(one))
    assert {k: found[k] for k in ("path", "rows", "imported", "duplicates", "rejected")} == {
        "path": str(one), "rows": 3, "imported": 2, "duplicates": 0,
        "rejected": [{"line": 3, "reason": "heat cannot be read: 很多"}],
    }  # fmt: skip
    assert found["files"][0] | found == found
    both = run(capsys, "import", str(one), str(two))
    assert list(both) == ["files"]
    counts = [(f["rows"], f["imported"], f["duplicates"], len(f["rejected"])) for f in both["files"]]
    assert counts == [(3, 0, 2, 1), (3, 1, 1, 1)]
    with every_studio(why="test"):
        assert Job.objects.filter(kind="topics.analyse").count() == 1


def test_what_cannot_be_imported_is_exit_2(capsys: Captured, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("Wann,Was,Wieviel\n2026-06-01,重生,9\n")
    error = run(capsys, "import", str(odd), code=2)["error"]
    assert (error["code"], "Wieviel" in error["message"]) == ("mapping_needed", True)
    assert run(capsys, "import", str(tmp_path / "none.csv"), code=2)["error"]["code"] == "file_missing"
    assert run(capsys, "analyse", code=2)["error"]["code"] == "no_lists"
    names = tmp_path / "map.json"
    names.write_text('{"Wann": "date", "Was": "title", "Wieviel": "heat"}')
    assert run(capsys, "import", str(odd), "--map", str(names))["imported"] == 1


def test_analyse_without_files_is_analyse_of_the_files_imported(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(sample_csv() + "改天,抖音,1,坏的一行,重生,9\n", encoding="utf-8")
    of_file = run(capsys, "analyse", str(file))
    run(capsys, "import", str(file))
    of_home = run(capsys, "analyse")
    assert of_home == of_file
    assert of_home["rows"] == 1681
    assert of_home["rejected"] == [{"line": 1682, "reason": "date cannot be read: 改天", "file": "list.csv"}]
    assert run(capsys, "analyse", "--as-of", "2026-10-04", "--days", "30")["as_of"] == "2026-10-04"
