"""What one row of a platform's export says, as plain values; what was kept out, and what looks odd."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

from manju.market.exports.episodes import Named
from manju.words import Words

__all__ = ["COUNTERS", "KINDS", "PLATFORM_NAMES", "RATES", "Export", "Kind", "Odd", "Record", "Refusal"]

Kind = Literal["content", "daily", "geography"]
KINDS: Final[tuple[Kind, ...]] = ("content", "daily", "geography")
COUNTERS: Final = (
    "views", "likes", "comments", "shares", "saves", "hearts", "followers_gained", "completed", "impressions",
    "danmaku", "engaged_views",
)  # fmt: skip
RATES: Final = ("completion", "ctr", "average_percentage_viewed", "stayed_to_watch", "viewed_vs_swiped")
PLATFORM_NAMES: Final[dict[str, Words]] = {
    "douyin": Words("抖音", "Douyin"),
    "wechat_channels": Words("视频号", "WeChat Channels"),
    "kuaishou": Words("快手", "Kuaishou"),
    "xiaohongshu": Words("小红书", "Xiaohongshu"),
    "bilibili": Words("B站", "Bilibili"),
    "youtube": Words("YouTube", "YouTube"),
    "tiktok": Words("TikTok", "TikTok"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One row that could be read; what the file does not say is None. Rates are fractions: 32.5 % is 13/40."""

    line: int
    title: str | None = None
    item_id: str | None = None
    published: dt.date | dt.datetime | None = None
    date: dt.date | None = None  # daily files
    place: str | None = None  # geography files
    views: int | None = None
    completion: Fraction | None = None
    completed: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    hearts: int | None = None
    followers_gained: int | None = None
    watch_time_h: float | None = None
    average_view_s: float | None = None
    duration_s: float | None = None
    ctr: Fraction | None = None
    average_percentage_viewed: Fraction | None = None
    stayed_to_watch: Fraction | None = None
    viewed_vs_swiped: Fraction | None = None
    impressions: int | None = None
    danmaku: int | None = None
    engaged_views: int | None = None
    named: Named = field(default_factory=Named)

    @property
    def episode(self) -> int | None:
        """The number of the episode that its title names."""
        return self.named.episode

    @property
    def series(self) -> str:
        """The title of the work without the episode; blank where it is not told."""
        return self.named.series

    @property
    def completed_plays(self) -> Fraction | None:
        """Plays to the end: as reported, or completion × plays (not rounded); None where completion is unknown.

        >>> Record(2, views=406, completion=Fraction(2864, 10000)).completed_plays
        Fraction(72674, 625)
        """
        if self.completed is not None:
            return Fraction(self.completed)
        if self.completion is None or self.views is None:
            return None
        return self.completion * self.views

    @property
    def item_key(self) -> str:
        """What tells this video from others of its platform: its id, or its title and publish time; blank for none.

        >>> Record(2, title="第1集", published=dt.date(2026, 6, 1)).item_key
        '第1集|2026-06-01'
        """
        if self.item_id:
            return self.item_id
        return f"{self.title}|{self.published.isoformat() if self.published else ''}" if self.title else ""

    @property
    def key(self) -> str:
        """What tells this row from others of its platform and export: the video, the day, the region."""
        if self.date is not None:
            return "|".join([self.date.isoformat(), self.item_key])
        return self.place if self.place is not None else self.item_key

    def as_json(self, kind: Kind = "content") -> dict[str, Any]:
        """The row as `launch import --records` prints it."""
        found: dict[str, Any] = {
            "line": self.line, "title": self.title,
            "published": self.published.isoformat() if self.published else None, "views": self.views,
            "completion": _plain(self.completion), "likes": self.likes, "comments": self.comments,
            "shares": self.shares, "saves": self.saves, "followers_gained": self.followers_gained,
            "watch_time_h": self.watch_time_h, "average_view_s": self.average_view_s, "ctr": _plain(self.ctr),
            "average_percentage_viewed": _plain(self.average_percentage_viewed),
            "stayed_to_watch": _plain(self.stayed_to_watch), "viewed_vs_swiped": _plain(self.viewed_vs_swiped),
            "hearts": self.hearts,
        }  # fmt: skip
        if kind == "daily":
            found["date"] = self.date.isoformat() if self.date else None
        if kind == "geography":
            found["place"] = self.place
        return found


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was kept out: a machine word, the column, a sentence."""

    line: int
    reason: str  # bad_counter, bad_date, bad_rate, completion_over_100, no_title, unreadable
    field: str
    words: Words


@dataclass(frozen=True, slots=True)
class Odd:
    """A row that was taken and looks odd: likes_over_views, counter_fell, zero_views, dates_out_of_order …"""

    line: int
    code: str
    field: str
    words: Words


@dataclass(frozen=True, slots=True)
class Export:
    """One table of a platform, read.

    `columns` says which of our names was read from which header; `rows` = records + rejected.
    """

    platform: str
    kind: Kind
    name: str
    export_date: dt.date
    date_from: Literal["given", "name", "today"]
    header_line: int
    columns: dict[str, str]
    unused: tuple[str, ...]
    records: tuple[Record, ...]
    rejected: tuple[Refusal, ...]
    warnings: tuple[Odd, ...]

    @property
    def rows(self) -> int:
        return len(self.records) + len(self.rejected)

    def distinct(self) -> tuple[Record, ...]:
        """The records without those that say the same item a second time."""
        first: dict[str, Record] = {}
        for record in self.records:
            first.setdefault(record.key, record)
        return tuple(first.values())


def _plain(rate: Fraction | None) -> float | None:
    return None if rate is None else float(rate)
