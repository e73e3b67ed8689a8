"""The JSON of `manju launch import` is a contract (INPUTS "launch import"): shapes, lines, codes, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main

pytestmark = [pytest.mark.db, pytest.mark.django_db]

Captured = pytest.CaptureFixture[str]
DOUYIN = "作品名称,发布时间,播放量,完播率,点赞量,评论量\n长夜灯 第1集,2026-06-01,1000,40%,30,20\n,2026-06-01,1,1%,0,0\n"
RECORD = [
    "line", "title", "published", "views", "completion", "likes", "comments", "shares", "saves", "followers_gained",
    "watch_time_h", "average_view_s", "ctr", "average_percentage_viewed", "stayed_to_watch", "viewed_vs_swiped",
    "hearts",
]  # fmt: skip


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return tmp_path / "home"


def run(capsys: Captured, *arguments: str | Path, code: int = 0) -> Any:
    assert main(["launch", "import", *map(str, arguments), "--json", "--lang", "en"]) == code
    return json.loads(capsys.readouterr().out)


def test_one_file_has_the_same_keys_at_the_top(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "2026-06-02_douyin.csv"
    path.write_text(DOUYIN)
    found = run(capsys, path, "--records")
    [one] = found.pop("files")
    assert one == found
    assert (one["path"], one["platform"], one["kind"]) == (str(path), "douyin", "content")
    assert (one["rows"], one["imported"], one["duplicates"]) == (2, 1, 0)
    assert [(r["line"], r["reason"]) for r in one["rejected"]] == [(3, "no_title")]
    assert one["unmatched"] == [{"line": 2, "title": "长夜灯 第1集"}]
    assert one["warnings"] == []
    [record] = one["records"]
    assert list(record) == RECORD
    assert (record["line"], record["published"], record["views"], record["completion"]) == (2, "2026-06-01", 1000, 0.4)
    assert [record[k] for k in RECORD[7:]] == [None] * 10


def test_again_is_all_duplicates_and_another_date_is_not(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "douyin.csv"
    path.write_text(DOUYIN)
    assert run(capsys, path, "--date", "2026-06-02")["imported"] == 1
    again = run(capsys, path, "--date", "2026-06-02")
    assert (again["imported"], again["duplicates"], len(again["rejected"])) == (0, 1, 1)
    assert run(capsys, path, "--date", "2026-06-03")["imported"] == 1


def test_several_files_keep_their_order_and_the_older_comes_first(capsys: Captured, tmp_path: Path) -> None:
    later, earlier = tmp_path / "2026-06-03_douyin.csv", tmp_path / "2026-06-02_douyin.csv"
    later.write_text(DOUYIN.replace("1000", "900"))
    earlier.write_text(DOUYIN)
    found = run(capsys, later, earlier)
    assert list(found) == ["files"]
    assert [f["path"] for f in found["files"]] == [str(later), str(earlier)]
    assert [(w["line"], w["code"], w["field"]) for w in found["files"][0]["warnings"]] == [(2, "counter_fell", "views")]
    assert found["files"][1]["warnings"] == []


def test_a_file_that_cannot_be_read_is_exit_2_and_imports_none(capsys: Captured, tmp_path: Path) -> None:
    good, bad = tmp_path / "2026-06-02_douyin.csv", tmp_path / "bad.csv"
    good.write_text(DOUYIN)
    bad.write_text("a,b\n1,2\n")
    assert run(capsys, good, bad, code=2)["error"]["code"] == "unknown_format"
    assert run(capsys, good, tmp_path / "none.csv", code=2)["error"]["code"] == "file_missing"
    assert run(capsys, good)["imported"] == 1
