"""Comparing frame by frame along a line: exact time, speed, where the master is in the frame, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.fingerprint import hashes
from manju.media.fingerprint.lines import Line
from manju.media.fingerprint.shelf import Shelf
from manju.media.fingerprint.suspects import Query

__all__ = ["Aligned", "align"]

GRID: Final = 16
FINE: Final = 3  # samples across each cell of the grid
SEEN_LEAST: Final = 36  # cells of 256 that must show the master
REACH_S: Final = 1.6
STEPS_S: Final = np.arange(-1.2, 1.2001, 0.04)
SPEEDS: Final = np.array([1.0, 0.94, 0.955, 0.97, 0.98, 0.99, 1.01, 1.02, 1.03, 1.045, 1.06])
ALIKE: Final = 0.55  # correlation at which a moment counts as shown
GAP_S: Final = 3.1
PLACINGS_MOST: Final = 4

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Aligned:
    """A line made exact. `agree` float64 [moments]: correlation of each moment with the master on the line;
    `first`, `last`: moments between which it is shown (both included); `placing` as in `Pairs`."""

    start_s: float
    speed: float
    agree: F64
    first: int
    last: int
    placing: F64


def align(shelf: Shelf, query: Query, line: Line) -> Aligned | None:
    """The line made exact by the pictures themselves; None when they do not bear it out."""
    moments = slice(int(shelf.moments[line.master]), int(shelf.moments[line.master + 1]))
    shown_s = shelf.times_s[moments].astype(np.float64)
    times_s = query.times_s.astype(np.float64)
    predicted = line.start_s + line.speed * times_s
    inside = np.flatnonzero((predicted > shown_s[0] - 0.5) & (predicted < shown_s[-1] + 0.5))
    if len(inside) < 2:
        return None
    near = (shown_s > predicted[inside].min() - REACH_S - 0.3) & (shown_s < predicted[inside].max() + REACH_S + 0.3)
    shown = np.flatnonzero(near)
    pictures = hashes.pictures_of(shelf.kept[moments][shown]).reshape(len(shown), -1).astype(np.float64)
    best: tuple[float, F64, F64] | None = None
    for placing in _placings(line):
        grid, seen = _as_master(query.frames[inside], placing, mirrored=line.mirrored)
        if seen.sum() < SEEN_LEAST:
            continue
        alike = _correlation(grid, seen, pictures)
        at = _on_line(alike, shown_s[shown], predicted[inside])
        worth = float(np.sort(np.clip(at, 0, 1))[len(at) // 3 :].mean()) * min(1.0, 0.75 + seen.mean() / 3)
        if best is None or worth > best[0]:
            best = (worth, alike, placing)
    if best is None:
        return None
    _, alike, placing = best
    start, speed = _exact(alike, shown_s[shown], times_s[inside], line)
    agree = np.full(len(query), -1.0)
    agree[inside] = _on_line(alike, shown_s[shown], start + speed * times_s[inside])
    span = _span(agree, times_s, line, shelf)
    return None if span is None else Aligned(start, speed, agree, *span, placing)


def _placings(line: Line) -> list[F64]:
    """Different placings among the pairs, by evidence."""
    found: list[F64] = []
    clusters: list[float] = []
    for i in np.argsort(-line.pairs.evidence, kind="stable"):
        placing = line.pairs.placing[i]
        for n, other in enumerate(found):
            if np.abs(other - placing).max() < 0.04:
                clusters[n] += float(line.pairs.evidence[i])
                break
        else:
            if len(found) < 40:
                found.append(placing)
                clusters.append(float(line.pairs.evidence[i]))
    return [found[i] for i in np.argsort(-np.array(clusters), kind="stable")[:PLACINGS_MOST]]


def _as_master(frames: npt.NDArray[np.uint8], placing: F64, *, mirrored: bool) -> tuple[F64, npt.NDArray[np.bool_]]:
    """Frames where the master would have them: float64 [n, 256], and which of the 256 cells they cover."""
    _, h, w = frames.shape
    side = GRID * FINE
    to_master = np.vstack([placing, [0, 0, 1]])
    from_pixels = np.array([[1 / w, 0, 0.5 / w], [0, 1 / h, 0.5 / h], [0, 0, 1]])
    if mirrored:
        from_pixels = np.array([[-1, 0, 1], [0, 1, 0], [0, 0, 1]]) @ from_pixels
    to_pixels = np.array([[side, 0, -0.5], [0, side, -0.5], [0, 0, 1]])
    matrix = (to_pixels @ to_master @ from_pixels)[:2]
    shrink = 1 / max(0.3, abs(np.linalg.det(matrix[:, :2])) ** 0.5)
    blur = max(0.0, (shrink**2 - 1)) ** 0.5 * 0.45
    out = np.empty((len(frames), GRID * GRID))
    for i, frame in enumerate(frames):
        soft = cv2.GaussianBlur(frame, (0, 0), blur) if blur > 0.3 else frame
        moved = cv2.warpAffine(soft.astype(np.float32), matrix, (side, side), flags=cv2.INTER_LINEAR,
                               borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        out[i] = cv2.resize(moved, (GRID, GRID), interpolation=cv2.INTER_AREA).ravel()
    cover = cv2.warpAffine(np.ones((h, w), np.float32), matrix, (side, side), flags=cv2.INTER_LINEAR)
    return out, (cv2.resize(cover, (GRID, GRID), interpolation=cv2.INTER_AREA) > 0.95).ravel()


def _correlation(grid: F64, seen: npt.NDArray[np.bool_], pictures: F64) -> F64:
    """Correlation over the seen cells: [moments, shown]. Pictures almost without contrast correlate with nothing."""
    a, b = grid[:, seen], pictures[:, seen]
    a = a - a.mean(1, keepdims=True)
    b = b - b.mean(1, keepdims=True)
    power_a, power_b = (a * a).mean(1), (b * b).mean(1)
    return np.asarray((a @ b.T) / seen.sum() / np.sqrt((power_a[:, None] + 2.0) * (power_b[None, :] + 2.0)))


def _on_line(alike: F64, shown_s: F64, at_s: F64) -> F64:
    """Correlation at times between the master's moments, linearly between them: [moments]."""
    right = np.clip(np.searchsorted(shown_s, at_s), 1, len(shown_s) - 1)
    gap = np.maximum(1e-6, shown_s[right] - shown_s[right - 1])
    part = np.clip((at_s - shown_s[right - 1]) / gap, 0, 1)
    rows = np.arange(len(alike))
    return np.asarray(alike[rows, right - 1] * (1 - part) + alike[rows, right] * part)


def _exact(alike: F64, shown_s: F64, times_s: F64, line: Line) -> tuple[float, float]:
    """Start and speed at which the pictures agree best; where nothing moves, the guess as it was."""
    value = np.arctanh(np.clip(alike, 0.0, 0.985))
    value = value - np.minimum(value, np.median(value, axis=1, keepdims=True) + 10)
    middle = float(np.average(line.pairs.chosen(np.arange(len(line.pairs))).moment, weights=line.pairs.evidence))
    pivot = float(np.interp(middle, np.arange(len(times_s)), times_s))
    worth = np.empty((len(SPEEDS), len(STEPS_S)))
    for i, factor in enumerate(SPEEDS):
        for j, step in enumerate(STEPS_S):
            at = line.start_s + line.speed * pivot + step + line.speed * factor * (times_s - pivot)
            worth[i, j] = _on_line(value, shown_s, at).sum()
    worth[0] *= 1.005
    i = int(worth.max(axis=1).argmax())
    row = worth[i]
    top = np.flatnonzero(row >= row.max() - 0.02 * (row.max() - row.min()))
    step = float(STEPS_S[top].mean())
    speed = float(line.speed * SPEEDS[i])
    return line.start_s + line.speed * pivot + step - speed * pivot, speed


def _span(agree: F64, times_s: F64, line: Line, shelf: Shelf) -> tuple[int, int] | None:
    """First and last moment of the stretch that agrees and holds the line's pairs."""
    shown = agree >= ALIKE
    good = np.flatnonzero(shown)
    if not len(good):
        return None
    breaks = np.flatnonzero(np.diff(times_s[good]) > GAP_S)
    starts, ends = np.append(0, breaks + 1), np.append(breaks, len(good) - 1)
    weights = []
    for a, b in zip(starts, ends, strict=True):
        on = (line.pairs.moment >= good[a]) & (line.pairs.moment <= good[b])
        weights.append(float(line.pairs.evidence[on].sum()))
    best = int(np.argmax(weights))
    if weights[best] <= 0:
        return None
    return int(good[starts[best]]), int(good[ends[best]])
