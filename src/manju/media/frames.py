"""Which frames of a film are worth showing: sharp, well lit, colourful, with a face where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media import ffmpeg

LOOKED_AT: Final = 36
HEIGHT: Final = 270
GOOD: Final = 0.35  # black, flat and blurred frames stay under it
DECODED_S: Final = 600.0
EARLY_S: Final = 0.004  # less than a frame at 200 frames a second

Picture = npt.NDArray[np.uint8]  # H x W x 3, BGR


@dataclass(frozen=True, eq=False)
class Candidate:
    """A frame at `time_s` (seconds from the start) with its score (0..1, higher is better)."""

    time_s: float
    score: float
    picture: Picture


def best_frames(
    path: Path,
    *,
    duration_s: float,
    width: int,
    height: int,
    demuxer: str | None = None,
    count: int = 1,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Candidate]:
    """The best `count` frames, best first, no two closer than a twelfth of the film; never empty for one that decodes.

    Key frames are looked at, which is cheap; where they show nothing worth showing, the first ten minutes are decoded.
    `width` and `height` are those of the picture as displayed.

    Raises:
        MediaError: the film cannot be decoded.
    """
    small_w = max(2, round(width / height * HEIGHT / 2) * 2)
    found = _look(path, demuxer, small_w, how=["-skip_frame", "nokey"], step_s=duration_s / LOOKED_AT,
                  cancelled=cancelled)  # fmt: skip
    if not found or max(c.score for c in found) < GOOD:
        looked_s = min(duration_s, DECODED_S)
        found += _look(path, demuxer, small_w, how=["-t", f"{looked_s:.3f}"], step_s=looked_s / LOOKED_AT,
                       cancelled=cancelled)  # fmt: skip
    chosen: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (-c.score, c.time_s)):
        if all(abs(candidate.time_s - c.time_s) >= duration_s / 12 for c in chosen):
            chosen.append(candidate)
        if len(chosen) == count:
            break
    return chosen


def seek(at_s: float) -> list[str]:
    """Arguments before `-i` that make this very frame the first one: a little early, for times are rounded."""
    return ["-ss", f"{max(0.0, at_s - EARLY_S):.6f}"]


def _look(
    path: Path, demuxer: str | None, small_w: int, *, how: list[str], step_s: float, cancelled: Callable[[], bool]
) -> list[Candidate]:  # fmt: skip
    # the very first frame is looked at too, for films with a single key frame
    choose = f"select='eq(n,0)+gte(t-prev_selected_t,{step_s:.3f})',showinfo=checksum=0,scale={small_w}:{HEIGHT}"
    raw, said = ffmpeg.read(
        [*how, *ffmpeg.safe_input(path, demuxer), "-map", "0:v:0", "-an", "-vf", choose, "-fps_mode", "passthrough",
         "-pix_fmt", "bgr24", "-frames:v", str(LOOKED_AT + 1), "-f", "rawvideo", "pipe:1"],
        cancelled=cancelled,
    )  # fmt: skip
    return [Candidate(s.time_s, score(s.picture), s.picture) for s in shown(raw, said, small_w, HEIGHT)]


@dataclass(frozen=True, eq=False)
class Seen:
    """A frame and its time in seconds; the channels are in the order FFmpeg was asked for."""

    time_s: float
    picture: Picture


def shown(raw: bytes, said: str, width: int, height: int) -> list[Seen]:
    """The frames FFmpeg wrote as raw 24-bit video, with the times that its filter `showinfo` said of them."""
    size = width * height * 3
    pictures = [np.frombuffer(raw, np.uint8, size, i * size).reshape(height, width, 3) for i in range(len(raw) // size)]
    base = re.search(r"config in time_base: (\d+)/(\d+)", said)
    tick = int(base.group(1)) / int(base.group(2)) if base else 0.0
    times = [int(t) * tick for t in re.findall(r" pts:\s*(-?\d+) ", said)]
    return [Seen(t, p) for t, p in zip(times, pictures, strict=False)]


def score(picture: Picture) -> float:
    """How good a poster this frame is, 0..1: sharpness, light, contrast, colour, a face.

    Black, white and flat frames score near zero whatever else they have.
    """
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    mean, spread = float(gray.mean()), float(gray.std())
    sharp = min(1.0, float(cv2.Laplacian(gray, cv2.CV_32F).var()) / 900.0)
    light = max(0.0, 1.0 - abs(mean - 118.0) / 118.0)
    contrast = min(1.0, spread / 60.0)
    a, b = (picture[..., 2].astype(np.int16) - picture[..., 1]), (picture[..., 1].astype(np.int16) - picture[..., 0])
    colour = min(1.0, float(np.hypot(a.std(), b.std())) / 60.0)
    face = 1.0 if len(_faces().detectMultiScale(gray, 1.15, 4, minSize=(28, 28))) else 0.0
    alive = min(1.0, spread / 18.0)
    return alive * (0.32 * sharp + 0.2 * light + 0.18 * contrast + 0.15 * colour + 0.15 * face)


@cache
def _faces() -> cv2.CascadeClassifier:
    shipped = Path(cv2.__file__).with_name("data") / "haarcascade_frontalface_default.xml"
    return cv2.CascadeClassifier(str(shipped))
