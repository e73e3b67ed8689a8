"""The JSON that `manju media` prints is a contract (CLI.md): keys, exit codes, one document on stdout."""

from __future__ import annotations

import json
import os
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from manju.cli import main
from manju.copies.models import Copy, RegisteredMaster
from manju.media.channels import profiles
from manju.media.channels.profiles import ORDER
from manju.people.scope import every_studio
from media.clips import clip, tiny_profile

pytestmark = [pytest.mark.media, pytest.mark.django_db]  # a render writes its copies down

Captured = pytest.CaptureFixture[str]
PROBE = {"duration_s", "width", "height", "fps", "has_audio", "video_codec", "audio_codec", "aigc", "streams"}
CHANNEL = {"name", "shape", "width", "height", "loudness_lufs", "true_peak_dbtp", "safe_zone", "valid_from", "source"}
DELIVERABLE = {"channel", "path", "width", "height", "duration_s", "loudness_lufs", "true_peak_dbtp", "copy_id", "qc",
               "package"}  # fmt: skip
CHECKS = ["black", "frozen", "blur", "silence", "clipping", "loudness", "true_peak", "av_offset", "duration", "size",
          "profile", "label_visible", "label_metadata", "picture_match", "subtitle_safe"]  # fmt: skip
MARKED = [*CHECKS[:-2], "watermark", *CHECKS[-2:]]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"


@pytest.fixture
def master(tmp_path: Path) -> Path:
    return clip(tmp_path / "第1集.mp4", size="160x90", seconds=2.4)


@pytest.fixture
def tiny(nobody_in_sight: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every channel at a size that encodes in under a second."""
    small = {name: tiny_profile(name) for name in profiles()}
    small["tiktok"] = tiny_profile("tiktok", duration_min_s=3.0)
    monkeypatch.setattr(import_module("manju.media.channels.profiles"), "profiles", lambda on=None: small)


def run(capsys: Captured, *arguments: str | Path, code: int = 0) -> Any:
    """Run one command with --json and return its one document."""
    assert main([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_probe_prints_the_contract_first(master: Path, capsys: Captured) -> None:
    facts = run(capsys, "media", "probe", master)
    assert list(facts)[: len(PROBE)] == ["duration_s", "width", "height", "fps", "has_audio", "video_codec",
                                         "audio_codec", "aigc", "streams"]  # fmt: skip
    assert (facts["width"], facts["height"], facts["fps"], facts["has_audio"]) == (160, 90, 25.0, True)
    assert (facts["video_codec"], facts["audio_codec"], facts["aigc"]) == ("h264", "aac", None)
    assert facts["duration_s"] == pytest.approx(2.4, abs=0.05)
    assert [s["kind"] for s in facts["streams"]] == ["video", "audio"]


def test_channels_are_those_of_the_contract(capsys: Captured) -> None:
    channels = run(capsys, "media", "channels")["channels"]
    assert [c["name"] for c in channels] == list(ORDER) == list(profiles())
    for channel in channels:
        assert set(channel) >= CHANNEL
        assert set(channel["safe_zone"]) == {"left", "top", "right", "bottom"}
        assert all(0 <= margin < 0.5 for margin in channel["safe_zone"].values())


@pytest.mark.usefixtures("tiny")
def test_render_makes_checked_packages_for_every_channel(master: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    document = run(capsys, "media", "render", master, "--channel", "douyin", "bilibili", "--channel", "tiktok",
                   "--out", out, "--producer-code", "001191110000MA01", "--produce-id", "ep-1", "--filing", "沪备1",
                   code=1)  # fmt: skip
    assert set(document) == {"deliverables"}
    made = document["deliverables"]
    assert [d["channel"] for d in made] == ["douyin", "bilibili", "tiktok"]
    for d in made:
        assert set(d) >= DELIVERABLE
        assert d["recipient"] == d["channel"]
        assert [c["name"] for c in d["qc"]["checks"]] == MARKED
        assert all(set(c) >= {"name", "ok", "value", "limit", "spans"} for c in d["qc"]["checks"])
        assert Path(d["path"]).is_file()
    assert len({d["copy_id"] for d in made}) == 3
    with every_studio(why="test"):
        assert {c.copy_id: (c.recipient, c.sha256) for c in Copy.objects.all()} == {
            d["copy_id"]: (d["channel"], d["sha256"]) for d in made
        }
        assert str(RegisteredMaster.objects.get().title) == "第1集"
    # TikTok takes nothing under three seconds: its check fails, and a failed deliverable is never packed
    assert [(d["qc"]["passed"], d["package"] is None) for d in made] == [(True, False), (True, False), (False, True)]
    published = json.loads(zipfile.ZipFile(made[0]["package"]).read("publish.json"))
    assert (published["filing_number"], published["aigc"]["ProduceID"]) == ("沪备1", "ep-1")


@pytest.mark.usefixtures("tiny")
def test_options_may_stand_anywhere(master: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    arguments = ["--json", "media", "--lang", "en", "render", "--channel", "douyin", "bilibili", str(master),
                 f"--out={out}", "--producer-code=x"]  # fmt: skip
    assert main(arguments) == 0
    assert [d["channel"] for d in json.loads(capsys.readouterr().out)["deliverables"]] == ["douyin", "bilibili"]


@pytest.mark.usefixtures("tiny")
def test_qc_passes_what_render_made_and_fails_what_it_did_not(master: Path, tmp_path: Path, capsys: Captured) -> None:
    made = run(capsys, *_renders(master, tmp_path / "o"))
    path = made["deliverables"][0]["path"]
    report = run(capsys, "media", "qc", path, "--channel", "douyin", "--master", master)
    assert set(report) == {"passed", "checks"}
    assert report["passed"] is True
    assert [c["name"] for c in report["checks"]] == CHECKS
    unlettered = clip(tmp_path / "plain.mp4", size="160x90", video_filter="gblur=20")
    failed = run(capsys, "media", "qc", unlettered, "--channel", "douyin", code=1)
    assert failed["passed"] is False
    assert {c["name"] for c in failed["checks"] if c["ok"] is False} >= {"profile", "label_visible", "label_metadata"}
    visible = next(c for c in failed["checks"] if c["name"] == "label_visible")
    assert visible["spans"] == [{"start_s": 0.0, "end_s": 2.0}]


@pytest.mark.usefixtures("tiny")
def test_lang_is_the_language_of_subtitles_and_of_messages(master: Path, tmp_path: Path, capsys: Captured) -> None:
    subtitles = tmp_path / "en.srt"
    subtitles.write_text("1\n00:00:00,500 --> 00:00:02,000\nShe came back.\n", encoding="utf-8")
    command = ["media", "render", str(master), "--channel", "bilibili", "--producer-code", "x",
               "--subtitles", str(subtitles)]  # fmt: skip
    made = run(capsys, *command, "--lang", "es", "--out", tmp_path / "es")["deliverables"][0]
    assert (made["language"], Path(made["path"]).name) == ("es", "bilibili-es.mp4")
    made = run(capsys, *command, "--lang", "en", "--soft", "--out", tmp_path / "en")["deliverables"][0]
    assert (made["language"], Path(made["subtitles"]).name) == ("en", "bilibili-en.srt")
    failure = run(capsys, *command, "--lang", "en", "--out", tmp_path / "no", "--channel", "nope", code=2)
    assert failure["error"]["message"] == "There is no channel called nope."


def test_render_without_a_producer_code_says_so(master: Path, tmp_path: Path, capsys: Captured) -> None:
    command = ["media", "render", str(master), "--channel", "douyin", "--out", str(tmp_path / "out")]
    chinese = run(capsys, *command, "--lang", "zh", code=2)
    english = run(capsys, *command, "--lang", "en", code=2)
    assert set(chinese) == {"error"}
    assert set(chinese["error"]) == {"code", "message", "hint"}
    assert chinese["error"]["code"] == english["error"]["code"] == "producer_code_missing"
    assert chinese["error"]["message"] == "缺少内容生成者编码，AI 标识不能写。"
    assert english["error"]["message"] == "The producer code is missing; the AI label cannot be written."
    assert not (tmp_path / "out").exists()


def _renders(master: Path, out: Path, *more: str) -> list[str]:
    return [
        "media",
        "render",
        str(master),
        "--channel",
        "douyin",
        "--out",
        str(out),
        "--producer-code",
        "x",
        "--fit",
        "crop",
        *more,
    ]


@pytest.mark.usefixtures("tiny")
def test_wrong_input_is_a_clear_error_and_never_a_traceback(master: Path, tmp_path: Path, capsys: Captured) -> None:
    a_file = tmp_path / "a-file"
    a_file.write_text("in the way")
    occupied = tmp_path / "occupied"
    (occupied / "douyin-zh.mp4").mkdir(parents=True)
    same = clip(tmp_path / "douyin-zh.mp4", size="160x90", seconds=2.4)
    before = same.read_bytes()
    text = tmp_path / "text.mp4"
    text.write_text("I am no film")
    wanted = {
        "out_unusable": [_renders(master, a_file), _renders(master, a_file / "deeper"), _renders(master, occupied),
                         _renders(same, tmp_path), _renders(master, Path("/proc/nowhere"))],
        "file_missing": [_renders(tmp_path / "none.mp4", tmp_path / "o"), _renders(tmp_path, tmp_path / "o"),
                         ["media", "probe", str(tmp_path / "none.mp4")],
                         ["media", "qc", str(master), "--channel", "douyin", "--master", str(tmp_path / "none.mp4")]],
        "not_media": [_renders(text, tmp_path / "o"), ["media", "probe", str(text)],
                      ["media", "qc", str(text), "--channel", "douyin"]],
        "subtitles_missing": [_renders(master, tmp_path / "o", "--subtitles", str(tmp_path / "none.srt"))],
        "subtitles_unreadable": [_renders(master, tmp_path / "o", "--subtitles", str(master))],
        "channel_unknown": [_renders(master, tmp_path / "o", "--channel", "douyn"),
                            ["media", "qc", str(master), "--channel", "douyn"]],
        "usage": [["media", "render", str(master), "--out", str(tmp_path / "o")], ["media", "probe"],
                  ["media", "nope"], ["nope"], ["media", "probe", str(master), "--nope"],
                  _renders(master, tmp_path / "o", "--fit", "stretch"), _renders(master, tmp_path / "o", "--channel"),
                  _renders(master, tmp_path / "o", "--language", "../x")],
    }  # fmt: skip
    for code, commands in wanted.items():
        for command in commands:
            for language in ("zh", "en"):
                assert main([*command, "--json", "--lang", language]) == 2, command
                captured = capsys.readouterr()
                error = json.loads(captured.out)["error"]
                assert set(error) == {"code", "message", "hint"}
                assert error["code"] == code, (command, error)
                assert error["message"], command
                assert (max(error["message"]) >= "\u4e00") == (language == "zh"), error
                assert "Traceback" not in captured.err
    assert same.read_bytes() == before
    assert not (tmp_path / "o").exists() or not list((tmp_path / "o").iterdir())


def test_errors_without_json_go_to_stderr(tmp_path: Path, capsys: Captured) -> None:
    assert main(["media", "probe", str(tmp_path / "none.mp4"), "--lang", "en"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[0] == "manju: Cannot open the file: none.mp4"


@pytest.mark.parametrize(("locale", "said"), [("zh_CN.UTF-8", "打不开"), ("en_GB.UTF-8", "Cannot open")])
def test_messages_follow_the_terminals_locale(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, locale: str, said: str
) -> None:
    monkeypatch.setitem(os.environ, "LC_ALL", locale)
    assert main(["media", "probe", str(tmp_path / "none.mp4")]) == 2
    assert said in capsys.readouterr().err


def test_readable_text_has_the_same_content(master: Path, capsys: Captured) -> None:
    assert main(["media", "probe", str(master), "--lang", "en"]) == 0
    assert "video_codec          h264" in capsys.readouterr().out
    assert main(["media", "channels", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("douyin           Douyin  1080×1920")
    assert main(["media", "qc", str(master), "--channel", "douyin", "--lang", "en"]) == 1
    assert "✗ label_metadata" in capsys.readouterr().out
