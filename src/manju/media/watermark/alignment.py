"""Bringing suspect and master together: each suspect frame finds its master frame and its exact place on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.footage import Footage
from manju.media.traces import Segment
from manju.media.watermark.geometry import Placing, correction, fitted, guesses, likeness, warp
from manju.media.watermark.residual import MOVES, fit

__all__ = ["Alignment", "align"]

Field = npt.NDArray[np.float32]

LOOKED_AT: Final = 6  # frames that features are sought in
REFINED_ON: Final = 14  # frames that the place is refined on
SLACK_S: Final = 0.6  # how far a segment's times may be off
STEEPNESS: Final = np.linspace(-0.02, 0.02, 9)  # and its speed
SOFT: Final = (4.0, 2.0, 0.0, 0.0)  # blur of the rounds of refinement, in points
SETTLED: Final = 0.03  # points: a correction under this changes nothing


@dataclass(frozen=True, eq=False)
class Alignment:
    """For each suspect frame: the index of its master frame, and the placing. `like`: mean correlation of detail."""

    frames: npt.NDArray[np.int64]
    placings: list[Placing]
    like: float


def align(suspect: Footage, master: Footage, segment: Segment) -> Alignment | None:
    """Align a stretch of the suspect (already turned round if mirrored) with the master around it; None: no way found.

    `master`: frames on the full canvas. Works without looking at any code.
    """
    pairing = _nominal(suspect, master, segment)
    chosen = np.unique(np.linspace(0, len(suspect) - 1, LOOKED_AT).astype(int))
    best = _best_guess(suspect, master, pairing, chosen)
    if best is None:
        return None
    for _ in range(2):
        pairing = _paired(suspect, master, segment, best)
        best = _refined(suspect, master, pairing, best)
    frames = _paired(suspect, master, segment, best)
    like = float(np.mean([_likeness(suspect, master, int(i), int(frames[i]), best) for i in chosen]))
    return Alignment(frames, [best] * len(suspect), like)


def canvas(picture: npt.NDArray[np.uint8]) -> Field:
    """A full canvas at half its size, float32."""
    half = (picture.shape[1] // 2, picture.shape[0] // 2)
    return np.asarray(cv2.resize(picture.astype(np.float32), half, interpolation=cv2.INTER_AREA), np.float32)


def _size(master: Footage) -> tuple[int, int]:
    return master.frames.shape[2], master.frames.shape[1]


def _nominal(suspect: Footage, master: Footage, segment: Segment) -> npt.NDArray[np.int64]:
    wanted = segment.master_start_s + (suspect.times_s - segment.suspect_start_s) * segment.speed
    return _nearest(master.times_s, wanted)


def _nearest(times: npt.NDArray[np.float64], wanted: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    after = np.clip(np.searchsorted(times, wanted), 1, len(times) - 1)
    before = after - 1
    return np.where(wanted - times[before] <= times[after] - wanted, before, after).astype(np.int64)


def _best_guess(
    suspect: Footage, master: Footage, pairing: npt.NDArray[np.int64], chosen: npt.NDArray[np.int64]
) -> Placing | None:
    size, frame = _size(master), (suspect.frames.shape[2], suspect.frames.shape[1])
    pairs = [(suspect.frames[i], master.frames[pairing[i]]) for i in chosen]
    candidates = [*guesses(pairs), fitted(size, frame), fitted(size, frame, fill=True)]
    rate = 1 / max(float(np.median(np.diff(master.times_s))), 1e-3)
    offsets = [round(s * rate) for s in (-0.3, -0.15, 0.0, 0.15, 0.3)]
    scored = []
    for placing in candidates:
        likes = [
            max(_likeness(suspect, master, int(i), int(np.clip(pairing[i] + o, 0, len(master) - 1)), placing)
                for o in offsets)
            for i in chosen
        ]  # fmt: skip
        scored.append(float(np.mean(likes)))
    best = int(np.argmax(scored))
    return candidates[best] if scored[best] > 0.05 else None


def _likeness(suspect: Footage, master: Footage, i: int, j: int, placing: Placing) -> float:
    size = _size(master)
    quarter = np.diag([2.0, 2.0, 1.0])
    quarter[0, 2] = quarter[1, 2] = 0.5
    seen, cover = warp(suspect.frames[i], placing @ quarter, (size[0] // 2, size[1] // 2))
    other = cv2.resize(master.frames[j], (size[0] // 4, size[1] // 4), interpolation=cv2.INTER_AREA)
    return likeness(seen, other.astype(np.float32), cover)


def _paired(suspect: Footage, master: Footage, segment: Segment, placing: Placing) -> npt.NDArray[np.int64]:
    """The master frame of each suspect frame: first the line of time that fits best, then each frame's own best."""
    size = _size(master)
    quarter = np.diag([2.0, 2.0, 1.0])
    quarter[0, 2] = quarter[1, 2] = 0.5
    mine, cover = [], None
    for frame in suspect.frames:
        seen, cover = warp(frame, placing @ quarter, (size[0] // 2, size[1] // 2))
        mine.append(seen)
    assert cover is not None  # noqa: S101  # a suspect has frames
    where = np.asarray(cover > 0.99, np.float32)
    small = (size[0] // 4, size[1] // 4)
    theirs = [cv2.resize(f, small, interpolation=cv2.INTER_AREA).astype(np.float32) for f in master.frames]
    match = _details(mine, where) @ _details(theirs, where).T
    step = float(np.median(np.diff(master.times_s)))
    middle = float(suspect.times_s.mean())
    wanted = segment.master_start_s + (suspect.times_s - segment.suspect_start_s) * segment.speed
    rows = np.arange(len(suspect))
    best, line = -np.inf, wanted
    for offset in np.arange(-SLACK_S, SLACK_S, step / 2):
        for steep in STEEPNESS:
            tried = wanted + offset + steep * (suspect.times_s - middle)
            score = float(match[rows, _nearest(master.times_s, tried)].mean()) - 1e-3 * abs(offset) - 1e-2 * abs(steep)
            if score > best:
                best, line = score, tried
    on_line = _nearest(master.times_s, line)
    around = np.clip(on_line[:, None] + np.arange(-1, 2)[None, :], 0, len(master) - 1)
    own = np.take_along_axis(match, around, 1) - np.array([2e-3, 0.0, 2e-3])
    return np.asarray(np.take_along_axis(around, own.argmax(1)[:, None], 1)[:, 0], np.int64)


def _details(pictures: list[Field], where: Field) -> Field:
    out = []
    for picture in pictures:
        detail = (picture - cv2.GaussianBlur(picture, (0, 0), 6)) * where
        out.append(detail.reshape(-1) / max(float(np.linalg.norm(detail)), 1e-6))
    return np.asarray(np.stack(out), np.float32)


def _refined(suspect: Footage, master: Footage, pairing: npt.NDArray[np.int64], placing: Placing) -> Placing:
    """Gauss-Newton on all moves at once, over a number of frames, from blurred to sharp."""
    size = _size(master)
    chosen = np.unique(np.linspace(0, len(suspect) - 1, REFINED_ON).astype(int))
    for soft in SOFT:
        information, pull = np.zeros((MOVES, MOVES)), np.zeros(MOVES)
        for i in chosen:
            seen, cover = warp(suspect.frames[i], placing, size)
            own = canvas(master.frames[pairing[i]])
            if soft:
                seen, own = (cv2.GaussianBlur(p, (0, 0), soft) for p in (seen, own))
            one = fit(seen, cover, own, ())
            information += one.information
            pull += one.pull
        scale = np.trace(information) / MOVES
        moves = np.linalg.solve(information + 1e-3 * scale * np.eye(MOVES), pull)
        placing = placing @ correction(moves, size)
        if not soft and float(np.abs(moves).max()) < SETTLED:
            break
    return placing
