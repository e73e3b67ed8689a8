"""Reading channel profiles: one TOML per channel, one `[[version]]` per date from which it holds."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from manju.media.channels.figures import Profile, SafeZone, faults_of
from manju.media.errors import MediaError
from manju.words import Words


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
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProfileInvalid(f"{path.name}: {error}") from error
    for key in ("name", "title", "version"):
        if key not in document:
            raise ProfileInvalid(f"{path.name}: missing key: {key}")
    wanted = {f.name for f in fields(Profile)} - {"name", "title", "overridden"}
    read = []
    for version in document["version"]:
        at = f"{path.name} ({version.get('valid_from')})"
        if set(version) != wanted:
            odd = sorted(wanted.symmetric_difference(version))
            raise ProfileInvalid(f"{at}: missing or unknown fields: {', '.join(odd)}")
        found = _read_version(document, version, at)
        if faults := faults_of(found):
            raise ProfileInvalid(f"{at}: " + "; ".join(f"{name}: {words.en}" for name, words in faults.items()))
        read.append(found)
    return tuple(sorted(read, key=lambda p: p.valid_from))


def _read_version(document: dict[str, Any], version: dict[str, Any], at: str) -> Profile:
    """One `[[version]]` of a file. `Any`: TOML, whose types are checked here by building from them."""
    values = dict(version)
    key = ""
    try:
        key = "title"
        values[key] = Words(**document[key])
        key = "disclosure"
        values[key] = Words(**version[key])
        key = "rules"
        values[key] = tuple(Words(**rule) for rule in version[key])
        key = "safe_zone"
        values[key] = SafeZone(**version[key])
        key = "cover_sizes"
        values[key] = tuple((int(w), int(h)) for w, h in version[key])
        key = "languages"
        values[key] = tuple(version[key])
    except (TypeError, ValueError) as error:
        raise ProfileInvalid(f"{at}: {key}: {error}") from error
    for name, kind in _KINDS.items():
        if isinstance(values[name], bool) or not isinstance(values[name], kind):
            raise ProfileInvalid(f"{at}: {name}: {values[name]!r} is not a number")
    return Profile(name=document["name"], **values)


_KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(("width", "height", "size_max_bytes", "sample_rate", "video_bitrate_max_kbps", "audio_bitrate_kbps",
                     "cover_max_bytes", "title_max", "description_max", "topics_max"), int),
    **dict.fromkeys(("fps_min", "fps_max", "duration_min_s", "duration_max_s", "loudness_lufs", "true_peak_dbtp"),
                    (int, float)),
}  # fmt: skip
