"""Where the tile lies: the pilot is sought over scale, rotation, mirror and shape, every shift at once.

A pattern that repeats has a spectrum of lines. For each geometry tried the suspect's spectrum is read at the lines of
the tile; one small inverse transform gives the correlation with the pilot at all shifts. No copy's code is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.watermark.blind import PILOT, TILE, cubic, places_of

__all__ = ["Lie", "Spectrum", "folded", "seek", "sharpened"]

SHIFTS: Final = 2 * TILE  # shifts tried along each side: half a cell apart
ROOM: Final = 2  # the spectrum is worked out on this many times the picture's sides, so that it is smooth
STEP: Final = 0.008  # between scales tried, as a share
TURN: Final = 0.008  # between rotations tried, radians
MOST_TURN: Final = 0.064
KEPT: Final = 32
UNUSUAL: Final = 0.004  # stretch and shear, as shares

Field = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Lie:
    """A geometry. `across`: float64 [2, 2], takes cells (x, y) to pixels of the frame, both from its middle.

    `shift`: the cell of the tile, float (x, y), that lies on the middle of the frame. `z`: of the pilot.
    """

    across: Matrix
    shift: tuple[float, float]
    z: float

    @property
    def cell_px(self) -> float:
        """Side of a cell in pixels."""
        return math.sqrt(abs(float(np.linalg.det(self.across))))

    @property
    def turned_deg(self) -> float:
        """By how much the picture is turned, degrees, clockwise (after mirroring, where it is mirrored)."""
        return math.degrees(math.atan2(-self.across[0, 1], self.across[1, 1]))

    @property
    def mirrored(self) -> bool:
        return bool(np.linalg.det(self.across) < 0)


class Spectrum:
    """The spectrum of weights (float32 [height, width]) around the middle of the frame, ready to be read anywhere."""

    def __init__(self, weights: Field, secret: bytes) -> None:
        from scipy import fft  # here: it takes longer to import than most commands take to run

        height, width = weights.shape
        self.height, self.width = fft.next_fast_len(ROOM * height), fft.next_fast_len(ROOM * width)
        laid = np.zeros((self.height, self.width), np.float32)
        laid[:height, :width] = weights
        whole = fft.fft2(laid)
        # the middle of the frame becomes the origin, or the phase would turn too fast to be read between points
        down = np.exp(2j * np.pi * np.fft.fftfreq(self.height) * (height - 1) / 2)
        over = np.exp(2j * np.pi * np.fft.fftfreq(self.width) * (width - 1) / 2)
        whole = np.fft.fftshift(whole * down[:, None] * over[None, :])
        self._planes = np.stack([whole.real, whole.imag], axis=2).astype(np.float32)
        self._template = _template(secret)
        self._loudness = _loudness()

    def lines(self, across: Sequence[Matrix]) -> npt.NDArray[np.complex64]:
        """The tile's lines under each geometry, complex64 [n, TILE, TILE / 2 + 1]."""
        inverse = np.stack([np.linalg.inv(a) for a in across]) / TILE  # rows: cycles per pixel for one line
        u, v = _numbers()
        x = inverse[:, 0, 0, None, None] * u + inverse[:, 1, 0, None, None] * v
        y = inverse[:, 0, 1, None, None] * u + inverse[:, 1, 1, None, None] * v
        at_x = (x * self.width + self.width // 2).astype(np.float32).reshape(len(across) * TILE, -1)
        at_y = (y * self.height + self.height // 2).astype(np.float32).reshape(len(across) * TILE, -1)
        read = cv2.remap(self._planes, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        return np.ascontiguousarray(read).view(np.complex64).reshape(len(across), TILE, TILE // 2 + 1)

    def at(self, across: Matrix, shift: tuple[float, float]) -> Lie:
        """A geometry at a given shift, cells."""
        lines = self.lines([across])[0]
        u, v = _numbers()
        turned = np.exp(-2j * np.pi * (u * shift[0] + v * shift[1]) / TILE)
        weight = np.full(u.shape, 2.0, np.float32)
        weight[:, [0, -1]] = 1
        match = float((lines * self._template * turned * weight).real.sum())
        power = float(np.sum(np.square(np.abs(lines)) * self._loudness))
        return Lie(across, shift, match / math.sqrt(max(power, 1e-20)))

    def best(self, across: Sequence[Matrix]) -> list[Lie]:
        """Each geometry at the shift that suits the pilot best."""
        from scipy import fft

        lines = self.lines(across)
        power = np.sum(np.square(np.abs(lines)) * self._loudness, axis=(1, 2))
        both = lines * self._template
        wide = np.zeros((len(across), SHIFTS, SHIFTS // 2 + 1), np.complex64)
        half = TILE // 2
        wide[:, :half, : half + 1] = both[:, :half]
        wide[:, -half:, : half + 1] = both[:, half:]
        match = fft.irfft2(wide, s=(SHIFTS, SHIFTS)) * np.float32(SHIFTS * SHIFTS)
        flat = match.reshape(len(across), -1)
        where = flat.argmax(1)
        z = flat[np.arange(len(across)), where] / np.sqrt(np.maximum(power, 1e-20))
        return [
            Lie(a, (_cells(int(w) % SHIFTS), _cells(int(w) // SHIFTS)), float(s))
            for a, w, s in zip(across, where, z, strict=True)
        ]


def seek(
    spectrum: Spectrum, cells_px: tuple[float, float], *, cancelled: Callable[[], bool] = lambda: False
) -> list[Lie]:
    """The geometries that suit the pilot best, the best first; `cells_px`: smallest and largest cell tried, pixels."""
    found: list[Lie] = []
    for batch in _grid(*cells_px):
        if cancelled():
            return []
        found += spectrum.best(batch)
    return sorted(found, key=lambda lie: -lie.z)[:KEPT]


def sharpened(spectrum: Spectrum, lie: Lie) -> Lie:
    """The geometry moved a little for as long as the pilot gains by it more than the move is unlikely.

    Scale and rotation are free; stretch and shear are held by their usual size (`UNUSUAL`): a quarter of the cells
    must not be fitted at the cost of the others.
    """
    back = np.linalg.inv(lie.across)
    step = 0.004
    best, worth = lie, lie.z**2 / 2
    while step > 0.0008:
        tried = spectrum.best([best.across @ (np.eye(2) + step * change) for change in _CHANGES])
        worths = [one.z**2 / 2 - _unlikely(back @ one.across) for one in tried]
        n = int(np.argmax(worths))
        if worths[n] > worth:
            best, worth = tried[n], worths[n]
        else:
            step /= 2
    return best


def _unlikely(moved: Matrix) -> float:
    """Minus the logarithm of how usual a move is: the stretch and the shear in it, against normal ones."""
    stretch, shear = (moved[0, 0] - moved[1, 1]) / 2, (moved[0, 1] + moved[1, 0]) / 2
    return float((stretch / UNUSUAL) ** 2 + (shear / UNUSUAL) ** 2) / 2


def folded(weights: Field, lie: Lie) -> Field:
    """What the weights (float32 [height, width]) have in common with each cell of the tile: float32 [TILE, TILE]."""
    height, width = weights.shape
    points = 4  # to a cell side
    inverse = np.linalg.inv(lie.across)
    corners = inverse @ (np.array([[-1, 1, -1, 1], [-1, -1, 1, 1]]) * np.array([[width], [height]]) / 2)
    reach = np.ceil(np.abs(corners).max(1)).astype(int) + 4
    across, down = 2 * int(reach[0]), 2 * int(reach[1])
    # point (i, j) of the grid -> cells from the middle of the frame, aligned to the tile's cells -> pixels
    offset = np.array([lie.shift[0] % 1.0, lie.shift[1] % 1.0])
    shrink = lie.across / points
    start = lie.across @ (-reach + 0.5 / points - offset) + np.array([(width - 1) / 2, (height - 1) / 2])
    grid = cv2.warpAffine(
        weights, np.column_stack([shrink, start]), (across * points, down * points),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_CONSTANT,
    )  # fmt: skip
    cells = _gathered(down, points) @ grid @ _gathered(across, points).T
    first = np.floor(np.array(lie.shift)).astype(int) - reach
    rows, columns = (np.arange(down) + first[1]) % TILE, (np.arange(across) + first[0]) % TILE
    out = np.zeros((TILE, TILE), np.float32)
    np.add.at(out, (rows[:, None], columns[None, :]), cells)
    return out


def _cells(step: int) -> float:
    """The shift of the tile, in cells, that a step of the match stands for."""
    return -step * TILE / SHIFTS % TILE


_CHANGES: Final = tuple(
    sign * np.array(change, np.float64)
    for change in ([[1, 0], [0, 1]], [[0, -1], [1, 0]], [[1, 0], [0, -1]], [[0, 1], [1, 0]])
    for sign in (1, -1)
)


def _grid(least_px: float, most_px: float) -> Iterator[list[Matrix]]:
    """All geometries tried, in batches of one scale."""
    turns = np.arange(-MOST_TURN, MOST_TURN + TURN / 2, TURN)
    for n in range(math.ceil(math.log(most_px / least_px) / STEP) + 1):
        side = least_px * math.exp(n * STEP)
        batch = []
        for turn in turns:
            turned = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]) * side
            batch += [turned, turned @ np.diag([-1.0, 1.0])]
        yield batch


@lru_cache(maxsize=1)
def _numbers() -> tuple[Field, Field]:
    """Numbers (u, v) of the lines: v in the order of a transform, u from 0 to TILE / 2."""
    v = np.fft.fftfreq(TILE, 1 / TILE)
    u = np.arange(TILE // 2 + 1)
    return np.broadcast_to(u, (TILE, len(u))).astype(np.float32), np.broadcast_to(v[:, None], (TILE, len(u))).astype(
        np.float32
    )


@lru_cache(maxsize=1)
def _loudness() -> Field:
    """How loud each line of the pattern is, squared, counting the lines of the other half."""
    one = _kernel_lines()
    square = np.square(one[:, None] * one[None, : TILE // 2 + 1])
    square[:, 1 : TILE // 2] *= 2
    return np.asarray(square * PILOT, np.float32)


@lru_cache(maxsize=8)
def _template(secret: bytes) -> npt.NDArray[np.complex64]:
    one = _kernel_lines()
    pilot = np.fft.rfft2(places_of(secret).pilot_tile())
    u, v = _numbers()
    centre = np.exp(-2j * np.pi * (u + v) / TILE / 2)  # a cell's centre lies half a cell behind its corner
    return np.asarray(np.conj(pilot * centre) * one[:, None] * one[None, : TILE // 2 + 1], np.complex64)


def _kernel_lines() -> npt.NDArray[np.float64]:
    """The bicubic kernel's spectrum at the tile's lines, float64 [TILE] in the order of a transform."""
    at = (np.arange(-64, 64) + 0.5) / 32
    u = np.fft.fftfreq(TILE)
    return np.asarray((cubic(at)[None, :] * np.cos(2 * np.pi * u[:, None] * at[None, :])).sum(1) / 32, np.float64)


@lru_cache(maxsize=64)
def _gathered(cells: int, points: int) -> Field:
    """Adjoint of the bicubic interpolation along one side: float32 [cells, cells * points]."""
    at = (np.arange(cells * points) + 0.5) / points - 0.5
    return np.asarray(cubic(at[None, :] - np.arange(cells)[:, None]), np.float32)
