"""Marks in single pictures: the same secret chips on finer cells, read by subtracting the original; picture_v1."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.footage import Footage
from manju.media.render.dither import SIDE, thresholds
from manju.media.traces import Reading, Segment, Sight
from manju.media.watermark.alignment import Aligned, Pair, align, align_from
from manju.media.watermark.codes import chips, chips_of_many
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.lattice import NARROWEST, Lattice
from manju.media.watermark.scoring import weigh
from manju.media.watermark.strength import look_size, strength

__all__ = ["PICTURE_VERSION", "SMALLEST", "luma_of", "mark_picture", "picture_lattice", "psnr_y_db", "read_picture"]

PICTURE_VERSION: Final = 1
PICTURE_CELLS: Final = 8100
SMALLEST: Final = 160  # pixels of the narrow side: less has no room for a mark
BUDGET: Final = 0.74  # grey levels squared, dither included: 49.4 dB
STRONGER: Final = 1.0  # times `strength`: flat pictures are not brought up to the budget
CHIP_POWER: Final = 0.742
DITHER_NOISE: Final = 1 / 6
SEEN_POINTS: Final = 1200 * 900  # a suspect is looked at no larger than this
AROUND: Final = 8.0  # points over which noise is taken to be alike
LEAST_VARIANCE: Final = 0.1
BLOWN_UP: Final = 16

Picture = npt.NDArray[np.uint8]
Field = npt.NDArray[np.float32]


def picture_lattice(width: int, height: int) -> Lattice:
    """The lattice of a picture of this size: about `PICTURE_CELLS` cells.

    >>> picture_lattice(1600, 900)
    Lattice(columns=120, rows=68)
    """
    columns = math.sqrt(PICTURE_CELLS * width / height)
    return Lattice(max(NARROWEST, round(columns)), max(NARROWEST, round(columns * height / width)))


def luma_of(picture: Picture) -> Picture:
    """Luma (BT.601, full range) uint8 [height, width] of a grey, RGB or RGBA picture."""
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2GRAY), np.uint8)


def mark_picture(picture: Picture, key: MarkKey, copy_id: int) -> Picture:
    """The copy of a picture: uint8 [height, width] or [height, width, 3 or 4] (RGB, RGBA), as it is displayed.

    The same whole grey levels are added to red, green and blue; alpha stays, and what is fully transparent too.
    `key.work` is what names the original.

    Raises:
        ValueError: a side is shorter than `SMALLEST` pixels.

    >>> key = MarkKey(bytes(32), b"a picture")
    >>> grey = np.full((180, 320), 120, np.uint8)
    >>> psnr_y_db(grey, mark_picture(grey, key, 5)) > 49
    True
    """
    height, width = picture.shape[:2]
    if min(height, width) < SMALLEST:
        raise ValueError(f"a picture to mark has at least {SMALLEST} pixels on every side")
    lattice = picture_lattice(width, height)
    laid = lattice.spread(_cells(key, copy_id, lattice)) * _strength_on(luma_of(picture), lattice)
    wide = cv2.resize(np.asarray(laid, np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    grain = np.tile(_grain(), (height // SIDE + 1, width // SIDE + 1))[:height, :width]
    added = np.floor(wide + grain).astype(np.int16)
    if picture.ndim == 2:
        return np.asarray(np.clip(picture + added, 0, 255), np.uint8)
    out = picture.copy()
    if picture.shape[2] == 4:
        added = added * (picture[..., 3] > 0)
    out[..., :3] = np.clip(picture[..., :3] + added[..., None], 0, 255)
    return out


def psnr_y_db(one: Picture, other: Picture) -> float:
    """Peak signal to noise of the luma of two pictures of one size, dB; infinite for equal ones."""
    noise = float(np.square(luma_of(one).astype(np.float64) - luma_of(other)).mean())
    return math.inf if noise == 0 else 10 * math.log10(255**2 / noise)


def read_picture(
    suspect: Picture, original: Picture, key: MarkKey, copy_ids: Sequence[int] | npt.NDArray[np.int64]
) -> Reading:
    """Score every copy of a picture against a suspect; both grey, RGB or RGBA, as displayed.

    Whether the suspect is mirrored, and where in it the picture is, is settled by features and the pilot. Nothing
    alike leaves every z at 0. `traces.bound_z(len(copy_ids))` is what a z must pass. `master_id` is 0.
    """
    ids = np.asarray(copy_ids, np.int64)
    there, here = luma_of(original), _shrunk(luma_of(suspect))
    lattice = picture_lattice(there.shape[1], there.shape[0])
    master = cv2.resize(there, look_size(lattice), interpolation=cv2.INTER_AREA)
    may = _strength_on(there, lattice)
    best, best_z, sights = None, -np.inf, tuple[Sight, ...]()
    for pair, aligned in _alignments(here, np.asarray(master, np.uint8)):
        weights, sight = _weights(pair, aligned, may, lattice)
        pilot_z = _pilot_z(weights, key, lattice)
        if pilot_z > best_z:
            best, best_z, sights = weights, pilot_z, (sight,)
    if best is None:
        return Reading(0, ids, np.zeros(len(ids)), 0.0)
    return Reading(0, ids, _z(best, key, lattice, ids), best_z, sights)


def _cells(key: MarkKey, copy_id: int, lattice: Lattice) -> npt.NDArray[np.int8]:
    pilot = lattice.pilot_cells(key.secret)
    out = np.empty(lattice.cells, np.int8)
    out[pilot] = _pilot(key, int(pilot.sum()))
    out[~pilot] = chips(key.secret, "picture copy", key.work, copy_id, count=int((~pilot).sum()))
    return out


def _pilot(key: MarkKey, count: int) -> npt.NDArray[np.int8]:
    return chips(key.secret, "picture pilot", key.work, count=count)


def _strength_on(luma: Picture, lattice: Lattice) -> Field:
    """How many grey levels a picture may be changed by where: float32 on the lattice's points."""
    small = cv2.resize(luma, look_size(lattice), interpolation=cv2.INTER_AREA)
    video = np.rint(16 + small.astype(np.float32) * (219 / 255)).astype(np.uint8)  # what `strength` is made for
    coarse, _ = strength(video)
    square = float(np.square(coarse).mean()) * CHIP_POWER
    coarse = coarse * np.float32(min(STRONGER, math.sqrt((BUDGET - DITHER_NOISE) / square)))
    return np.asarray(
        cv2.resize(coarse, (lattice.width, lattice.height), interpolation=cv2.INTER_LINEAR), np.float32
    )  # fmt: skip


def _grain() -> Field:
    return (thresholds(256).astype(np.float32) + np.float32(0.5)) / np.float32(256)


def _shrunk(luma: Picture) -> Picture:
    shrink = math.sqrt(SEEN_POINTS / luma.size)
    if shrink >= 1:
        return luma
    size = (max(16, round(luma.shape[1] * shrink)), max(16, round(luma.shape[0] * shrink)))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


def _alignments(suspect: Picture, master: Picture) -> Iterator[tuple[Pair, Aligned]]:
    """Every way in which the suspect may show the master, as it is and mirrored."""
    whole = Segment(0.0, 0.0, 0.0, 0.0, 1.0, mirrored=False)
    at_once = np.zeros(1)
    for seen in (suspect, np.ascontiguousarray(suspect[:, ::-1])):
        pair = Pair(Footage(at_once, seen[None]), Footage(at_once, master[None]), whole)
        aligned = align(pair)
        if aligned is None:
            continue
        yield pair, aligned
        for start in aligned.others:
            yield pair, align_from(pair, start)


def _weights(pair: Pair, aligned: Aligned, may: Field, lattice: Lattice) -> tuple[Field, Sight]:
    one = pair.explained(0, 0, aligned.placings[0])
    variance = _smooth(one.residual * one.residual * one.weight) / (_smooth(one.weight) + 1e-3) + LEAST_VARIANCE
    say = np.asarray(may * one.weight / variance, np.float32)
    shown = (one.seen, pair.canvas(0), 128 + BLOWN_UP * one.residual)
    grey = [np.clip(p, 0, 255).astype(np.uint8) for p in shown]
    return weigh(say * one.residual, say * may, lattice), Sight(0.0, 0.0, grey[0], grey[1], grey[2])


def _pilot_z(weights: Field, key: MarkKey, lattice: Lattice) -> float:
    mine = weights[lattice.pilot_cells(key.secret)].astype(np.float64)
    return float(mine @ _pilot(key, len(mine))) / max(float(np.linalg.norm(mine)), 1e-15)


def _z(
    weights: Field, key: MarkKey, lattice: Lattice, ids: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:  # fmt: skip
    mine = weights[~lattice.pilot_cells(key.secret)]
    norm = max(float(np.linalg.norm(mine.astype(np.float64))), 1e-15)
    rows = chips_of_many(key.secret, "picture copy", key.work, last=ids, count=len(mine))
    sums = [some.astype(np.float32) @ mine for some in rows]
    return np.concatenate(sums).astype(np.float64) / norm if sums else np.zeros(0)


def _smooth(field: Field) -> Field:
    return np.asarray(cv2.GaussianBlur(field, (0, 0), AROUND), np.float32)
