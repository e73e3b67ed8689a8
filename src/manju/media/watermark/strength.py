"""How strong the mark may be at each place of a frame so that nobody sees it: more in texture, less in dark and light.

strength_v1 = 0.6 grey levels x min(3.5, 0.9 + 0.14 x eroded local deviation), halved in black, less in white.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.watermark.lattice import Lattice

__all__ = ["LOOKED_AT", "Gray", "Map", "look_size", "strength"]

LOOKED_AT: Final = 8  # pixels to a cell side that a frame is looked at in
HALVES: Final = 2  # strength values to a cell side

Gray = npt.NDArray[np.uint8]
Map = npt.NDArray[np.float32]

_AROUND: Final = np.ones((3, 3), np.uint8)


def look_size(lattice: Lattice) -> tuple[int, int]:
    """(width, height) in pixels of the small frames that are looked at."""
    return lattice.columns * LOOKED_AT, lattice.rows * LOOKED_AT


def strength(small: Gray) -> tuple[Map, Map]:
    """Strength in grey levels and mean luma, both float32 [2 x rows, 2 x columns], of one small frame.

    `small`: luma uint8 (16 black, 235 white) of `look_size`. The deviation is that of 8 x 8 pixels (one cell), eroded
    over its neighbours: the flat side of an edge is flat.
    """
    luma = small.astype(np.float32)
    size = (small.shape[1] * HALVES // LOOKED_AT, small.shape[0] * HALVES // LOOKED_AT)
    mean = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.float32)
    square = cv2.resize(luma * luma, size, interpolation=cv2.INTER_AREA)
    wide, wide_square = cv2.boxFilter(mean, -1, (2, 2)), cv2.boxFilter(square, -1, (2, 2))
    deviation = np.sqrt(np.maximum(wide_square - wide * wide, 0.0))
    eroded = cv2.erode(deviation, _AROUND)
    dark = np.clip(0.5 + (mean - 16.0) / 32.0, 0.5, 1.0)
    light = np.clip((240.0 - mean) / 30.0, 0.4, 1.0)
    return np.asarray(0.6 * np.minimum(3.5, 0.9 + 0.14 * eroded) * np.minimum(dark, light), np.float32), mean
