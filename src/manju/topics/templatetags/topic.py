"""What the topics pages write of elements and platforms: crowding, trends, names, positions in a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from django import template

from manju.media.channels.profiles import profiles
from manju.topics.results import ElementSeen, names_of, query_of
from manju.words import Words, say

register = template.Library()

PLATFORMS: Final[dict[str, Words]] = {  # platforms of lists that are no channel of ours
    "dataeye": Words("DataEye", "DataEye"), "fanqie": Words("番茄", "Fanqie"),
    "tencent": Words("腾讯视频", "Tencent Video"),
    "iqiyi": Words("爱奇艺", "iQIYI"), "youku": Words("优酷", "Youku"), "mango": Words("芒果 TV", "Mango TV"),
    "dramabox": Words("DramaBox", "DramaBox"), "weibo": Words("微博", "Weibo"), "heima": Words("河马剧场", "Hema"),
    "": Words("没写平台", "No platform"),
}  # fmt: skip


@register.filter
def plus(value: float, more: float) -> float:
    """A position further right or down."""
    return round(float(value) + float(more), 1)


@register.filter
def less(value: float, by: float) -> float:
    """A position further left or up."""
    return round(float(value) - float(by), 1)


@register.filter
def grouped(value: float | None) -> str:
    """A count with separators: `1,234,567`; a dash where there is none."""
    return "—" if value is None else f"{value:,.0f}"


@register.filter
def platform_name(name: str | None) -> str:
    """What people call a platform of lists; any other text stays as it is."""
    known = _names().get((name or "").lower())
    return str(known) if known is not None else str(name)


@register.filter
def room(element: ElementSeen) -> str:
    """How crowded an element is, in words and as a number."""
    if element.saturation > 0.55:
        word = say("挤", "crowded")
    elif element.saturation < 0.45:
        word = say("有空位", "room left")
    else:
        word = say("供需相当", "about even")
    return f"{word} {element.saturation:.2f}"


@register.filter
def trend(element: ElementSeen) -> str:
    """The trend as a signed number with its arrow; without an arrow it may be chance."""
    number = f"{element.trend_per_week:+.2f}".replace("-", "−")
    return f"{'↑' if element.rises else '↓' if element.falls else ''} {number}".strip()


@register.filter
def said(element: ElementSeen) -> str:
    """A point of the map as a sentence."""
    moves = say("在升", "rising") if element.rises else say("在退", "fading") if element.falls else ""
    told = say("{n}：占热度 {d}%，{r}", "{n}: {d} % of heat, {r}", n=element.label, d=f"{element.demand_percent:.1f}",
               r=room(element))  # fmt: skip
    return f"{told}{say('，', ', ')}{moves}" if moves else told


@register.filter
def names(elements: Sequence[str], english: Mapping[str, str]) -> Words:
    """Elements of a direction as a reader reads them."""
    return names_of(elements, english)


@register.filter
def as_query(elements: Sequence[str]) -> str:
    """Elements as the query of an address."""
    return query_of(elements)


@cache
def _names() -> dict[str, Words]:
    return {**{name: profile.title for name, profile in profiles().items()}, **PLATFORMS}
