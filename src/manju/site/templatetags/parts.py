"""Small parts of the design system as template tags: icons, badges, times, sizes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from manju.words import language, say

register = template.Library()

ICONS: Final[dict[str, str]] = {
    "today": '<path d="M2.5 4.5h11v9h-11zM2.5 7.5h11M5.5 2.5v3M10.5 2.5v3M6 10.5l1.5 1.5L10.5 9"/>',
    "slate": '<path d="M2.5 3h5v10h-5zM9.5 3h4v4.5h-4zM9.5 9.5h4V13h-4z"/>',
    "topics": '<circle cx="5" cy="5" r="2.5"/><circle cx="11.5" cy="6.5" r="1.5"/><circle cx="8.5" cy="11.5" r="2"/>',
    "property": '<path d="M3 13.5V3.5l3-1 7 1.5v9.5zM6 2.5v11"/>',
    "distribution": '<path d="M8 8H3M8 8l4-4.5M8 8l4 4.5M8 8h5"/><circle cx="3" cy="8" r="1"/>',
    "shield": '<path d="M8 1.8l5 2v4c0 3.2-2 5.3-5 6.4-3-1.1-5-3.2-5-6.4v-4z"/>',
    "studio": '<path d="M2 13.5h12M3.5 13.5V6L8 2.5 12.5 6v7.5M6.5 13.5v-4h3v4"/>',
    "money": '<circle cx="8" cy="8" r="5.8"/><path d="M5.2 4.5L8 8l2.8-3.5M8 8v4M5.8 8.2h4.4M5.8 10.2h4.4"/>',
    "search": '<circle cx="7" cy="7" r="4.2"/><path d="M10.2 10.2L13.5 13.5"/>',
    "jobs": '<path d="M3 4h10M3 8h7M3 12h4"/><circle cx="12" cy="11" r="2"/>',
    "language": '<path d="M2 4h7M5.5 2.5V4M8 4c-.7 3-2.8 5.2-5.5 6.5M3.5 6c1 2 2.5 3.5 4.5 4.5M8.5 14l2.8-7 2.7 7M9.5 11.7h3.7"/>',
    "theme": '<path d="M12.8 9.5A5.3 5.3 0 0 1 6.5 3.2 5.3 5.3 0 1 0 12.8 9.5z"/>',
    "play": '<path d="M5 3l8 5-8 5z"/>',
    "pause": '<path d="M5.5 3v10M10.5 3v10"/>',
    "next-frame": '<path d="M4 3l6 5-6 5zM12 3v10"/>',
    "previous-frame": '<path d="M12 3L6 8l6 5zM4 3v10"/>',
    "sound": '<path d="M2.5 6v4h2.5L8.5 13V3L5 6zM11 5.5a3.5 3.5 0 0 1 0 5M12.7 3.5a6 6 0 0 1 0 9"/>',
    "cross": '<path d="M4 4l8 8M12 4l-8 8"/>',
    "tick": '<path d="M3.5 8.5l3 3 6-7"/>',
    "stop": '<path d="M5.5 2.5h5l3 3v5l-3 3h-5l-3-3v-5zM6 6l4 4M10 6l-4 4"/>',
    "clock": '<circle cx="8" cy="8" r="5.8"/><path d="M8 4.5V8l2.5 1.5"/>',
    "turn": '<path d="M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3"/>',
    "more": '<path d="M3.5 8h.1M8 8h.1M12.5 8h.1" stroke-width="2.5"/>',
    "warn": '<path d="M8 2.5l6 11H2zM8 6.5V10M8 12v.1"/>',
    "arrow": '<path d="M3 8h10M9 4l4 4-4 4"/>',
    "lock": '<path d="M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"/>',
    "machine": '<path d="M8 2v2.5M8 11.5V14M2 8h2.5M11.5 8H14M4 4l1.5 1.5M10.5 10.5L12 12M12 4l-1.5 1.5M5.5 10.5L4 12"/>',
    "up": '<path d="M8 13V3.5M4 7l4-4 4 4"/>',
    "down": '<path d="M8 3v9.5M4 9l4 4 4-4"/>',
    "export": '<path d="M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10"/>',
    "person": '<circle cx="8" cy="5.5" r="2.8"/><path d="M2.8 13.5c.8-3 2.7-4.3 5.2-4.3s4.4 1.3 5.2 4.3"/>',
    "file": '<path d="M4 1.8h5.5L12.5 5v9.2H4zM9.5 1.8V5h3"/>',
    "plus": '<path d="M3 8h10M8 3v10"/>',
    "link": '<path d="M6.5 9.5l3-3M7 4.5l1.2-1.2a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5l-1.2 1.2a3 3 0 0 1-4.3-4.3l1.2-1.2"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the set in the design reference, 16 px, hidden from screen readers: a word stands beside it."""
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))  # noqa: S308


@register.simple_tag
def badge(tone: str, icon_name: str, word: object) -> SafeString:
    """A state: icon and word, never colour alone. `tone`: good, warn, bad, here, or empty for neutral."""
    return format_html('<span class="badge{}">{}{}</span>', f" badge--{tone}" if tone else "", icon(icon_name), word)


@register.simple_tag
def mark(tone: str, icon_name: str, word: object) -> SafeString:
    """The same as a line of text without ground."""
    return format_html('<span class="mark mark--{}">{}{}</span>', tone, icon(icon_name), word)


@register.filter
def clock(seconds: float | None) -> str:
    """Length or position in time.

    >>> clock(92.04), clock(3723.9), clock(None)
    ('01:32', '1:02:03', '—')
    """
    if seconds is None:
        return "—"
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


@register.filter
def size(count: int | None) -> str:
    """Bytes as people read them, decimal units like the platforms' own limits.

    >>> size(812), size(12_330_926), size(4_000_000_000)
    ('812 B', '12.3 MB', '4.0 GB')
    """
    if count is None:
        return "—"
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{count} B"


@register.filter
def signed(value: float | None, digits: int = 1) -> str:
    """A number with a true minus, `—` when there is none.

    >>> signed(-14.0), signed(None)
    ('−14.0', '—')
    """
    return "—" if value is None else f"{value:.{digits}f}".replace("-", "−")


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in a sentence: `11 月 20 日`, `20 Nov 2026`."""
    if value is None:
        return "—"
    at = timezone.localtime(value).date() if isinstance(value, datetime) else value
    if language() == "en":
        return f"{at.day} {at:%b %Y}"
    this_year = at.year == timezone.localdate().year
    return f"{at.month} 月 {at.day} 日" if this_year else f"{at.year} 年 {at.month} 月 {at.day} 日"


@register.filter
def moment(value: datetime | None) -> str:
    """Date and time in a table: `2026-11-20 18:00`."""
    return "—" if value is None else f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


@register.filter
def ago(value: datetime | None) -> str:
    """How long ago, in one word or two."""
    if value is None:
        return "—"
    seconds = (timezone.now() - value).total_seconds()
    if seconds < 60:
        return say("刚刚", "just now")
    if seconds < 3600:
        return say("{n} 分钟前", "{n} min ago", n=int(seconds // 60))
    if seconds < 86_400:
        return say("{n} 小时前", "{n} h ago", n=int(seconds // 3600))
    return day(value)
