"""The lattice a mark lives on: about 1,600 square cells over the master's picture, six points to a cell side.

Everything is in the master's coordinates, whatever the copy or the suspect looks like.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.watermark.codes import chips

__all__ = ["CELLS", "POINTS", "Lattice", "lattice_of"]

CELLS: Final = 1600
POINTS: Final = 6  # points to a cell side: a picture is looked at in about 320 x 180 of them
PILOT_SHARE: Final = 0.15
NARROWEST: Final = 12  # cells across the narrow side of the longest pictures

Field = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lattice:
    """`columns` x `rows` cells, `points` (even) to a cell side. A field on it is float32 [height, width]."""

    columns: int
    rows: int
    points: int = POINTS

    @property
    def width(self) -> int:
        return self.columns * self.points

    @property
    def height(self) -> int:
        return self.rows * self.points

    @property
    def cells(self) -> int:
        return self.columns * self.rows

    def spread(self, cells: npt.NDArray[np.int8] | Field) -> Field:
        """A field from one value per cell: bicubic, so that neighbouring cells meet smoothly.

        Cell (i, j) is centred at point (points * (i + 1/2) - 1/2): the convention of area scaling.
        """
        grid = np.ascontiguousarray(cells, np.float32).reshape(self.rows, self.columns)
        return np.asarray(cv2.resize(grid, (self.width, self.height), interpolation=cv2.INTER_CUBIC), np.float32)

    def gather(self, field: Field) -> Field:
        """The adjoint of `spread`: what a field has in common with each cell's kernel, float32 [cells]."""
        across, down = _kernel(self.columns, self.points), _kernel(self.rows, self.points)
        return np.asarray(down.T @ field @ across, np.float32).reshape(-1)

    def pilot_cells(self, key: bytes) -> npt.NDArray[np.bool_]:
        """Which cells carry the pilot rather than the copy's code: bool [cells], a secret choice, the same for all."""
        order = np.random.Generator(np.random.PCG64(_seed(key))).permutation(self.cells)
        chosen = np.zeros(self.cells, np.bool_)
        chosen[order[: round(self.cells * PILOT_SHARE)]] = True
        return chosen


def lattice_of(width: int, height: int) -> Lattice:
    """The lattice of a picture of this shape (pixels as displayed).

    >>> lattice_of(1920, 1080), lattice_of(720, 1280)
    (Lattice(columns=53, rows=30, points=6), Lattice(columns=30, rows=53, points=6))
    """
    shape = width / height
    columns = math.sqrt(CELLS * shape)
    rows = columns / shape
    return Lattice(max(NARROWEST, round(columns)), max(NARROWEST, round(rows)))


def _seed(key: bytes) -> int:
    bits = chips(key, "pilot cells", count=128) > 0
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


@cache
def _kernel(cells: int, points: int) -> Field:
    """Column i: what cell i contributes along one side, float32 [cells * points, cells]."""
    one = np.eye(cells, dtype=np.float32)
    return np.asarray(cv2.resize(one, (cells, cells * points), interpolation=cv2.INTER_CUBIC), np.float32)
