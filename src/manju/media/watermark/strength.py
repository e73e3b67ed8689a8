"""How strong the mark may be at each place of a frame so that nobody sees it: more in texture, less in dark and light.

strength_v1 = 0.6 grey levels x min(most, 0.9 + slope x eroded local deviation), halved in black, less in white.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.watermark.lattice import Lattice

__all__ = ["LOOKED_AT", "Gray", "Map", "look_size", "map_shape", "strength"]

LOOKED_AT: Final = 2  # pixels to a point that a frame is looked at in
COARSER: Final = 2  # points to a value of the strength
SLOPE: Final = 0.09  # per grey level of deviation
MOST: Final = 1.9

Gray = npt.NDArray[np.uint8]
Map = npt.NDArray[np.float32]

_AROUND: Final = np.ones((3, 3), np.uint8)


def look_size(lattice: Lattice) -> tuple[int, int]:
    """(width, height) in pixels of the small frames that are looked at."""
    return lattice.width * LOOKED_AT, lattice.height * LOOKED_AT


def map_shape(lattice: Lattice) -> tuple[int, int]:
    """(rows, columns) of the strength of one frame."""
    return lattice.height // COARSER, lattice.width // COARSER


def strength(small: Gray, *, most: float = MOST, slope: float = SLOPE) -> tuple[Map, Map]:
    """Strength in grey levels and mean luma, both float32 of `map_shape`, of one small frame.

    `small`: luma uint8 (16 black, 235 white) of `look_size`. The deviation is that of 8 x 8 of its pixels, eroded
    over its neighbours: the flat side of an edge is flat.
    """
    luma = small.astype(np.float32)
    each = LOOKED_AT * COARSER
    size = (small.shape[1] // each, small.shape[0] // each)
    mean = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.float32)
    square = cv2.resize(luma * luma, size, interpolation=cv2.INTER_AREA)
    wide, wide_square = cv2.boxFilter(mean, -1, (2, 2)), cv2.boxFilter(square, -1, (2, 2))
    deviation = np.sqrt(np.maximum(wide_square - wide * wide, 0.0))
    eroded = cv2.erode(deviation, _AROUND)
    dark = np.clip(0.5 + (mean - 16.0) / 32.0, 0.5, 1.0)
    light = np.clip((240.0 - mean) / 30.0, 0.4, 1.0)
    return np.asarray(0.6 * np.minimum(most, 0.9 + slope * eroded) * np.minimum(dark, light), np.float32), mean
