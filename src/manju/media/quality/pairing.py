"""A finished file held against its master: both as cells of the file's grid, frame beside frame."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.quality.looking import Look
from manju.media.quality.placing import Patch, Placing, Rect

__all__ = ["Pair", "cells_of"]

LONGER: Final = 32  # cells along the longer side
FEWER_FROM: Final = 25_000  # frames: over a quarter of an hour, cells are twice as large
CHUNK: Final = 512

Cells = npt.NDArray[np.float32]
"""float32 [..., rows, columns, 3]: mean Y, U, V of each cell."""
Mask = npt.NDArray[np.bool_]


class Pair:
    """Cells of every frame of the file, and those of the master where the file shows it.

    `shift_s`: how much later a picture is in the file than in the master.
    """

    def __init__(self, file: Look, master: Look, placing: Placing, *, shift_s: float = 0.0) -> None:
        self.file, self.master, self.placing, self.shift_s = file, master, placing, shift_s
        h, w = file.luma.shape[1:]
        longer = LONGER if len(file) < FEWER_FROM else LONGER // 2
        self.grid = (max(4, round(longer * h / max(h, w))), max(4, round(longer * w / max(h, w))))
        self.cells = _all_cells(file, self.grid)
        self.beside = self._on_show()
        self._whole = self._of_master_at_once() if placing.steady else None

    def __len__(self) -> int:
        return len(self.file)

    def mask(self, i: int) -> Mask:
        """[rows, columns]: cells of frame `i` that lie wholly in a patch."""
        mask = np.zeros(self.grid, bool)
        for patch in self.placing.patches(i):
            mask[_inside(patch.file.top, patch.file.bottom, self.grid[0])[:, None]
                 & _inside(patch.file.left, patch.file.right, self.grid[1])[None, :]] = True  # fmt: skip
        return mask

    def masks(self) -> Mask:
        """[n, rows, columns]."""
        if self.placing.steady:
            return np.broadcast_to(self.mask(0), (len(self), *self.grid))
        return np.stack([self.mask(i) for i in range(len(self))])

    def of_master(self, frames: npt.NDArray[np.int64], of: npt.NDArray[np.int64]) -> Cells:
        """The master's frames `of` as the file's frames `frames` would show them: [len(frames), rows, columns, 3].

        Cells outside the patches are 0.
        """
        if self._whole is not None:
            chosen: Cells = self._whole[of].astype(np.float32)
            return chosen
        return np.stack([self._shown(int(i), int(j)) for i, j in zip(frames, of, strict=True)])

    def _on_show(self) -> npt.NDArray[np.int64]:
        """The master's frame on show in each frame of the file: a new one comes up to half a frame before its time."""
        wanted = self.file.times_s - self.shift_s + self.file.frame_s / 2
        at = np.searchsorted(self.master.times_s, wanted, side="right") - 1
        return np.asarray(at.clip(0, len(self.master) - 1), np.int64)

    def _of_master_at_once(self) -> npt.NDArray[np.float16]:
        out = np.zeros((len(self.master), *self.grid, 3), np.float16)
        for patch in self.placing.patches(0):
            self._put(out, patch, slice(0, len(self.master)))
        return out

    def _shown(self, i: int, j: int) -> Cells:
        out = np.zeros((1, *self.grid, 3), np.float32)
        for patch in self.placing.patches(i):
            self._put(out, patch, slice(j, j + 1))
        shown: Cells = out[0]
        return shown

    def _put(self, out: npt.NDArray[np.floating], patch: Patch, frames: slice) -> None:
        rows = np.flatnonzero(_inside(patch.file.top, patch.file.bottom, self.grid[0]))
        columns = np.flatnonzero(_inside(patch.file.left, patch.file.right, self.grid[1]))
        if not len(rows) or not len(columns):
            return
        seen = patch.in_master(
            Rect(columns[0] / self.grid[1], rows[0] / self.grid[0],
                 (columns[-1] + 1) / self.grid[1], (rows[-1] + 1) / self.grid[0])
        )  # fmt: skip
        for start in range(frames.start, frames.stop, CHUNK):
            part = slice(start, min(start + CHUNK, frames.stop))
            cells = cells_of(self.master, part, seen, (len(rows), len(columns)))
            into = out[part.start - frames.start : part.stop - frames.start]
            into[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = cells


def cells_of(look: Look, frames: slice, rect: Rect, grid: tuple[int, int]) -> Cells:
    """Mean Y, U, V of `grid` (rows, columns) equal cells of a rectangle, with parts of pixels counted as parts."""
    out = np.empty((frames.stop - frames.start, *grid, 3), np.float32)
    planes = (look.luma[frames], look.chroma[frames, 0], look.chroma[frames, 1])
    for k, plane in enumerate(planes):
        h, w = plane.shape[1:]
        down, across = _weights(rect.top, rect.bottom, h, grid[0]), _weights(rect.left, rect.right, w, grid[1])
        out[..., k] = down @ (plane.astype(np.float32) @ across.T)
    return out


def _all_cells(look: Look, grid: tuple[int, int]) -> npt.NDArray[np.float16]:
    out = np.empty((len(look), *grid, 3), np.float16)
    for start in range(0, len(look), CHUNK):
        part = slice(start, min(start + CHUNK, len(look)))
        out[part] = cells_of(look, part, Rect(0, 0, 1, 1), grid)
    return out


@lru_cache(maxsize=128)  # a window that stands still is asked for again with every chunk of frames
def _weights(start: float, end: float, pixels: int, cells: int) -> npt.NDArray[np.float32]:
    """[cells, pixels]: how much of each pixel lies in each cell, every row summing to 1."""
    edges = np.linspace(start * pixels, end * pixels, cells + 1).clip(0, pixels)
    at = np.arange(pixels)
    overlap = np.minimum(edges[1:, None], at + 1) - np.maximum(edges[:-1, None], at)
    weights = np.clip(overlap, 0, None)
    total: npt.NDArray[np.float64] = weights.sum(axis=1, keepdims=True)
    return np.asarray(weights / np.maximum(total, 1e-9), np.float32)


def _inside(start: float, end: float, cells: int) -> Mask:
    """[cells]: which of the equal cells of 0..1 lie between two fractions."""
    edges = np.arange(cells + 1) / cells
    slack = 0.08 / cells
    return np.asarray((edges[:-1] >= start - slack) & (edges[1:] <= end + slack))
