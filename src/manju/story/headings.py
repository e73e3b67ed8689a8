"""Which line opens a scene, in English and in Chinese, and which scene looks back."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["heading_of", "looks_back", "unmistakable"]


def heading_of(line: str) -> str | None:
    """The text of a scene heading, without the mark that forces it and without its number; None where it is none.

    `INT.`, `EXT.`, `EST.`, `INT./EXT.`, `I/E` (Fountain 1.1); `内景`, `外景`, `内外景`, `第N场` at the line's start.

    >>> heading_of(".内景 沈府 夜"), heading_of("INT. HARBOUR - DAY #12A#"), heading_of("第3场 沈府 夜 内")
    ('内景 沈府 夜', 'INT. HARBOUR - DAY', '第3场 沈府 夜 内')
    >>> heading_of("第一场雪落下来了。"), heading_of("...and then"), heading_of("Interior life.")
    (None, None, None)
    """
    text = line.strip()
    if len(text) > 1 and text[0] in ".．" and text[1] not in ".．。…" and not text[1].isspace():
        return _NUMBER.sub("", text[1:]).strip()
    if _ENGLISH.match(text) or _CHINESE.match(text) or _ORDINAL.match(text):
        return _NUMBER.sub("", text).strip()
    return None


def unmistakable(line: str) -> bool:
    """Whether a line is a heading though no empty line stands before it: `INT. …` in capitals, `内景 …`, `第3场 …`.

    >>> unmistakable("INT. DOCK - DAY"), unmistakable(".外景 河边 日"), unmistakable("外景 拍完了吗？")
    (True, True, False)
    """
    return _SURELY.fullmatch(line.strip()) is not None and line == line.upper()


def looks_back(heading: str) -> bool:
    """Whether a scene is a flashback: its heading says FLASHBACK, 闪回 or 回忆.

    >>> looks_back("INT. SCHOOL - DAY (Flashback)"), looks_back("外景 河边 日（回憶）"), looks_back("内景 沈府 夜")
    (True, True, False)
    """
    return _BACK.search(heading) is not None


_NUMBER: Final = re.compile(r"\s*#[^#\s][^#]*#\s*$")
_ENGLISH: Final = re.compile(r"(?i)(?:INT\.?\s?/\s?EXT|EXT\.?\s?/\s?INT|I\.?/E|E\.?/I|INT|EXT|EST)(?:[.．]|\s)\s*\S")
_CHINESE: Final = re.compile(
    r"(?:内外景|內外景|外内景|外內景|内景|內景|外景|内/外景|內/外景)(?:$|[^\w]|[^。！？!?，,]*$)"
)
_COUNT: Final = r"[0-9０-９〇零一二三四五六七八九十百千两]+"
_ORDINAL: Final = re.compile(
    rf"第\s*{_COUNT}\s*[场場](?:$|[\s\u3000:：、.．·,，\-—–(（【\[]|(?![雪雨戏戲])[^。！？!?，,]*[\s\u3000][^。！？!?，,]*$|[内內外日夜晨](?:$|[\s\u3000景内內外日夜]))"
)
_SURELY: Final = re.compile(
    rf"(?:(?:INT\.?/EXT|I/E|INT|EXT|EST)\.\s*\S.*|[.．]?\s*(?:[内內]?外景|[内內]景|第\s*{_COUNT}\s*[场場](?=.*[内內外日夜晨景]))(?:[\s:：·][^。！？!?，]*|$))"
)
_BACK: Final = re.compile(r"(?i)flash\s*-?\s*back|[闪閃]回|回[忆憶]")
