"""Patterns compiled once: the rules have more of them than the cache of `re` holds."""

from __future__ import annotations

import re
from functools import cache


@cache
def rx(pattern: str) -> re.Pattern[str]:
    """The compiled pattern.

    >>> rx("a+").search("caat").group()
    'aa'
    """
    return re.compile(pattern)
