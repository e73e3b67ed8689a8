"""Amounts on pages: major units with separators, as the currency is written."""

from __future__ import annotations

from django import template

from manju.money.amounts import as_major

register = template.Library()


@register.filter
def amount(minor: int | None, currency: str) -> str:
    """`123450|amount:"USD"` is `1,234.50`; a dash where there is none."""
    return "—" if minor is None else as_major(int(minor), currency).replace("-", "−")
