"""Fingerprints as bytes: read the same for ever, and never half."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manju.media.fingerprint import Extractor, Fingerprint
from manju.media.fingerprint.prints import POINT, SAMPLE

from .painted import fingerprint_of, painted

FROZEN = (
    "TUpGUAEAAAAAAAAAAADgP0ABAAC0AAAAAgAAAAEAAAAAHv/heAFjYEAARiiTCUozI6RoymKHmk4rGuivBjsWqCWsUJoNzVIGRiZm"
    "FlY2dg5OLm4eXj5+AUEhYRFRMXEJSSlpGVk5eQVFJWUVVTV1DU0tbR1dPX0DQyNjE1MzcwtLK2sbWzt7B0cnZxdXN3cPTy9vH18/"
    "/4DAoOCQ0LDwiMio6JjYuHiodbSjQLEHizGYJ08wMHACAO/sE9pV2QXL"
)
FROZEN_MOMENT = ["3db3f125f4eda4d6", "19845c83af7a2962", "5dc57e2144198d6e", "a981447083d4dc37"]


def small() -> Fingerprint:
    """Two moments and one point, of round numbers."""
    samples, points = np.zeros(2, SAMPLE), np.zeros(1, POINT)
    samples["time"], samples["hash"], samples["viewed"] = [0, 0.25], np.arange(8, dtype=np.uint64).reshape(2, 4), [1, 0]
    samples["kept"][1], samples["views"][0] = np.arange(96), 7
    points["sample"], points["bits"], points["x"], points["angle"] = 1, [[3, 5]], 200, 9
    return Fingerprint(1, 0.5, (320, 180), (0, 30, 255, 225), samples, points)


def same(one: Fingerprint, other: Fingerprint) -> bool:
    return (
        (one.version, one.duration_s, one.shape, one.inside)
        == (other.version, other.duration_s, other.shape, other.inside)
        and one.samples.tobytes() == other.samples.tobytes()
        and one.points.tobytes() == other.points.tobytes()
    )


def test_bytes_of_version_1_are_read_the_same_for_ever() -> None:
    assert same(Fingerprint.from_bytes(base64.b64decode(FROZEN)), small())


def test_a_film_of_painted_pictures_has_the_fingerprint_of_version_1() -> None:
    found = fingerprint_of(painted(1, 5.0))
    assert found.count == 20
    assert found.samples["viewed"].tolist() == [1, 0] * 10
    assert [f"{int(w):016x}" for w in found.samples["hash"][4]] == FROZEN_MOMENT
    assert set(found.points["sample"].tolist()) >= {0}


@given(st.integers(0, 6), st.integers(0, 9), st.integers(0, 2**32 - 1))
def test_a_fingerprint_comes_back_from_its_bytes(moments: int, points: int, seed: int) -> None:
    draws = np.random.default_rng(seed)
    table = np.frombuffer(draws.bytes(moments * SAMPLE.itemsize), SAMPLE)
    found = np.frombuffer(draws.bytes(points * POINT.itemsize), POINT).copy()[: points if moments else 0]
    found["sample"] %= max(1, moments)
    one = Fingerprint(1, 12.5, (1080, 1920), (0, 0, 255, 255), table, found)
    assert same(Fingerprint.from_bytes(one.to_bytes()), one)


@given(st.data())
def test_a_cut_off_or_changed_fingerprint_is_refused(data: st.DataObject) -> None:
    whole = small().to_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ValueError, match="fingerprint"):
        Fingerprint.from_bytes(whole[:at])
    changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    with pytest.raises(ValueError, match="fingerprint"):
        Fingerprint.from_bytes(changed)


def test_a_fingerprint_of_another_version_is_refused_by_its_number() -> None:
    raw = bytearray(small().to_bytes())
    struct.pack_into("<H", raw, 4, 2)
    struct.pack_into("<I", raw, len(raw) - 4, zlib.crc32(bytes(raw[:-4])))
    with pytest.raises(ValueError, match="version 2"):
        Fingerprint.from_bytes(bytes(raw))


def test_a_fingerprint_that_would_unpack_to_more_than_it_says_is_refused() -> None:
    raw = bytearray(small().to_bytes())
    head, packed = raw[:40], zlib.compress(b"\0" * 10_000_000)
    body = bytes(head) + packed
    with pytest.raises(ValueError, match="fingerprint"):
        Fingerprint.from_bytes(body + struct.pack("<I", zlib.crc32(body)))


def test_a_picture_without_sides_has_no_extractor() -> None:
    with pytest.raises(ValueError, match="nothing to see"):
        Extractor(width=0, height=180)


def test_frames_between_the_quarter_seconds_are_not_looked_at() -> None:
    extractor = Extractor(width=320, height=180)
    frame = painted(1, 0.125)[0]
    wanted = []
    for n in range(60):
        wanted.append(extractor.wants(n / 60))
        extractor.see(frame, n / 60)
    assert sum(wanted) == 4
    assert extractor.finish(1.0).count == 4
