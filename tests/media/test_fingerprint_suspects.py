"""Suspects as they are found: odd containers, rates, depths and shapes are looked at, or refused clearly."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from manju.media.errors import Cancelled, MediaError
from manju.media.ffmpeg import executable
from manju.media.fingerprint import Index, extract, look
from manju.media.traces import Segment

from .clips import clip
from .painted import Frames, fingerprint_of, painted, written

pytestmark = pytest.mark.media

START_S = 2.0
FILM = painted(1, 12.0)
PART: Frames = FILM[16:72]  # seven seconds
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "22", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="module")
def index() -> Index:
    index = Index()
    index.add(1, fingerprint_of(FILM))
    index.add(2, fingerprint_of(painted(2, 12.0)))
    return index


def found(index: Index, path: Path) -> Segment:
    (match,) = index.match(look(path))
    assert match.master_id == 1
    assert abs(match.segments[0].master_time(3.0) - (START_S + 3.0)) < 0.3
    return match.segments[0]


ODD: dict[str, tuple[str, ...]] = {
    "film.gif": ("-vf", "scale=240:-1,format=gray"),
    "film.webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k"),
    "vfr15.mp4": ("-vf", "fps=15,select='gt(random(7),0.4)'", "-fps_mode", "vfr", *X264),
    "hdr10.mp4": ("-vf", "format=yuv420p10le", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=0",
                  "-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"),
    "anamorphic.mkv": ("-vf", "scale=240:180,setsar=4/3", *X264),
    "interlaced.ts": ("-vf", "fps=50,interlace", "-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-b:v", "1M"),
    "rgb.avi": ("-c:v", "ffv1", "-pix_fmt", "bgr0"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_files_are_found(tmp_path: Path, index: Index, name: str) -> None:
    found(index, written(tmp_path / name, PART, *ODD[name]))


def test_a_film_lying_on_its_side_is_turned_up_by_its_flag(tmp_path: Path, index: Index) -> None:
    lying = np.ascontiguousarray(np.rot90(PART, axes=(1, 2)))
    plain, flagged = written(tmp_path / "lying.mp4", lying), tmp_path / "flagged.mp4"
    turned = ["-display_rotation:v", "-90", "-i", str(plain), "-c", "copy", str(flagged)]
    subprocess.run([executable(), "-v", "error", "-y", *turned], check=True, timeout=60)
    assert look(flagged).shape[0] > look(flagged).shape[1]
    assert look(plain).shape[0] < look(plain).shape[1]
    found(index, flagged)


def test_a_cut_off_file_is_found_by_what_is_left_of_it(tmp_path: Path, index: Index) -> None:
    whole = written(tmp_path / "whole.mp4", PART, *X264, "-g", "8", "-movflags", "+faststart").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) * 3 // 4])
    segment = found(index, tmp_path / "cut.mp4")
    assert 3.0 < segment.suspect_end_s < 6.5


def test_rubbish_in_the_middle_is_survived(tmp_path: Path, index: Index) -> None:
    raw = bytearray(written(tmp_path / "whole.ts", PART, *X264, "-g", "8").read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 4000] = np.random.default_rng(1).bytes(4000)
    (tmp_path / "bad.ts").write_bytes(raw)
    found(index, tmp_path / "bad.ts")


@pytest.mark.parametrize("name", ["one.mp4", "one.png", "one.jpg"])
def test_one_picture_is_looked_at_and_matches_nothing(tmp_path: Path, index: Index, name: str) -> None:
    one = written(tmp_path / name, PART[:1], *(X264 if name.endswith("mp4") else ()), "-frames:v", "1")
    query = look(one)
    assert len(query) == 1
    assert index.match(query) == []


@pytest.mark.parametrize("make", [
    lambda p: clip(p / "sound.m4a", video=("-vn",), seconds=1.0),
    lambda p: p / "missing.mp4",
    lambda p: _rubbish(p / "rubbish.mp4"),
])  # fmt: skip
def test_what_has_no_picture_is_refused_clearly(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(MediaError) as raised:
        look(make(tmp_path))
    assert raised.value.code == "no_video"


def test_looking_stops_when_told(tmp_path: Path) -> None:
    film = written(tmp_path / "film.mp4", PART)
    with pytest.raises(Cancelled):
        look(film, cancelled=lambda: True)


def test_a_fingerprint_taken_from_the_file_is_that_of_its_frames(tmp_path: Path) -> None:
    taken, seen = extract(written(tmp_path / "film.mp4", FILM)), fingerprint_of(FILM)
    assert (taken.shape, taken.count) == (seen.shape, seen.count)
    apart = np.bitwise_count(taken.samples["hash"] ^ seen.samples["hash"]).sum(axis=1)
    assert np.median(apart) <= 8


def test_a_still_and_sound_are_no_masters(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as raised:
        extract(written(tmp_path / "one.png", PART[:1], "-frames:v", "1"))
    assert raised.value.code == "still_image"


@pytest.mark.slow
def test_an_8k_film_is_found(tmp_path: Path, index: Index) -> None:
    large = ("-vf", "scale=7680:4320", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "35", "-pix_fmt", "yuv420p")
    found(index, written(tmp_path / "8k.mp4", PART[:32], *large))


@pytest.mark.slow
def test_three_hours_are_looked_at_to_their_end(tmp_path: Path, index: Index) -> None:
    # a frame every ten seconds, then seven seconds of the master
    frames = np.concatenate([np.tile(painted(30, 5.0), (27, 1, 1)), PART])
    times = "setpts='if(lt(N,1080),N*10,10800+(N-1080)/8)/TB'"
    query = look(written(tmp_path / "long.mkv", frames, "-vf", times, "-fps_mode", "vfr", *X264, "-g", "50"))
    assert query.times_s[-1] > 10_700
    (match,) = index.match(query)
    assert match.segments[0].suspect_start_s > 10_700


def _rubbish(path: Path) -> Path:
    path.write_bytes(np.random.default_rng(3).bytes(20_000))
    return path
