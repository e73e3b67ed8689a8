"""Hashes of whole pictures: the signs of 256 low cosine terms, and what mirroring and cropping do to them."""

from __future__ import annotations

from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["BITS", "MIRROR", "TERMS_KEPT", "VIEWS", "distance", "hash_of", "part", "pictures_of", "square", "terms_of"]

SIDE: Final = 64  # pictures are hashed at 64 x 64, whatever their shape
REACH: Final = 20  # cosine terms looked at in each direction
BITS: Final = 256
TERMS_KEPT: Final = 96  # terms kept as numbers, enough to draw the picture again at 16 x 16
DRAWN: Final = 16

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the picture: (0, 0, 1, 1) is all of it."""

VIEWS: Final[tuple[Rect, ...]] = (
    (0.0, 0.0, 1.0, 1.0),
    (0.08, 0.08, 0.92, 0.92),
    (0.145, 0.145, 0.855, 0.855),
    (0.342, 0.0, 0.658, 1.0),  # what 9:16 keeps of 16:9
    (0.0, 0.342, 1.0, 0.658),  # what 16:9 keeps of 9:16
)
"""Parts of a master that are hashed by themselves, so that centred crops are found: the last two by its shape."""

F32 = npt.NDArray[np.float32]
U64 = npt.NDArray[np.uint64]


def _order() -> npt.NDArray[np.intp]:
    """The 256 terms (v * REACH + u) from low to high: by u^2 + v^2, then v, then u; without the mean (0, 0)."""
    v, u = np.divmod(np.arange(REACH * REACH), REACH)
    return np.lexsort((u, v, u * u + v * v))[1 : BITS + 1]


ORDER: Final = _order()
_ODD: Final = (ORDER % REACH) % 2 == 1  # these change sign when left and right are exchanged


@cache
def _cosines(size: int, reach: int) -> F32:
    """Orthonormal DCT-II, reach x size."""
    k, n = np.mgrid[0:reach, 0:size]
    table = np.cos(np.pi * (2 * n + 1) * k / (2 * size)) * np.sqrt(2 / size)
    table[0] /= np.sqrt(2)
    return np.asarray(table, np.float32)


def square(y: npt.NDArray[np.uint8], rect: Rect = VIEWS[0]) -> F32:
    """That part of a luma picture (uint8 H x W) at 64 x 64, float32, scaled by area."""
    return cv2.resize(part(y, rect), (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)


def part(y: npt.NDArray[np.uint8], rect: Rect) -> npt.NDArray[np.uint8]:
    """That part of a picture [H, W], at least a pixel, without a copy."""
    h, w = y.shape
    left, right = _span(rect[0], rect[2], w)
    top, bottom = _span(rect[1], rect[3], h)
    return y[top:bottom, left:right]


def _span(start: float, end: float, size: int) -> tuple[int, int]:
    first = min(size - 1, max(0, round(start * size)))
    return first, max(first + 1, min(size, round(end * size)))


def terms_of(squares: F32) -> F32:
    """The 256 terms of pictures [..., 64, 64], float32 [..., 256], low to high."""
    table = _cosines(SIDE, REACH)
    full = table @ squares @ table.T
    return np.asarray(full.reshape(*full.shape[:-2], REACH * REACH)[..., ORDER], np.float32)


def hash_of(terms: F32) -> U64:
    """Signs of the terms [..., 256] as four uint64 [..., 4], first term in the lowest bit.

    >>> hash_of(np.ones((1, 256), np.float32)).tolist() == [[2**64 - 1] * 4]
    True
    """
    packed = np.packbits(terms > 0, axis=-1, bitorder="little")
    return np.ascontiguousarray(packed).view("<u8").astype(np.uint64)


MIRROR: Final[U64] = hash_of(np.where(_ODD, 1.0, -1.0).astype(np.float32))
"""A hash XOR this is the hash of the picture with left and right exchanged (no term being exactly 0)."""


def distance(a: U64, b: U64) -> npt.NDArray[np.int64]:
    """Bits that differ between hashes [..., 4] and [..., 4]: 0 to 256, about 128 for pictures that are strangers.

    >>> int(distance(np.zeros(4, np.uint64), MIRROR))
    124
    """
    return np.asarray(np.bitwise_count(a ^ b).sum(-1, dtype=np.int64))


def kept(terms: F32) -> npt.NDArray[np.int8]:
    """The first 96 terms as bytes [..., 96]: root-companded, sign kept; error below 1 % of the term."""
    low = terms[..., :TERMS_KEPT]
    return np.clip(np.rint(np.sign(low) * np.sqrt(np.abs(low)) * 1.4), -127, 127).astype(np.int8)


def pictures_of(bytes_kept: npt.NDArray[np.int8]) -> F32:
    """Pictures drawn from kept terms [n, 96] again: float32 [n, 16, 16], mean 0, in grey levels."""
    low = bytes_kept.astype(np.float32) / 1.4
    full = np.zeros((len(low), REACH * REACH), np.float32)
    full[:, ORDER[:TERMS_KEPT]] = np.sign(low) * low * low
    full = full.reshape(-1, REACH, REACH)[:, :DRAWN, :DRAWN]
    table = _cosines(DRAWN, DRAWN)
    scale = np.float32(DRAWN / SIDE)  # orthonormal terms grow with the side of the picture
    return np.asarray((table.T @ full @ table) * scale, np.float32)


@cache
def as_drawn() -> npt.NDArray[np.float64]:
    """What leaves of a picture at 16 x 16 (rows of 256 from the left) only what `pictures_of` draws: [256, 256]."""
    table = _cosines(DRAWN, DRAWN).astype(np.float64)
    v, u = np.divmod(ORDER[:TERMS_KEPT], REACH)
    drawn = (v < DRAWN) & (u < DRAWN)
    patterns = (table[v[drawn]][:, :, None] * table[u[drawn]][:, None, :]).reshape(-1, DRAWN * DRAWN)
    return np.asarray(patterns.T @ patterns)
