"""Cells of a CSV that a spreadsheet opens as the text they are."""

from __future__ import annotations

from typing import Final

__all__ = ["BOM", "plain"]

BOM: Final = "\ufeff"  # spreadsheets take a file without it for the machine's old encoding


def plain(text: str) -> str:
    """A cell that a spreadsheet reads as text: what would begin a formula gets an apostrophe before it.

    >>> plain("=HYPERLINK(1)"), plain("-2+3"), plain("长夜灯")
    ("'=HYPERLINK(1)", "'-2+3", '长夜灯')
    """
    bare = text.lstrip(" \u3000")
    return f"'{text}" if bare[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} else text
