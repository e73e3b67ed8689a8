"""Where the camera puts a point of the stage: a pinhole camera before flat planes (docs/algorithms/motion.md)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.motion.board import Camera, Layer, Shake
from manju.media.motion.moves import Noise, value_at

Matrix = npt.NDArray[np.float64]  # 3 x 3, acts on column vectors (x, y, 1)

NEAREST: Final = 0.02
"""A plane closer than this (in distances camera–subject) is behind the lens and not drawn."""

SHAKES_PER_S: Final = 11.0


def camera_matrix(camera: Camera, depth: float, t: float, width: float, height: float) -> Matrix | None:
    """Stage to picture for the plane at `depth` at time `t`; None when the camera has passed the plane.

    The camera has moved forward by `1 - 1/zoom` subject distances, so the subject's plane grows by `zoom`,
    the far distance hardly and the near more.

    >>> camera_matrix(Camera(zoom=2.0), 1.0, 0.0, 100, 100)[0].tolist()
    [2.0, 0.0, -50.0]
    """
    distance = depth - 1 + 1 / value_at(camera.zoom, t)
    if distance < NEAREST:
        return None
    grown = depth / distance
    shaken_x, shaken_y, shaken_roll = _shaken(camera.shakes, t)
    x = -value_at(camera.x, t) * grown / depth + shaken_x
    y = -value_at(camera.y, t) * grown / depth + shaken_y
    turned = rotation(-value_at(camera.roll, t) + shaken_roll)
    centre = shift(width / 2, height / 2)
    back = shift(-width / 2, -height / 2)
    # the lens turns about the middle of the picture after planes have been shifted and grown
    result: Matrix = centre @ turned @ shift(x, y) @ stretch(grown, grown) @ back
    return result


def layer_matrix(layer: Layer, t: float) -> Matrix:
    """Where a layer's own moves put it on the stage."""
    scale = value_at(layer.scale, t)
    pivot_x, pivot_y = layer.pivot
    turned = rotation(value_at(layer.rotation, t)) @ stretch(scale, scale * value_at(layer.scale_y, t))
    moved = shift(pivot_x + value_at(layer.x, t), pivot_y + value_at(layer.y, t))
    result: Matrix = moved @ turned @ shift(-pivot_x, -pivot_y)
    return result


def shift(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def stretch(x: float, y: float) -> Matrix:
    return np.diag([x, y, 1.0])


def rotation(degrees: float) -> Matrix:
    """Clockwise as seen, because y points down."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _shaken(shakes: tuple[Shake, ...], t: float) -> tuple[float, float, float]:
    x = y = roll = 0.0
    for shake in shakes:
        since = t - shake.at_s
        if not 0 <= since < shake.length_s:
            continue
        strength = shake.strength * (1 - since / shake.length_s) ** 2
        x += strength * value_at(Noise(1.0, SHAKES_PER_S, shake.seed), since)
        y += strength * value_at(Noise(1.0, SHAKES_PER_S, shake.seed + 1), since)
        roll += strength / 30 * value_at(Noise(1.0, SHAKES_PER_S, shake.seed + 2), since)
    return x, y, roll
