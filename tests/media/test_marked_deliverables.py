"""Deliverables that are copies: each bears its own mark, on the master's picture, and the quality check reads it."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from manju.media import ffmpeg
from manju.media.deliver import Made, Order, deliver
from manju.media.errors import MediaError
from manju.media.label.aigc import AigcLabel
from manju.media.mark_check import Mark, find_mark, strongest
from manju.media.probe import probe
from manju.media.quality import Master, read_back
from manju.media.registering import register
from manju.media.render.geometry import Geometry, filters, shaping_for
from manju.media.render.marking import Marker, Place
from manju.media.watermark.lattice import Lattice
from manju.media.watermark.survey import Survey
from media.clips import PLAIN, clip, tiny_profile

pytestmark = pytest.mark.media

LABEL = AigcLabel("1", "001191110000MA01", "ep-1")
UPRIGHT = tiny_profile("douyin", width=360, height=640)
WIDE = tiny_profile("youtube", width=640, height=360)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # tagged: luma of BT.601, converted, is another luma wherever there is colour
    tags = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
    return clip(tmp_path_factory.mktemp("marked") / "master.mp4", size="960x540", sound=None, extra=tags)


@pytest.fixture(scope="module")
def marker(master: Path) -> Marker:
    return Marker(register(master), bytes(range(32)))


@pytest.fixture(scope="module")
def made(master: Path, marker: Marker) -> list[Made]:
    orders = [
        Order(UPRIGHT, "zh", "one", LABEL, copy_id=11, **PLAIN),  # type: ignore[arg-type]
        Order(UPRIGHT, "zh", "another", LABEL, copy_id=12, **PLAIN),  # type: ignore[arg-type]
        Order(UPRIGHT, "zh", "nobody", LABEL, **PLAIN),  # type: ignore[arg-type]
        Order(WIDE, "en", "one", LABEL, copy_id=11, **PLAIN),  # type: ignore[arg-type]
    ]
    return deliver(master, orders, master.parent / "out", marker=marker)


def test_every_copy_bears_its_own_mark_and_the_check_reads_it(made: list[Made]) -> None:
    marks = [[c for c in m.report.checks if c.name == "watermark"] for m in made]
    assert [m.copy_id for m in made] == [11, 12, None, 11]
    assert [[c.ok for c in found] for found in marks] == [[True], [True], [], [True]]
    assert all(m.report.passed for m in made)


def test_equal_orders_of_two_copies_are_not_one_file(made: list[Made]) -> None:
    assert len({m.sha256 for m in made}) == len(made)


def test_the_mark_of_another_copy_does_not_pass(master: Path, marker: Marker, made: list[Made]) -> None:
    facts = probe(master)
    for one, copy_id in ((made[0], 12), (made[2], 11)):
        mark = Mark(marker, copy_id, master, facts)
        back = read_back(one.video, UPRIGHT, language="zh", master=Master(master, facts), mark=mark)
        (check,) = [c for c in back.report.checks if c.name == "watermark"]
        assert check.ok is False
        assert check.note is not None
        assert not back.report.passed


def test_a_picture_that_is_not_the_masters_is_undecided(master: Path, marker: Marker, tmp_path: Path) -> None:
    black = clip(tmp_path / "black.mp4", size="640x360", sound=None, video_filter="drawbox=color=black:t=fill")
    facts = probe(master)
    back = read_back(black, WIDE, master=Master(master, facts), mark=Mark(marker, 11, master, facts))
    (check,) = [c for c in back.report.checks if c.name == "watermark"]
    assert (check.ok, check.value) == (None, "inconclusive")


def test_only_the_registered_master_is_marked(marker: Marker, master: Path, tmp_path: Path) -> None:
    other = clip(tmp_path / "other.mp4", seconds=1, sound=None)
    with pytest.raises(MediaError) as refused:
        deliver(other, [Order(WIDE, "en", "one", LABEL, copy_id=1)], tmp_path / "out", marker=marker)
    assert refused.value.code == "other_master"
    assert not list((tmp_path / "out").glob("*"))
    with pytest.raises(ValueError, match="marker"):
        deliver(master, [Order(WIDE, "en", "one", LABEL, copy_id=1)], tmp_path / "out")


@pytest.mark.parametrize("size", [(1280, 720), (854, 480), (500, 700), (1080, 1080), (1920, 818)])
@pytest.mark.parametrize("frame", [(360, 640), (640, 360)])
def test_the_mark_lies_where_the_picture_lies(size: tuple[int, int], frame: tuple[int, int]) -> None:
    geometry = Geometry(*frame, Fraction(25), shaping_for(size, frame, "pad"))
    chain, end = filters(geometry, "x")
    shown = subprocess.run(
        [ffmpeg.executable(), "-v", "error", "-f", "lavfi", "-i", f"color=white:s={size[0]}x{size[1]}",
         "-filter_complex", f"[0:v]null[x];{chain};{end}extractplanes=y[y]", "-map", "[y]", "-frames:v", "1",
         "-f", "rawvideo", "-"], capture_output=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    white = np.frombuffer(shown, np.uint8).reshape(frame[1], frame[0]) > 128
    rows, columns = np.flatnonzero(white.any(1)), np.flatnonzero(white.any(0))
    place = Place.of(geometry, size)
    seen = (int(columns[0]), int(rows[0]), len(columns), len(rows))
    there = (place.left, place.top, place.picture_width, place.picture_height)
    assert np.abs(np.subtract(seen, there)).max() <= 1


def test_the_strongest_seconds_are_read() -> None:
    strengths = np.full((60, 2, 2), 20, np.uint8)
    strengths[18:48] = 40
    survey = Survey(Lattice(1, 1), 10.0, (0.0,), strengths)
    assert strongest(survey, 5.0) == (3.0, 8.0)
    assert strongest(survey, 20.0) == (0.0, 10.0)


def test_without_the_studios_secret_nothing_is_read(master: Path, marker: Marker, made: list[Made]) -> None:
    stranger = replace(marker, secret=bytes(32))
    assert not find_mark(made[3].video, probe(made[3].video), Mark(stranger, 11, master, probe(master))).read
