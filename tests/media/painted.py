"""Films painted from a seed: shots of drifting clouds of grey with shapes that move, as arrays or as files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.ffmpeg import executable
from manju.media.fingerprint import Extractor, Fingerprint, Query, ask

Frames = npt.NDArray[np.uint8]
FPS = 8


def painted(seed: int, seconds: float = 12.0, *, size: tuple[int, int] = (320, 180), shot_s: float = 2.5) -> Frames:
    """Frames uint8 [n, height, width], eight a second; the same seed gives the same film."""
    w, h = size
    frames = []
    for n in range(round(seconds * FPS)):
        shot, t = divmod(n / FPS, shot_s)
        if t < 1 / FPS or not frames:
            draws = np.random.default_rng([seed, int(shot)])
            ground = _clouds(draws, w * 5 // 4, h * 5 // 4)
            shapes = draws.uniform([0.1, 0.1, -0.15, -0.15, 0.04, 0], [0.9, 0.9, 0.15, 0.15, 0.16, 255], (5, 6))
            drift = draws.uniform(0, 1, 4)
        x, y = (int(a + (b - a) * t / shot_s) for a, b in ((w * drift[0] / 4, w * drift[1] / 4),
                                                           (h * drift[2] / 4, h * drift[3] / 4)))  # fmt: skip
        frame = ground[y : y + h, x : x + w].copy()
        for left, top, across, down, radius, grey in shapes:
            centre = round((left + across * t) * w), round((top + down * t) * h)
            cv2.circle(frame, centre, round(radius * h), float(grey), -1, cv2.LINE_AA)
        frames.append(frame)
    return np.stack(frames)


def times_of(frames: Frames) -> npt.NDArray[np.float64]:
    return np.arange(len(frames)) / FPS


def fingerprint_of(frames: Frames) -> Fingerprint:
    extractor = Extractor(width=frames.shape[2], height=frames.shape[1])
    for time_s, frame in zip(times_of(frames), frames, strict=True):
        extractor.see(frame, float(time_s))
    return extractor.finish(len(frames) / FPS)


def query_of(frames: Frames, *, speed: float = 1.0) -> Query:
    """What a suspect of these frames asks, played `speed` times as fast; about four frames a second are taken."""
    times = times_of(frames) / speed
    taken = np.unique(np.searchsorted(times, np.arange(0, times[-1] + 1e-9, 0.25)))
    return ask(times[taken], frames[taken])


def written(path: Path, frames: Frames, *arguments: str, before: tuple[str, ...] = ()) -> Path:
    """The frames as a file; without arguments x264."""
    _, h, w = frames.shape
    encode = arguments or ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-pix_fmt", "yuv420p")
    command = [executable(), "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{w}x{h}",
               "-r", str(FPS), *before, "-i", "pipe:0", *encode, str(path)]  # fmt: skip
    subprocess.run(command, input=frames.tobytes(), check=True, timeout=120)
    return path


def _clouds(draws: np.random.Generator, w: int, h: int) -> Frames:
    total = np.zeros((h, w), np.float32)
    for octave in range(1, 6):
        grid = draws.normal(0, 1, (2**octave + 1, 2**octave + 1)).astype(np.float32)
        total += cv2.resize(grid, (w, h), interpolation=cv2.INTER_CUBIC) * 0.62**octave
    total -= total.mean()
    return np.clip(128 + 52 * total / total.std(), 0, 255).astype(np.uint8)
