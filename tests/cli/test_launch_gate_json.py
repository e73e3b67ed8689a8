"""The JSON of `manju launch assess` and `launch watch` is a contract (CLI.md, INPUTS.md): shapes, codes, exit codes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main

Captured = pytest.CaptureFixture[str]
HEADER = "作品名称,发布时间,体裁,播放量,完播率,5s完播率,点赞量,评论量,分享量,收藏量"
NO_COMPLETION = "作品名称,发布时间,体裁,播放量,5s完播率,平均播放时长,点赞量,评论量,分享量,收藏量"


def export(
    folder: Path,
    name: str,
    rows: list[tuple[str, int, str, int, int]],
    *,
    header: str = HEADER,
    out: str = "2026-05-31",
) -> Path:
    """A Douyin export: title, views, completion, likes, comments."""
    lines = [header, *(f"{t},{out} 08:00,视频,{v},{c},50%,{li},{co},1,1" for t, v, c, li, co in rows)]
    path = folder / name
    path.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    return path


def five(views: int, completion: str, title: str = "山海外卖") -> list[tuple[str, int, str, int, int]]:
    return [(f"{title} 第{n}集", views, completion, views * 7 // 100, views * 2 // 100) for n in range(1, 6)]


def run(capsys: Captured, *arguments: str | Path, code: int = 0) -> Any:
    assert main([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def daily(folder: Path, completion: str, n: int = 4) -> list[Path]:
    first = date(2026, 6, 1)
    return [
        export(folder, f"{first + timedelta(days=i)}_douyin.csv", five(400 * (i + 1), completion)) for i in range(n)
    ]


def test_the_shape_is_the_contract(capsys: Captured, tmp_path: Path) -> None:
    found = run(capsys, "launch", "assess", export(tmp_path, "数据 2026-06-20.csv", five(9000, "52.0%")))
    assert {"verdict", "completion", "engagement", "views", "more_views_needed", "formula_version"} <= set(found)
    assert {"rate", "mean_rate", "low", "high", "threshold"} <= set(found["completion"])
    assert (found["verdict"], found["views"], found["more_views_needed"], found["expected_date"]) == (
        "GO",
        45000,
        0,
        None,
    )
    assert (found["completion"]["rate"], found["completion"]["threshold"]) == (pytest.approx(0.52), 0.40)
    assert (found["engagement"]["rate"], found["engagement"]["threshold"]) == (pytest.approx(0.09), 0.05)
    assert found["date"] == "2026-06-20"


def test_days_come_in_order_of_date_whatever_the_order_of_arguments(capsys: Captured, tmp_path: Path) -> None:
    files = daily(tmp_path, "43%")
    found = run(capsys, "launch", "assess", "--cumulative-days", *reversed(files))
    assert [d["date"] for d in found["days"]] == ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04"]
    assert found == run(capsys, "launch", "assess", "--cumulative-days", *files)
    assert found["days"][-1]["views"] == 8000


def test_a_counter_that_falls_is_said_on_its_day(capsys: Captured, tmp_path: Path) -> None:
    files = daily(tmp_path, "43%", 2)
    rows = five(1200, "43%")
    rows[1] = ("山海外卖 第2集", 500, "43%", 56, 16)
    files.append(export(tmp_path, "2026-06-03_douyin.csv", rows))
    days = run(capsys, "launch", "assess", "--cumulative-days", *files)["days"]
    assert [d["warnings"] for d in days[:2]] == [[], []]
    assert {"line": 3, "code": "counter_fell", "field": "views"} in days[2]["warnings"]


def test_files_of_one_date_are_one_day_over_channels(capsys: Captured, tmp_path: Path) -> None:
    files = daily(tmp_path, "43%", 1)
    kuaishou = tmp_path / "2026-06-01_ks.csv"
    rows = [f"山海外卖 第{n}集,1000,44%,60,20,5,3,2" for n in range(1, 6)]
    kuaishou.write_text("\n".join(["作品,播放量,完播率,点赞,评论,收藏,分享,涨粉量", *rows]), encoding="utf-8")
    [day] = run(capsys, "launch", "assess", "--cumulative-days", kuaishou, *files)["days"]
    assert (day["views"], day["completion"]["cells"]) == (7000, 10)


@pytest.mark.parametrize(
    ("rows", "header", "code"),
    [
        ([("山海外卖 花絮", 900, "40%", 9, 9)], HEADER, "episodes_unknown"),
        (five(900, "40%") + five(800, "41%", "长夜灯"), HEADER, "several_titles"),
        (five(900, "40%"), NO_COMPLETION, "completion_missing"),
        (five(900, "40%"), HEADER.replace("评论量", "弹幕"), "engagement_missing"),
    ],
)
def test_what_cannot_be_decided_is_exit_2_with_its_code(
    capsys: Captured, tmp_path: Path, rows: Any, header: str, code: str
) -> None:
    found = run(capsys, "launch", "assess", export(tmp_path, "d.csv", rows, header=header), code=2)
    assert found["error"]["code"] == code
    assert found["error"]["hint"]


def test_a_file_without_a_date_is_exit_2_and_named(capsys: Captured, tmp_path: Path) -> None:
    file = export(tmp_path, "douyin_2026-06-01.csv", five(900, "40%"))
    error = run(capsys, "launch", "assess", "--cumulative-days", file, code=2)["error"]
    assert error["code"] == "date_missing"
    assert "douyin_2026-06-01.csv" in error["message"]


def test_one_of_several_titles_can_be_chosen(capsys: Captured, tmp_path: Path) -> None:
    file = export(tmp_path, "d.csv", five(900, "40%") + five(800, "41%", "长夜灯"))
    assert run(capsys, "launch", "assess", file, "--title", "《长夜灯》")["views"] == 4000
    assert run(capsys, "launch", "assess", file, "--title", "无名", code=2)["error"]["code"] == "title_unknown"


def test_only_the_first_episodes_count(capsys: Captured, tmp_path: Path) -> None:
    rows = [
        *five(900, "40%"),
        ("山海外卖 第6集", 50_000, "90%", 9000, 900),
        ("山海外卖 花絮", 80_000, "95%", 9000, 900),
    ]
    file = export(tmp_path, "d.csv", rows)
    assert run(capsys, "launch", "assess", file)["views"] == 4500
    assert run(capsys, "launch", "assess", file, "--episodes", "6")["views"] == 54_500


def test_a_slide_is_an_alert_with_its_rates(capsys: Captured, tmp_path: Path) -> None:
    first = date(2026, 6, 1)
    files, done = [], 0.0
    for i in range(24):
        done += 2000 * (0.40 if i < 20 else 0.15)
        rate = f"{done / (2000 * (i + 1)):.2%}"
        files.append(export(tmp_path, f"{first + timedelta(days=i)}_douyin.csv", five(2000 * (i + 1), rate)))
    [alert] = run(capsys, "launch", "watch", "--cumulative-days", *files)["alerts"]
    assert (alert["date"], alert["title"], alert["metric"]) == ("2026-06-21", "山海外卖", "completion")
    assert (round(alert["before"], 2), round(alert["after"], 2)) == (0.40, 0.15)
    assert run(capsys, "launch", "watch", "--cumulative-days", *files[:20]) == {"alerts": []}
