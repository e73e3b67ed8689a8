"""What the lists say in one sentence: what is hot and whether there is room, what is rising, what is fading."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from manju import market
from manju.topics.models import Backtest
from manju.topics.results import DirectionSeen, ElementSeen
from manju.words import Words

__all__ = ["METHODS", "backtest_verdict", "direction_verdict", "element_verdict", "verdict"]

NO_FINDING: Final = frozenset({"audience", "form"})  # whom it is for and how it is made say nothing about room
METHODS: Final[dict[str, Words]] = {
    "manju": Words("漫剧", "Manju"),
    "most_frequent": Words("挑现在最多的", "Most frequent now"),
    "biggest_growth": Words("挑涨得最快的", "Biggest growth"),
}


def verdict(elements: Sequence[ElementSeen]) -> Words:
    """The heading of the map.

    >>> hot = ElementSeen("重生", demand_share=0.3, saturation=0.6)
    >>> up = ElementSeen("悬疑", demand_share=0.1, saturation=0.4, trend_per_week=0.01, trend_p=0.01)
    >>> verdict([hot, up]).zh
    '重生最热，但已挤；悬疑在升，还有空位'
    """
    elements = [e for e in elements if e.name not in _no_findings()] or elements
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


def element_verdict(e: ElementSeen) -> Words:
    """The heading of an element's page.

    >>> element_verdict(ElementSeen("重生", saturation=0.7)).zh
    '重生：已经挤了，走势说不准'
    """
    room = Words("已经挤了", "crowded") if e.crowded else Words("还有空位", "there is room")
    if e.rises:
        moves = Words("在升", "rising")
    elif e.falls:
        moves = Words("在退", "fading")
    else:
        moves = Words("走势说不准", "no clear trend")
    return Words("{n}：{r}，{m}", "{n}: {r}, {m}").fill(n=e.words, r=room, m=moves)


def direction_verdict(d: DirectionSeen) -> Words:
    """The heading of a direction's page: whether to make it.

    >>> direction_verdict(DirectionSeen(("重生",), Words("重生", "Rebirth"), 1.0, 1.0, 1.0, 1.0, "tired")).en
    'Rebirth is worn out: make it differently or not at all'
    """
    if any(f.level == "forbidden" for f in d.flags):
        said = Words("{n}碰到红线，别做", "{n} crosses a red line: leave it")
    elif d.fatigue == "tired":
        said = Words("{n}做腻了，要做就换个做法", "{n} is worn out: make it differently or not at all")
    elif d.fatigue == "watch":
        said = Words("{n}在变旧，做要趁早", "{n} is wearing: soon or not at all")
    elif d.flags:
        said = Words("{n}可以做，先过审核这一关", "{n} can be made, once review is passed")
    else:
        said = Words("{n}可以做", "{n} can be made")
    return said.fill(n=d.names)


@cache
def _no_findings() -> frozenset[str]:
    """Elements that say for whom or how; read as a file, since the engine's package brings polars along."""
    file = Path(market.__file__).parent / "topics" / "lexicon.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["elements"]
    return frozenset(name for name, row in rows.items() if row.get("kind") in NO_FINDING)


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


def backtest_verdict(test: Backtest | None) -> Words:
    """What a replay says, told as it is: better than chance or not, better than the naive rankings or not."""
    if test is None:
        return Words("还没测过选题准不准", "The ranking has not been tested yet")
    own = test.result["methods"].get("manju") or {}
    if not test.result["origins"] or own.get("lift") is None or not own.get("ci95"):
        return Words("历史太短，还测不了", "Too little history to test")
    lift, (low, high) = own["lift"], own["ci95"]
    naive = [m for n, m in test.result["methods"].items() if n != "manju" and m["lift"] is not None]
    beaten = all(lift > m["lift"] for m in naive)
    clearly = all(m["ci95"] and low > m["ci95"][1] for m in naive)
    if high < 1:
        said = Words("漫剧挑的比随便挑还差（{x} 倍）", "Manju’s picks did worse than any pick ({x} ×)")
    elif low <= 1:
        said = Words("漫剧挑的和随便挑分不出高下（{x} 倍）", "Manju’s picks cannot be told from any pick ({x} ×)")
    elif beaten and clearly:
        said = Words(
            "漫剧挑的热 {x} 倍，明显好过简单挑法",
            "Manju’s picks were {x} × as hot, clearly better than simple rankings",
        )
    elif beaten:
        said = Words(
            "漫剧挑的热 {x} 倍，比简单挑法略好", "Manju’s picks were {x} × as hot, a little better than simple rankings"
        )
    else:
        said = Words(
            "漫剧挑的热 {x} 倍，但不比简单挑法好", "Manju’s picks were {x} × as hot, no better than simple rankings"
        )
    return said.fill(x=f"{lift:.2f}")
