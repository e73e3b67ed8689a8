"""Names and titles as every database and every JSON reader can hold them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["file_name", "plain"]

LONGEST_BYTES: Final = 120
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_HALF: Final = re.compile("[\ud800-\udfff]")


def plain(text: str, longest: int) -> str:
    """Without control characters; a byte of a file's name that is no character becomes its code.

    >>> plain("a\\udcff\\x00b", 9)
    'a\\\\xffb'
    """
    return _CONTROL.sub("", _HALF.sub(_code, text))[:longest]


def file_name(name: str) -> str:
    """A name that every file system takes: no separators, at most 120 bytes, its ending kept where it is short.

    >>> file_name("第1集/终版.mp4"), len(file_name("长" * 200 + ".mp4").encode())
    ('第1集_终版.mp4', 118)
    """
    whole = re.sub(r'[/\\:*?"<>|]', "_", unicodedata.normalize("NFC", plain(name, 255))).strip(". ") or "_"
    stem, dot, ending = whole.rpartition(".")
    if not stem or len(ending.encode()) > 10:
        stem, dot, ending = whole, "", ""
    room = LONGEST_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def _code(half: re.Match[str]) -> str:
    number = ord(half[0])
    return f"\\x{number - 0xDC00:02x}" if 0xDC80 <= number <= 0xDCFF else "\ufffd"
