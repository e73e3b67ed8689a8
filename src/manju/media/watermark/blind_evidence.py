"""What a film itself says of a still pattern that lies over it: every frame less its own surroundings, added up.

No master is at hand: the picture is the noise. It is little where the picture is flat, changes where the picture
moves, and is large on edges, which therefore say little.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["Evidence"]

FINE: Final = 0.19  # cells: what is smaller is noise
WIDE: Final = 0.55  # cells: what is larger is picture
EDGE_VARIANCE: Final = 1.0  # grey levels squared from which a pixel belongs to something else than its surroundings
AROUND: Final = 0.6  # cells over which a frame's noise is taken to be alike
LEAST_VARIANCE: Final = 0.1  # grey levels squared
SLOW: Final = 0.75  # cells
STILL: Final = 2.3  # cells over which what is left in the sum is taken to be alike
CLIP: Final = 3.0
FLOOR: Final = 0.02

Gray = npt.NDArray[np.uint8]
Field = npt.NDArray[np.float32]


class Evidence:
    """Sums over the frames of one film for cells of about `cell_px` pixels; `see` every frame, then `weights`."""

    def __init__(self, cell_px: float) -> None:
        self.cell_px = cell_px
        self.frames = 0
        self._sum: Field | None = None

    def see(self, frame: Gray) -> None:
        """Add one frame, luma uint8 [height, width], all of one size."""
        picture = frame.astype(np.float32)
        wide = WIDE * self.cell_px
        flat = 1 / (np.square(picture - _soft(picture, wide)) + EDGE_VARIANCE)  # an edge tells nothing of its sides
        sharp = _soft(picture, FINE * self.cell_px) - _soft(picture * flat, wide) / _soft(flat, wide)
        said = sharp / (_soft(sharp * sharp, AROUND * self.cell_px) + LEAST_VARIANCE)
        self._sum = said if self._sum is None else self._sum + said
        self.frames += 1

    def weights(self) -> Field | None:
        """One weight per pixel, float32 [height, width], the whole scaled to mean square 1; None: nothing was seen.

        Outliers are clipped, and every neighbourhood counts alike: what stays on edges of a still picture is noise.
        """
        if self._sum is None:
            return None
        sharp = self._sum - _soft(self._sum, SLOW * self.cell_px)
        deviation = np.sqrt(_soft(sharp * sharp, STILL * self.cell_px))
        deviation += np.float32(FLOOR * float(deviation.mean()) + 1e-12)
        clipped = np.clip(sharp / deviation, -CLIP, CLIP)
        power = float(np.square(clipped).mean())
        return np.asarray(clipped / np.sqrt(power), np.float32) if power > 0 else None


def _soft(picture: Field, sigma: float) -> Field:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
