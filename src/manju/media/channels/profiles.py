"""Reading channel profiles: one TOML per channel, one `[[version]]` per date from which it holds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

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
    """All channels as they are on this day (default: today), by name, in the order shown to people.

    A channel without a version that early is left out.
    """
    day = on or today()
    found = {}
    for name in ORDER:
        versions = [p for p in _versions(name) if p.valid_from <= day]
        if versions:
            found[name] = versions[-1]
    return found


def profile(name: str, on: date | None = None) -> Profile:
    """One channel on this day.

    Raises:
        ChannelUnknown: naming the channels there are.
    """
    known = profiles(on)
    if name not in known:
        raise ChannelUnknown(name, list(known))
    return known[name]


def versions(name: str) -> list[Profile]:
    """All versions of a channel's profile, oldest first: what held when."""
    return list(_versions(name))


def today() -> date:
    """Today in the studio's time zone, which is China's: rules begin at midnight there."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def as_json(p: Profile) -> dict[str, Any]:
    """The shape `manju media channels --json` prints."""
    plain = {f.name: getattr(p, f.name) for f in fields(p)}
    plain["safe_zone"] = {f.name: getattr(p.safe_zone, f.name) for f in fields(p.safe_zone)}
    plain["title"] = p.title.as_json()
    plain["disclosure"] = p.disclosure.as_json()
    plain["rules"] = [rule.as_json() for rule in p.rules]
    plain["valid_from"] = p.valid_from.isoformat()
    plain["source"] = "; ".join(dict.fromkeys(p.sources.values()))
    return plain


ORDER: Final = (
    "douyin", "kuaishou", "wechat_channels", "xiaohongshu", "hongguo",
    "bilibili", "youtube", "youtube_shorts", "tiktok", "netshort", "reelshort",
)  # fmt: skip


class ProfileInvalid(ValueError):
    """A profile file is wrong: says which file, which version, which field."""


@cache
def _versions(name: str) -> tuple[Profile, ...]:
    path = Path(__file__).with_name(f"{name}.toml")
    return read_profile_file(path)


def read_profile_file(path: Path) -> tuple[Profile, ...]:
    """Read and validate one channel's file; versions come back oldest first.

    Raises:
        ProfileInvalid: naming file, version and field.
    """
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    wanted = {f.name for f in fields(Profile)} - {"name", "title"}
    read = []
    for version in document["version"]:
        at = f"{path.name} ({version.get('valid_from')})"
        if set(version) != wanted:
            odd = sorted(wanted.symmetric_difference(version))
            raise ProfileInvalid(f"{at}: missing or unknown fields: {', '.join(odd)}")
        values = dict(version)
        values["title"] = Words(**document["title"])
        values["disclosure"] = Words(**version["disclosure"])
        values["rules"] = tuple(Words(**rule) for rule in version["rules"])
        values["safe_zone"] = SafeZone(**version["safe_zone"])
        values["cover_sizes"] = tuple((w, h) for w, h in version["cover_sizes"])
        values["languages"] = tuple(version["languages"])
        found = Profile(name=document["name"], **values)
        _validate(found, at)
        read.append(found)
    return tuple(sorted(read, key=lambda p: p.valid_from))


def _validate(p: Profile, at: str) -> None:
    zone = p.safe_zone
    wide, high = (int(part) for part in p.shape.split(":"))
    faults = {
        "width, height: both even": p.width % 2 == 0 and p.height % 2 == 0,
        "shape: as width to height": abs(p.width / p.height - wide / high) < 0.01,
        "fps: min <= max": 0 < p.fps_min <= p.fps_max,
        "duration: min <= max": 0 <= p.duration_min_s <= p.duration_max_s,
        "safe_zone: margins leave room": min(zone.left, zone.top, zone.right, zone.bottom) >= 0
        and zone.left + zone.right < 0.6
        and zone.top + zone.bottom < 0.6,
        "loudness: -36..-5 LUFS": -36 <= p.loudness_lufs <= -5,
        "true_peak: <= 0 dBTP": p.true_peak_dbtp <= 0,
        "language: among languages": p.language in p.languages,
        "sources: one for every figure": {"loudness_lufs", "duration_max_s", "safe_zone"} <= set(p.sources),
    }
    wrong = [rule for rule, holds in faults.items() if not holds]
    if wrong:
        raise ProfileInvalid(f"{at}: {'; '.join(wrong)}")
