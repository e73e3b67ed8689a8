"""Awkward and hostile files get a clear error in both languages, or work: through probing and a whole delivery."""

from __future__ import annotations

import resource
import time
from dataclasses import replace
from pathlib import Path

import pytest

from manju.media.deliver import Order, deliver
from manju.media.errors import MediaError
from manju.media.label.aigc import AigcLabel
from manju.media.probe import LIMITS, probe, probe_master
from manju.media.quality import read_back
from media.clips import clip, tiny_profile
from media.hostile import NAMES, REFUSED, WORKS

pytestmark = [pytest.mark.media, pytest.mark.usefixtures("nobody_in_sight")]

LABEL = AigcLabel("1", "001191110000MA01", "ep-1")


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_with_a_clear_error_and_nothing_stored(kind: str, tmp_path: Path) -> None:
    codes, build = REFUSED[kind]
    (tmp_path / "in").mkdir()
    path = build(tmp_path / "in")
    with pytest.raises(MediaError) as caught:
        deliver(path, [Order(tiny_profile(), "zh", "douyin", LABEL)], tmp_path / "out")
    assert caught.value.code in codes
    for sentence in (caught.value.message, caught.value.hint):
        assert any("\u4e00" <= c <= "\u9fff" for c in sentence.zh)
        assert sentence.en
        assert not any("\u4e00" <= c <= "\u9fff" for c in sentence.en)
        assert str(tmp_path) not in sentence.zh + sentence.en
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", WORKS)
def test_works_and_the_deliverable_is_green(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = WORKS[kind](tmp_path / "in")
    facts = probe_master(path)
    assert facts.duration_s > 1
    (made,) = deliver(path, [Order(tiny_profile(), "zh", "douyin", LABEL)], tmp_path / "out")
    failed = [c for c in made.report.checks if c.ok is False]
    assert failed == []
    assert made.report.passed
    assert (made.width, made.height) == (180, 320)
    assert made.cover is not None
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["douyin-zh.cover.jpg", "douyin-zh.mp4"]


@pytest.mark.parametrize("name", NAMES)
def test_no_file_name_is_read_as_anything_but_a_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    path = clip(tmp_path / "plain.mp4", size="160x90", seconds=1).rename(tmp_path / "in" / name)
    monkeypatch.chdir(tmp_path / "in")
    for spelled in (path, Path(name)):
        assert probe(spelled).video_codec == "h264"
    (made,) = deliver(Path(name), [Order(tiny_profile(), "zh", "douyin", LABEL)], Path("../out: %d 'x'"))
    assert made.report.passed
    assert [p.name for p in tmp_path.joinpath("in").iterdir()] == [name]


def test_any_foreign_file_can_be_checked(tmp_path: Path) -> None:
    for kind in ("hdr", "gif", "16 x 16", "turned by metadata", "mpeg-ts", "silent", "variable frame rate"):
        folder = tmp_path / kind
        folder.mkdir()
        report = read_back(WORKS[kind](folder), tiny_profile()).report
        assert not report.passed
        assert [c.name for c in report.checks if c.name in ("profile", "label_metadata") and c.ok is False]


def test_the_probing_child_dies_at_its_limits(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", size="160x90", seconds=1)
    begun = time.monotonic()
    for limits in (replace(LIMITS, memory_bytes=50 * 2**20), replace(LIMITS, wall_s=0.01)):
        with pytest.raises(MediaError) as caught:
            probe(film, limits)
        assert caught.value.code == "unreadable"
    assert time.monotonic() - begun < 10


def test_ffmpeg_child_runs_under_its_memory_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from manju.media import ffmpeg

    film = clip(tmp_path / "film.mp4", size="160x90", seconds=1)
    monkeypatch.setattr(ffmpeg, "MEMORY_BYTES", 2**20 * 150)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(MediaError) as caught:
        ffmpeg.run([*ffmpeg.safe_input(film), "-vf", "scale=8000:8000,reverse", "-f", "null", "-"])
    assert caught.value.code == "encode_failed"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 160 * 1024)
