"""What `manju subtitles` prints is a contract: every fault with its line, every cue left out with its row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main

SRT = "1\n00:00:01,000 --> 00:00:03,000\nShe is back.\n\n2\n00:00:02,000 --> 00:00:04,000\nWho?\n\n"
LEFT_OUT = SRT.replace("00:00:02,000 -->", "00:00:03,000 -->") + "3\n00:00:09,000 --> 00:00:08,000\nBack\n"
Captured = pytest.CaptureFixture[str]


def run(capsys: Captured, *arguments: str | Path, code: int) -> Any:
    assert main([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_check_names_faults_and_cues_left_out(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.srt").write_text(SRT)
    found = run(capsys, "subtitles", "check", tmp_path / "a.srt", "--lang", "en", code=1)
    assert (found["format"], found["encoding"], found["lines"], found["passed"]) == ("srt", "utf-8", 2, False)
    [overlap] = found["findings"]
    assert (overlap["line"], overlap["code"], overlap["value"], overlap["bad"]) == (2, "overlap", "1", True)
    (tmp_path / "b.srt").write_text(LEFT_OUT)
    found = run(capsys, "subtitles", "check", tmp_path / "b.srt", "--lang", "en", code=1)
    assert [(r["row"], r["code"]) for r in found["rejected"]] == [(10, "reversed")]


def test_a_good_file_passes_and_a_short_film_finds_what_is_past_its_end(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.srt").write_text(SRT.split("2\n", maxsplit=1)[0])
    assert run(capsys, "subtitles", "check", tmp_path / "a.srt", "--lang", "en", code=0)["findings"] == []
    found = run(capsys, "subtitles", "check", tmp_path / "a.srt", "--lang", "en", "--film-seconds", "2", code=1)
    assert found["findings"][0]["code"] == "after_end"


def test_convert_writes_what_the_ending_says(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.srt").write_bytes("1\n00:00:01,000 --> 00:00:03,000\n她回来了。\n".encode("gb18030"))
    done = run(capsys, "subtitles", "convert", tmp_path / "a.srt", tmp_path / "b.vtt", code=0)
    assert done == {"path": str(tmp_path / "b.vtt"), "lines": 1, "left_out": 0}
    assert (
        (tmp_path / "b.vtt")
        .read_text(encoding="utf-8")
        .startswith("WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n她回来了。")
    )
    assert run(capsys, "subtitles", "convert", tmp_path / "a.srt", tmp_path / "b.txt", code=2)["error"]["code"]


def test_a_file_that_is_none_is_said_so(tmp_path: Path, capsys: Captured) -> None:
    for name, content, code in (("gone.srt", None, "subtitles_missing"), ("x.srt", "once", "subtitles_unreadable")):
        if content is not None:
            (tmp_path / name).write_text(content)
        assert run(capsys, "subtitles", "check", tmp_path / name, code=2)["error"]["code"] == code
