"""Bringing suspect and master together: each suspect frame finds its master frame and its exact place on it.

No code is looked at here: whatever is tried costs nothing of the bound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.footage import Footage
from manju.media.side_by_side import each
from manju.media.traces import Segment
from manju.media.watermark.geometry import Placing, correction, fitted, guesses, likeness, picture_in, warp
from manju.media.watermark.residual import MOVES, Fit, fit

__all__ = ["Aligned", "Pair", "Start", "align", "align_from", "likeliest_time"]

Field = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]

LOOKED_AT: Final = 5  # frames that features are sought in
REFINED_ON: Final = 12  # frames that the place is refined on
SLACK_S: Final = 0.7  # how far a segment's times may be off
NEAR_S: Final = 0.3  # how far a start's may be
STARTS: Final = 3
AS_GOOD: Final = 0.05  # of likeness that a start may fall behind the best
APART_S: Final = 0.16  # between starts
TIME_STEP_S: Final = 0.08
STEEP: Final = np.linspace(-0.32, 0.32, 17)  # and its speed, at first
FINE: Final = np.linspace(-0.03, 0.03, 13)  # and then
SOFT: Final = (4.0, 2.0, 0.0, 0.0)  # blur of the rounds of refinement, in points
SETTLED: Final = 0.03  # points: a correction under this changes nothing
FOUND: Final = 0.05  # correlation of detail under which a guess is no guess
SURE: Final = 0.8  # correlation of detail from which no other guess need be tried
NOT_OWN: Final = 2e-3  # what a frame beside the line of time must be better by
QUARTER: Final = np.array([[2.0, 0.0, 0.5], [0.0, 2.0, 0.5], [0.0, 0.0, 1.0]])  # quarter canvas -> half canvas, pixels


@dataclass(frozen=True, eq=False)
class Aligned:
    """For each suspect frame: the index of its master frame, and its placing. `like`: mean correlation of detail.

    `others`: starts that were as good as the one taken, for `align_from`: in a slow pan a picture shown later looks
    like one that lies further to the side.
    """

    frames: Indices
    placings: list[Placing]
    like: float
    others: tuple[Start, ...] = ()


@dataclass(frozen=True, eq=False)
class Start:
    """Where alignment begins: seconds that the times of the segment are off by, and a placing."""

    offset_s: float
    placing: Placing
    like: float


class Pair:
    """A stretch of a suspect (turned round if mirrored) and the master around it, with what is computed once.

    `placing`: where the fingerprint has the master's picture, if it is known.
    """

    def __init__(self, suspect: Footage, master: Footage, segment: Segment, placing: Placing | None = None) -> None:
        self.suspect, self.master, self.placing = suspect, master, placing
        self.size = master.frames.shape[2], master.frames.shape[1]
        self.wanted_s = segment.master_start_s + (suspect.times_s - segment.suspect_start_s) * segment.speed
        self.rect = picture_in(suspect.frames)
        left, top, right, bottom = self.rect
        self._shown = np.zeros(suspect.frames.shape[1:], np.uint8)
        self._shown[top:bottom, left:right] = 255
        self._canvases: dict[int, Field] = {}

    def canvas(self, j: int) -> Field:
        """Master frame j on the half canvas, float32."""
        if j not in self._canvases:
            half = (self.size[0] // 2, self.size[1] // 2)
            frame = self.master.frames[j].astype(np.float32)
            self._canvases[j] = np.asarray(cv2.resize(frame, half, interpolation=cv2.INTER_AREA), np.float32)
        return self._canvases[j]

    @cached_property
    def details(self) -> Field:
        """Detail of every master frame on the quarter canvas, float32 [frames, points]."""
        quarter = (self.size[0] // 4, self.size[1] // 4)
        small = (cv2.resize(f, quarter, interpolation=cv2.INTER_AREA) for f in self.master.frames)
        return np.stack([_detail(np.asarray(s, np.float32)).reshape(-1) for s in small])

    def small(self, i: int, placing: Placing) -> tuple[Field, Field]:
        """Suspect frame i on the quarter canvas, and its cover."""
        return warp(self.suspect.frames[i], placing @ QUARTER, (self.size[0] // 2, self.size[1] // 2), self._shown)

    def explained(self, i: int, j: int, placing: Placing, *, soft: float = 0.0, beside: bool = False) -> Fit:
        """Suspect frame i explained by master frame j (with `beside`: and its neighbours in time)."""
        seen, cover = warp(self.suspect.frames[i], placing, self.size, self._shown)
        own = self.canvas(j)
        if soft:
            seen, own = _softened(seen, soft), _softened(own, soft)
        near = (j - 1, j + 1) if beside else ()
        return fit(seen, cover, own, [self.canvas(k) for k in near if 0 <= k < len(self.master)])


def align(pair: Pair) -> Aligned | None:
    """Align a pair; None: no placing makes the one look like the other."""
    chosen = _chosen(len(pair.suspect))
    placing = _best_guess(pair, chosen)
    if placing is None:
        return None
    first, *others = _starts(pair, chosen, placing)
    return replace(align_from(pair, first), others=tuple(others))


def align_from(pair: Pair, start: Start) -> Aligned:
    """Align a pair from one start, refined in time and place."""
    count = len(pair.suspect)
    placings, offset_s = [start.placing] * count, start.offset_s
    frames = _paired(pair, placings, offset_s)
    placings = _refined(pair, frames, placings, SOFT)
    frames = _paired(pair, placings, offset_s)
    placings = _refined(pair, frames, placings, SOFT[-1:])
    chosen = _chosen(count)
    like = float(np.mean([_likeness(pair, int(i), int(frames[i]), placings[i]) for i in chosen]))
    return Aligned(frames, placings, like)


def likeliest_time(pair: Pair, placing: Placing, *, within_s: float) -> Start:
    """The offset in time, in steps of a master's frame, under which this placing looks most like the master."""
    chosen = _chosen(len(pair.suspect))
    smalls = [pair.small(int(i), placing) for i in chosen]
    best = Start(0.0, placing, -1.0)
    for offset in np.arange(-within_s, within_s + 1e-6, max(_step_s(pair), TIME_STEP_S)):
        frames = nearest(pair.master.times_s, pair.wanted_s[chosen] + offset)
        likes = [
            likeness(_detail(seen), pair.details[j].reshape(seen.shape), cover)
            for (seen, cover), j in zip(smalls, frames, strict=True)
        ]
        like = float(np.mean(likes))
        if like > best.like:
            best = Start(float(offset), placing, like)
    return best


def nearest(times: npt.NDArray[np.float64], wanted: npt.NDArray[np.float64]) -> Indices:
    """Index of the time nearest to each wanted one; `times` in order."""
    if len(times) == 1:
        return np.zeros(wanted.shape, np.int64)
    after = np.clip(np.searchsorted(times, wanted), 1, len(times) - 1)
    before = after - 1
    return np.where(wanted - times[before] <= times[after] - wanted, before, after).astype(np.int64)


def _best_guess(pair: Pair, chosen: Indices) -> Placing | None:
    """The placing under which the chosen frames look most like the master, times being off by the same little."""
    pairing = nearest(pair.master.times_s, pair.wanted_s)
    step = _step_s(pair)
    offsets = [round(s / step) for s in (-0.3, -0.15, 0.0, 0.15, 0.3)]
    pairs = [(pair.suspect.frames[i], pair.master.frames[pairing[i]]) for i in chosen]
    best, chosen_one = FOUND, None
    told = () if pair.placing is None else (pair.placing,)
    for placing in (*guesses(pairs), *told, fitted(pair.size, pair.rect), fitted(pair.size, pair.rect, fill=True)):
        likes = []
        for i in chosen:
            near = {int(np.clip(pairing[i] + o, 0, len(pair.master) - 1)) for o in offsets}
            likes.append(max(_likeness(pair, int(i), j, placing) for j in near))
        mean = float(np.mean(likes))
        if mean > best:
            best, chosen_one = mean, placing
        if mean > SURE:
            break
    return chosen_one


def _starts(pair: Pair, chosen: Indices, placing: Placing) -> list[Start]:
    """Starts in time, each with the shift of the placing that suits it best (phase correlation), the best first."""
    smalls = [pair.small(int(i), placing) for i in chosen]
    shape = smalls[0][0].shape
    window = cv2.createHanningWindow((shape[1], shape[0]), cv2.CV_32F)
    mine = [np.asarray(_detail(seen) * (cover > 0.99), np.float32) for seen, cover in smalls]
    found = []
    for offset in np.arange(-SLACK_S, SLACK_S + 1e-6, max(_step_s(pair), SLACK_S / 8)):
        frames = nearest(pair.master.times_s, pair.wanted_s[chosen] + offset)
        theirs = [pair.details[j].reshape(shape) for j in frames]
        shifts = [cv2.phaseCorrelate(a, b, window)[0] for a, b in zip(theirs, mine, strict=True)]
        dx, dy = np.median(np.array(shifts), axis=0) * (pair.size[0] / shape[1])
        moved = placing @ np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1]])
        like = float(np.mean([_likeness(pair, int(i), int(j), moved) for i, j in zip(chosen, frames, strict=True)]))
        found.append(Start(float(offset), moved, like))
    found.sort(key=lambda s: abs(s.offset_s) * 1e-3 - s.like)
    kept: list[Start] = []
    for start in found:
        good = start.like > found[0].like - AS_GOOD
        if len(kept) < STARTS and good and all(abs(start.offset_s - k.offset_s) > APART_S for k in kept):
            kept.append(start)
    return kept


def _chosen(count: int) -> Indices:
    """Numbers of the frames that features are sought in and likeness is judged by."""
    if count <= 2:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, LOOKED_AT + 2).astype(np.int64)[1:-1])


def _likeness(pair: Pair, i: int, j: int, placing: Placing) -> float:
    seen, cover = pair.small(i, placing)
    return likeness(_detail(seen), pair.details[j].reshape(seen.shape), cover)


def _paired(pair: Pair, placings: list[Placing], offset_s: float) -> Indices:
    """The master frame of each suspect frame: first the line of time that fits best, then each frame's own best."""
    smalls = each(lambda i: pair.small(i, placings[i]), range(len(placings)))
    where = np.asarray(np.min([cover for _, cover in smalls], axis=0) > 0.99, np.float32).reshape(-1)
    mine = np.stack([_detail(seen).reshape(-1) for seen, _ in smalls]) * where
    theirs = pair.details * where
    norms = np.linalg.norm(mine, axis=1)[:, None] * np.linalg.norm(theirs, axis=1)[None, :]
    match = mine @ theirs.T / np.maximum(norms, 1e-6)
    times, rows = pair.master.times_s, np.arange(len(pair.suspect))
    middle = pair.suspect.times_s - pair.suspect.times_s.mean()
    wanted_s = pair.wanted_s + offset_s
    best, line, turned = -np.inf, wanted_s, 0.0
    for steepness in (STEEP, FINE):
        middle_steep = turned
        for offset in np.arange(-NEAR_S, NEAR_S, max(_step_s(pair) / 2, 0.01)):
            for steep in middle_steep + steepness:
                tried = wanted_s + offset + steep * middle
                score = float(match[rows, nearest(times, tried)].mean()) - 1e-3 * abs(offset) - 1e-3 * abs(steep)
                if score > best:
                    best, line, turned = score, tried, float(steep)
    around = np.clip(nearest(times, line)[:, None] + np.arange(-1, 2)[None, :], 0, len(times) - 1)
    own = np.take_along_axis(match, around, 1) - np.array([NOT_OWN, 0.0, NOT_OWN])
    return np.asarray(np.take_along_axis(around, own.argmax(1)[:, None], 1)[:, 0], np.int64)


def _refined(pair: Pair, frames: Indices, placings: list[Placing], rounds: tuple[float, ...]) -> list[Placing]:
    """Gauss-Newton on all moves at once, over a number of frames, from blurred to sharp.

    The moves are polynomials of time (a picture that is slowly zoomed or shaken drifts): every frame of the stretch
    bears on them, weighted by what it tells.
    """
    chosen = np.unique(np.linspace(0, len(frames) - 1, REFINED_ON).astype(int))
    powers = _powers(len(frames))
    size = MOVES * powers.shape[1]
    for soft in rounds:
        fits = each(partial(_explained, pair, frames, placings, soft), chosen)
        information, pull = np.zeros((size, size)), np.zeros(size)
        for i, one in zip(chosen, fits, strict=True):
            information += np.kron(np.outer(powers[i], powers[i]), one.information)
            pull += np.kron(powers[i], one.pull)
        damping = 1e-3 * float(np.trace(information)) / size
        moves = np.linalg.solve(information + damping * np.eye(size), pull).reshape(-1, MOVES)
        placings = [
            placing @ correction(np.asarray(power @ moves, np.float64), pair.size)
            for placing, power in zip(placings, powers, strict=True)
        ]
        if not soft and float(np.abs(moves).max()) < SETTLED:
            break
    return placings


def _explained(pair: Pair, frames: Indices, placings: list[Placing], soft: float, i: int) -> Fit:
    return pair.explained(int(i), int(frames[i]), placings[i], soft=soft)


def _powers(count: int) -> npt.NDArray[np.float64]:
    """Constant, slope and bend over the stretch (-1..1), float64 [count, 1 or 3]."""
    if count < REFINED_ON:
        return np.ones((count, 1))
    time = np.linspace(-1, 1, count)
    return np.stack([np.ones(count), time, 1.5 * time * time - 0.5], axis=1)


def _step_s(pair: Pair) -> float:
    return max(float(np.median(np.diff(pair.master.times_s))), 1e-3) if len(pair.master) > 1 else 0.04


def _detail(picture: Field) -> Field:
    return picture - _softened(picture, 5.0)


def _softened(picture: Field, sigma: float) -> Field:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
