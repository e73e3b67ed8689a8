"""Points of a picture that are known again after cropping, turning and shrinking: SIFT, made small."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.fingerprint.products import product

__all__ = ["Points", "bits_of", "find"]

SEED: Final = 20261
CELLS: Final = 4  # points are taken from all over the picture: at most a share from each of 4 x 4 cells

# What a root-SIFT histogram looks like on average, times 1000: rows 0 and 1 of its 4 x 4 cells (rows 3 and 2 are
# their reflections). Only differences from it tell pictures apart. Measured once on Creative Commons films.
_USUAL: Final = (
    (68, 60, 51, 49, 49, 39, 36, 47), (117, 82, 55, 47, 47, 43, 51, 81),
    (110, 70, 47, 45, 53, 55, 66, 88), (60, 42, 37, 42, 54, 56, 59, 61),
    (91, 64, 55, 57, 62, 50, 43, 57), (167, 98, 61, 60, 64, 59, 62, 109),
    (152, 91, 55, 61, 79, 77, 75, 104), (79, 53, 45, 56, 73, 66, 60, 63),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Points:
    """Points of one picture, strongest first.

    `xy` float32 [n, 2] as shares of the picture; `size` float32 [n] as a share of its longer side; `angle` float32
    [n] radians, clockwise as y points down; `values` float32 [n, 128]: a descriptor's projections, sign = bit.
    """

    xy: npt.NDArray[np.float32]
    size: npt.NDArray[np.float32]
    angle: npt.NDArray[np.float32]
    values: npt.NDArray[np.float32]
    mirrored_values: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.size)


def find(y: npt.NDArray[np.uint8], *, most: int) -> Points:
    """At most `most` points of a luma picture (uint8 H x W, sides of 100 to 400 pixels), spread over it."""
    keypoints, descriptors = _detector(most * 3).detectAndCompute(y, None)
    if descriptors is None or not len(keypoints):
        nothing = np.empty((0, 128), np.float32)
        return Points(np.empty((0, 2), np.float32), nothing[:, 0], nothing[:, 0], nothing, nothing)
    h, w = y.shape
    raw = np.array([(*k.pt, k.size, k.angle, k.response) for k in keypoints], np.float32)
    xy = np.asarray(np.clip(raw[:, :2] / np.array([w, h], np.float32), 0, 0.9999), np.float32)
    chosen = _spread(xy, raw[:, 4], most)
    described = np.asarray(descriptors, np.float32)[chosen]
    root = np.asarray(np.sqrt(described / np.maximum(1.0, described.sum(1, keepdims=True))), np.float32)
    return Points(
        xy[chosen],
        raw[chosen, 2] / max(h, w),
        np.asarray(np.deg2rad(raw[chosen, 3]), np.float32),
        _turned(root),
        _turned(_mirrored(root)),
    )


def bits_of(values: npt.NDArray[np.float32]) -> npt.NDArray[np.uint64]:
    """Signs of projections [n, 128] as two uint64 [n, 2]."""
    return np.ascontiguousarray(np.packbits(values > 0, axis=-1, bitorder="little")).view("<u8").astype(np.uint64)


@cache
def _detector(most: int) -> cv2.SIFT:
    return cv2.SIFT.create(nfeatures=most, contrastThreshold=0.02)


@cache
def _turn() -> npt.NDArray[np.float32]:
    """A fixed turn of the 128 axes, so that every bit hears every cell."""
    drawn = np.random.Generator(np.random.PCG64(SEED)).standard_normal((128, 128))
    q, r = np.linalg.qr(drawn)
    return (q * np.sign(np.diag(r))).astype(np.float32)


def _turned(root: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return product(root - _usual(), _turn())


@cache
def _usual() -> npt.NDArray[np.float32]:
    half = np.array(_USUAL, np.float32).reshape(2, 4, 8) / np.float32(1000)
    return np.concatenate([half, _reflected(half)]).reshape(128)


def _reflected(cells: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rows from bottom to top and directions turned over: [..., rows, 4, 8]."""
    return cells[..., ::-1, :, :][..., (-np.arange(8)) % 8]


def _mirrored(root: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Descriptors of the same points in the mirrored picture."""
    return np.ascontiguousarray(_reflected(root.reshape(-1, 4, 4, 8))).reshape(-1, 128)


def _spread(xy: npt.NDArray[np.float32], response: npt.NDArray[np.float32], most: int) -> npt.NDArray[np.intp]:
    """The strongest of each cell before the second strongest of any, one point a place."""
    by_strength = np.argsort(-response, kind="stable")
    places = np.rint(xy[by_strength] * 64).astype(int) @ np.array([1, 1000])
    _, first = np.unique(places, return_index=True)
    by_strength = by_strength[np.sort(first)]
    cell = (xy[by_strength] * CELLS).astype(int) @ np.array([1, CELLS])
    rank = np.zeros(len(cell), int)
    for c in np.unique(cell):
        inside = cell == c
        rank[inside] = np.arange(inside.sum())
    chosen = np.argsort(rank, kind="stable")[:most]
    return by_strength[chosen]
