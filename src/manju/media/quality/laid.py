"""Where lettering that was laid on the master is seen in the finished picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from manju.media.lettering.laying import Laid, boxes
from manju.media.quality.captions import Lettered
from manju.media.quality.lettering import Box
from manju.media.quality.looking import Look
from manju.media.quality.placing import Patch, Placing

__all__ = ["in_file", "in_master"]

LOOKS: Final = 12  # frames of a layer's time at which its place is asked for: a window may pan
BESIDE_S: Final = 0.2


def in_master(laid: Sequence[Laid], size: tuple[int, int]) -> tuple[Lettered, ...]:
    """Times and boxes of laid captions, as fractions of a master of this size."""
    width, height = size
    return tuple(
        (start, end, Box(x / width, y / height, (x + w) / width, (y + h) / height))
        for start, end, x, y, w, h in boxes(laid)
    )


def in_file(lettering: Sequence[Lettered], look: Look, placing: Placing) -> tuple[Lettered, ...]:
    """Boxes of the master's picture as boxes of the finished one, each large enough for all of its time."""
    found: list[Lettered] = []
    for start, end, box in lettering:
        frames = np.flatnonzero((look.times_s >= start - BESIDE_S) & (look.times_s <= end + BESIDE_S))
        asked = frames[np.unique(np.linspace(0, len(frames) - 1, LOOKS).round().astype(int))] if len(frames) else frames
        parts = [p for i in asked.tolist() for patch in placing.patches(i) if (p := _in_file(patch, box)) is not None]
        if parts:
            around = Box(
                min(p.left for p in parts), min(p.top for p in parts), max(p.right for p in parts),
                max(p.bottom for p in parts),
            )  # fmt: skip
            found.append((start, end, around))
    return tuple(found)


def _in_file(patch: Patch, box: Box) -> Box | None:
    """The part of the finished picture in which this patch shows a box of the master; None: it does not.

    >>> from manju.media.quality.placing import Rect
    >>> _in_file(Patch(Rect(0, 0.25, 1, 0.75), Rect(0, 0, 1, 1)), Box(0.0, 0.5, 0.5, 1.0))
    Box(left=0.0, top=0.5, right=0.5, bottom=0.75)
    """
    f, m = patch.file, patch.master
    wide, high = (f.right - f.left) / (m.right - m.left), (f.bottom - f.top) / (m.bottom - m.top)
    left, right = (f.left + (x - m.left) * wide for x in (box.left, box.right))
    top, bottom = (f.top + (y - m.top) * high for y in (box.top, box.bottom))
    seen = Box(max(f.left, left), max(f.top, top), min(f.right, right), min(f.bottom, bottom))
    return seen if seen.right > seen.left and seen.bottom > seen.top else None
