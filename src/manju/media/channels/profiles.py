"""Reading channel profiles: one TOML per channel, one `[[version]]` per date from which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from manju.media.errors import MediaError
from manju.words import Words


@dataclass(frozen=True, slots=True)
class SafeZone:
    """Margins of the picture, as fractions of its width or height, that the app covers with buttons and captions."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Profile:
    """What one channel accepts on a given day. Every figure has its source in `sources`."""

    name: str
    title: Words
    shape: str  # "9:16", "16:9", "3:4", "1:1"
    width: int
    height: int
    language: str
    fps_max: float
    fps_min: float
    duration_min_s: float
    duration_max_s: float
    size_max_bytes: int
    video_codec: str
    audio_codec: str
    sample_rate: int
    video_bitrate_max_kbps: int
    audio_bitrate_kbps: int
    loudness_lufs: float
    true_peak_dbtp: float
    safe_zone: SafeZone
    cover_sizes: tuple[tuple[int, int], ...]
    cover_max_bytes: int
    title_max: int
    description_max: int
    topics_max: int
    languages: tuple[str, ...]
    demands_filing: bool  # a Chinese channel: NRTA filing number belongs into the package
    rules: tuple[Words, ...]
    disclosure: Words  # the AI switch the person who uploads has to set
    valid_from: date
    sources: dict[str, str]  # field -> where the figure comes from; "default, unverified" where none is known


class ChannelUnknown(MediaError):
    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(
            "channel_unknown",
            Words("没有叫“{name}”的渠道。", "There is no channel called {name}.").fill(name=name),
            Words("可用的渠道：{known}", "Known channels: {known}").fill(known=", ".join(known)),
        )


def profiles(on: date | None = None) -> dict[str, Profile]:
    """All channels as they are on this day (default: today), by name, in the order shown to people."""
    raise NotImplementedError


def profile(name: str, on: date | None = None) -> Profile:
    """One channel on this day.

    Raises:
        ChannelUnknown: naming the channels there are.
    """
    raise NotImplementedError


def as_json(p: Profile) -> dict[str, Any]:
    """The shape `manju media channels --json` prints."""
    raise NotImplementedError
