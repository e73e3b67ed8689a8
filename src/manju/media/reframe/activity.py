"""Where something moves by itself: what changes between frames once the camera's own movement is taken out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.reframe.figures import Box
from manju.media.reframe.looking import GREY

__all__ = ["Activity", "Watcher"]

NOISE: Final = 3.0  # grey levels: less is grain or coding noise
STRONG: Final = 0.3  # of the strongest change: what counts as the mover
SPREAD: Final = 0.55  # of the width: changes wider than that are weather, water or a cut, not a subject
FEWEST: Final = 0.002  # of the picture
CUT: Final = 25.0  # mean change in grey levels that no movement makes from one frame to the next
TURN: Final = 0.6  # response of phase correlation from which the camera is taken to have moved so

Grey = npt.NDArray[np.uint8]
Map = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Activity:
    """Mean change in grey levels since the last one asked for, float32 [54, 96], the camera's movement taken out."""

    change: Map

    def inside(self, box: Box) -> float:
        """Mean change inside a box, grey levels."""
        high, wide = self.change.shape
        x0, y0 = int(box.left * wide), int(box.top * high)
        x1, y1 = max(x0 + 1, round(box.right * wide)), max(y0 + 1, round(box.bottom * high))
        part = self.change[y0:y1, x0:x1]
        return float(part.mean()) if part.size else 0.0

    def mover(self) -> Box | None:
        """The box of what moves, when that is one compact part of the picture.

        >>> still = np.zeros((54, 96), np.float32); still[20:30, 40:50] = 20
        >>> box = Activity(still).mover()
        >>> round(box.left, 2), round(box.top, 2), round(box.right, 2), round(box.bottom, 2)
        (0.42, 0.37, 0.52, 0.56)
        """
        strongest = float(self.change.max())
        if strongest < 2 * NOISE:
            return None
        strong = (self.change > max(NOISE, STRONG * strongest)).astype(np.uint8)
        mask = np.asarray(cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
        high, wide = mask.shape
        mass = [float(self.change[labels == n].sum()) for n in range(1, count)]
        if not mass:
            return None
        kept = [n for n in range(1, count) if mass[n - 1] > 0.2 * max(mass) and stats[n, 4] > FEWEST * mask.size]
        if not kept:
            return None
        left, top = int(stats[kept, 0].min()), int(stats[kept, 1].min())
        right = int((stats[kept, 0] + stats[kept, 2]).max())
        bottom = int((stats[kept, 1] + stats[kept, 3]).max())
        if (right - left) / wide > SPREAD:
            return None
        return Box(left / wide, top / high, right / wide, bottom / high)


@dataclass
class Watcher:
    """Give it every frame; `taken()` gives the activity since it was last asked."""

    _last: Map | None = None
    _sum: Map = field(default_factory=lambda: np.zeros((GREY[1], GREY[0]), np.float32))
    _count: int = 0

    def add(self, grey: Grey) -> None:
        now = grey.astype(np.float32)
        if self._last is not None and float(np.abs(now - self._last).mean()) < CUT:
            self._sum += _change(self._last, now)
            self._count += 1
        self._last = now

    def taken(self) -> Activity:
        """The mean change per frame since the last call."""
        change = self._sum / max(1, self._count)
        self._sum, self._count = np.zeros_like(self._sum), 0
        return Activity(cv2.GaussianBlur(change, (3, 3), 0).astype(np.float32))


def _change(last: Map, now: Map) -> Map:
    """Absolute difference of two frames, the first moved as the camera was."""
    plain = np.abs(now - last)
    if float(plain.mean()) < 1.0:
        return np.asarray(plain, np.float32)
    (dx, dy), response = cv2.phaseCorrelate(
        last, now, cv2.createHanningWindow((last.shape[1], last.shape[0]), cv2.CV_32F)
    )
    if response < TURN and abs(dx) + abs(dy) > 8:
        return np.asarray(plain, np.float32)
    moved = cv2.warpAffine(
        last, np.array([[1, 0, dx], [0, 1, dy]], np.float32), (last.shape[1], last.shape[0]),
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    other = np.abs(now - moved)
    return np.asarray(other if other.mean() < plain.mean() else plain, np.float32)
