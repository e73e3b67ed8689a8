"""Whose copy: named after every kind of handling, nobody named who is innocent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from manju.media.registering import Registration, register
from manju.media.traces import Reading, Segment, bound_z
from manju.media.tracing import named
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.geometry import picture_in
from manju.media.watermark.reading import Film, Original, read
from media.films import FPS, SECRET, SIZE, drawn, marked, written

pytestmark = pytest.mark.media

SECONDS = 5.0
ISSUED = np.concatenate([[7, 8, 9], np.arange(1000, 3000)])


class Studio:
    """A master, registered, and its copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.frames = drawn(seconds=SECONDS)
        self.master = written(folder / "master.mp4", self.frames, crf=14)
        self.registration: Registration = register(self.master)
        self.key = MarkKey(SECRET, self.registration.work)
        self.copies = {n: marked(self.frames, self.registration.survey, n, self.key) for n in (7, 8, 9)}

    def original(self, key: MarkKey | None = None) -> Original:
        film = Film(self.master, None, *SIZE, SECONDS)
        return Original(1, film, self.registration.survey, key or self.key)

    def read(
        self, suspect: np.ndarray, *, segment: Segment | None = None, key: MarkKey | None = None, **how: object
    ) -> Reading:
        path = written(self.folder / "suspect.mp4", suspect, **how)  # type: ignore[arg-type]
        from manju.media.probe import probe

        facts = probe(path)
        assert facts.width
        assert facts.height
        film = Film(path, facts.demuxer, facts.width, facts.height, facts.duration_s)
        seen = segment or Segment(0.0, facts.duration_s, 0.0, SECONDS, SECONDS / facts.duration_s, False)
        return read(film, self.original(key), [seen], ISSUED)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return Studio(tmp_path_factory.mktemp("studio"))


def names(reading: Reading) -> list[int]:
    return [n.copy_id for n in named([reading], len(reading.copy_ids) * reading.tries)]


@pytest.mark.parametrize(
    ("look", "crf", "mirrored"),
    [
        ("null", 32, False),
        ("scale=320:180", 28, False),
        ("hflip", 28, True),
        ("crop=360:188:96:66", 26, False),
        ("rotate=2.4*PI/180", 26, False),
        ("perspective=x0=W*0.03:y0=H*0.02:x1=W*0.97:y1=0:x2=0:y2=H*0.98:x3=W:y3=H*0.95,gblur=0.8", 26, False),
        ("eq=gamma=1.3:contrast=0.9,fps=10", 26, False),
        ("setpts=PTS/1.2", 26, False),
        ("scale=270:152,pad=270:480:0:164", 24, False),
        ("crop=200:270:120:0,pad=320:270:60:0", 26, False),
    ],
)
def test_the_copy_is_named_after(studio: Studio, look: str, crf: int, mirrored: bool) -> None:
    segment = Segment(0.0, SECONDS, 0.0, SECONDS, 1.0, True) if mirrored else None
    reading = studio.read(studio.copies[7], look=look, crf=crf, segment=segment)
    assert names(reading) == [7]


def test_bars_are_told_from_the_picture() -> None:
    frames = np.full((5, 60, 100), 16, np.uint8)
    frames[2, 10:50, 30:70] = np.random.default_rng(1).integers(30, 200, (40, 40))
    assert picture_in(frames) == (30, 10, 70, 50)
    assert picture_in(np.zeros((2, 60, 100), np.uint8)) == (0, 0, 100, 60)


def test_nobody_is_named_for_the_unmarked_master(studio: Studio) -> None:
    reading = studio.read(studio.frames, crf=24)
    assert names(reading) == []
    assert reading.z.max() < 6
    assert abs(reading.pilot_z) < 5


def test_nobody_is_named_with_another_key(studio: Studio) -> None:
    reading = studio.read(studio.copies[7], crf=24, key=MarkKey(bytes(32), studio.registration.work))
    assert names(reading) == []


def test_nobody_is_named_for_another_film(studio: Studio) -> None:
    assert names(studio.read(drawn(99, seconds=SECONDS), crf=24)) == []


def test_two_copies_spliced_in_time_are_both_named(studio: Studio) -> None:
    half = len(studio.frames) // 2
    spliced = np.concatenate([studio.copies[7][:half], studio.copies[8][half:]])
    assert sorted(names(studio.read(spliced, crf=24))) == [7, 8]


def test_an_average_of_three_copies_names_of_them_and_no_one_else(studio: Studio) -> None:
    mean = np.mean([studio.copies[n] for n in (7, 8, 9)], axis=0)
    found = names(studio.read(np.rint(mean).astype(np.uint8), crf=24))
    assert found
    assert set(found) <= {7, 8, 9}


def test_a_suspect_that_does_not_decode_there_is_no_evidence(studio: Studio) -> None:
    after = Segment(SECONDS + 20, SECONDS + 25, 0.0, 5.0, 1.0, False)
    reading = studio.read(studio.copies[7], segment=after)
    assert reading.z.tolist() == [0.0] * len(ISSUED)
    assert reading.sights == ()


def test_moments_are_kept_to_be_shown(studio: Studio) -> None:
    reading = studio.read(studio.copies[7], crf=24)
    assert 1 <= len(reading.sights) <= 6
    for sight in reading.sights:
        assert sight.suspect.shape == sight.master.shape == sight.residual.shape
        assert abs(sight.suspect_s - sight.master_s) < 1.5 / float(FPS)


def test_every_window_scored_is_counted(studio: Studio) -> None:
    reading = studio.read(studio.copies[7], crf=24)
    assert reading.tries == 3  # two halves and the whole
    assert bound_z(len(ISSUED) * reading.tries) > bound_z(len(ISSUED))


def test_times_that_are_off_are_set_right(studio: Studio) -> None:
    """The fingerprint's times may be off by half a second and its speed by some: the alignment sets them right."""
    late = Segment(0.0, 4.0, 0.85, 5.0, 1.04, mirrored=False)
    exact = studio.read(studio.copies[7][5:53], segment=late).segments[0]
    assert exact.master_start_s == pytest.approx(5 / 12, abs=0.15)
    assert exact.speed == pytest.approx(1.0, abs=0.04)


def test_without_copies_there_is_still_the_alignment(studio: Studio) -> None:
    path = written(studio.folder / "suspect.mp4", studio.frames, crf=24)
    film = Film(path, None, *SIZE, SECONDS)
    reading = read(film, studio.original(), [Segment(0.0, SECONDS, 0.2, SECONDS, 1.0, mirrored=False)], [])
    assert len(reading.z) == 0
    assert reading.segments[0].master_start_s == pytest.approx(0.0, abs=0.05)
    assert names(reading) == []
