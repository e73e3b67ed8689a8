"""Taking a master's fingerprint while it is decoded anyway, or by decoding it here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.fingerprint import features, hashes
from manju.media.fingerprint.prints import FINGERPRINT_VERSION, POINT, SAMPLE, Fingerprint
from manju.media.footage import frames
from manju.media.probe import probe_master

__all__ = ["PER_S", "Extractor", "extract", "small"]

PER_S: Final = 4  # moments a second
LONGER_SIDE: Final = 160  # pixels of the pictures looked at
FLAT: Final = 16  # grey levels: lines that span less are flat
BUSY_LEAST: Final = 0.05  # of the moments: lines at an edge that are flat in nearly all are border
BORDERS_BY: Final = 40 * PER_S  # moments by which a film has shown its borders
POINTS_EACH: Final = 32  # of a key picture
CHANGED: Final = 56  # bits: another picture than the last key picture
MOVED: Final = 20  # bits: the same picture, moved on
SETTLED: Final = 24  # bits between neighbours: not in the middle of a cut or a dissolve
KEY_GAP_S: Final = (0.9, 1.45, 3.0, 6.0)  # between key pictures: changed and settled, changed, moved, whatever happens


Gray = npt.NDArray[np.uint8]


class Extractor:
    """Takes a film's fingerprint from frames that something else decodes.

    Call `see` for every frame, in order; about four a second are looked at, the others cost a comparison.
    `wants` says so beforehand, where getting at the luma costs something. Version 1 decides by the picture
    alone: dubbing changes the sound, and theme music is shared between films.

    >>> extractor = Extractor(width=320, height=180)
    >>> for i in range(50):
    ...     extractor.see(np.full((180, 320), 40 + i, np.uint8), i / 25)
    >>> extractor.finish(2.0).count
    8
    """

    def __init__(self, *, width: int, height: int) -> None:
        if width <= 0 or height <= 0:
            raise ValueError(f"a picture of {width} x {height} has nothing to see")
        self._size = (width, height)
        self._next = -1.0
        self._samples: list[tuple[float, npt.NDArray[np.uint64], npt.NDArray[np.int8],
                                  npt.NDArray[np.uint64], int]] = []  # fmt: skip
        self._points: list[npt.NDArray[np.void]] = []
        self._before: npt.NDArray[np.uint64] | None = None
        self._waiting: list[tuple[float, Gray]] = []  # the first moments, until the borders are known
        self._inside: hashes.Rect | None = None
        self._key: tuple[float, npt.NDArray[np.uint64]] | None = None

    def wants(self, time_s: float) -> bool:
        """Whether the frame at this time will be looked at."""
        return time_s >= self._next

    def see(self, y: npt.NDArray[np.uint8], time_s: float) -> None:
        """Look at a frame: luma, uint8 [height, width], shown at `time_s` of the film."""
        if not self.wants(time_s):
            return
        self._next = (np.floor(time_s * PER_S + 1e-6) + 1) / PER_S - 1e-3
        picture = small(y, LONGER_SIDE)
        if self._inside is not None:
            self._take(time_s, picture)
            return
        self._waiting.append((time_s, picture))
        if len(self._waiting) >= BORDERS_BY:
            self._begin()

    def finish(self, duration_s: float) -> Fingerprint:
        """The fingerprint of what was seen."""
        left, top, right, bottom = self._inside or self._begin()
        samples = np.zeros(len(self._samples), SAMPLE)
        for row, (time_s, whole, kept, views, viewed) in zip(samples, self._samples, strict=True):
            row["time"], row["hash"], row["kept"], row["views"], row["viewed"] = time_s, whole, kept, views, viewed
        points = np.concatenate(self._points) if self._points else np.zeros(0, POINT)
        shape = max(1, round(self._size[0] * (right - left))), max(1, round(self._size[1] * (bottom - top)))
        inside = round(left * 255), round(top * 255), round(right * 255), round(bottom * 255)
        return Fingerprint(FINGERPRINT_VERSION, float(duration_s), shape, inside, samples, points)

    def _begin(self) -> hashes.Rect:
        """Settle what lies within the film's own borders, and take what waited for that."""
        self._inside = _within_borders([picture for _, picture in self._waiting])
        for time_s, picture in self._waiting:
            self._take(time_s, picture)
        self._waiting = []
        return self._inside

    def _take(self, time_s: float, picture: Gray) -> None:
        picture = hashes.part(picture, self._inside or hashes.VIEWS[0])
        viewed = len(self._samples) % 2 == 0
        narrow = hashes.VIEWS[3] if picture.shape[1] >= picture.shape[0] else hashes.VIEWS[4]
        rects = [hashes.VIEWS[0], *([hashes.VIEWS[1], hashes.VIEWS[2], narrow] if viewed else [])]
        terms = hashes.terms_of(np.stack([hashes.square(picture, r) for r in rects]))
        found = hashes.hash_of(terms)
        views = found[1:] if viewed else np.zeros((3, 4), np.uint64)
        self._keep_points(picture, found[0], time_s)
        self._samples.append((time_s, found[0], hashes.kept(terms[0]), views, int(viewed)))

    def _keep_points(self, picture: npt.NDArray[np.uint8], whole: npt.NDArray[np.uint64], time_s: float) -> None:
        before, self._before = self._before, whole
        if self._key is not None:
            gap, last = time_s - self._key[0], int(hashes.distance(whole, self._key[1]))
            settled = before is None or int(hashes.distance(whole, before)) <= SETTLED
            due = (
                (gap >= KEY_GAP_S[0] and last >= CHANGED and settled)
                or (gap >= KEY_GAP_S[1] and last >= CHANGED)
                or (gap >= KEY_GAP_S[2] and last >= MOVED)
                or gap >= KEY_GAP_S[3]
            )
            if not due:
                return
        self._key = (time_s, whole)
        found = features.find(picture, most=POINTS_EACH)
        rows = np.zeros(len(found), POINT)
        rows["sample"] = len(self._samples)
        rows["bits"] = features.bits_of(found.values)
        rows["x"], rows["y"] = (found.xy * 256).astype(np.uint8).T
        rows["size"] = np.clip(np.rint(np.log2(found.size) * 16 + 160), 0, 255)
        rows["angle"] = np.rint(found.angle * (128 / np.pi)).astype(np.int64) % 256
        self._points.append(rows)


def _within_borders(pictures: list[Gray]) -> hashes.Rect:
    """Without the lines at the edges that are flat in nearly all of these pictures; at least half of each side."""
    sides = []
    for axis in (0, 1):
        spans = [
            cv2.reduce(p, axis, cv2.REDUCE_MAX).ravel() - cv2.reduce(p, axis, cv2.REDUCE_MIN).ravel() for p in pictures
        ]
        busy = np.mean(np.array(spans) >= FLAT, axis=0) > BUSY_LEAST if spans else np.ones(2, bool)
        lines = np.flatnonzero(busy)
        wide = len(lines) > 0 and 2 * (lines[-1] + 1 - lines[0]) >= len(busy)
        sides.append((lines[0] / len(busy), (lines[-1] + 1) / len(busy)) if wide else (0.0, 1.0))
    (left, right), (top, bottom) = sides
    return float(left), float(top), float(right), float(bottom)


def small(y: npt.NDArray[np.uint8], longer_side: int) -> npt.NDArray[np.uint8]:
    """A picture of any size at this longer side, shape kept; very narrow ones are at least 16 pixels wide.

    Large ones are thinned out first (every n-th pixel, to about twice the side), which costs far less than scaling
    by area does.
    """
    thin = max(1, max(y.shape) // (2 * longer_side))
    y = y[::thin, ::thin]
    h, w = y.shape
    scale = longer_side / max(h, w)
    size = max(16, round(w * scale)), max(16, round(h * scale))
    return cv2.resize(y, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def extract(path: Path, *, cancelled: Callable[[], bool] = lambda: False) -> Fingerprint:
    """The fingerprint of a master by a decode of its own. What is left of a damaged tail is left out.

    Raises:
        MediaError: no film (a still, one frame, sound only), or it does not decode.
        Cancelled: `cancelled()` became true.
    """
    facts = probe_master(path)
    extractor = Extractor(width=facts.width, height=facts.height)
    for time_s, frame in frames(path, size=LONGER_SIDE, most_per_s=PER_S, demuxer=facts.demuxer, cancelled=cancelled):
        extractor.see(frame, time_s)
    return extractor.finish(facts.duration_s)
