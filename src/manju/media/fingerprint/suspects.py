"""Looking at a suspect file: small frames by a limited child, and everything they could be part of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.errors import MediaError
from manju.media.fingerprint import features, hashes
from manju.media.fingerprint.extracting import PER_S
from manju.media.fingerprint.frames_shown import ALIKE, rectangles
from manju.media.footage import frames
from manju.words import Words

__all__ = ["WINDOW_S", "Query", "ask", "look"]

Gray = npt.NDArray[np.uint8]

WINDOW_S: Final = 60.0  # decoded and thought about at a time
LONGER_SIDE: Final = 288  # pixels: a picture in picture has less than half of them
KEPT_SIDE: Final = 96  # pixels of the frames kept for the comparison with masters
POINTS_EACH: Final = 64
POINTS_SIDE: Final = 200  # pixels: a master has its points at 160, and none finer than that
CROPPED_SIDE: Final = 100  # and what a crop to a third shows had so few in the master
POINTS_GAP_S: Final = 0.7
LONG_S: Final = 300.0  # of longer films fewer points are kept
BLOCK: Final = 20  # moments: windows and borders are looked for in five seconds, and in the whole minute
RECTS_MOST: Final = 7
WINDOW_AREA: Final = 0.5  # of the frame: the points of smaller windows are looked for by themselves
WINDOWS_EACH: Final = 2
SUBVIEWS: Final = (1.0, 0.92)  # of every rectangle: crops that fall between the views of a master


@dataclass(frozen=True, eq=False)
class Query:
    """What a suspect shows, in every way that is worth asking an index about.

    A *row* is one rectangle of one moment: `row_hash` uint64 [rows, 4] and `row_size` float16 [rows, 88], how far
    its first bits are from turning. A *point* is as in `features.Points`, with the moment it belongs to.
    """

    times_s: npt.NDArray[np.float32]  # of the moments, from the start of the file
    frames: npt.NDArray[np.uint8]  # moments x height x width, longer side 96
    shape: tuple[int, int]  # width, height in pixels, as decoded
    row_moment: npt.NDArray[np.int32]
    row_rect: npt.NDArray[np.float32]  # rows x 4: left, top, right, bottom as shares
    row_hash: npt.NDArray[np.uint64]
    row_size: npt.NDArray[np.float16]
    point_moment: npt.NDArray[np.int32]
    point_place: npt.NDArray[np.float32]  # points x 4: x, y as shares, size (share of the longer side), angle
    point_values: npt.NDArray[np.float16]  # points x 2 x 128: as seen, and mirrored

    def __len__(self) -> int:
        return len(self.times_s)


def look(path: Path, *, demuxer: str | None = None, cancelled: Callable[[], bool] = lambda: False) -> Query:
    """Decode a suspect small, about four frames a second, in a limited child, and note what it may be part of.

    A minute is thought about at a time; kept is about 40 KB a second, so three hours fit in half a GB. A damaged tail
    is left out. A film of one frame gives a query of one moment, which matches nothing.

    Raises:
        MediaError: `no_video` when not one frame decodes.
        Cancelled: `cancelled()` became true.
    """
    parts: list[Query] = []
    seen = frames(path, size=LONGER_SIDE, most_per_s=PER_S, demuxer=demuxer, cancelled=cancelled)
    try:
        for window in _minutes(seen):
            times, pictures = zip(*window, strict=True)
            parts.append(ask(np.array(times), np.stack(pictures), long=times[0] >= LONG_S))
    except MediaError as error:
        if not parts:
            raise _no_video() from error
    if not parts:
        raise _no_video()
    return joined(parts)


def ask(times_s: npt.NDArray[np.float64], frames: Gray, *, long: bool = False) -> Query:
    """The query of frames that are there already: times [n] in seconds, luma uint8 [n, H, W], about four a second."""
    _, h, w = frames.shape
    overall = rectangles(frames)
    small = [r for r in overall if (r[2] - r[0]) * (r[3] - r[1]) < WINDOW_AREA][:WINDOWS_EACH]
    rows, row_rects, row_moments, points = [], [], [], []
    every, last = POINTS_GAP_S * (2 if long else 1), -np.inf
    for first in range(0, len(frames), BLOCK):
        rects = _different([*overall, *rectangles(frames[first : first + BLOCK])])
        views = np.array([_inner(r, s) for r in rects for s in SUBVIEWS], np.float32)
        for moment in range(first, min(first + BLOCK, len(frames))):
            frame = frames[moment]
            rows.append(hashes.terms_of(np.stack([hashes.square(frame, tuple(r)) for r in views])))
            row_rects.append(views)
            row_moments.append(np.full(len(views), moment, np.int32))
            if times_s[moment] - last >= every:
                last = float(times_s[moment])
                most = POINTS_EACH // (2 if long else 1)
                points += [_points(frame, r, moment, most=most) for r in [hashes.VIEWS[0], *small]]
                points.append(_points(frame, hashes.VIEWS[0], moment, most=most, side=CROPPED_SIDE))
    terms = np.concatenate(rows)
    scale = KEPT_SIDE / max(h, w)
    size = max(8, round(w * scale)), max(8, round(h * scale))
    return Query(
        times_s=times_s.astype(np.float32),
        frames=np.stack([cv2.resize(f, size, interpolation=cv2.INTER_AREA) for f in frames]).astype(np.uint8),
        shape=(w, h),
        row_moment=np.concatenate(row_moments),
        row_rect=np.concatenate(row_rects),
        row_hash=hashes.hash_of(terms),
        row_size=np.minimum(np.abs(terms[:, :88]), 60_000).astype(np.float16),
        point_moment=np.concatenate([moments for moments, _, _ in points]),
        point_place=np.concatenate([places for _, places, _ in points]),
        point_values=np.concatenate([values for _, _, values in points]),
    )


def joined(parts: list[Query]) -> Query:
    """Queries of one film after the other as one."""
    first, before = parts[0], np.cumsum([0, *(len(p) for p in parts)])

    def all_of(name: str) -> npt.NDArray[np.generic]:
        return np.concatenate([getattr(p, name) for p in parts])

    def moved(name: str) -> npt.NDArray[np.int32]:
        return np.concatenate([getattr(p, name) + n for p, n in zip(parts, before, strict=False)]).astype(np.int32)

    rest = {n: all_of(n) for n in ("times_s", "frames", "row_rect", "row_hash", "row_size", "point_place",
                                   "point_values")}  # fmt: skip
    return Query(shape=first.shape, row_moment=moved("row_moment"), point_moment=moved("point_moment"), **rest)  # type: ignore[arg-type]


def windows(query: Query, *, length_s: float = WINDOW_S, overlap_s: float = 12.0) -> Iterator[Query]:
    """A long query in parts that overlap; one that is short comes back whole."""
    if not len(query) or query.times_s[-1] - query.times_s[0] <= length_s + overlap_s:
        yield query
        return
    for start in np.arange(float(query.times_s[0]), float(query.times_s[-1]), length_s - overlap_s):
        first, last = np.searchsorted(query.times_s, [start, start + length_s])
        rows = (query.row_moment >= first) & (query.row_moment < last)
        points = (query.point_moment >= first) & (query.point_moment < last)
        if last - first < 2:
            continue
        yield Query(
            query.times_s[first:last], query.frames[first:last], query.shape,
            query.row_moment[rows] - np.int32(first), query.row_rect[rows], query.row_hash[rows], query.row_size[rows],
            query.point_moment[points] - np.int32(first), query.point_place[points], query.point_values[points],
        )  # fmt: skip


def _different(rects: list[hashes.Rect]) -> list[hashes.Rect]:
    found: list[hashes.Rect] = []
    for rect in rects:
        if all(max(abs(a - b) for a, b in zip(rect, other, strict=True)) > ALIKE for other in found):
            found.append(rect)
    return found[:RECTS_MOST]


def _points(
    frame: Gray, rect: hashes.Rect, moment: int, *, most: int, side: int = POINTS_SIDE
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.float16]]:
    """Moment, place in the frame and values of the points inside a rectangle, looked at in a size like a master's."""
    h, w = frame.shape
    left, top, right, bottom = round(rect[0] * w), round(rect[1] * h), round(rect[2] * w), round(rect[3] * h)
    part = frame[top:bottom, left:right]
    ph, pw = part.shape
    scale = min(2.0, side / max(ph, pw))
    size = round(pw * scale), round(ph * scale)
    part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), np.uint8)
    found = features.find(part, most=most)
    xy = (found.xy * np.array([pw, ph]) + np.array([left, top])) / np.array([w, h])
    size_share = found.size * (max(ph, pw) / max(h, w))
    places = np.column_stack([xy, size_share, found.angle]).astype(np.float32)
    values = np.stack([found.values, found.mirrored_values], axis=1).astype(np.float16)
    return np.full(len(found), moment, np.int32), places, values


def _no_video() -> MediaError:
    return MediaError(
        "no_video",
        Words("这个文件一帧画面也解不出来。", "Not one picture of this file can be decoded."),
        Words("检查文件能否在播放器里播放。", "Check that the file plays in a player."),
    )


def _inner(rect: hashes.Rect, share: float) -> hashes.Rect:
    left, top, right, bottom = rect
    dx, dy = (right - left) * (1 - share) / 2, (bottom - top) * (1 - share) / 2
    return left + dx, top + dy, right - dx, bottom - dy


def _minutes(
    seen: Iterator[tuple[float, npt.NDArray[np.uint8]]],
) -> Iterator[list[tuple[float, npt.NDArray[np.uint8]]]]:
    """Frames in lots of `WINDOW_S`."""
    lot: list[tuple[float, npt.NDArray[np.uint8]]] = []
    for time_s, frame in seen:
        if lot and time_s - lot[0][0] >= WINDOW_S:
            yield lot
            lot = []
        lot.append((time_s, frame))
    if lot:
        yield lot
