"""Where a film cuts from one shot to the next: the chips change there, unseen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["SHORTEST_S", "cuts"]

SHORTEST_S: Final = 0.4
THUMB: Final = (32, 32)
AROUND: Final = 3  # frames before and after that a cut must stand out from
STANDS_OUT: Final = 3.0
LEAST: Final = 2.5  # grey levels
ALIKE: Final = 0.9  # correlation above which two frames are one shot, however strong a flash

Thumb = npt.NDArray[np.float32]


def thumb(mean: npt.NDArray[np.float32]) -> Thumb:
    """What a frame is compared by: its mean lumas, float32 [1024]."""
    return np.asarray(cv2.resize(mean, THUMB, interpolation=cv2.INTER_AREA), np.float32).reshape(-1)


def cuts(times_s: Sequence[float], changes: Sequence[float], likeness: Sequence[float]) -> tuple[float, ...]:
    """Start times of the shots, the first one 0.0.

    `changes[i]` is the mean absolute difference of thumb i and i - 1 in grey levels, `likeness[i]` their correlation.
    A cut stands out from the changes around it and joins two pictures that are not alike.

    >>> cuts([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 40.0, 1.0], [1.0, 0.99, 0.1, 0.99])
    (0.0, 2.0)
    """
    change = np.asarray(changes, np.float64)
    found = [0.0]
    for i in range(1, len(change)):
        near = np.concatenate([change[max(1, i - AROUND) : i], change[i + 1 : i + 1 + AROUND]])
        usual = float(near.mean()) if len(near) else 0.0
        if change[i] < max(LEAST, STANDS_OUT * usual) or likeness[i] > ALIKE:
            continue
        if times_s[i] - found[-1] >= SHORTEST_S:
            found.append(float(times_s[i]))
    return tuple(found)


def compare(one: Thumb, other: Thumb) -> tuple[float, float]:
    """(mean absolute difference in grey levels, correlation) of two thumbs."""
    a, b = one - one.mean(), other - other.mean()
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    alike = float(a @ b) / norm if norm > 1.0 else 1.0
    return float(np.abs(one - other).mean()), alike
