"""Copies of a master: what is written is what was promised, is read back, and changes nothing else."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from manju.media import ffmpeg
from manju.media.errors import Cancelled, MediaError
from manju.media.label import writing
from manju.media.label.aigc import AigcLabel
from manju.media.marking import CopyOrder, Marker, mark_file
from manju.media.probe import probe
from manju.media.registering import register
from manju.media.render.dither import SIDE, thresholds
from manju.media.render.marking import Layer, Place, gathered
from manju.media.traces import Segment, bound_z
from manju.media.watermark.embedding import MarkKey, Writer
from manju.media.watermark.reading import Film, Original, read
from media.clips import clip
from media.clips import ffmpeg as plain_ffmpeg

pytestmark = pytest.mark.media

SECRET = bytes(range(32))
SIZE = (640, 360)
CUT_S = 1.52
DROPPED = "select='not(eq(mod(n,7),3))'"  # every seventh frame: a rate that varies


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3 s with a cut, sound, a varying frame rate and an AI label."""
    folder = tmp_path_factory.mktemp("marking")
    cut = f"{DROPPED},hue=h=90:s=0.4:enable='gte(t,{CUT_S})',negate=components=y:enable='gte(t,{CUT_S})'"
    plain = clip(folder / "plain.mp4", size="640x360", video_filter=cut, extra=("-fps_mode", "passthrough"))
    writing.write(plain, folder / "master.mp4", AigcLabel("1", "test", "no 1"))
    return folder / "master.mp4"


@pytest.fixture(scope="module")
def marker(master: Path) -> Marker:
    return Marker(register(master), SECRET)


@pytest.fixture(scope="module")
def copy(master: Path, marker: Marker) -> Path:
    """Copy 7, as it is handed out."""
    path = master.with_name("copy 7.mp4")
    mark_file(master, marker, [CopyOrder(7, path)])
    return path


def luma(path: Path, size: tuple[int, int] = SIZE) -> np.ndarray:
    """All frames' luma, int16 [n, height, width], as it is in the file."""
    command = [ffmpeg.executable(), "-v", "error", "-i", f"file:{path}", "-map", "0:v:0", "-fps_mode", "passthrough",
               "-vf", "format=yuv420p,extractplanes=y", "-f", "rawvideo", "-"]  # fmt: skip
    raw = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, size[1], size[0]).astype(np.int16)


def packets(path: Path, kind: str) -> list[tuple[Fraction, bytes]]:
    """(time in seconds, bytes) of every packet of the first stream of a kind."""
    with av.open(str(path)) as file:
        stream = next(s for s in file.streams if s.type == kind)
        return [(p.pts * p.time_base, bytes(p)) for p in file.demux(stream) if p.pts is not None]


def times(path: Path) -> list[Fraction]:
    return sorted(time for time, _ in packets(path, "video"))


def film(path: Path) -> Film:
    facts = probe(path)
    return Film(path, facts.demuxer, facts.width, facts.height, facts.duration_s)


def test_a_marked_copy_is_read_back_and_no_other_copy_is(master: Path, marker: Marker, copy: Path) -> None:
    registration = marker.registration
    original = Original(1, film(master), registration.survey, MarkKey(SECRET, registration.work))
    ids = np.arange(1, 201)
    reading = read(film(copy), original, [Segment(0.0, 3.0, 0.0, 3.0, 1.0, False)], ids)
    limit = bound_z(len(ids) * reading.tries)
    assert ids[reading.z > limit].tolist() == [7]
    assert reading.z.max() > 2 * limit
    assert reading.pilot_z > 8


def test_the_mark_is_as_weak_as_stated(master: Path, marker: Marker, tmp_path: Path) -> None:
    (made,) = mark_file(master, marker, [CopyOrder(7, tmp_path / "exact.mp4")], crf=0, preset="ultrafast")
    square = np.square((luma(made.path) - luma(master)).astype(np.float64)).mean((1, 2))
    assert made.psnr_y_db == pytest.approx(10 * np.log10(255**2 / square.mean()), abs=0.05)
    assert made.worst_psnr_y_db == pytest.approx(10 * np.log10(255**2 / square.max()), abs=0.05)
    assert made.psnr_y_db >= 49
    assert made.worst_psnr_y_db >= 44


def test_the_mark_changes_with_the_cut_and_stands_still_before_it(master: Path, marker: Marker, tmp_path: Path) -> None:
    (made,) = mark_file(master, marker, [CopyOrder(7, tmp_path / "exact.mp4")], crf=0, preset="ultrafast")
    assert len(marker.registration.survey.shots) == 2
    difference = luma(made.path) - luma(master)
    changes = [t for t, _ in marker.changes(7)]
    for (before, earlier), (after, later) in pairwise(zip(times(master), difference, strict=True)):
        changed = any(before < t <= after for t in changes)
        assert changed or np.array_equal(earlier, later)
        alike = np.corrcoef(earlier.reshape(-1), later.reshape(-1))[0, 1]
        assert (alike < 0.5) == (before < CUT_S <= after)


def test_frames_keep_their_times_and_sound_and_label_stay(master: Path, copy: Path) -> None:
    assert times(copy) == times(master)
    assert packets(copy, "audio") == packets(master, "audio")
    assert probe(copy).aigc == probe(master).aigc is not None


def test_chroma_is_not_touched(master: Path, marker: Marker, tmp_path: Path) -> None:
    (made,) = mark_file(master, marker, [CopyOrder(7, tmp_path / "exact.mp4")], crf=0, preset="ultrafast")
    command = ["-map", "0:v:0", "-fps_mode", "passthrough", "-vf", "format=yuv420p,extractplanes=u", "-f", "md5", "-"]
    ours, theirs = (
        subprocess.run(
            [ffmpeg.executable(), "-v", "error", "-i", str(p), *command], capture_output=True, check=True
        ).stdout
        for p in (made.path, master)
    )
    assert ours == theirs


def test_copies_made_in_one_pass_are_those_made_alone(master: Path, marker: Marker, copy: Path, tmp_path: Path) -> None:
    orders = [CopyOrder(n, tmp_path / f"{n}.mp4") for n in (3, 7, 2**63 - 1)]
    made = mark_file(master, marker, orders)
    assert [(m.copy_id, m.path) for m in made] == [(o.copy_id, o.out) for o in orders]
    assert orders[1].out.read_bytes() == copy.read_bytes()
    assert orders[0].out.read_bytes() != copy.read_bytes()
    assert {p.name for p in tmp_path.iterdir()} == {o.out.name for o in orders}


def test_a_cancelled_copy_leaves_nothing(master: Path, marker: Marker, tmp_path: Path) -> None:
    asked = 0

    def after_a_while() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    orders = [CopyOrder(n, tmp_path / f"{n}.mp4") for n in (1, 2)]
    with pytest.raises(Cancelled):
        mark_file(master, marker, orders, preset="veryslow", cancelled=after_a_while)
    assert list(tmp_path.iterdir()) == []


def test_another_file_than_the_registered_one_is_refused(master: Path, marker: Marker, tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(master.read_bytes() + b"\0\0\0\x08free")
    with pytest.raises(MediaError) as refused:
        mark_file(other, marker, [CopyOrder(1, tmp_path / "1.mp4")])
    assert refused.value.code == "other_master"
    assert [p.name for p in tmp_path.iterdir()] == ["other.mp4"]


def test_a_copy_never_takes_the_place_of_its_master(master: Path, marker: Marker) -> None:
    before = master.read_bytes()
    with pytest.raises(MediaError) as refused:
        mark_file(master, marker, [CopyOrder(1, master)])
    assert refused.value.code == "out_unusable"
    assert master.read_bytes() == before


@pytest.mark.parametrize(
    ("made_with", "size"),
    [
        pytest.param({"size": "322x181", "video": ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p")},
                     (322, 180), id="odd sides, 4:4:4"),
        pytest.param({"size": "320x180", "video_filter": "setsar=4/3"}, (426, 180), id="wide pixels"),
        pytest.param({"size": "320x180", "video": ("-c:v", "libx264", "-pix_fmt", "yuv420p10le")}, (320, 180),
                     id="10 bit"),
        pytest.param({"size": "320x180", "video_filter": "scale=out_range=pc,format=yuvj420p"}, (320, 180),
                     id="full range"),
    ],
)  # fmt: skip
def test_masters_of_any_make_become_plain_copies_without_sound(
    made_with: dict[str, object], size: tuple[int, int], tmp_path: Path
) -> None:
    odd = clip(tmp_path / "odd.mp4", seconds=1, sound=None, **made_with)  # type: ignore[arg-type]
    (made,) = mark_file(odd, Marker(register(odd), SECRET), [CopyOrder(1, tmp_path / "1.mp4")], preset="ultrafast")
    facts = probe(made.path)
    assert (facts.width, facts.height, facts.pixel_format, facts.sample_aspect) == (*size, "yuv420p", "1:1")
    assert (facts.has_audio, facts.full_range, facts.frames) == (False, False, 25)
    assert times(made.path) == times(odd)
    assert made.psnr_y_db >= 49


def test_a_turned_master_becomes_an_upright_copy(tmp_path: Path) -> None:
    lying = clip(tmp_path / "lying.mp4", seconds=1)
    turned = tmp_path / "turned.mp4"
    plain_ffmpeg("-display_rotation", "90", "-i", str(lying), "-c", "copy", str(turned))
    (made,) = mark_file(turned, Marker(register(turned), SECRET), [CopyOrder(1, tmp_path / "1.mp4")])
    facts = probe(made.path)
    assert (facts.width, facts.height, facts.rotation) == (180, 320, 0)


def test_sound_that_an_mp4_does_not_take_becomes_aac(tmp_path: Path) -> None:
    film_in_mkv = clip(tmp_path / "pcm.mkv", seconds=1, audio=("-c:a", "pcm_s16le"))
    (made,) = mark_file(film_in_mkv, Marker(register(film_in_mkv), SECRET), [CopyOrder(1, tmp_path / "1.mp4")])
    assert probe(made.path).audio_codec == "aac"


def test_the_same_copy_has_the_same_mark_and_another_copy_another(marker: Marker) -> None:
    def mark(copy_id: int) -> list[tuple[float, bytes]]:
        return list(marker.changes(copy_id))

    assert mark(7) == mark(7)
    assert [t for t, _ in mark(8)] == [t for t, _ in mark(7)]
    assert all(a != b for (_, a), (_, b) in zip(mark(7), mark(8), strict=True))
    assert mark(7)[0] != next(replace(marker, secret=bytes(32)).changes(7))


def test_a_mark_stream_shows_every_change_at_its_frame(marker: Marker) -> None:
    writer = Writer(MarkKey(SECRET, marker.registration.work), marker.registration.survey)
    changes = list(writer.changes(7))
    frames = list(writer.frames(7, Fraction(25)))
    assert len(frames) == round(marker.registration.duration_s * 25) + 1
    for n, frame in enumerate(frames):
        assert frame == [field for t, field in changes if t <= n / 25 + 1e-6][-1]


def test_a_picture_that_reaches_beyond_the_frame_is_marked_where_it_is_seen(marker: Marker) -> None:
    def first_luma(place: Place) -> np.ndarray:
        _, frame = next(Layer(marker, 7, place)._frames())
        return frame[: place.height].copy()

    whole = first_luma(Place.whole(640, 360))
    cropped = first_luma(Place(256, 320, -192, -20, 640, 360))
    padded = first_luma(Place(704, 488, 32, 64, 640, 360))
    # the grain lies differently, so the same field is rounded up or down elsewhere
    assert np.abs(cropped.astype(int) - whole[20:340, 192:448]).max() <= 1
    assert np.abs(padded[64:424, 32:672].astype(int) - whole).max() <= 1
    assert (padded[:64] == 128).all()
    assert (padded[:, 672:] == 128).all()


def test_dither_keeps_the_mean_and_has_no_coarse_pattern() -> None:
    tile = thresholds(16)
    assert np.bincount(tile.reshape(-1)).tolist() == [SIDE * SIDE // 16] * 16
    for level in (4, 8, 12):
        points = (tile < level).astype(float)
        power = np.abs(np.fft.fft2(points - points.mean())) ** 2
        away = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.fftfreq(SIDE)[None])
        assert power[away < 0.15].mean() < 0.1 * power[away > 0.3].mean()


def test_a_strong_field_is_drawn_to_whole_levels_and_a_weak_one_is_not() -> None:
    sixteenths = np.arange(-32, 33)
    mark = (128 + sixteenths).astype(np.uint8)[None]
    weak = gathered(mark, np.full((1, 65), 0.3, np.float32)).astype(int)[0] - 128
    strong = gathered(mark, np.full((1, 65), 0.6, np.float32)).astype(int)[0] - 128
    assert weak.tolist() == sixteenths.tolist()
    assert strong[sixteenths % 16 == 0].tolist() == [-32, -16, 0, 16, 32]
    assert strong[sixteenths % 16 == 8].tolist() == [-24, -8, 8, 24]
    assert set(strong[np.abs(sixteenths) <= 4]) == {0}
    assert (np.diff(strong) >= 0).all()


def test_an_error_in_a_feed_ends_the_render_and_is_raised() -> None:
    def broken() -> object:
        yield b"\0" * 64
        raise ZeroDivisionError

    arguments = ["-f", "rawvideo", "-video_size", "8x8", "-pix_fmt", "gray", "-i", "feed:0", "-f", "null", "-"]
    with pytest.raises(ZeroDivisionError):
        ffmpeg.run(arguments, feeds=[broken()])  # type: ignore[list-item]


def test_feeds_that_nobody_reads_to_their_end_do_not_hang() -> None:
    def endless() -> object:
        while True:
            yield bytes(2**16)

    source = ["-f", "rawvideo", "-video_size", "8x8", "-pix_fmt", "gray", "-i"]
    graph = "[0:v][1:v]hstack"
    said = ffmpeg.run(
        [*source, "feed:0", *source, "feed:1", "-filter_complex", graph, "-frames:v", "3", "-f", "null", "-"],
        feeds=[endless(), endless()],  # type: ignore[list-item]
    )
    assert "frame=" in said or "video:" in said
