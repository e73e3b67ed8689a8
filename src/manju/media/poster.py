"""The poster of a master: its best frame, upright and with square pixels, as a JPEG of a given width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from manju.media import ffmpeg
from manju.media.frames import best_frames, seek
from manju.media.probe import Probe
from manju.media.render.encode import AS_BT709, Source, prepare
from manju.media.whole import written_whole

QUALITY: Final = "3"  # FFmpeg's JPEG scale: 2 best, 31 worst


def poster(
    path: Path, facts: Probe, out_jpg: Path, *, width: int = 640, cancelled: Callable[[], bool] = lambda: False
) -> float:
    """Write the best frame as `out_jpg`, `width` px wide in the shape it is displayed in; returns its time in seconds.

    Decoding runs in limited child processes. `out_jpg` appears whole or not at all.

    Raises:
        MediaError: the film cannot be decoded.
        Cancelled: `cancelled()` became true.
    """
    best = best_frames(
        path, duration_s=facts.duration_s, width=facts.width, height=facts.height, demuxer=facts.demuxer,
        cancelled=cancelled,
    )  # fmt: skip
    at_s = best[0].time_s if best else 0.0
    height = max(2, round(width * facts.height / facts.width))
    # JPEG is BT.601 at full range
    shaped = f"scale={width}:{height}:flags=lanczos:out_color_matrix=bt601:out_range=pc,setsar=1,format=yuvj420p"
    jpeg, _ = ffmpeg.read(
        [*seek(at_s), *ffmpeg.safe_input(path, facts.demuxer), "-map", "0:v:0", "-an",
         "-frames:v", "1", "-vf", f"{prepare(Source.of(path, facts))},{AS_BT709},{shaped}",
         "-c:v", "mjpeg", "-q:v", QUALITY, "-f", "image2pipe", "pipe:1"],
        cancelled=cancelled,
    )  # fmt: skip
    with written_whole(out_jpg) as beside:
        beside.write_bytes(jpeg)
    return at_s
