"""Amounts on pages: major units with separators, as the currency is written; shares; names of accounts."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from django import template

from manju.books.kinds import KINDS
from manju.media.channels.profiles import profiles
from manju.money.amounts import as_major, round_minor
from manju.words import Words, language

register = template.Library()


@register.filter
def amount(minor: int | None, currency: str) -> str:
    """`123450|amount:"USD"` is `1,234.50`; a dash where there is none."""
    return "—" if minor is None else as_major(int(minor), currency).replace("-", "−")


@register.filter
def whole(minor: int | None, currency: str) -> str:
    """`amount` without what is smaller than a major unit, for pages that are looked over: `−1,234`."""
    return "—" if minor is None else as_major(int(minor), currency).replace("-", "−").partition(".")[0]


@register.filter
def wan(minor: int) -> str:
    """Yuan on a chart's axis: `−12 万` in Chinese, `−120k` in English."""
    yuan = round(minor / 100)
    text = f"{round(yuan / 10_000, 1):g} 万" if language() == "zh" else f"{round(yuan / 1000):,}k"
    return "0" if yuan == 0 else text.replace("-", "−")


@register.filter
def chance(value: float) -> str:
    """A chance in percent: `0.027` is `2.7%`; what is not quite certain is never said to be."""
    if 0 < value < 0.001:
        return "<0.1%"
    return ">99.9%" if 0.999 < value < 1 else f"{value * 100:.1f}%".replace(".0%", "%")


@register.filter
def percent(share: Fraction) -> str:
    """A share in percent, one decimal: `1/3` is `33.3`."""
    return as_major(round_minor(share * 1000, "half_up") * 10, "CNY")[:-1]


@register.simple_tag
def kind_name(kind: str) -> Words:
    """What people call a kind of account."""
    return KINDS[kind].name


@register.filter
def channel_name(channel: str) -> str:
    """What people call a channel; any other text stays as it is."""
    known = _channels().get(channel.lower()) if channel else None
    return str(known) if known is not None else channel


@cache
def _channels() -> dict[str, Words]:
    return {name: profile.title for name, profile in profiles().items()}
