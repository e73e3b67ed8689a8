"""Amounts on pages: major units with separators, as the currency is written; shares; names of accounts."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from django import template

from manju.books.kinds import KINDS
from manju.media.channels.profiles import profiles
from manju.money.amounts import as_major, round_minor
from manju.words import Words

register = template.Library()


@register.filter
def amount(minor: int | None, currency: str) -> str:
    """`123450|amount:"USD"` is `1,234.50`; a dash where there is none."""
    return "—" if minor is None else as_major(int(minor), currency).replace("-", "−")


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
