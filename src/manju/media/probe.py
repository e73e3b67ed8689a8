"""What is in a file, found out in a limited child process before anything else touches it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Stream:
    index: int
    kind: str  # video, audio, subtitle, data, attachment
    codec: str
    language: str
    duration_s: float | None


@dataclass(frozen=True, slots=True)
class Probe:
    """A media file's facts. Sizes are as displayed (rotation and pixel shape applied); times in seconds."""

    container: str  # mp4, mkv, webm, mov, gif, wav, mp3, png, jpeg
    size_bytes: int
    duration_s: float
    width: int  # 0 without video
    height: int
    fps: float  # average; 0 without video
    fps_fraction: str  # "24000/1001"
    variable_frame_rate: bool
    frames: int  # estimated where the container does not say
    rotation: int  # degrees clockwise to display upright: 0, 90, 180, 270
    sample_aspect: str  # "1:1"
    video_codec: str  # "" without video
    pixel_format: str
    bit_depth: int
    has_audio: bool
    audio_codec: str
    sample_rate: int
    channels: int
    streams: tuple[Stream, ...]
    aigc: dict[str, str] | None  # the implicit AI label already in the file

    def as_json(self) -> dict[str, Any]:
        """The shape `manju media probe --json` prints, with all fields."""
        raise NotImplementedError


def probe(path: Path) -> Probe:
    """Read a file's facts. The format is decided by content, never by name; playlists and references are refused.

    Raises:
        MediaError: with the code of what is wrong (`empty_file`, `not_media`, `truncated`, `too_large`,
            `too_many_pixels`, `too_long`, `playlist_refused` …).
    """
    raise NotImplementedError


def probe_master(path: Path) -> Probe:
    """`probe`, and refuse what cannot be an episode: no picture, one frame, stills (a GIF works).

    Raises:
        MediaError: `audio_only`, `one_frame`, `still_image` besides those of `probe`.
    """
    raise NotImplementedError
