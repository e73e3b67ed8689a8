"""The JSON of `manju protect` is a contract (CLI.md): register, mark for two people, trace names the right one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from databases import Migrated
from factories import make_studio
from manju.cli import main
from manju.copies.models import Copy, RegisteredMaster
from manju.media import tracing
from manju.media.traces import Trace
from manju.media.tracing import trace as look
from manju.people.models import Studio
from manju.people.scope import every_studio
from media.clips import clip, ffmpeg

pytestmark = [pytest.mark.media, pytest.mark.django_db]

Captured = pytest.CaptureFixture[str]
SEGMENT = {"suspect_start_s", "suspect_end_s", "master_start_s", "master_end_s", "speed", "mirrored"}


@pytest.fixture(scope="session")
def drifting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fractal to hold on to and to be marked, and what moves in a test picture laid over it."""
    out = tmp_path_factory.mktemp("film") / "第7集.mp4"
    still = "mandelbrot=size=480x270:start_x=-0.743644:start_y=-0.131826:start_scale=0.02,trim=end_frame=1,loop=-1:1"
    ffmpeg("-f", "lavfi", "-i", f"{still},setpts=N/25/TB,fps=25", "-f", "lavfi", "-i", "testsrc2=size=480x270:rate=25",
           "-t", "7.2", "-filter_complex", "blend=average,gblur=0.6", "-c:v", "libx264",
           "-preset", "veryfast", "-crf", "12", "-pix_fmt", "yuv420p", str(out))  # fmt: skip
    return out


@pytest.fixture(scope="session")
def part(drifting: Path) -> Path:
    """Some seconds of it: where nothing is found, tracing takes longest, and as long as the film is."""
    out = drifting.with_name("part.mp4")
    ffmpeg("-ss", "2", "-i", str(drifting), "-t", "4", "-c:v", "libx264", "-crf", "16", str(out))
    return out


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return tmp_path / "home"


def run(capsys: Captured, *arguments: str | Path, code: int = 0) -> Any:
    """Run one command with --json and return its one document."""
    assert main([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_register_mark_two_and_trace_names_the_right_one(
    drifting: Path, part: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered = run(capsys, "protect", "register", drifting, "--title", "长夜灯", "--episode", "7")
    assert list(registered)[:5] == ["master_id", "title", "episode", "duration_s", "hashes"]
    assert (registered["title"], registered["episode"]) == ("长夜灯", 7)
    assert registered["duration_s"] == pytest.approx(7.2, abs=0.05)
    assert registered["hashes"] > 20

    first = run(capsys, "protect", "mark", drifting, tmp_path / "a.mp4", "--recipient", "张三")
    second = run(capsys, "protect", "mark", drifting, tmp_path / "b.mp4", "--recipient", "李四", "--copy-id", "77")
    for made, name in ((first, "a.mp4"), (second, "b.mp4")):
        assert list(made)[:4] == ["copy_id", "recipient", "psnr_y_db", "path"]
        assert Path(made["path"]) == tmp_path / name
        assert made["psnr_y_db"] >= 49
    assert (second["copy_id"], first["recipient"]) == (77, "张三")
    assert 0 < first["copy_id"] <= 2**48
    facts = run(capsys, "media", "probe", tmp_path / "a.mp4")
    assert (facts["width"], facts["height"], facts["fps"]) == (480, 270, 25.0)

    found = tmp_path / "found.mp4"
    ffmpeg("-ss", "1", "-i", str(tmp_path / "b.mp4"), "-t", "5", "-c:v", "libx264", "-crf", "30", str(found))
    seen: list[Trace] = []
    with monkeypatch.context() as patch:
        patch.setattr(tracing, "trace", lambda *a, **k: seen.append(look(*a, **k)) or seen[-1])
        traced = run(capsys, "protect", "trace", found)
    assert list(traced)[:5] == ["matches", "match", "copy", "copies", "seconds"]
    assert traced["match"] == traced["matches"][0]
    assert set(traced["match"]) >= {"master_id", "title", "episode", "segments", "score"}
    assert (traced["match"]["master_id"], traced["match"]["title"]) == (registered["master_id"], "长夜灯")
    segment = traced["match"]["segments"][0]
    assert set(segment) == SEGMENT
    assert segment["master_start_s"] - segment["suspect_start_s"] == pytest.approx(1, abs=0.5)
    assert set(traced["copy"]) >= {"copy_id", "recipient", "log10_false_alarm"}
    assert (traced["copy"]["copy_id"], traced["copy"]["recipient"]) == (77, "李四")
    assert traced["copy"]["log10_false_alarm"] < -9
    assert [c["copy_id"] for c in traced["copies"]] == [77]

    with monkeypatch.context() as patch:
        patch.setattr(tracing, "trace", lambda *_, **__: seen[0])  # what was seen the first time, now for people
        assert main(["protect", "trace", str(found), "--lang", "en"]) == 0
    assert "This is the copy handed to 李四 (77)" in capsys.readouterr().out
    unmarked = run(capsys, "protect", "trace", part)
    assert (unmarked["match"]["episode"], unmarked["copy"], unmarked["copies"]) == (7, None, [])

    blind = run(capsys, "protect", "trace", tmp_path / "b.mp4", "--blind")
    assert (blind["match"], blind["copy"]["copy_id"], blind["copy"]["recipient"]) == (None, 77, "李四")
    assert blind["copy"]["log10_false_alarm"] < -9

    make_studio("长风", "Longwind")
    unclear = run(capsys, "protect", "trace", found, code=2)
    assert unclear["error"]["code"] == "studio_unclear"
    stranger = run(capsys, "protect", "trace", found, "--studio", "Longwind")
    assert (stranger["matches"], stranger["match"], stranger["copy"], stranger["copies"]) == ([], None, None, [])


def test_a_blind_trace_has_the_same_shape_and_needs_no_master(part: Path, capsys: Captured) -> None:
    traced = run(capsys, "protect", "trace", part, "--blind")
    assert list(traced)[:5] == ["matches", "match", "copy", "copies", "seconds"]
    assert (traced["match"], traced["copy"], traced["copies"]) == (None, None, [])


def test_a_bare_home_gets_one_studio_and_a_sample_is_not_taken_for_it(drifting: Path, capsys: Captured) -> None:
    make_studio("样例", "Sample", is_sample=True)
    own = make_studio("自己的", "Own")
    run(capsys, "protect", "register", drifting)
    with every_studio(why="test"):
        assert [r.studio for r in RegisteredMaster.objects.all()] == [own]


@pytest.mark.db
def test_mark_registers_a_new_master_under_its_files_name(drifting: Path, tmp_path: Path, capsys: Captured) -> None:
    made = run(capsys, "protect", "mark", drifting, tmp_path / "a.mp4", "--recipient", "张三")
    again = run(capsys, "protect", "register", drifting)
    assert (again["master_id"], again["title"], again["episode"]) == (made["master_id"], "第7集", None)
    assert Studio.objects.count() == 1
    with every_studio(why="test"):
        copy = Copy.objects.get()
    assert (copy.copy_id, copy.sha256 != "", copy.psnr_y_db > 49) == (made["copy_id"], True, True)


def test_wrong_input_is_a_clear_error(drifting: Path, tmp_path: Path, capsys: Captured) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("I am no film")
    still = tmp_path / "still.png"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=64x64", "-frames:v", "1", str(still))
    run(capsys, "protect", "mark", drifting, tmp_path / "a.mp4", "--recipient", "Zhang", "--copy-id", "5")
    mark = ["protect", "mark", str(drifting)]
    wanted = {
        "not_media": [["protect", "register", str(text)], ["protect", "trace", str(text)]],
        "file_missing": [["protect", "register", str(tmp_path / "none.mp4")],
                         ["protect", "trace", str(tmp_path / "none.mp4")]],
        "still_image": [["protect", "trace", str(still)], ["protect", "register", str(still)]],
        "out_unusable": [[*mark, str(tmp_path), "--recipient", "x"],
                         [*mark, str(tmp_path / "no" / "b.mp4"), "--recipient", "x"]],
        "recipient_missing": [[*mark, str(tmp_path / "b.mp4"), "--recipient", "  "]],
        "copy_id_unusable": [[*mark, str(tmp_path / "b.mp4"), "--recipient", "Li", "--copy-id", "5"],
                             [*mark, str(tmp_path / "b.mp4"), "--recipient", "Li", "--copy-id", "0"]],
        "folder_missing": [["protect", "watch", str(tmp_path / "none")]],
        "studio_unknown": [["protect", "trace", str(drifting), "--studio", "nobody"]],
        "usage": [[*mark, str(tmp_path / "b.mp4")], ["protect", "register"], ["protect", "nope"]],
    }  # fmt: skip
    for code, commands in wanted.items():
        for command in commands:
            for language in ("zh", "en"):
                error = run(capsys, *command, "--lang", language, code=2)["error"]
                assert error["code"] == code, (command, error)
                assert (max(error["message"]) >= "\u4e00") == (language == "zh"), error
    assert not (tmp_path / "b.mp4").exists()


def test_watch_lists_every_file_and_goes_on(
    drifting: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Inline:
        def __init__(self, processes: int | None = None) -> None:
            pass

        def each(self, deed: Callable[..., Any], pieces: Iterable[Any], *, cancelled: Any) -> Iterator[Any]:
            return ((piece, deed(piece, cancelled)) for piece in pieces)

    monkeypatch.setattr("manju.jobs.engine.Here", Inline)
    run(capsys, "protect", "register", drifting, "--title", "长夜灯", "--episode", "7")
    found = tmp_path / "found"
    found.mkdir()
    ffmpeg("-i", str(drifting), "-t", "4", "-c:v", "libx264", "-crf", "28", str(found / "ours.mp4"))
    clip(found / "other.mp4", size="160x90", seconds=4)
    (found / "broken.mp4").write_bytes((found / "ours.mp4").read_bytes()[:2000])
    scanned = run(capsys, "protect", "watch", found)
    assert list(scanned)[:2] == ["files", "files_per_min"]
    files = {Path(f["path"]).name: f for f in scanned["files"]}
    assert list(files) == ["broken.mp4", "other.mp4", "ours.mp4"]
    assert all(set(f) >= {"path", "match", "copy"} for f in files.values())
    assert files["ours.mp4"]["match"]["title"] == "长夜灯"
    assert (files["other.mp4"]["match"], files["ours.mp4"]["copy"]) == (None, None)
    assert files["broken.mp4"]["error"]["code"] == "truncated"
    assert scanned["files_per_min"] > 0
    again = run(capsys, "protect", "watch", found)
    assert (again["files"], again["looked_at"], again["kept"]) == (scanned["files"], 0, 3)


@pytest.mark.slow
def test_the_commands_work_by_themselves_on_a_bare_home(drifting: Path, migrated: Migrated, tmp_path: Path) -> None:
    """As a person calls them: a process each, a home with nothing but tables, scanning in processes of their own.

    That a command makes the tables of a home that is not there yet: tests/house/test_docs.py.
    """
    migrated.copied_to(tmp_path / "new")
    environment = os.environ | {"MANJU_HOME": str(tmp_path / "new"), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("MANJU_DATABASE_URL", None)
    (tmp_path / "found").mkdir()

    def command(*words: str | Path) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "manju", *map(str, words), "--json"],
            capture_output=True, text=True, env=environment, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-800:] + done.stderr[-800:]
        return json.loads(done.stdout)

    made = command("protect", "mark", drifting, tmp_path / "found" / "copy.mp4", "--recipient", "张三")
    [file] = command("protect", "watch", tmp_path / "found", "--processes", "1")["files"]
    assert file["copy"]["copy_id"] == made["copy_id"]
