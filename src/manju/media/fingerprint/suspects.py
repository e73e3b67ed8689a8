"""Looking at a suspect file: small frames by a limited child, and everything they could be part of."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
import numpy.typing as npt

from manju.media import ffmpeg
from manju.media.errors import Cancelled, MediaError
from manju.media.fingerprint import features, hashes
from manju.media.fingerprint.extracting import PER_S
from manju.media.fingerprint.frames_shown import rectangles
from manju.words import Words

__all__ = ["WINDOW_S", "Query", "ask", "look"]

WINDOW_S: Final = 60.0  # decoded and thought about at a time
OVERLAP_S: Final = 0.0
LONGER_SIDE: Final = 288  # pixels: a picture in picture has less than half of them
KEPT_SIDE: Final = 96  # pixels of the frames kept for the comparison with masters
POINTS_EACH: Final = 64
POINTS_GAP_S: Final = 0.7
LONG_S: Final = 300.0  # of longer films fewer points are kept
SUBVIEWS: Final = (1.0, 0.92)  # of every rectangle: crops that fall between the views of a master
MOST_S: Final = 5 * 3600.0


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


def look(
    path: Path,
    *,
    demuxer: str | None = None,
    start_s: float = 0.0,
    end_s: float | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Query:
    """Decode a suspect small, about four frames a second, in a limited child, and note what it may be part of.

    One window of a minute is decoded at a time; kept is about 40 KB a second, so three hours fit in half a GB.
    A damaged tail is left out. A picture or a film of one frame gives a query of one moment, which matches nothing.

    Raises:
        MediaError: `no_video` when not one frame decodes.
        Cancelled: `cancelled()` became true.
    """
    parts: list[Query] = []
    end = MOST_S if end_s is None else end_s
    for number in count():
        start = start_s + number * WINDOW_S
        if start >= end:
            break
        length = min(WINDOW_S, end - start)
        times, frames = _watch(path, start, length, demuxer=demuxer, first=not parts, cancelled=cancelled)
        if len(times):
            parts.append(ask(times, frames, long=number * WINDOW_S >= LONG_S))
        if not len(times) or times[-1] < start + length - 2.0:
            break
    if not parts:
        raise MediaError(
            "no_video",
            Words("这个文件一帧画面也解不出来。", "Not one picture of this file can be decoded."),
            Words("检查文件能否在播放器里播放。", "Check that the file plays in a player."),
        )
    return joined(parts)


def ask(times_s: npt.NDArray[np.float64], frames: npt.NDArray[np.uint8], *, long: bool = False) -> Query:
    """The query of frames that are there already: times [n] in seconds, luma uint8 [n, H, W], about four a second."""
    _, h, w = frames.shape
    rects = rectangles(frames)
    row_rects = np.array([_inner(r, s) for r in rects for s in SUBVIEWS], np.float32)
    every = POINTS_GAP_S * (2 if long else 1)
    rows, places, values, moments, last = [], [], [], [], -np.inf
    for moment, (time_s, frame) in enumerate(zip(times_s, frames, strict=True)):
        rows.append(hashes.terms_of(np.stack([hashes.square(frame, tuple(r)) for r in row_rects])))
        if time_s - last >= every:
            last = time_s
            found = features.find(frame, most=POINTS_EACH // (2 if long else 1))
            moments.append(np.full(len(found), moment, np.int32))
            places.append(np.column_stack([found.xy, found.size, found.angle]))
            values.append(np.stack([found.values, found.mirrored_values], axis=1))
    terms = np.concatenate(rows)
    scale = KEPT_SIDE / max(h, w)
    size = max(8, round(w * scale)), max(8, round(h * scale))
    return Query(
        times_s=times_s.astype(np.float32),
        frames=np.stack([cv2.resize(f, size, interpolation=cv2.INTER_AREA) for f in frames]).astype(np.uint8),
        shape=(w, h),
        row_moment=np.repeat(np.arange(len(times_s), dtype=np.int32), len(row_rects)),
        row_rect=np.tile(row_rects, (len(times_s), 1)),
        row_hash=hashes.hash_of(terms),
        row_size=np.minimum(np.abs(terms[:, :88]), 60_000).astype(np.float16),
        point_moment=np.concatenate(moments),
        point_place=np.concatenate(places).astype(np.float32),
        point_values=np.concatenate(values).astype(np.float16),
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


def _inner(rect: hashes.Rect, share: float) -> hashes.Rect:
    left, top, right, bottom = rect
    dx, dy = (right - left) * (1 - share) / 2, (bottom - top) * (1 - share) / 2
    return left + dx, top + dy, right - dx, bottom - dy


def _watch(
    path: Path, start_s: float, length_s: float, *, demuxer: str | None, first: bool, cancelled: Callable[[], bool]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Times and frames of one window; nothing where nothing decodes (an error only for the first)."""
    pieces: list[bytes] = []
    side = f"{LONGER_SIDE}"
    scale = (
        f"scale=w='if(gte(iw*sar,ih),{side},max(16,round({side}*iw*sar/ih/2)*2))'"
        f":h='if(gte(iw*sar,ih),max(16,round({side}*ih/(iw*sar)/2)*2),{side})':flags=area"
    )
    choose = f"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{1 / PER_S - 0.004:.4f})'"
    seek = ["-ss", f"{start_s:.3f}"] if start_s > 0 else []
    try:
        ffmpeg.stream(
            [*seek, *ffmpeg.safe_input(path, demuxer), "-t", f"{length_s:.3f}", "-map", "0:v:0", "-an", "-sn",
             "-vf", f"{choose},{scale},format=gray", "-fps_mode", "passthrough", "-c:v", "rawvideo", "-f", "nut",
             "pipe:1"],
            pieces.append,
            cancelled=cancelled,
        )  # fmt: skip
    except Cancelled:
        raise
    except MediaError:
        if first and not pieces:
            raise
    times: list[float] = []
    frames: list[npt.NDArray[np.uint8]] = []
    try:
        with av.open(io.BytesIO(b"".join(pieces)), mode="r", format="nut") as container:
            stream = container.streams.video[0]
            w, h, base = stream.codec_context.width, stream.codec_context.height, float(stream.time_base or 0)
            for packet in container.demux(stream):
                if packet.pts is not None and packet.size == w * h:
                    times.append(start_s + float(packet.pts) * base)
                    frames.append(np.frombuffer(bytes(packet), np.uint8).reshape(h, w))
    except (av.FFmpegError, IndexError):
        if not frames:
            return np.empty(0), np.empty((0, 16, 16), np.uint8)
    return np.array(times), np.stack(frames) if frames else np.empty((0, 16, 16), np.uint8)
