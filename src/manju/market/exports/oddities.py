"""What looks odd in rows that could be read: more likes than views, no views, dates that do not follow each other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from manju.market.exports.record import Kind, Odd, Record
from manju.words import Words

__all__ = ["found_odd"]


def found_odd(records: Sequence[Record], *, kind: Kind, export_date: dt.date) -> list[Odd]:
    """All that looks odd, by line.

    >>> row, day = Record(2, title="a", views=1, likes=2), dt.date(2026, 6, 1)
    >>> [o.code for o in found_odd([row], kind="content", export_date=day)]
    ['likes_over_views']
    """
    odd = list(_counts(records, kind))
    odd += _days_in_order(records) if kind == "daily" else _published_in_order(records, export_date)
    return odd


def _counts(records: Sequence[Record], kind: Kind) -> Iterator[Odd]:
    for record in records:
        if record.views == 0 and kind == "content":
            yield Odd(record.line, "zero_views", "views", Words("没有播放", "no views"))
        if record.views is not None and record.likes is not None and record.likes > record.views:
            said = Words("点赞 {l} 比播放 {v} 还多", "{l} likes on {v} views").fill(l=record.likes, v=record.views)
            yield Odd(record.line, "likes_over_views", "likes", said)


def _days_in_order(records: Sequence[Record]) -> Iterator[Odd]:
    """Days of a file follow each other, up or down; a row that breaks the way most of them go is odd."""
    by_item: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_item[record.item_id or record.title or ""].append(record)
    for rows in by_item.values():
        dated = [(r, r.date) for r in rows if r.date is not None]
        steps = [(b[1] - a[1]).days for a, b in pairwise(dated)]
        down = sum(s < 0 for s in steps) > sum(s > 0 for s in steps)
        for step, (record, day) in zip(steps, dated[1:], strict=True):
            if step and (step < 0) != down:
                yield Odd(record.line, "dates_out_of_order", "date", _SAID.fill(d=day.isoformat()))


def _published_in_order(records: Sequence[Record], export_date: dt.date) -> Iterator[Odd]:
    by_series: dict[str, list[tuple[int, dt.date, Record]]] = defaultdict(list)
    for record in records:
        if record.published is None:
            continue
        day = record.published.date() if isinstance(record.published, dt.datetime) else record.published
        if day > export_date:
            said = Words("发布于 {d}，在导出之后", "published on {d}, after the export").fill(d=day.isoformat())
            yield Odd(record.line, "dates_out_of_order", "published", said)
        elif record.episode is not None:
            by_series[record.series].append((record.episode, day, record))
    for rows in by_series.values():
        latest: dt.date | None = None
        seen = 0
        for episode, day, record in sorted(rows, key=lambda r: (r[0], r[1])):
            if latest is not None and day < latest and episode > seen:
                yield Odd(record.line, "dates_out_of_order", "published", _EARLIER.fill(d=day.isoformat()))
            if latest is None or day >= latest:
                latest, seen = day, episode


_SAID = Words("日期 {d} 不在它该在的位置", "{d} is not where it should be")
_EARLIER = Words("{d} 发布，比前面的集还早", "published on {d}, before an earlier episode")
