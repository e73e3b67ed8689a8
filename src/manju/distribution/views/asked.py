"""What an address or a form asks for."""

from __future__ import annotations


def number(text: str) -> int:
    """A row's number; what is none finds no row.

    >>> number("7"), number("seven"), number("-1"), number("9" * 40)
    (7, 0, 0, 0)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
