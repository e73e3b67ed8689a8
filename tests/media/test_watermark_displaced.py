"""A slow pan at the wrong time: the picture lies right, the mark beside its place, and the pilot says where."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from manju.media.probe import probe
from manju.media.registering import register
from manju.media.traces import Segment
from manju.media.tracing import film_of, named
from manju.media.watermark.displaced import displacements
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.lattice import Lattice
from manju.media.watermark.reading import Original, read
from media.films import FPS, SECRET, marked, written

pytestmark = pytest.mark.media

SIZE = 640, 360
SECONDS = 9.0
LATE_S = 2.0
ISSUED = np.concatenate([[7], np.arange(1000, 2000)])


def pan() -> np.ndarray:
    """A dark, soft wall that goes by, two pixels in a frame; a lamp on it here and there."""
    rng = np.random.default_rng(5)
    count = round(SECONDS * FPS)
    wall = cv2.GaussianBlur(rng.normal(0, 60, (SIZE[1], SIZE[0] + 2 * count)).astype(np.float32), (0, 0), 9) * 5 + 52
    wall += cv2.GaussianBlur(rng.normal(0, 14, wall.shape).astype(np.float32), (0, 0), 2)
    return np.stack([np.clip(wall[:, 2 * n : 2 * n + SIZE[0]], 16, 235) for n in range(count)]).astype(np.uint8)


def test_a_copy_is_named_although_the_times_of_a_pan_are_seconds_off(tmp_path: Path) -> None:
    frames = pan()
    master = written(tmp_path / "master.mp4", frames, crf=14)
    registration = register(master)
    key = MarkKey(SECRET, registration.work)
    copy = marked(frames, registration.survey, 7, key)
    first, shift = round(3 * FPS), round(2 * LATE_S * FPS)
    # the left of the picture is cut off: what is left looks like the master's picture `LATE_S` later, cut on the right
    seen = copy[first : first + round(4 * FPS), :, shift:]
    path = written(tmp_path / "suspect.mp4", np.ascontiguousarray(seen), crf=24)
    film, facts = film_of(path, probe(path)), probe(master)
    original = Original(1, film_of(master, facts), registration.survey, key)
    late = Segment(0.0, film.duration_s, 3.0 + LATE_S, 3.0 + LATE_S + film.duration_s, 1.0, False)
    place = np.array([[1 - shift / SIZE[0], 0, 0], [0, 1, 0]])  # as the fingerprint would have it: cut on the right
    reading = read(film, original, [late], ISSUED, places=[place])
    assert [n.copy_id for n in named([reading], len(ISSUED) * reading.tries)] == [7]
    assert reading.segments[0].master_start_s == pytest.approx(3.0, abs=0.25)


def test_a_blank_residual_points_nowhere() -> None:
    pilot = np.random.default_rng(3).normal(size=(180, 318)).astype(np.float32)
    assert displacements([(np.zeros_like(pilot), pilot)], Lattice(53, 30)) == []
