"""A picture as a network sees it: its longer side of a given length, its sides multiples of 32."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["fitted"]

STEP: Final = 32

Picture = npt.NDArray[np.uint8]


def fitted(picture: Picture, longer_side: int, *, ground: int) -> tuple[Picture, tuple[int, int]]:
    """A picture BGR uint8 [h, w, 3] scaled by area, with grey `ground` at the right and below; and its (width, height).

    >>> seen, size = fitted(np.zeros((90, 160, 3), np.uint8), 64, ground=127)
    >>> seen.shape, size, int(seen[-1, 0, 0]), int(seen[0, 0, 0])
    ((64, 64, 3), (64, 36), 127, 0)
    """
    high, wide = picture.shape[:2]
    scale = longer_side / max(high, wide)
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    seen = np.full((-(-size[1] // STEP) * STEP, -(-size[0] // STEP) * STEP, 3), ground, np.uint8)
    seen[: size[1], : size[0]] = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return seen, size
