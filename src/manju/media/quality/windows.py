"""PSNR and VMAF of a finished file against its reshaped master, on a few windows: at most a tenth of the frames."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from manju.media import ffmpeg
from manju.media.errors import MediaError
from manju.media.label.visible import SHOWN_S
from manju.media.quality.pairing import Pair
from manju.media.quality.placing import Fixed, Patch, Placing, Rect, Tracked
from manju.media.render.encode import Source, prepare
from manju.media.render.geometry import Geometry, filters

__all__ = ["Reshaped", "Window", "measure_windows"]

SHARE: Final = 0.08
LONGEST_S: Final = 1.0
MOST: Final = 10
APART_S: Final = 12.0
SMALLEST_PX: Final = 64

Reshaped = Callable[[float, float], Iterable[bytes | memoryview]]
"""(start in seconds, length in seconds) -> the reshaped master's frames as yuv420p of the file's size and rate."""

_VMAF = re.compile(r"VMAF score: ([\d.]+)")
_PSNR = re.compile(r"PSNR y:(inf|[\d.]+)")


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of the file and its likeness to the reshaped master: VMAF 0 to 100, PSNR of luma in dB."""

    start_s: float
    end_s: float
    vmaf: float
    psnr_db: float


def measure_windows(
    pair: Pair, paths: tuple[Path, Path], *, rows: Callable[[int, int], tuple[float, float]],
    reshaped: Reshaped | None = None, cancelled: Callable[[], bool] = lambda: False,
) -> list[Window]:  # fmt: skip
    """Measure evenly spread windows; `paths`: file, master. None where the placing is only guessed.

    `rows(i, j)` gives the rows (as fractions) to compare between frames i and j: without label and subtitles.
    """
    placing = pair.placing
    if reshaped is None and not isinstance(placing, Fixed) and not (isinstance(placing, Tracked) and placing.exact):
        return []
    found = []
    chosen = _chosen(pair)
    for i, j in chosen if reshaped is not None else _at_rest(placing, chosen, len(pair)):
        rect = _to_compare(placing.patches(i), rows(i, j))
        if rect is None or (reshaped is None and not _still(placing, i, j)):
            continue
        window = _measure(pair, paths, (i, j), rect, reshaped=reshaped, cancelled=cancelled)
        if window is not None:
            found.append(window)
    return found


def _still(placing: Placing, i: int, j: int) -> bool:
    """Whether a window shows one part of the master that does not move."""
    first = placing.patches(i)
    return placing.steady or (len(first) == 1 and all(placing.patches(k) == first for k in range(i, j)))


def _at_rest(placing: Placing, chosen: list[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """The windows, each moved to the nearest place where what is shown does not move, if there is one close by."""
    out: list[tuple[int, int]] = []
    for i, j in chosen:
        length = j - i
        aside = [k * length // 2 for n in range(12) for k in ((n, -n) if n else (0,))]
        places = [i + d for d in aside if 0 <= i + d <= count - length]
        at = next((p for p in places if _still(placing, p, p + length)), None)
        if at is not None and all(at >= b or at + length <= a for a, b in out):
            out.append((at, at + length))
    return out


def _shaped(pair: Pair, i: int, rate: Fraction) -> tuple[str, str]:
    """Filter text from `[p]` to the shape of the file, and the pad it ends in."""
    width, height = pair.file.facts.width, pair.file.facts.height
    if isinstance(pair.placing, Fixed):
        return filters(Geometry(width, height, rate, pair.placing.shaping), "p")
    (patch,) = pair.placing.patches(i)
    m, f = patch.master, patch.file
    wide, high = pair.master.facts.width, pair.master.facts.height
    cut = f"crop={round((m.right - m.left) * wide)}:{round((m.bottom - m.top) * high)}"
    seen = round((f.right - f.left) * width), round((f.bottom - f.top) * height)
    return (
        f"[p]{cut}:{round(m.left * wide)}:{round(m.top * high)}:exact=1,scale={seen[0]}:{seen[1]}:flags=lanczos,"
        f"pad={width}:{height}:{round(f.left * width)}:{round(f.top * height)},setsar=1,format=yuv420p[pg]",
        "[pg]",
    )


def _chosen(pair: Pair) -> list[tuple[int, int]]:
    """First and last frame of each window, spread evenly, after the label where the film is long enough."""
    file, n = pair.file, len(pair)
    begin = int(np.searchsorted(file.times_s, SHOWN_S + 0.1)) if file.facts.duration_s > SHOWN_S + 2 else 0
    count = min(MOST, max(1, round(file.facts.duration_s / APART_S)))
    length = max(2, min(round(LONGEST_S / file.frame_s), int(SHARE * n / count)))
    room = n - begin - length
    if room < 0:
        return [(0, n)] if n >= 2 else []
    return [(s, s + length) for s in (begin + round(room * (k + 0.5) / count) for k in range(count))]


def _to_compare(patches: tuple[Patch, ...], rows: tuple[float, float]) -> Rect | None:
    if len(patches) == 1:
        seen = patches[0].file
    elif patches:
        seen = Rect(0, 0, 1, 1)
    else:
        return None
    top, bottom = max(seen.top, rows[0]), min(seen.bottom, rows[1])
    return Rect(seen.left, top, seen.right, bottom) if bottom > top else None


def _measure(
    pair: Pair, paths: tuple[Path, Path], frames: tuple[int, int], rect: Rect, *, reshaped: Reshaped | None,
    cancelled: Callable[[], bool],
) -> Window | None:  # fmt: skip
    file, master = pair.file, pair.master
    width, height = file.facts.width, file.facts.height
    x, y = math.ceil(rect.left * width / 2) * 2, math.ceil(rect.top * height / 2) * 2
    w, h = int((rect.right * width - x) / 2) * 2, int((rect.bottom * height - y) / 2) * 2
    if w < SMALLEST_PX or h < SMALLEST_PX:
        return None
    # half a frame early, so that seeking lands before the frame and the frame keeps its distance from the start
    early = file.frame_s / 2
    first = float(file.times_s[frames[0]])
    start = first - early
    length = (frames[1] - frames[0]) * file.frame_s
    cut = f"crop={w}:{h}:{x}:{y}"
    mine = f"[0:v:0]{prepare(Source.of(paths[0], file.facts))},{cut},format=yuv420p,settb=1/90000[f]"
    rate = Fraction(file.facts.fps_fraction)
    feeds: list[Iterable[bytes | memoryview]] = []
    inputs = [*_from(start), *ffmpeg.safe_input(paths[0], file.facts.demuxer)]
    if reshaped is not None:
        inputs += ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", str(rate), "-i", "feed:0"]
        feeds.append(reshaped(first, length))
        theirs = f"[1:v:0]setpts=PTS+{early}/TB,{cut},settb=1/90000[r]"
    else:
        shift = pair.shift_s if abs(pair.shift_s) > early else 0.0
        # from a slot of the file's own rate on, early enough that the master's frame on show there is decoded too
        slot = max(0, math.floor((first - shift - 1 - master.frame_s) * rate)) / rate
        inputs += [*_from(float(slot)), *ffmpeg.safe_input(paths[1], master.facts.demuxer)]
        chain, end = _shaped(pair, frames[0], rate)
        skipped = first - shift - float(slot)
        theirs = (f"[1:v:0]fps=fps={rate}:start_time=0,trim=start={max(0.0, skipped - early):.5f},"
                  f"setpts=PTS-{skipped - early:.5f}/TB,{prepare(Source.of(paths[1], master.facts))}[p];{chain};"
                  f"{end}{cut},format=yuv420p,settb=1/90000[r]")  # fmt: skip
    if start < 0:
        mine = mine.replace("[0:v:0]", f"[0:v:0]setpts=PTS+{-start}/TB,")
    nearest = "ts_sync_mode=nearest"
    graph = (f"{mine};{theirs};[f]split[f1][f2];[r]split[r1][r2];"
             f"[f1][r1]libvmaf=n_threads=2:{nearest}[v];[f2][r2]psnr={nearest}[q]")  # fmt: skip
    try:
        said = ffmpeg.run(
            [*inputs, "-filter_complex", graph, "-map", "[v]", "-t", f"{length:.4f}", "-f", "null", "-",
             "-map", "[q]", "-t", f"{length:.4f}", "-f", "null", "-"],
            cancelled=cancelled, feeds=feeds,
        )  # fmt: skip
    except MediaError:
        return None  # a window that does not decode is found by holding all frames against the master
    vmaf, psnr = _VMAF.findall(said), _PSNR.findall(said)
    if not vmaf or not psnr:
        return None
    db = 100.0 if psnr[-1] == "inf" else min(100.0, float(psnr[-1]))
    return Window(float(file.times_s[frames[0]]), file.upto(frames[1] - 1), float(vmaf[-1]), db)


def _from(start_s: float) -> list[str]:
    return ["-ss", f"{start_s:.5f}"] if start_s > 0 else []
