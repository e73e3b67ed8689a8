"""What a match is worth: only what further moments add, and each piece of a film on its own line."""

import numpy as np

from manju.media.fingerprint.evidence import ACCEPTED, together
from manju.media.fingerprint.stretches import stretches

CELLS = 256


def _rows(count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, CELLS))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _pictures(count: int) -> np.ndarray:
    return np.random.default_rng(9).integers(0, 2**64, (count, 4), np.uint64)


def test_one_still_picture_proves_nothing_however_long_it_is_shown() -> None:
    still = np.repeat(_rows(1, 1), 40, axis=0)
    found = together(still, still, np.full(40, 9.0), np.repeat(_pictures(1), 40, axis=0), places_log10=6.0)
    assert found > ACCEPTED


def test_three_different_pictures_are_proof() -> None:
    rows = _rows(3, 2)
    assert together(rows, rows, np.zeros(3), _pictures(3), places_log10=6.0) < ACCEPTED


def test_moments_that_differ_from_one_another_by_noise_alone_add_next_to_nothing() -> None:
    still = _rows(1, 3)
    asked, shown = (still + 0.05 * _rows(40, seed) for seed in (4, 5))
    once = together(still, still, np.zeros(1), _pictures(1), places_log10=6.0)
    assert together(asked, shown, np.zeros(40), np.repeat(_pictures(1), 40, axis=0), places_log10=6.0) > once - 2.0


def test_strangers_add_nothing() -> None:
    assert together(_rows(60, 6), _rows(60, 7), np.zeros(60), _pictures(60), places_log10=6.0) > ACCEPTED


def test_each_piece_of_a_film_cut_into_pieces_is_on_the_line_that_agrees_with_it() -> None:
    agree = np.array([[0.7] * 12 + [0.1] * 12 + [0.2] * 12, [0.3] * 12 + [0.8] * 12 + [-1.0] * 12])
    assert stretches(agree) == [(0, 0, 11), (1, 12, 23)]


def test_a_short_gap_in_a_line_is_bridged() -> None:
    agree = np.array([[0.8] * 10 + [-0.1] * 6 + [0.8] * 10])
    assert stretches(agree) == [(0, 0, 25)]
