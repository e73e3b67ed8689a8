"""What is added to a picture: weak, still within a shot, of one shape for ever, and known to the reader."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manju.media.watermark.embedding import MIDDLE, SCALE, MarkKey, Writer
from manju.media.watermark.lattice import Lattice, lattice_of
from manju.media.watermark.strength import look_size, strength
from manju.media.watermark.survey import Survey, Surveyor
from media.films import FPS, SECRET, drawn

KEY = MarkKey(SECRET, hashlib.sha256(b"a master").digest())


def survey_of(frames: np.ndarray) -> Survey:
    import cv2

    lattice = lattice_of(frames.shape[2], frames.shape[1])
    surveyor = Surveyor(lattice)
    for i, frame in enumerate(frames):
        surveyor.see(cv2.resize(frame, look_size(lattice), interpolation=cv2.INTER_AREA), float(i / FPS))
    return surveyor.finish(float(len(frames) / FPS))


@pytest.fixture(scope="module")
def survey() -> Survey:
    return survey_of(drawn())


@given(st.integers(0, 2**32 - 1), st.sampled_from([(1920, 1080), (720, 1280), (640, 640), (2000, 300)]))
def test_gather_is_the_adjoint_of_spread(seed: int, size: tuple[int, int]) -> None:
    lattice = lattice_of(*size)
    rng = np.random.default_rng(seed)
    cells = rng.standard_normal(lattice.cells).astype(np.float32)
    field = rng.standard_normal((lattice.height, lattice.width)).astype(np.float32)
    one = float((lattice.spread(cells).astype(np.float64) * field).sum())
    other = float(cells.astype(np.float64) @ lattice.gather(field))
    assert one == pytest.approx(other, rel=1e-4, abs=0.5)


@pytest.mark.parametrize(
    ("size", "cells"),
    [((1920, 1080), (53, 30)), ((1080, 1920), (30, 53)), ((512, 512), (40, 40)), ((4000, 100), (253, 12))],
)
def test_a_lattice_has_square_cells_about_1600_of_them(size: tuple[int, int], cells: tuple[int, int]) -> None:
    lattice = lattice_of(*size)
    assert (lattice.columns, lattice.rows) == cells


def test_the_pilot_takes_fifteen_in_a_hundred_cells_at_secret_places() -> None:
    lattice = Lattice(53, 30)
    mine, theirs = lattice.pilot_cells(SECRET), lattice.pilot_cells(bytes(32))
    assert mine.sum() == theirs.sum() == 238
    assert np.array_equal(mine, lattice.pilot_cells(SECRET))
    assert (mine & theirs).sum() < 150


def test_strength_is_low_on_flat_and_dark_and_high_in_texture() -> None:
    lattice = Lattice(53, 30)
    width, height = look_size(lattice)
    flat, _ = strength(np.full((height, width), 128, np.uint8))
    black, _ = strength(np.full((height, width), 16, np.uint8))
    rough, _ = strength((np.indices((height, width)).sum(0) // 2 % 2 * 120 + 60).astype(np.uint8))
    assert np.allclose(flat, 0.54)
    assert np.allclose(black, 0.27)
    assert float(np.median(rough)) > 1.0


def test_a_cut_gives_another_shot_and_a_pan_does_not(survey: Survey) -> None:
    assert survey.shots == (0.0, 3.0)
    assert [survey.shot_at(t) for t in (0.0, 2.99, 3.0, 5.9, 99.0)] == [0, 0, 1, 1, 1]


def test_a_survey_survives_bytes_and_damage_is_noticed(survey: Survey) -> None:
    raw = survey.to_bytes()
    back = Survey.from_bytes(raw)
    assert back.shots == survey.shots
    assert back.lattice == survey.lattice
    assert np.array_equal(back.strengths, survey.strengths)
    assert back.to_bytes() == raw
    for damaged in (raw[:30], b"other" + raw[5:], raw[:-40]):
        with pytest.raises(ValueError, match="survey"):
            Survey.from_bytes(damaged)


def test_the_mark_keeps_its_budget(survey: Survey) -> None:
    """49.1 dB over the film and 44.7 dB in the worst frame, the dither of rounding counted."""
    errors = []
    for raw in Writer(KEY, survey).frames(7, Fraction(6)):
        delta = (np.frombuffer(raw, np.uint8).astype(np.float64) - MIDDLE) / SCALE
        share = delta - np.floor(delta)
        errors.append(float(np.mean(delta**2 + share * (1 - share))))
    assert 10 * np.log10(255**2 / np.mean(errors)) >= 49.1
    assert 10 * np.log10(255**2 / max(errors)) >= 44.7


def test_mark_streams_are_frozen() -> None:
    """embed_v1: chips exactly; field values to a step of 1/16 grey level, the last bit of float sums being free."""
    still = Survey(Lattice(53, 30), 2.0, (0.0, 1.0), np.full((12, 90, 159), 40, np.uint8))
    writer = Writer(KEY, still)
    cells = np.concatenate([writer.cells(7, 0), writer.cells(7, 1)])
    assert hashlib.sha256(cells.tobytes()).hexdigest() == CELLS_FROZEN
    stream = np.frombuffer(b"".join(writer.frames(7, Fraction(12))), np.uint8).astype(int)
    assert np.abs(stream[:: 180_000 + 7] - FIELD_FROZEN).max() <= 1


CELLS_FROZEN = "bdce9db4cc0a71aa58c19cb31ad14299aeb2f08fa11ba3232ba04096093ae430"
FIELD_FROZEN = [115, 115, 137, 125, 110, 138, 114, 110]


def test_a_mark_stands_still_within_a_shot_and_changes_at_the_cut() -> None:
    still = Survey(Lattice(53, 30), 2.0, (0.0, 1.0), np.full((12, 90, 159), 40, np.uint8))
    frames = list(Writer(KEY, still).frames(7, Fraction(12)))
    assert len(set(frames[:12])) == 1
    assert len(set(frames[12:])) == 1
    assert frames[0] != frames[12]


def test_copies_share_the_pilot_and_nothing_else(survey: Survey) -> None:
    writer = Writer(KEY, survey)
    pilot = survey.lattice.pilot_cells(SECRET)
    one, other = writer.cells(7, 0), writer.cells(8, 0)
    assert np.array_equal(one[pilot], other[pilot])
    assert abs(int((one[~pilot].astype(int) * other[~pilot]).sum())) < 7 * (~pilot).sum() ** 0.5


def test_a_film_without_frames_cannot_be_surveyed() -> None:
    with pytest.raises(ValueError, match="without frames"):
        Surveyor(Lattice(53, 30)).finish(1.0)
