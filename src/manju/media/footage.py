"""Small grey frames of a stretch of a film with their times, decoded by a limited child: suspects may be hostile."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from manju.media import ffmpeg

__all__ = ["Footage", "watch"]


@dataclass(frozen=True, eq=False)
class Footage:
    """Frames in order. `times_s`: float64 [n] from the start of the film; `frames`: uint8 luma [n, height, width]."""

    times_s: npt.NDArray[np.float64]
    frames: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.times_s)


def watch(
    path: Path,
    *,
    size: tuple[int, int],
    start_s: float = 0.0,
    length_s: float,
    most_per_s: float | None = None,
    demuxer: str | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Footage:
    """The frames from `start_s` on for `length_s` seconds, scaled to `size` (width, height).

    `most_per_s` leaves out frames that come closer together. Memory: width x height bytes a frame, so keep
    `length_s` to seconds. What cannot be decoded any more is left out: the footage is as long as it decodes.

    Raises:
        MediaError: nothing of it decodes.
        Cancelled: `cancelled()` became true.
    """
    start_s = max(0.0, start_s)
    pieces: list[bytes] = []
    least_s = 1 / most_per_s - 0.002 if most_per_s else 0.0
    choose = f"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{least_s:.4f})'," if most_per_s else ""
    ffmpeg.stream(
        ["-ss", f"{start_s:.3f}", *ffmpeg.safe_input(path, demuxer), "-t", f"{length_s:.3f}", "-map", "0:v:0", "-an",
         "-vf", f"{choose}format=yuv420p,extractplanes=y,scale={size[0]}:{size[1]}:flags=area",
         "-fps_mode", "passthrough", "-c:v", "rawvideo", "-f", "nut", "pipe:1"],
        pieces.append,
        cancelled=cancelled,
    )  # fmt: skip
    times, frames = [], []
    with av.open(io.BytesIO(b"".join(pieces)), mode="r", format="nut") as container:
        stream = container.streams.video[0]
        base = float(stream.time_base or 0)
        for packet in container.demux(stream):
            if packet.pts is not None and packet.size == size[0] * size[1]:
                times.append(start_s + packet.pts * base)
                frames.append(np.frombuffer(bytes(packet), np.uint8).reshape(size[1], size[0]))
    return Footage(np.array(times), np.stack(frames) if frames else np.empty((0, size[1], size[0]), np.uint8))
