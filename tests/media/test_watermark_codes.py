"""Chips are what the bound rests on: fixed for ever by key and parts, and coin tosses to everybody else."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manju.media.traces import bound_z, log10_false_alarm
from manju.media.watermark.codes import chips, chips_of_many
from manju.media.watermark.scoring import z_of

KEY = bytes(range(32))
WORK = hashlib.sha256(b"a master").digest()


def test_chips_are_frozen() -> None:
    row = chips(KEY, "copy", WORK, 3, 7, count=3060)
    assert hashlib.sha256(row.tobytes()).hexdigest() == FROZEN
    assert set(np.unique(row)) == {-1, 1}


FROZEN = "8a427a7cf8450d9428d1332b7c544e9c936f5855e1e5271796630c56d056d69a"


def test_many_are_the_same_as_one_by_one() -> None:
    ids = [1, 7, 2**62, 99]
    rows = np.concatenate(list(chips_of_many(KEY, "copy", WORK, 0, last=ids, count=77, batch=3)))
    for row, n in zip(rows, ids, strict=True):
        assert np.array_equal(row, chips(KEY, "copy", WORK, 0, n, count=77))


def test_purposes_do_not_run_together() -> None:
    """Parts carry kind and length: no two lists of parts give one stream."""
    lists = [("ab", "c"), ("a", "bc"), ("abc",), (b"ab", "c"), ("ab", "c", 0), ("ab", 99), ("ab", b"c")]
    streams = {chips(KEY, *parts, count=256).tobytes() for parts in lists}
    assert len(streams) == len(lists)


@given(st.integers(0, 2**62), st.integers(0, 2**62), st.integers(0, 500))
def test_other_copies_shots_and_keys_have_nothing_in_common(one: int, other: int, shot: int) -> None:
    count = 3000
    mine = chips(KEY, "copy", WORK, shot, one, count=count).astype(np.int64)
    theirs = [
        chips(KEY, "copy", WORK, shot + 1, one, count=count),
        chips(bytes(32), "copy", WORK, shot, one, count=count),
    ]
    if one != other:
        theirs.append(chips(KEY, "copy", WORK, shot, other, count=count))
    assert all(abs(int(mine @ t)) / count**0.5 < 7 for t in theirs)  # 1e-11 by Hoeffding


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        chips(b"short", "pilot", count=8)


@pytest.mark.parametrize("shape", ["even", "one loud cell", "heavy tails", "correlated with a guilty copy"])
def test_no_weights_lift_innocent_copies_over_hoeffdings_bound(shape: str) -> None:
    """Whatever the suspect gives as weights, 20,000 innocent codes stay under exp(-t^2 / 2)."""
    rng = np.random.default_rng(11)
    count = 3060
    weights = {
        "even": np.ones(count),
        "one loud cell": np.where(np.arange(count) == 5, 50.0, 1.0),
        "heavy tails": rng.standard_t(2, count),
        "correlated with a guilty copy": chips(KEY, "copy", WORK, 0, 10**6, count=count) + rng.standard_normal(count),
    }[shape].astype(np.float32)
    z = np.concatenate(
        [z_of(weights, rows) for rows in chips_of_many(KEY, "copy", WORK, 0, last=np.arange(20_000), count=count)]
    )
    for t in (1.0, 2.0, 3.0, 4.0):
        share = float((z > t).mean())
        assert share <= np.exp(-t * t / 2) + 4 * np.sqrt(np.exp(-t * t / 2) / len(z))
    assert z.max() < bound_z(len(z))


def test_the_bound_counts_every_scoring() -> None:
    assert bound_z(10_000) == pytest.approx(7.7374, abs=1e-3)
    assert bound_z(70_000) > bound_z(10_000)
    assert log10_false_alarm(bound_z(10_000), 10_000) == pytest.approx(-9.0)
    assert log10_false_alarm(-3.0, 10) == 0.0
    assert log10_false_alarm(1.0, 10_000) == 0.0
