"""What the lists say in one sentence: what is hot and whether there is room, what is rising, what is fading."""

from __future__ import annotations

from collections.abc import Sequence

from manju.topics.results import ElementSeen
from manju.words import Words

__all__ = ["verdict"]


def verdict(elements: Sequence[ElementSeen]) -> Words:
    """The heading of the map.

    >>> hot = ElementSeen("重生", demand_share=0.3, saturation=0.6)
    >>> up = ElementSeen("悬疑", demand_share=0.1, saturation=0.4, trend_per_week=0.01, trend_p=0.01)
    >>> verdict([hot, up]).zh
    '重生最热，但已挤；悬疑在升，还有空位'
    """
    if not elements:
        return Words("榜单里还认不出题材", "No elements found in these lists")
    hot = max(elements, key=lambda e: (e.demand_share, e.name))
    others = [e for e in elements if e.name != hot.name]
    first = _hot(hot)
    room = [e for e in others if e.rises and not e.crowded]
    if room:
        best = max(room, key=lambda e: (e.trend_per_week * (1 - e.saturation), e.name))
        return _both(first, _of(best, "{n}在升，还有空位", "{n} is rising and has room"))
    rising = [e for e in others if e.rises]
    if rising:
        best = max(rising, key=lambda e: (e.trend_per_week, e.name))
        return _both(first, _of(best, "{n}在升，但也挤了", "{n} is rising but crowded too"))
    falling = [e for e in others if e.falls]
    if falling:
        worst = min(falling, key=lambda e: (e.trend_per_week, e.name))
        return _both(first, _of(worst, "{n}在退", "{n} is fading"))
    return _both(first, Words("没有哪个题材明显在升", "nothing is clearly rising"))


def _hot(e: ElementSeen) -> Words:
    if e.falls:
        return _of(e, "{n}最热，但在退", "{n} is hottest but fading")
    if e.rises:
        return _of(
            e, "{n}最热，还在升" + ("，但已挤" if e.crowded else ""),
            "{n} is hottest and still rising" + (", though crowded" if e.crowded else ""),
        )  # fmt: skip
    if e.crowded:
        return _of(e, "{n}最热，但已挤", "{n} is hottest but crowded")
    return _of(e, "{n}最热，还有空位", "{n} is hottest and has room")


def _of(e: ElementSeen, zh: str, en: str) -> Words:
    return Words(zh, en).fill(n=e.words)


def _both(a: Words, b: Words) -> Words:
    en = f"{a.en}; {b.en}"
    return Words(f"{a.zh}；{b.zh}", en[:1].upper() + en[1:])
