"""The blind layer: one secret pattern over the whole film that can be read without the master and without a registry.

A tile of 64 x 64 cells repeats over the picture from its middle, so that any crop of it holds the tile, only shifted.
A quarter of the cells are a pilot known from the studio's secret alone; the others bear the copy's word.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.watermark.blind_code import BLOCK, SYMBOLS, blind_word, rows_of
from manju.media.watermark.codes import chips
from manju.media.watermark.lattice import Field, Lattice
from manju.media.watermark.survey import BLIND_POWER, CHIP_POWER

__all__ = ["BLIND_VERSION", "FINER", "TILE", "Places", "blind_field", "blind_word", "cubic", "places_of", "tile_of"]

BLIND_VERSION: Final = 1
TILE: Final = 64
FINER: Final = 2.25  # cells of the blind layer to a cell of the lattice
POWER: Final = BLIND_POWER * CHIP_POWER  # mean square in units of the strength: what the survey leaves room for
PILOT: Final = TILE * TILE - SYMBOLS * BLOCK
SHARPNESS: Final = -0.75  # of the cubic, as OpenCV has it

Cells = npt.NDArray[np.int64]


class Places:
    """Which cells of the tile (0 .. TILE^2 - 1) are what. `pilot`: int64 [PILOT]; `word`: int64 [SYMBOLS, BLOCK]."""

    def __init__(self, secret: bytes) -> None:
        seed = int.from_bytes(np.packbits(chips(secret, "blind places", count=128) > 0).tobytes(), "big")
        order = np.random.Generator(np.random.PCG64(seed)).permutation(TILE * TILE)
        self.pilot: Cells = order[:PILOT]
        self.word: Cells = order[PILOT:].reshape(SYMBOLS, BLOCK)
        self.pilot_chips = chips(secret, "blind pilot", count=PILOT)

    def pilot_tile(self) -> Field:
        """The pilot alone: float32 [TILE, TILE], 0 where the word is."""
        out = np.zeros(TILE * TILE, np.float32)
        out[self.pilot] = self.pilot_chips
        return out.reshape(TILE, TILE)


@lru_cache(maxsize=8)
def places_of(secret: bytes) -> Places:
    """The places of a studio's secret, worked out once."""
    return Places(secret)


def tile_of(secret: bytes, word: int) -> npt.NDArray[np.int8]:
    """The tile that bears this word: int8 [TILE, TILE] of +1/-1."""
    places = places_of(secret)
    out = np.empty(TILE * TILE, np.int8)
    out[places.pilot] = places.pilot_chips
    out[places.word] = rows_of(secret, word)
    return out.reshape(TILE, TILE)


def blind_field(secret: bytes, copy_id: int, lattice: Lattice) -> Field:
    """The blind layer of a copy on its master's lattice, in units of the strength: for `Writer.frames(extra=)`.

    float32 [lattice.height, lattice.width], mean square `POWER`. The same for every master of this shape.

    >>> blind_field(bytes(32), 5, Lattice(53, 30)).shape
    (180, 318)
    """
    tile = tile_of(secret, blind_word(secret, copy_id)).astype(np.float32)
    down, across = _repeated(lattice.rows, lattice.points), _repeated(lattice.columns, lattice.points)
    field = down @ tile @ across.T
    return np.asarray(field * np.sqrt(POWER / np.square(field).mean()), np.float32)


def cubic(distance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The bicubic kernel at these distances in cells (Keys 1981)."""
    d, a = np.abs(distance), SHARPNESS
    near = (a + 2) * d**3 - (a + 3) * d**2 + 1
    far = a * (d**3 - 5 * d**2 + 8 * d - 4)
    return np.where(d <= 1, near, np.where(d < 2, far, 0.0))


def _repeated(cells: int, points_each: int) -> Field:
    """What each row of the tile gives to each point along a side: float32 [cells * points_each, TILE].

    The middle of the side is a corner of the tile: the centre of its row 0 lies half a cell behind it.
    """
    points = cells * points_each
    at = (np.arange(points) + 0.5 - points / 2) * (FINER / points_each) - 0.5
    out = np.zeros((points, TILE))
    first = np.floor(at).astype(np.int64) - 1
    for n in range(4):
        row = first + n
        np.add.at(out, (np.arange(points), row % TILE), cubic(at - row))
    return np.asarray(out, np.float32)
