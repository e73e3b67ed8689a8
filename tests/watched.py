"""Titles with days of exports, written as rows: for the gate, watching and their pages. Call inside `in_studio`."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable
from decimal import Decimal

from factories import make_episode, make_property, make_season, make_work, mark
from manju.catalogue.models import Episode, Work
from manju.launch.models import Export, Item, Snapshot

FIRST = dt.date(2026, 6, 1)
_n = itertools.count(1)


def make_title(episodes: int = 5, *, title: str = "长夜灯") -> Work:
    """A work of one season with so many episodes."""
    work = make_work(make_property(), title_zh=title, title_en=f"Night lamp {mark()}")
    season = make_season(work)
    for number in range(1, episodes + 1):
        make_episode(season, number=number, title_zh=f"第{number}夜", title_en=f"Night {number}")
    return work


def make_export(date: dt.date, platform: str = "douyin") -> Export:
    n = next(_n)
    made: Export = Export.objects.create(
        original_name=f"{date}_{platform}.csv", sha256=f"{n:064x}", file=f"exports/{n}.csv", platform=platform,
        kind="content", export_date=date, date_from="name",
    )  # fmt: skip
    return made


def make_item(episode: Episode, platform: str = "douyin", *, published: dt.date = FIRST) -> Item:
    key = hashlib.sha256(f"{platform} {episode.pk}".encode()).hexdigest()
    made: Item = Item.objects.create(
        platform=platform, key=key, title=f"长夜灯 第{episode.number}集", published=published.isoformat(),
        number=episode.number, state="matched", episode=episode,
    )  # fmt: skip
    return made


def live(
    work: Work, days: int, *, rate: Callable[[int, int], float], views: Callable[[int, int], int] = lambda _e, _d: 1000,
    engaged: float = 0.08, platform: str = "douyin", apart: int = 0,
) -> None:  # fmt: skip
    """Cumulative daily snapshots: `rate(episode, day)` and `views(episode, day)` are of the new views of a day.

    Episode n is published `apart` days after the one before. Nothing is random.
    """
    items = {}
    for episode in Episode.objects.filter(season__work=work).order_by("number"):
        late = (episode.number - 1) * apart
        items[episode.number] = (make_item(episode, platform, published=FIRST + dt.timedelta(days=late)), late)
    total, done = dict.fromkeys(items, 0), dict.fromkeys(items, 0.0)
    for day in range(1, days + 1):
        date = FIRST + dt.timedelta(days=day - 1)
        export = make_export(date, platform)
        for number, (item, late) in items.items():
            if day <= late:
                continue
            new = views(number, day - late)
            total[number] += new
            done[number] += new * rate(number, day)
            Snapshot.objects.create(
                item=item, export=export, line=number + 1, date=date, views=total[number],
                completion=Decimal(f"{done[number] / total[number]:.4f}"),
                likes=round(total[number] * engaged * 0.75), comments=round(total[number] * engaged * 0.25),
                followers_gained=total[number] // 100,
            )  # fmt: skip


def live_launches() -> None:
    """A title that goes on, one that still collects, one that slid."""
    live(make_title(title="山海外卖"), 8, rate=lambda e, _d: 0.49 + 0.004 * e)
    live(make_title(title="长夜灯"), 6, rate=lambda e, _d: 0.45 - 0.01 * (e - 3), views=lambda _e, _d: 90)
    slid = make_title(8, title="末班车")
    keeps = {1: 5000, 2: 4200, 3: 3600, 4: 1300, 5: 1150, 6: 1000, 7: 900, 8: 800}
    live(slid, 16, rate=lambda _e, d: 0.43 if d < 13 else 0.16, views=lambda e, _d: keeps[e])
    live(slid, 16, rate=lambda _e, _d: 0.40, views=lambda e, _d: keeps[e] // 8, platform="bilibili")
