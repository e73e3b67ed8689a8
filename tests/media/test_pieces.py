"""Rendering by pieces: the same film as in one, nothing made twice, nothing lost by a kill but what was in hand."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from manju.jobs.engine import Here
from manju.media.channels import profile
from manju.media.deliver import Order, deliver
from manju.media.errors import Cancelled
from manju.media.label.aigc import AigcLabel
from manju.media.label.visible import draw_label
from manju.media.probe import probe_master
from manju.media.reframe.composing import Composer
from manju.media.reframe.framing import Framing, Move, Pane, Shot
from manju.media.registering import register
from manju.media.render import pieces
from manju.media.render.encode import Output, Source
from manju.media.render.geometry import Geometry, shaping_for
from manju.media.render.looks import shown_at
from manju.media.render.marking import Marker
from manju.media.render.pieces import Alone, Piece, key_of, render
from manju.media.render.spans import WHOLE, Span, spans_of
from manju.media.render.store import Store
from media.clips import clip, gray_frames, tiny_profile

pytestmark = pytest.mark.media

RATES = (Fraction(25), Fraction(30), Fraction(24000, 1001), Fraction(12))
SMALL = (160, 90)
BT709 = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
STILL = Move.still(0.5)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds with a key frame every two; its sound begins with it."""
    return clip(tmp_path_factory.mktemp("pieces") / "master.mp4", seconds=12, extra=("-g", "50", "-bf", "2", *BT709))


@pytest.fixture(scope="module")
def source(master: Path) -> Source:
    return Source.of(master, probe_master(master))


@pytest.fixture(scope="module")
def spans(master: Path) -> list[Span]:
    return spans_of(master, "mov", 12.0, long_s=4.0)


def output(path: Path, *, size: tuple[int, int] = SMALL, fps: Fraction = RATES[0], **more: Any) -> Output:
    shaping = shaping_for((320, 180), size, "fill")
    plain = Output(path, Geometry(*size, fps, shaping), None, None, None, "zh", None, 4000, {})
    return replace(plain, **more)


def outputs(folder: Path) -> list[Output]:
    return [output(folder / f"{n}.mp4", fps=rate) for n, rate in enumerate(RATES)]


class Noting(Alone):
    """An engine that notes what it is given."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def each(self, deed: Any, pieces: Iterable[Any], **more: Any) -> Iterator[tuple[Any, Any]]:
        given = list(pieces)
        self.spans += [p.span for p in given]
        yield from super().each(deed, given, **more)


def packets(path: Path) -> list[tuple[int, bytes]]:
    """(number of the frame, bytes) of every packet, in order of coding."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        rate = stream.average_rate
        return [(round(p.pts * p.time_base * rate), bytes(p)) for p in container.demux(stream) if p.size]


def test_a_film_is_cut_at_key_frames_and_a_short_one_not_at_all(master: Path, spans: list[Span]) -> None:
    assert spans == [Span(Fraction(0), Fraction(4)), Span(Fraction(4), Fraction(8)), Span(Fraction(8), None)]
    assert spans_of(master, "mov", 12.0) == [WHOLE]
    assert spans_of(master, "mpegts", 120.0) == [WHOLE]


def test_cuts_lie_where_the_key_frames_are_not_where_they_are_wanted(tmp_path: Path) -> None:
    odd = clip(tmp_path / "odd.mkv", seconds=9, fps="24000/1001", sound=None, extra=("-g", "70", "-bf", "2"))
    (_, second, *_) = spans_of(odd, "matroska", 9.0, long_s=3.0)
    assert abs(float(second.start) - 70 * 1001 / 24000) < 0.001
    assert second.frames(Fraction(24000, 1001))[0] == 70


@pytest.fixture(scope="module")
def both_ways(source: Source, spans: list[Span], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same outputs rendered as a whole and by pieces, at four frame rates."""
    folders = (tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("cut"))
    render(source, outputs(folders[0]), folders[0], sha256="m", spans=[WHOLE])
    render(source, outputs(folders[1]), folders[1], sha256="m", spans=spans)
    return folders


@pytest.mark.parametrize("n", range(len(RATES)))
def test_every_frame_is_there_once_and_in_its_place(both_ways: tuple[Path, Path], spans: list[Span], n: int) -> None:
    whole, cut = (gray_frames(folder / f"{n}.mp4", *SMALL).astype(np.int16) for folder in both_ways)
    assert len(whole) == len(cut) == probe_master(both_ways[1] / f"{n}.mp4").frames
    for span in spans[1:]:
        seam, _ = span.frames(RATES[n])
        for frame in range(seam - 3, seam + 4):
            off = [float(np.square(cut[frame] - whole[frame + step]).mean()) for step in (-1, 0, 1)]
            assert off[1] < 8
            # the clock in the picture: no other frame is as near, unless it shows the same
            assert off[1] <= min(off) + 0.5


def test_a_joined_film_begins_at_nought_and_is_as_long_as_in_one_piece(both_ways: tuple[Path, Path]) -> None:
    for n in range(len(RATES)):
        times = [[p[0] for p in packets(folder / f"{n}.mp4")] for folder in both_ways]
        assert sorted(times[1]) == list(range(len(times[0])))
        one, other = (probe_master(folder / f"{n}.mp4") for folder in both_ways)
        assert one.duration_s == other.duration_s


def test_what_was_made_is_found_again_and_comes_out_the_same_anywhere(
    source: Source, spans: list[Span], tmp_path: Path
) -> None:
    store, engine = Store(tmp_path / "store"), Noting()
    one = output(tmp_path / "one.mp4")
    render(source, [one], tmp_path, sha256="m", spans=spans, store=store, engine=engine)
    first = one.path.read_bytes()
    assert engine.spans == spans
    more = [replace(one, metadata={"AIGC": "{}"}), output(tmp_path / "more.mp4", fps=RATES[3])]
    render(source, more, tmp_path, sha256="m", spans=spans, store=store, engine=engine)
    assert engine.spans == [*spans, *spans]  # for the second alone: all of the first is there
    assert [p[1] for p in packets(one.path)] == [bytes_ for _, bytes_ in _packets_of(first, tmp_path)]
    render(source, [one], tmp_path, sha256="m", spans=spans, store=Store(tmp_path / "elsewhere"))
    assert one.path.read_bytes() == first


def _packets_of(film: bytes, folder: Path) -> list[tuple[int, bytes]]:
    (folder / "first.mp4").write_bytes(film)
    return packets(folder / "first.mp4")


def test_a_key_tells_everything_that_is_seen_and_nothing_else(tmp_path: Path) -> None:
    one = output(tmp_path / "a.mp4")
    label = draw_label("zh", 160, 90, profile("douyin").safe_zone)
    words = tmp_path / "words.ass"
    words.write_text("one")
    same = replace(one, path=tmp_path / "b.mp4", metadata={"AIGC": "x"}, soft_language="en")
    others = [
        replace(one, label=label), replace(one, ass=words), replace(one, copy_id=3), replace(one, bitrate_max_kbps=9),
        output(one.path, fps=RATES[1]),
    ]  # fmt: skip
    keys = [key_of("m", WHOLE, o, None) for o in (one, same, *others)]
    keys += [key_of("n", WHOLE, one, None), key_of("m", Span(Fraction(0), Fraction(4)), one, None)]
    words.write_text("two")
    keys.append(key_of("m", WHOLE, others[1], None))
    assert keys[0] == keys[1]
    assert len(set(keys)) == len(keys) - 1


def test_a_file_whose_pieces_do_not_add_up_is_rendered_in_one(source: Source, tmp_path: Path) -> None:
    wrong = [Span(Fraction(0), Fraction(4)), Span(Fraction(4), Fraction(30)), Span(Fraction(8), None)]
    render(source, [output(tmp_path / "a.mp4")], tmp_path, sha256="m", spans=wrong)
    assert len(packets(tmp_path / "a.mp4")) == 300


# --- kills


def _pool() -> set[int]:
    """Processes of an engine that this one has started."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told, parent = (entry / "cmdline").read_bytes(), (entry / "stat").read_text().rsplit(")")[1].split()[1]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"spawn_main" in told and int(parent) == os.getpid():
            found.add(int(entry.name))
    return found


def _at_work(folder: Path) -> list[str]:
    """Commands of processes that still speak of a folder."""
    told = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told.append((entry / "cmdline").read_bytes().decode("utf-8", "replace"))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return [t for t in told if str(folder) in t and "ffmpeg" in t]


def _until(true: Callable[[], object]) -> None:
    while not true():
        time.sleep(0.02)


@pytest.mark.slow
def test_a_killed_process_loses_its_piece_and_nothing_else(source: Source, spans: list[Span], tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_one() -> None:
        _until(_pool)
        killed.append(min(_pool()))
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    render(source, [output(tmp_path / "a.mp4")], tmp_path, sha256="m", spans=spans, engine=Here(2, rooms=False))
    killer.join()
    assert len(killed) == 1
    assert len(packets(tmp_path / "a.mp4")) == 300


@pytest.mark.slow
def test_what_a_killed_worker_had_finished_is_not_made_again(source: Source, spans: list[Span], tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    one = output(tmp_path / "a.mp4", size=(960, 540))
    worker = os.fork()
    if worker == 0:  # as a worker is: killed without a word
        try:
            render(source, [one], tmp_path, sha256="m", spans=spans, store=store, engine=Alone())
        finally:
            os._exit(0)
    _until(lambda: list(store.folder.glob("??/[0-9a-f]*.mp4")))
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    _until(lambda: not _at_work(tmp_path))
    kept = {p.name: p.stat().st_ino for p in store.folder.glob("??/[0-9a-f]*.mp4")}
    engine = Noting()
    render(source, [one], tmp_path, sha256="m", spans=spans, store=store, engine=engine)
    after = {p.name: p.stat().st_ino for p in store.folder.glob("??/[0-9a-f]*.mp4")}
    assert kept.items() <= after.items()
    assert engine.spans == spans[len(kept) :]
    assert len(packets(one.path)) == 300


@pytest.mark.slow
def test_cancel_leaves_no_process_behind(source: Source, spans: list[Span], tmp_path: Path) -> None:
    large = output(tmp_path / "a.mp4", size=(1920, 1080))
    shares: list[float] = []
    with pytest.raises(Cancelled):
        render(source, [large], tmp_path, sha256="m", spans=spans, engine=Here(2, rooms=False),
               progress=shares.append, cancelled=lambda: any(s > 0 for s in shares))  # fmt: skip
    assert (_pool(), _at_work(tmp_path)) == (set(), [])
    assert shares == sorted(shares)
    assert not large.path.exists()


# --- framed films


def shot(start_s: float, end_s: float, *points: float) -> Shot:
    return Shot(start_s, end_s, "window", (Pane(0.3164, 1.0, Move(start_s, 1.0, points), STILL),))


FRAMING = Framing(
    (9, 16),
    (
        shot(0, 1.6, 0.3), shot(1.6, 3.2, 0.2, 0.3, 0.5, 0.6), shot(3.2, 4.8, 0.7), shot(4.8, 8.0, 0.4),
        Shot(8.0, 10.0, "split", (Pane(0.5, 0.5, Move.still(0.3), STILL), Pane(0.5, 0.5, Move.still(0.7), STILL))),
        Shot(10.0, 12.0, "fill", (Pane(1.0, 1.0, STILL, STILL),)),
    ),
)  # fmt: skip
UPRIGHT = (90, 160)


@pytest.fixture(scope="module")
def framed(
    source: Source, spans: list[Span], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Store, Output, Output]:  # fmt: skip
    folder = tmp_path_factory.mktemp("framed")
    one, plain = output(folder / "framed.mp4", size=UPRIGHT, framing=FRAMING), output(folder / "plain.mp4")
    store = Store(folder / "store")
    render(source, [one, plain], folder, sha256="m", spans=spans, store=store)
    return store, one, plain


def test_framed_pictures_are_those_that_were_composed(
    framed: tuple[Store, Output, Output], master: Path
) -> None:  # fmt: skip
    _, one, plain = framed
    assert len(packets(plain.path)) == 300
    assert one.look is not None
    with av.open(str(one.path)) as container:
        shown = [f.to_ndarray(format="yuv420p")[: UPRIGHT[1]].astype(np.int16) for f in container.decode(video=0)]
    assert len(shown) == 300
    composer = Composer(FRAMING, source=(320, 180), size=UPRIGHT)
    with av.open(str(master)) as container:
        for n, frame in enumerate(container.decode(video=0)):
            if n % 20 in (0, 19):
                drawn = composer.compose(frame.to_ndarray(format="yuv420p"), shown_at(one.look, n))[: UPRIGHT[1]]
                assert np.square(shown[n] - drawn.astype(np.int16)).mean() < 60, n


def test_a_corrected_shot_is_encoded_alone_and_every_other_packet_stays(
    framed: tuple[Store, Output, Output], source: Source, spans: list[Span], tmp_path: Path
) -> None:
    store, one, _ = framed
    before = dict(packets(one.path))
    moved = FRAMING.with_shot(2, replace(FRAMING.shots[2], panes=(Pane(0.3164, 1.0, Move.still(0.2), STILL),)))
    engine = Noting()
    again = replace(one, path=tmp_path / "again.mp4", framing=moved)
    render(source, [again], tmp_path, sha256="m", spans=spans, store=store, engine=engine)
    # the shot lies in two pieces: from 3.2 s to the cut at 4 s, and from there to 4.8 s
    assert [(s.start, s.end) for s in engine.spans] == [(Fraction(16, 5), 4), (4, Fraction(24, 5))]
    after = dict(packets(again.path))
    assert sorted(after) == list(range(300))
    assert all(after[n] == before[n] for n in range(300) if not 80 <= n < 120)
    assert all(after[n] != before[n] for n in (80, 90, 100, 119))
    shown, were = (gray_frames(p, *UPRIGHT).astype(np.int16) for p in (again.path, one.path))
    assert np.square(shown - were).mean((1, 2))[np.r_[:80, 120:300]].max() == 0
    said_why = replace(moved, shots=tuple(replace(s, reason="x", by_hand=True) for s in moved.shots))
    render(source, [replace(again, framing=said_why)], tmp_path, sha256="m", spans=spans, store=store, engine=engine)
    assert len(engine.spans) == 2  # why a shot is framed so is not seen


def test_a_framing_that_fails_ends_both_children(source: Source, tmp_path: Path, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("cannot be composed")

    monkeypatch.setattr(Composer, "compose", broken)
    with pytest.raises(ValueError, match="composed"):
        render(source, [output(tmp_path / "a.mp4", size=UPRIGHT, framing=FRAMING)], tmp_path, sha256="m")
    assert _at_work(tmp_path) == []


# --- the whole way


def test_pieces_are_not_seen_by_player_label_mark_or_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beeps = "sine=frequency=300:beep_factor=4:sample_rate=48000"
    film = clip(tmp_path / "film.mp4", size="960x540", seconds=4, sound=beeps, extra=("-g", "50", "-bf", "2", *BT709))
    monkeypatch.setattr(pieces, "spans_of", lambda *a, **k: spans_of(*a, long_s=2.0))
    marker = Marker(register(film), bytes(range(32)))
    label = AigcLabel("1", "001191110000MA01", "ep-1")
    orders = [
        Order(tiny_profile("youtube", width=640, height=360), "en", "one", label, copy_id=11),
        Order(tiny_profile("douyin", width=360, height=640), "zh", "two", label, copy_id=12,
              framing=Framing((9, 16), FRAMING.shots[:3])),
    ]  # fmt: skip
    engine = Noting()
    made = deliver(film, orders, tmp_path / "out", marker=marker, engine=engine, store=Store(tmp_path / "store"))
    assert len(engine.spans) == 2
    for one in made:
        checks = {c.name: c for c in one.report.checks}
        assert [c.name for c in one.report.checks if c.ok is False and c.name != "duration"] == []
        assert [checks[n].ok for n in ("label_visible", "label_metadata", "watermark", "av_offset")] == [True] * 4
        assert abs(one.duration_s - 4.0) < 0.05


# --- the store


def test_the_store_forgets_what_is_old_and_the_longest_unused_beyond_its_size(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for n, key in enumerate(("aa", "bb", "cc", "dd")):
        with store.put(key) as beside:
            beside.write_bytes(bytes(100))
        os.utime(store.path(key), (1000 + n, 1000 + n))
    half = store.path("aa").with_name(".whole-x.mp4")
    half.write_bytes(bytes(10))
    os.utime(half, (0, 0))
    assert store.clear(oldest_s=9.5, largest_bytes=10**6, now_s=1010) == 100
    assert store.find("aa") is None
    os.utime(store.path("bb"), (1011, 1011))  # used meanwhile
    assert store.clear(oldest_s=1000, largest_bytes=250, now_s=1012) == 100
    assert [store.path(k).exists() for k in ("aa", "bb", "cc", "dd")] == [False, True, False, True]
    assert half.exists()
    store.clear(now_s=10**6)
    assert not half.exists()


def test_a_piece_goes_to_another_process_and_back(source: Source, tmp_path: Path) -> None:
    import pickle

    one = output(tmp_path / "a.mp4", framing=FRAMING, label=draw_label("zh", 160, 90, profile("douyin").safe_zone))
    piece = Piece(source, WHOLE, (one, one), ("k", "l"), None, Store(tmp_path), tmp_path, tmp_path / "told")
    back = pickle.loads(pickle.dumps(piece))  # noqa: S301  # our own bytes
    assert (back.span, back.keys, back.outputs[0].framing) == (WHOLE, ("k", "l"), FRAMING)
    assert back.outputs[0].label is back.outputs[1].label
