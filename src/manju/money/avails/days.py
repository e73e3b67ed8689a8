"""Arithmetic of days: spans with both ends inside, gaps, and the first stretch that is long enough."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

EVER: Final = date.max.toordinal() * 2  # the last day of what has no end
Span = tuple[int, int]  # ordinals of first and last day


def span(start: date, end: date | None) -> Span:
    """The days of an extent; without end, for ever."""
    return start.toordinal(), EVER if end is None else end.toordinal()


def covered(wish: Span, spans: Iterable[Span]) -> bool:
    """Whether spans joined together leave no day of the wish out.

    >>> covered((1, 9), [(6, 12), (0, 5)]), covered((1, 9), [(0, 4), (6, 12)])
    (True, False)
    """
    day = wish[0]
    for first, last in sorted(spans):
        if first > day:
            break
        day = max(day, last + 1)
    return day > wish[1]


def first_free(wish: Span, blocked: Iterable[Span]) -> int | None:
    """The first day, not before the wish, from which its length is free of blocked spans; None: never.

    >>> first_free((10, 14), [(1, 11), (15, 16), (30, 40)])
    17
    """
    day = wish[0]
    for first, last in sorted(blocked):
        end = EVER if wish[1] == EVER else day + wish[1] - wish[0]
        if first > end:
            break
        day = max(day, last + 1)
    return day if day <= date.max.toordinal() else None
