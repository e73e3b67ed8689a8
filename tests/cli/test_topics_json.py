"""What `manju topics analyse` and `backtest` print is a contract: shapes, exit codes, lines of bad rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.topic_worlds import World, rows
from manju.cli import main

Captured = pytest.CaptureFixture[str]
ELEMENT = {"name", "supply_share", "demand_share", "trend_per_week", "trend_p", "saturation", "ai_fit"}
DIRECTION = {"elements", "score", "lift", "lift_ci95", "fatigue", "reasons", "variants", "form_variants", "flags"}


def run(capsys: Captured, *arguments: str | Path, code: int = 0) -> Any:
    assert main([*map(str, arguments), "--json", "--lang", "zh"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "world.csv"
    lines = ["榜单日期,平台,排名,剧名,题材标签,热度值"]
    for row in rows(World(entrants=25, every=7, seed=2)):
        lines.append(f"{row['date']},{row['platform']},{row['rank']:.0f},{row['title']},{row['tags']},{row['heat']}")
    path.write_text(
        "\n".join([*lines, "2026-06-01,抖音,1,,重生,5", "哪天,抖音,1,甲,重生,5"]) + "\n", encoding="gb18030"
    )
    return path


def test_analyse_prints_elements_and_directions(capsys: Captured, world: Path) -> None:
    found = run(capsys, "topics", "analyse", world)
    lines = len(world.read_bytes().splitlines())
    assert (found["as_of"], found["window_days"], found["rows"]) == ("2026-06-24", 90, lines - 1)
    assert [(row["line"], row["reason"]) for row in found["rejected"]] == [
        (lines - 1, "没有剧名"), (lines, "日期读不懂：哪天"),
    ]  # fmt: skip
    assert found["elements"][0].keys() >= ELEMENT
    assert found["directions"][0].keys() >= DIRECTION
    assert {direction["fatigue"] for direction in found["directions"]} <= {"fresh", "watch", "tired"}
    assert found["platforms"] == ["douyin", "kuaishou"]


def test_backtest_prints_three_methods_and_their_picks(capsys: Captured, world: Path) -> None:
    found = run(capsys, "topics", "backtest", world, "--k", "3", "--horizon-days", "30")
    assert set(found["methods"]) == {"manju", "most_frequent", "biggest_growth"}
    assert found["origins"] == 4
    assert len(found["picks"]) == 4 * 3 * 3
    assert {"method", "origin", "elements"} <= found["picks"][0].keys()
    assert found["methods"]["manju"]["ci95"][0] <= found["methods"]["manju"]["lift"]


def test_a_list_that_is_not_recognised_is_exit_2_and_a_map_answers(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("爆款,哪天,分量\n长夜灯,2026-06-03,5\n", encoding="utf-8")
    error = run(capsys, "topics", "analyse", path, code=2)["error"]
    assert error["code"] == "mapping_needed"
    assert "爆款、哪天、分量" in error["message"]
    answer = tmp_path / "map.json"
    answer.write_text(json.dumps({"爆款": "title", "哪天": "date", "分量": "heat"}), encoding="utf-8")
    found = run(capsys, "topics", "analyse", path, "--map", answer)
    assert (found["rows"], found["titles"], found["as_of"]) == (1, 1, "2026-06-03")


@pytest.mark.parametrize("command", ["analyse", "backtest"])
def test_wrong_files_are_exit_2(capsys: Captured, tmp_path: Path, command: str) -> None:
    assert run(capsys, "topics", command, tmp_path / "none.csv", code=2)["error"]["code"] == "file_missing"
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    assert run(capsys, "topics", command, tmp_path / "a.pdf", code=2)["error"]["code"] == "not_a_table"
    (tmp_path / "a.json").write_text("{}")
    assert run(capsys, "topics", command, tmp_path / "a.json", code=2)["error"]["code"] == "not_a_table"


def test_readable_text_says_the_same(capsys: Captured, world: Path) -> None:
    assert main(["topics", "analyse", str(world), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Directions" in said
    assert "kept aside: date cannot be read: 哪天" in said
    assert main(["topics", "backtest", str(world), "--lang", "zh"]) == 0
    assert "4 个起点，每次选 10 个方向，看之后 30 天" in capsys.readouterr().out


def test_files_are_analysed_without_django_and_without_a_home(world: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from manju.cli import main; "
        "code = main(['topics', 'analyse', sys.argv[1], '--json']); "
        "sys.exit(code or 'django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(world)],
        capture_output=True,
        env={"MANJU_HOME": str(tmp_path / "no"), "PATH": "", "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        check=False,
    )
    assert done.returncode == 0
    assert not (tmp_path / "no").exists()
