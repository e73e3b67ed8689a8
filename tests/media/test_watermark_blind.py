"""The blind layer: its code corrects what it promises, its bound is not beaten, and films give up their word."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manju.media.probe import probe
from manju.media.registering import register
from manju.media.tracing import film_of
from manju.media.watermark.blind import TILE, blind_field, tile_of
from manju.media.watermark.blind_code import (
    BLOCK,
    SYMBOLS,
    WORD_BITS,
    Decoded,
    blind_word,
    decode,
    log10_false_alarm,
    rows_of,
    symbols_of,
)
from manju.media.watermark.blind_reading import read_blind
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.lattice import Lattice
from manju.media.watermark.survey import BLIND_POWER
from media.films import FPS, SECRET, marked, written

WORDS = st.integers(0, 2**WORD_BITS - 1)


@given(WORDS)
@settings(max_examples=30)
def test_a_word_survives_noise_of_three_times_its_own_strength(word: int) -> None:
    rng = np.random.default_rng(word % 2**32)
    seen = rows_of(SECRET, word) + 3.0 * rng.standard_normal((SYMBOLS, BLOCK))
    found = decode(SECRET, seen.astype(np.float32))
    assert found is not None
    assert found.word == word
    assert log10_false_alarm(found, 56) < -9


@given(WORDS)
@settings(max_examples=15)
def test_a_word_survives_the_loss_of_four_symbols(word: int) -> None:
    seen = rows_of(SECRET, word).astype(np.float32)
    seen[word % 5 : word % 5 + 4] = 0
    found = decode(SECRET, seen)
    assert found is not None
    assert found.word == word


@given(WORDS, WORDS)
def test_two_words_share_at_most_two_symbols(one: int, other: int) -> None:
    if one != other:
        assert int((symbols_of(one) == symbols_of(other)).sum()) <= 2


def test_no_word_is_given_for_noise() -> None:
    rng = np.random.default_rng(3)
    for _ in range(40):
        found = decode(SECRET, rng.standard_normal((SYMBOLS, BLOCK)).astype(np.float32))
        assert found is not None
        assert log10_false_alarm(found, 56) > -9


def test_nothing_seen_gives_no_word() -> None:
    assert decode(SECRET, np.zeros((SYMBOLS, BLOCK), np.float32)) is None
    assert log10_false_alarm(Decoded(0, 0.0, 0.0), 56) == 0.0


def test_the_code_is_frozen() -> None:
    tile = tile_of(SECRET, blind_word(SECRET, 7))
    assert tile.shape == (TILE, TILE)
    assert hashlib.sha256(tile.tobytes()).hexdigest() == FROZEN


FROZEN = "adf7cd89572ed6b6218127fbc032bb46396a4383f56ac2dea5ba83c8fe70dd7b"


def test_numbers_beyond_48_bits_get_a_secret_word() -> None:
    assert blind_word(SECRET, 2**48 - 1) == 2**48 - 1
    assert blind_word(SECRET, 2**48) != blind_word(bytes(32), 2**48)


def test_the_layer_has_the_share_of_the_power_the_survey_leaves_it() -> None:
    for lattice in (Lattice(53, 30), Lattice(30, 53), Lattice(40, 40)):
        field = blind_field(SECRET, 7, lattice)
        chips = np.random.default_rng(1).choice([-1, 1], lattice.cells).astype(np.int8)
        assert float(np.square(field).mean()) == pytest.approx(
            BLIND_POWER * float(np.square(lattice.spread(chips)).mean()), rel=0.05
        )


def cartoon(*, seconds: float) -> np.ndarray:
    """Flat colours with discs that move over them, luma uint8 [frames, 360, 640]: what cel animation is like."""
    rng = np.random.default_rng(4)
    places, ways = rng.uniform(0, 1, (12, 2)) * (640, 360), rng.uniform(-6, 6, (12, 2))
    out = []
    for n in range(round(seconds * FPS)):
        picture = np.full((360, 640), 150, np.uint8)
        for i, (place, way) in enumerate(zip(places, ways, strict=True)):
            x, y = (place + n * way) % (640, 360)
            cv2.circle(picture, (int(x), int(y)), 30 + 6 * i, 60 + 12 * i, -1, cv2.LINE_AA)
        out.append(picture)
    return np.stack(out)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, np.ndarray]:
    folder = tmp_path_factory.mktemp("blind")
    frames = cartoon(seconds=10)
    registration = register(written(folder / "master.mp4", frames, crf=14))
    key = MarkKey(SECRET, registration.work)
    extra = blind_field(SECRET, 7, registration.survey.lattice)
    return folder, marked(frames, registration.survey, 7, key, extra=extra)


@pytest.mark.media
@pytest.mark.parametrize("look", ["null", "hflip", "crop=512:288:60:20", "scale=480:270"])
def test_a_film_gives_up_its_word(copy: tuple[Path, np.ndarray], look: str) -> None:
    folder, frames = copy
    path = written(folder / "suspect.mp4", frames, crf=24, look=look)
    found = read_blind(film_of(path, probe(path)), SECRET)
    assert found is not None
    assert found.word == 7
    assert found.log10_false_alarm <= -9


@pytest.mark.media
def test_a_film_without_the_layer_has_no_word(copy: tuple[Path, np.ndarray]) -> None:
    path = written(copy[0] / "unmarked.mp4", cartoon(seconds=4), crf=24)
    assert read_blind(film_of(path, probe(path)), SECRET) is None


@pytest.mark.media
def test_another_studio_reads_nothing(copy: tuple[Path, np.ndarray]) -> None:
    path = written(copy[0] / "suspect.mp4", copy[1], crf=24)
    assert read_blind(film_of(path, probe(path)), bytes(32)) is None
