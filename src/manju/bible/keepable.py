"""Text that no database and no hash takes is refused before it gets there."""

from __future__ import annotations

from typing import Final

from manju.people.errors import Refused
from manju.words import Words

__all__ = ["refuse_unkeepable"]

TEXT_LONG: Final = 4_000_000  # characters of one text


def refuse_unkeepable(value: object) -> None:
    """Look through plain JSON values.

    Raises:
        Refused: a NUL, half a surrogate pair, a text beyond all measure, a number beyond 2**53.
    """
    if isinstance(value, str):
        if len(value) > TEXT_LONG:
            raise Refused(Words("一段文字最多 {n} 字。", "A text has at most {n} characters.").fill(n=TEXT_LONG))
        if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise Refused(Words("文字里有存不了的字符。", "The text holds a character that cannot be kept."))
    elif isinstance(value, dict):
        for key, one in value.items():
            refuse_unkeepable(key)
            refuse_unkeepable(one)
    elif isinstance(value, list):
        for one in value:
            refuse_unkeepable(one)
    elif isinstance(value, int) and abs(value) >= 2**53:
        raise Refused(Words("这个数太大了。", "That number is too large."))
