"""A short film with picture like a film's: textured, moving, lit differently in each shot; and its marked copies."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from manju.media.ffmpeg import executable
from manju.media.watermark.embedding import MIDDLE, SCALE, MarkKey, Writer
from manju.media.watermark.survey import Survey

FPS = Fraction(12)
SIZE = (480, 270)
SECRET = bytes(range(32))


def drawn(seed: int = 1, *, seconds: float = 6.0, size: tuple[int, int] = SIZE) -> np.ndarray:
    """Luma uint8 [frames, height, width] of two shots: panels of texture that pan at different speeds."""
    rng = np.random.default_rng(seed)
    count, (width, height) = round(seconds * FPS), size
    out = np.empty((count, height, width), np.uint8)
    for shot, frames in enumerate(np.array_split(np.arange(count), 2)):
        back, front = _texture(rng, height, width * 2, soft=9), _texture(rng, height, width * 2, soft=2)
        mask = cv2.GaussianBlur((_texture(rng, height, width, soft=25) > 128).astype(np.float32), (0, 0), 3)
        for n, i in enumerate(frames):
            far, near = round(n * 0.7), round(n * 2.1)
            picture = back[:, far : far + width] * (1 - mask) + front[:, near : near + width] * mask
            out[i] = np.clip(picture * (0.8 if shot else 1.0) + 10, 16, 235)
    return out


def marked(
    frames: np.ndarray, survey: Survey, copy_id: int, key: MarkKey, *, seed: int = 5, extra: np.ndarray | None = None
) -> np.ndarray:
    """The frames with a copy's mark, rounded by random dither: what `marking` does, without the code under test."""
    rng = np.random.default_rng(seed)
    height, width = frames.shape[1:]
    out = np.empty_like(frames)
    for i, stream in zip(range(len(frames)), Writer(key, survey).frames(copy_id, FPS, extra), strict=False):
        field = np.frombuffer(stream, np.uint8).reshape(survey.lattice.height, survey.lattice.width)
        delta = cv2.resize((field.astype(np.float32) - MIDDLE) / SCALE, (width, height), interpolation=cv2.INTER_CUBIC)
        out[i] = np.clip(frames[i] + np.floor(delta + rng.random(delta.shape)), 0, 255)
    return out


def written(path: Path, frames: np.ndarray, *, crf: int = 18, look: str = "null", fps: Fraction = FPS) -> Path:
    """Frames as an H.264 file; `look` is a filter graph laid over them."""
    height, width = frames.shape[1:]
    subprocess.run(
        [executable(), "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}",
         "-r", str(fps), "-i", "-", "-vf", f"{look},format=yuv420p", "-c:v", "libx264", "-preset", "veryfast",
         "-crf", str(crf), str(path)],
        input=frames.tobytes(), check=True, timeout=120,
    )  # fmt: skip
    return path


def _texture(rng: np.random.Generator, height: int, width: int, *, soft: float) -> np.ndarray:
    noise = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), soft)
    fine = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), 1.2)
    return 128 + 45 * noise / noise.std() + 6 * fine / fine.std()
