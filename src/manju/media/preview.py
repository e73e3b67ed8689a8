"""A small film to look at where browsers cannot play the file itself; only for looking at, never delivered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from manju.media import ffmpeg
from manju.media.probe import Probe
from manju.media.whole import written_whole

__all__ = ["make_preview", "plays_in_browsers"]

SIDE: Final = 540
_SOUND_IN_MP4: Final = frozenset({"aac", "mp3", ""})
_SOUND_IN_WEBM: Final = frozenset({"opus", "vorbis", ""})


def plays_in_browsers(facts: Probe) -> bool:
    """Whether Chromium, Safari and Firefox play the file as it is."""
    if facts.bit_depth != 8 or facts.rotation not in (0, 90, 180, 270):
        return False
    if facts.container in ("mp4", "mov"):
        return (facts.video_codec == "h264" and facts.pixel_format in ("yuv420p", "yuvj420p")
                and facts.audio_codec in _SOUND_IN_MP4)  # fmt: skip
    return (
        facts.container == "webm" and facts.video_codec in ("vp8", "vp9", "av1") and facts.audio_codec in _SOUND_IN_WEBM
    )


def make_preview(
    path: Path,
    facts: Probe,
    out: Path,
    *,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write an H.264 MP4 with a short side of 540 px at most, whole or not at all.

    Raises:
        MediaError: the file does not decode.
        Cancelled: `cancelled()` became true.
    """
    side = min(SIDE, facts.width, facts.height)
    scale = f"scale='if(gte(iw*sar,ih),-2,{side})':'if(gte(iw*sar,ih),{side},-2)',setsar=1,format=yuv420p"
    with written_whole(out) as beside:
        ffmpeg.run(
            [*ffmpeg.safe_input(path, facts.demuxer), "-map", "0:v:0", "-map", "0:a:0?", "-vf", scale,
             "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-c:a", "aac", "-ac", "2", "-b:a", "128k",
             "-movflags", "+faststart", "-f", "mp4", str(beside)],
            on_frame=lambda _, done_s: progress(min(1.0, done_s / max(facts.duration_s, 0.1))),
            cancelled=cancelled,
        )  # fmt: skip
