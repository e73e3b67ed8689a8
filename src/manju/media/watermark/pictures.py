"""The mark of a single picture: written into its pixels and read back with the original beside it; picture_v1.

The idea is that of films with finer cells: what a film says in many frames a picture must say in one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.errors import Cancelled
from manju.media.side_by_side import each
from manju.media.traces import Reading, Sight
from manju.media.watermark.codes import chips, chips_of_many
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.geometry import Placing, correction, fitted, guesses, likeness, warp
from manju.media.watermark.lattice import Lattice
from manju.media.watermark.picture_weights import Pilot, whitened
from manju.media.watermark.residual import Fit, fit
from manju.media.watermark.scoring import z_of
from manju.media.watermark.strength import look_size, strength

__all__ = ["PICTURE_VERSION", "Pixels", "luma", "mark_picture", "picture_lattice", "read_picture"]

PICTURE_VERSION: Final = 1
CELLS: Final = 16_000
POINTS: Final = 4  # to a cell side
MOST: Final = 3.5  # of the strength, and its slope: a still is looked at longer, but a picture is one frame only
SLOPE: Final = 0.14
FINEST_PX: Final = 7.0  # a cell's side in pixels is never less
POWER: Final = 0.79  # grey levels squared that a mark may have, dither included: 49.2 dB
CHIP_POWER: Final = 0.742  # mean square of a field of +1/-1 chips: the bicubic kernel's
DITHER_POWER: Final = 1 / 6  # mean of f(1 - f): what rounding by dither adds
MOST_POINTS: Final = 2_000_000  # a suspect is looked at no larger than this
SOFT: Final = (4.0, 2.0, 0.0, 0.0, 0.0)  # blur of the rounds of refinement, in points
SETTLED: Final = 0.01  # points: a correction under this changes nothing
FOUND: Final = 0.05  # correlation of detail under which a guess is no guess
TRIED: Final = 3  # geometries of each side that the pilot is asked about
PILOT_SURE: Final = 7.0  # z of the pilot from which no other is tried
COARSE: Final = 1.25  # suspect pixels to a canvas pixel from which the suspect is made smaller first
BLOWN_UP: Final = 16  # times that a residual is shown enlarged

Pixels = npt.NDArray[np.uint8]
Gray = npt.NDArray[np.uint8]
Field = npt.NDArray[np.float32]

_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601, as JPEG has it (JFIF 1.02)
_WHITE: Final = np.float32(255)


def picture_lattice(width: int, height: int) -> Lattice:
    """About 16,000 square cells; fewer where their side would fall under `FINEST_PX` pixels.

    >>> picture_lattice(1500, 1000), picture_lattice(320, 200)
    (Lattice(columns=155, rows=103, points=4), Lattice(columns=46, rows=29, points=4))
    """
    side = max(FINEST_PX, (width * height / CELLS) ** 0.5)
    return Lattice(max(12, round(width / side)), max(12, round(height / side)), POINTS)


def luma(picture: Pixels) -> Field:
    """Luma (0 black, 255 white) of a picture uint8 [h, w, 3 or 4] (RGB), float32 [h, w]; what is clear is white."""
    y = picture[..., :3].astype(np.float32) @ _LUMA
    if picture.shape[2] == 4:
        alpha = picture[..., 3].astype(np.float32) / _WHITE
        y = y * alpha + _WHITE * (1 - alpha)
    return np.asarray(y, np.float32)


def mark_picture(picture: Pixels, key: MarkKey, copy_id: int) -> tuple[Pixels, float]:
    """A copy of a picture with the mark of `copy_id`, and the mark's Y-PSNR in dB (49 at least).

    `picture`: uint8 [h, w, 3 or 4], RGB with or without alpha, which stays as it is; so does what is wholly clear.
    The same grey levels are added to red, green and blue. The same picture, key and number give the same copy.

    >>> grey = np.full((200, 300, 3), 128, np.uint8)
    >>> marked, psnr_y_db = mark_picture(grey, MarkKey(bytes(32), b"a picture"), 7)
    >>> int(np.abs(marked.astype(int) - grey).max()), psnr_y_db > 49
    (1, True)
    """
    height, width = picture.shape[:2]
    lattice = picture_lattice(width, height)
    laid = lattice.spread(_cells(lattice, key, copy_id)) * _strength(picture, lattice)
    delta = cv2.resize(laid, (width, height), interpolation=cv2.INTER_CUBIC)
    marked = picture.copy()
    change = np.floor(delta + _dither(width, height))
    if picture.shape[2] == 4:
        change = change * (picture[..., 3] > 0)
    marked[..., :3] = np.clip(picture[..., :3].astype(np.float32) + change[..., None], 0, 255).astype(np.uint8)
    error = marked[..., :3].astype(np.float32) @ _LUMA - picture[..., :3].astype(np.float32) @ _LUMA
    power = float(np.square(error).mean())
    return marked, float(10 * np.log10(255.0**2 / max(power, 1e-3)))


def read_picture(
    suspect: Pixels,
    original: Pixels,
    key: MarkKey,
    copy_ids: Sequence[int] | npt.NDArray[np.int64],
    *,
    master_id: int = 0,
    cancelled: Callable[[], bool] = lambda: False,
) -> Reading:
    """Score every copy of a picture against a suspect (both uint8 [h, w, 3 or 4]): `tries` is 1.

    Which geometry, turned round or not, is chosen by the pilot, which tells nothing of whose copy it is.

    Raises:
        Cancelled: `cancelled()` became true.
    """
    ids = np.asarray(copy_ids, np.int64)
    reader = _Reader(original, key)
    best: _Told | None = None
    straight = _within(luma(suspect))
    for turned in (straight, np.ascontiguousarray(straight[:, ::-1])):
        guessed = reader.guessed(turned)[:TRIED]
        for some in (guessed[:1], guessed[1:]):
            if best is not None and best.pilot_z > PILOT_SURE:
                break
            if cancelled():
                raise Cancelled
            told = each(lambda guess: reader.told(*guess), some)
            best = max((*told, *([best] if best else [])), key=lambda t: t.pilot_z, default=None)
    if best is None:
        return Reading(master_id, ids, np.zeros(len(ids)), 0.0)
    code = best.weights[~reader.pilot.cells]
    [z] = each(lambda some: _scored(code, key, some), [ids])
    return Reading(master_id, ids, z, best.pilot_z, (best.sight,))


@dataclass(frozen=True, eq=False)
class _Told:
    """What a suspect tells under one geometry: a weight per cell, the pilot's z, and what to show."""

    weights: Field
    pilot_z: float
    sight: Sight


class _Reader:
    """The original as the reader knows it, with what is computed once."""

    def __init__(self, original: Pixels, key: MarkKey) -> None:
        self.original, self.key = original, key
        self.lattice = picture_lattice(original.shape[1], original.shape[0])
        self.size = look_size(self.lattice)
        self.pilot = _pilot(self.lattice, key)

    @cached_property
    def canvas(self) -> Gray:
        """The original's luma on the full canvas."""
        return _uint8(_scaled(luma(self.original), self.size))

    @cached_property
    def master(self) -> Field:
        """And on the half canvas."""
        return _scaled(luma(self.original), (self.size[0] // 2, self.size[1] // 2))

    @cached_property
    def opaque(self) -> Field:
        """Where the original covers its ground: what is clear shows whatever lies beneath."""
        half = (self.size[0] // 2, self.size[1] // 2)
        if self.original.shape[2] == 3:
            return np.ones(half[::-1], np.float32)
        solid = cv2.erode(np.asarray(self.original[..., 3] > 250, np.uint8), np.ones((3, 3), np.uint8))
        return np.asarray(_scaled(solid.astype(np.float32), half) > 0.99, np.float32)

    @cached_property
    def strength(self) -> Field:
        return _strength(self.original, self.lattice)

    def guessed(self, frame: Gray) -> list[tuple[Gray, Placing]]:
        """Frames and placings under which the suspect looks like the original, the likest first."""
        found: list[tuple[float, Gray, Placing]] = []
        size = (frame.shape[1], frame.shape[0])
        own = _detail(self.master)
        for placing in (
            *guesses([(frame, self.canvas)]),
            *(fitted(self.size, (0, 0, *size), fill=f) for f in (False, True)),
        ):
            some, where = _as_coarse(frame, placing)
            seen, cover = warp(some, where, self.size)
            like = likeness(_detail(seen), own, cover * self.opaque)
            if like > FOUND:
                found.append((like, some, where))
        found.sort(key=lambda f: -f[0])
        return [(some, where) for _, some, where in found]

    def told(self, frame: Gray, placing: Placing) -> _Told:
        """Refine a placing (Gauss-Newton, from blurred to sharp), explain the suspect, weigh what is left."""
        for soft in SOFT:
            one = self._explained(frame, placing, soft)
            damping = 1e-3 * float(np.trace(one.information)) / len(one.pull)
            solved = np.linalg.solve(one.information + damping * np.eye(len(one.pull)), one.pull)
            moves: npt.NDArray[np.float64] = np.asarray(solved, np.float64)
            placing = np.asarray(np.matmul(placing, correction(moves, self.size)), np.float64)
            if not soft and float(np.abs(moves).max()) < SETTLED:
                break
        one = self._explained(frame, placing, 0.0)
        weights = whitened(one.residual, one.weight, self.strength, self.lattice, self.pilot)
        pilot_z = float(z_of(weights[self.pilot.cells], self.pilot.chips[None])[0])
        sight = Sight(0.0, 0.0, _uint8(one.seen), _uint8(self.master), _uint8(128 + BLOWN_UP * one.residual))
        return _Told(weights, pilot_z, sight)

    def _explained(self, frame: Gray, placing: Placing, soft: float) -> Fit:
        seen, cover = warp(frame, placing, self.size)
        own = self.master
        if soft:
            seen, own = _softened(seen, soft), _softened(own, soft)
        return fit(seen, cover * self.opaque, own, ())


def _scored(code: Field, key: MarkKey, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """z of every copy under these weights of the code's cells."""
    z, at = np.zeros(len(ids)), 0
    for some in chips_of_many(key.secret, "picture", key.work, last=ids, count=len(code)):
        z[at : at + len(some)] = z_of(code, some)
        at += len(some)
    return z


def _cells(lattice: Lattice, key: MarkKey, copy_id: int) -> npt.NDArray[np.int8]:
    """All chips of a copy, int8 [cells], pilot and code in their places."""
    pilot = _pilot(lattice, key)
    out = np.empty(lattice.cells, np.int8)
    out[pilot.cells] = pilot.chips
    out[~pilot.cells] = chips(key.secret, "picture", key.work, copy_id, count=int((~pilot.cells).sum()))
    return out


def _pilot(lattice: Lattice, key: MarkKey) -> Pilot:
    cells = lattice.pilot_cells(key.secret)
    return Pilot(cells, chips(key.secret, "picture pilot", key.work, count=int(cells.sum())))


def _strength(picture: Pixels, lattice: Lattice) -> Field:
    """Strength in grey levels, float32 on the lattice's points, within the budget of the picture as a whole."""
    small = _scaled(luma(picture), look_size(lattice))
    coarse, _ = strength(_uint8(16 + small * np.float32(219 / 255)), most=MOST, slope=SLOPE)
    power = float(np.square(coarse).mean()) * CHIP_POWER
    room = POWER - DITHER_POWER
    if power > room:
        coarse = coarse * np.float32((room / power) ** 0.5)
    return np.asarray(cv2.resize(coarse, (lattice.width, lattice.height), interpolation=cv2.INTER_LINEAR), np.float32)


def _dither(width: int, height: int) -> Field:
    """Thresholds 0..1 without low frequencies: interleaved gradient noise (Jimenez, SIGGRAPH 2014)."""
    x, y = np.arange(width, dtype=np.float64)[None, :], np.arange(height, dtype=np.float64)[:, None]
    return np.asarray(np.mod(52.9829189 * np.mod(0.06711056 * x + 0.00583715 * y, 1.0), 1.0), np.float32)


def _within(picture: Field) -> Gray:
    """A suspect's luma, made smaller where it has more than `MOST_POINTS`."""
    height, width = picture.shape
    shrink = (MOST_POINTS / (width * height)) ** 0.5
    if shrink >= 1:
        return _uint8(picture)
    return _uint8(_scaled(picture, (max(1, round(width * shrink)), max(1, round(height * shrink)))))


def _as_coarse(frame: Gray, placing: Placing) -> tuple[Gray, Placing]:
    """The suspect made as coarse as the canvas where it is finer, so that sampling it loses nothing."""
    middle = np.abs(np.linalg.det(placing[:2, :2])) ** 0.5
    if middle < COARSE:
        return frame, placing
    height, width = frame.shape
    size = (max(16, round(width / middle)), max(16, round(height / middle)))
    across, down = size[0] / width, size[1] / height
    smaller = np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1.0]])
    return _uint8(_scaled(frame.astype(np.float32), size)), smaller @ placing


def _scaled(picture: Field, size: tuple[int, int]) -> Field:
    """By area where it shrinks, bicubic where it grows."""
    shrinks = size[0] <= picture.shape[1]
    return np.asarray(
        cv2.resize(picture, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC), np.float32
    )


def _uint8(picture: Field) -> Gray:
    return np.asarray(np.clip(np.rint(picture), 0, 255), np.uint8)


def _detail(picture: Field) -> Field:
    return picture - _softened(picture, 5.0)


def _softened(picture: Field, sigma: float) -> Field:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
