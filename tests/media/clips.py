"""Small clips the tests make for themselves: test pictures and tones, a few seconds, low resolution."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np

from manju.media.channels import Profile, profile
from manju.media.cover import CoverChoice
from manju.media.ffmpeg import executable

TONE = "sine=frequency=440:sample_rate=48000"
PLAIN: dict[str, object] = {"fit": "crop", "cover": CoverChoice(at_s=0.5)}
"""Of an order: cut in the middle, its cover from a moment named. Framing by the machine and the search for a cover take
longer than all the rest of a small delivery, and have tests of their own."""


def ffmpeg(*arguments: str) -> None:
    """Run the pinned FFmpeg, without any limit; its complaint is the test's failure."""
    command = [executable(), "-hide_banner", "-nostdin", "-y", "-loglevel", "error", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]


def clip(
    path: Path,
    *,
    size: str = "320x180",
    fps: str = "25",
    seconds: float = 3.0,
    sound: str | None = TONE,
    video_filter: str = "null",
    video: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    audio: tuple[str, ...] = ("-c:a", "aac", "-b:a", "96k"),
    extra: tuple[str, ...] = (),
) -> Path:
    """A moving test picture with a tone; `sound` is a lavfi source or None."""
    inputs = ["-f", "lavfi", "-t", f"{seconds}", "-i", f"testsrc2=size={size}:rate={fps}"]
    if sound is not None:
        inputs += ["-f", "lavfi", "-t", f"{seconds}", "-i", sound]
    tracks = ["-map", "0:v", *(("-map", "1:a", *audio) if sound is not None else ())]
    ffmpeg(*inputs, *tracks, "-vf", video_filter, *video, *extra, str(path))
    return path


def tiny_profile(name: str = "douyin", **changes: object) -> Profile:
    """A channel's profile at a size that encodes in well under a second."""
    channel = profile(name)
    size = (180, 320) if channel.width < channel.height else (320, 180)
    values: dict[str, object] = {"width": size[0], "height": size[1], "cover_sizes": (size,), "duration_min_s": 0.2}
    return replace(channel, **(values | changes))  # type: ignore[arg-type]


def gray_frames(path: Path, width: int, height: int, *, fps: str = "") -> np.ndarray:
    """All frames as luma, N x H x W, decoded without the code under test."""
    chain = (f"fps={fps}," if fps else "") + "format=gray"
    command = [executable(), "-v", "error", "-i", f"file:{path}", "-map", "0:v:0", "-vf", chain,
               "-f", "rawvideo", "-"]  # fmt: skip
    raw = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width)
