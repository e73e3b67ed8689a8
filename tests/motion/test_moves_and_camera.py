"""Moves have exact values, and the camera puts points where a pinhole camera would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manju.media.motion.board import Camera, Drawing, Layer, Shake
from manju.media.motion.camera import camera_matrix, layer_matrix
from manju.media.motion.moves import Key, Keys, Noise, Sum, Wave, along, eased, value_at

DOT = Drawing(np.full((1, 1, 4), 255, np.uint8))


def seen(camera: Camera, depth: float, x: float, y: float, t: float = 0.0) -> tuple[float, float]:
    matrix = camera_matrix(camera, depth, t, 1080, 1920)
    assert matrix is not None
    return tuple((matrix @ (x, y, 1))[:2])


@pytest.mark.parametrize(
    ("ease", "quarter"), [("linear", 0.25), ("in", 0.015625), ("out", 0.578125), ("in_out", 0.0625), ("hold", 0.0)]
)
def test_an_ease_has_its_published_value_at_a_quarter(ease, quarter):
    assert eased(ease, 0.25) == quarter


def test_the_back_ease_goes_too_far_before_it_settles():
    assert max(eased("back", n / 100) for n in range(101)) == pytest.approx(1.1, abs=1e-3)
    assert eased("back", 1.0) == 1.0


def test_a_keyed_value_stands_still_before_its_first_and_after_its_last_key():
    move = along((1, 10), (2, 20))
    assert [value_at(move, t) for t in (0, 1, 1.5, 2, 9)] == [10, 10, 15, 20, 20]


def test_a_held_key_jumps_at_its_own_time():
    move = Keys((Key(0, 0), Key(1, 7, "hold")))
    assert [value_at(move, t) for t in (0.999, 1.0)] == [0, 7]


def test_keys_out_of_order_are_refused():
    with pytest.raises(ValueError, match="order of time"):
        Keys((Key(2, 0), Key(1, 0)))


def test_moves_add_up():
    assert value_at(Sum((3.0, Wave(2, 4), along((0, 0), (2, 10), ease="linear"))), 1.0) == 10.0


@given(st.integers(0, 10**9), st.floats(0, 600))
def test_noise_stays_within_its_amplitude_and_repeats(seed, t):
    move = Noise(5.0, 8.0, seed, centre=2.0)
    assert -3.0 <= value_at(move, t) <= 7.0
    assert value_at(move, t) == value_at(Noise(5.0, 8.0, seed, centre=2.0), t)


def test_a_resting_camera_changes_nothing_at_any_depth():
    for depth in (0.5, 1, 3, 1e9):
        assert seen(Camera(), depth, 123, 456) == pytest.approx((123, 456))


def test_a_pan_shifts_the_subject_by_itself_and_twice_as_far_planes_by_half():
    assert seen(Camera(x=100), 1, 540, 960) == pytest.approx((440, 960))
    assert seen(Camera(x=100), 2, 540, 960) == pytest.approx((490, 960))
    assert seen(Camera(x=100), 0.5, 540, 960) == pytest.approx((340, 960))


def test_zooming_is_moving_closer_so_near_planes_grow_more_than_far_ones():
    # forward by 1 - 1/2 = 0.5 subject distances: depth 1 -> 1/0.5, depth 3 -> 3/2.5, depth 0.75 -> 0.75/0.25
    assert seen(Camera(zoom=2), 1, 640, 960)[0] == pytest.approx(540 + 200)
    assert seen(Camera(zoom=2), 3, 640, 960)[0] == pytest.approx(540 + 120)
    assert seen(Camera(zoom=2), 0.75, 640, 960)[0] == pytest.approx(540 + 300)


def test_a_plane_the_camera_has_passed_is_not_seen():
    assert camera_matrix(Camera(zoom=2), 0.5, 0, 1080, 1920) is None


def test_a_roll_turns_the_picture_about_its_middle_against_the_camera():
    assert seen(Camera(roll=90), 1, 640, 960) == pytest.approx((540, 860))


def test_a_shake_begins_and_ends_and_is_the_same_every_time():
    camera = Camera(shakes=(Shake(1.0, 0.5, 40, seed=3),))
    assert seen(camera, 1, 540, 960, 0.99) == seen(camera, 1, 540, 960, 1.5) == (540, 960)
    moved = seen(camera, 1, 540, 960, 1.02)
    assert moved != (540, 960)
    assert moved == seen(camera, 1, 540, 960, 1.02)
    assert abs(moved[0] - 540) <= 40


def test_a_layer_turns_and_grows_about_its_pivot():
    layer = Layer((DOT,), x=5, scale=2, rotation=90, pivot=(100, 100))
    assert tuple((layer_matrix(layer, 0) @ (110, 100, 1))[:2]) == pytest.approx((105, 120))


def test_a_layer_without_drawings_is_refused():
    with pytest.raises(ValueError, match="at least one drawing"):
        Layer(())
