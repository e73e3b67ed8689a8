"""Rates and counters on pages: per cent with one decimal, thousands, what was gained with its sign."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django import template

from manju.market.exports import PLATFORM_NAMES
from manju.words import Words

register = template.Library()


@register.filter
def rate(value: Fraction | Decimal | None) -> str:
    """`Fraction(13, 40)|rate` is `32.5`; a dash where nothing is known."""
    return "—" if value is None else f"{float(value) * 100:.1f}"


@register.filter
def whole(value: int | str | None) -> str:
    """`12345|whole` is `12,345`; a dash where there is none, also where what it would be of is not there."""
    return "—" if not isinstance(value, int) else f"{value:,}".replace("-", "−")


@register.filter
def signed(value: int | str | None) -> str:
    """`12345|signed` is `+12,345`; below zero with a true minus."""
    return "—" if not isinstance(value, int) else f"{value:+,}".replace("-", "−")


@register.filter
def platform(name: str) -> Words:
    """What people call a platform."""
    return PLATFORM_NAMES.get(name, Words(name, name))
