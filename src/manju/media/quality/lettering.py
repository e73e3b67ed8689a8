"""Where lines of writing lie in a picture: strokes of one brightness, joined to a line and crossed many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["Box", "writing_in"]

CONTRAST: Final = 55  # luma steps between a stroke and its ground
LOWEST_SHARE: Final = 0.022  # height of a line of writing, of the picture's shorter side
HIGHEST_SHARE: Final = 0.13

Gray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle as fractions of the picture: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Area of both over area of either: 1 for the same box, 0 for boxes apart.

        >>> Box(0, 0, 1, 1).overlap(Box(0.5, 0, 1, 1))
        0.5
        """
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        both = max(0.0, wide) * max(0.0, high)
        either = self.area + other.area - both
        return both / either if either > 0 else 0.0

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


def writing_in(picture: Gray) -> tuple[Box, ...]:
    """Boxes of lines that look like bright writing in a luma picture [height, width]: a few false ones are normal.

    Burnt-in subtitles are bright with a dark outline; what moves or is there only once is sorted out by time.
    """
    height, width = picture.shape
    short = min(height, width)
    low, high = max(5, round(LOWEST_SHARE * short)), round(HIGHEST_SHARE * short)
    size = max(7, round(0.028 * short) | 1)
    thin = cv2.morphologyEx(picture, cv2.MORPH_TOPHAT, np.ones((size, size), np.uint8))
    ink = ((thin > CONTRAST) & (picture > 150)).astype(np.uint8)
    if not ink.any():
        return ()
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, max(5, round(0.03 * short))), np.uint8))
    _, _, blobs, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, w, h, _ in blobs[1:].tolist():
        if not (low <= h <= high and w >= 1.6 * h):
            continue
        inside = ink[y : y + h, x : x + w]
        crossings = np.abs(np.diff(inside.astype(np.int8), axis=1)).sum(axis=1)
        middle = crossings[h // 5 : max(h // 5 + 1, h - h // 5)]
        if 0.12 < inside.mean() < 0.75 and np.median(middle) >= max(5, 1.6 * w / h):
            found.append(Box(x / width, y / height, (x + w) / width, (y + h) / height))
    return tuple(found)
