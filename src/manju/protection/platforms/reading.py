"""Reading platforms: one TOML each, one `[[version]]` per day from which it holds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

from manju.media.channels.profiles import today
from manju.words import Words

__all__ = ["ORDER", "Law", "Platform", "platform", "platforms"]

Law = Literal["cn", "dmca"]
"""Which rules its notices follow: 信息网络传播权保护条例 art. 14 and 民法典 art. 1195, or 17 U.S.C. 512(c)(3)."""

ORDER: Final = (
    "douyin", "kuaishou", "wechat_channels", "xiaohongshu", "bilibili", "youtube", "tiktok", "meta", "x", "other_cn",
    "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Platform:
    """Where and how to ask for a takedown. `form`, `email`: empty where no public address is known."""

    name: str
    title: Words
    law: Law
    form: str
    email: str
    how: Words
    links: Words  # what kind of address it wants
    deadlines: tuple[str, ...]  # names of rules in deadlines.toml
    valid_from: date
    sources: dict[str, str]  # field -> where it was read, or that it is unverified

    @property
    def languages(self) -> tuple[Literal["zh", "en"], ...]:
        """Languages a letter can be made in; the first is the one to send, others are for reading."""
        return ("zh", "en") if self.law == "cn" else ("en", "zh")


def platforms(on: date | None = None) -> dict[str, Platform]:
    """All platforms as they are on this day (default: today), in the order shown to people; before any, the oldest."""
    day = on or today()
    return {name: _held(_versions(name), day) for name in ORDER}


def platform(name: str, on: date | None = None) -> Platform:
    """One platform on this day; a name nobody knows any more is `other`."""
    known = platforms(on)
    return known.get(name) or known["other"]


def _held(versions: tuple[Platform, ...], day: date) -> Platform:
    return ([p for p in versions if p.valid_from <= day] or [versions[0]])[-1]


@cache
def _versions(name: str) -> tuple[Platform, ...]:
    with (Path(__file__).parent / f"{name}.toml").open("rb") as file:
        read = tomllib.load(file)
    held = [
        Platform(
            name=read["name"], title=Words(**read["title"]), law=read["law"], form=v["form"], email=v["email"],
            how=Words(**v["how"]), links=Words(**v["links"]), deadlines=tuple(v["deadlines"]),
            valid_from=v["valid_from"], sources=v["sources"],
        )
        for v in read["version"]
    ]  # fmt: skip
    return tuple(sorted(held, key=lambda p: p.valid_from))
