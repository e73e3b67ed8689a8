"""Hashes of pictures: frozen values, and what mirroring, light and contrast do to them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manju.media.fingerprint import hashes

from .painted import painted

FROZEN = ["75144784a4724188", "a8102f432324c42d", "8f00162da2bc19ea", "9c243aeb0f690b4f"]
FROZEN_MIRROR = ["145a7648cea61d45", "e84f2ea564178f4e", "5ac2b11c71bea468", "713cd58e211f1747"]

# bits of terms that are nearly nothing turn by the last digit of a float
SURE = 0.5


def picture(seed: int) -> np.ndarray:
    return painted(seed, 0.125)[0]


def ramp() -> np.ndarray:
    """A fixed picture that no library draws: 64 x 64 of integer arithmetic."""
    y, x = np.mgrid[0:64, 0:64]
    return ((x * x * 3 + y * 7 * x + 11 * y * y) % 251).astype(np.uint8)


def sure_bits(terms: np.ndarray) -> np.ndarray:
    return hashes.hash_of(np.where(np.abs(terms) > SURE, 1.0, -1.0).astype(np.float32))


def test_hash_of_a_fixed_picture_is_what_version_1_says() -> None:
    found = hashes.hash_of(hashes.terms_of(hashes.square(ramp())))
    assert [f"{int(word):016x}" for word in found] == FROZEN


def test_mirror_mask_is_what_version_1_says() -> None:
    assert [f"{int(word):016x}" for word in hashes.MIRROR] == FROZEN_MIRROR


@given(st.integers(0, 2**16))
def test_hash_of_the_mirrored_picture_is_the_hash_turned_by_the_mask(seed: int) -> None:
    square = hashes.square(picture(seed))
    terms = hashes.terms_of(square)
    mirrored = hashes.hash_of(hashes.terms_of(np.ascontiguousarray(square[:, ::-1])))
    differs = (hashes.hash_of(terms) ^ hashes.MIRROR ^ mirrored) & sure_bits(terms)
    assert not differs.any()


@given(st.integers(0, 2**16), st.floats(0.4, 2.0), st.floats(-60, 60))
def test_brighter_or_flatter_pictures_have_the_same_hash(seed: int, gain: float, offset: float) -> None:
    square = hashes.square(picture(seed))
    terms = hashes.terms_of(square)
    other = hashes.hash_of(hashes.terms_of((square * gain + offset).astype(np.float32)))
    assert not ((hashes.hash_of(terms) ^ other) & sure_bits(terms)).any()


@pytest.mark.parametrize("size", [(854, 480), (160, 90), (480, 854), (97, 211)])
def test_hash_hardly_depends_on_the_size_of_the_picture(size: tuple[int, int]) -> None:
    large = cv2.resize(picture(5), (1280, 720), interpolation=cv2.INTER_CUBIC)
    scaled = cv2.resize(large, size, interpolation=cv2.INTER_AREA)
    one, other = (hashes.hash_of(hashes.terms_of(hashes.square(p))) for p in (large, scaled))
    assert hashes.distance(one, other) <= 16


def test_strangers_differ_in_about_half_of_the_bits() -> None:
    found = np.stack([hashes.hash_of(hashes.terms_of(hashes.square(picture(s)))) for s in range(60)])
    apart = hashes.distance(found[:30], found[30:])
    assert 115 < apart.mean() < 141
    assert apart.min() > 80


def test_kept_terms_draw_the_picture_again() -> None:
    square = hashes.square(picture(3))
    drawn = hashes.pictures_of(hashes.kept(hashes.terms_of(square))[None])[0]
    small = cv2.resize(square, (16, 16), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(drawn.ravel(), small.ravel())[0, 1] > 0.97
