"""Small parts of the design system as template tags: icons and the like."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ICONS: dict[str, str] = {}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the set in shared/design, 16 px, hidden from screen readers (the word stands beside it)."""
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))  # noqa: S308
