"""One caption, and what of a file's text is spoken words: no markup, no scripts, no drawings, no control signs."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

# Signs that join or part letters without being seen; Persian, Hindi and Thai text needs them inside words.
JOINERS: Final = frozenset("\u200b\u200c\u200d\u2060")
NARROW_SPACES: Final = {"\u00a0", "\u202f"}
TOP: Final = re.compile(r"\{[^}]*\\(?:an[789]|a(?:[567]|9|10|11))(?![0-9])")


@dataclass(frozen=True, slots=True)
class Line:
    """One caption: times in milliseconds, plain text, explicit line breaks kept as `\\n`; `top`: above the picture."""

    start_ms: int
    end_ms: int
    text: str
    top: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of a track with what its file knew besides: who speaks, and how ASS styles it (see `styling`)."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""
    top: bool = False
    styling: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def line(self) -> Line:
        return Line(self.start_ms, self.end_ms, self.text, self.top)


def plain(text: str) -> str:
    """The spoken words of a subtitle event, without any markup.

    >>> plain(r"{\\\\p1}m 0 0{\\\\p0}")
    ''
    >>> plain("<script>x()</script>好<b>啊</b>")
    '好啊'
    """
    if re.search(r"\{[^}]*\\p[1-9]", text):
        return ""  # a vector drawing
    text = re.sub(r"\{[^}]*\}", "", text)
    text = re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|$)", "", text)
    text = re.sub(r"</?[A-Za-z0-9!?/][^<>]*>|<>", "", text)
    text = html.unescape(text).replace("\\h", "\u00a0").replace("\\N", "\n").replace("\\n", "\n")
    return clean(text)


def clean(text: str) -> str:
    """Text as a caption may hold it: no control signs, no braces or backslashes (ASS), no `-->`, no empty lines.

    Spaces that must not break stay as they are; other spaces become one.

    >>> clean("  好 \\x07 啊 \\r\\n\\r\\n{x}--> y")
    '好 啊\\nx→ y'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("-->", "→")
    text = "".join(c for c in text if _kept(c))
    parts = (re.sub(r"[^\S\u00a0\u202f\n]+", " ", part).strip() for part in text.split("\n"))
    return "\n".join(part for part in parts if _is_seen(part))


def _kept(c: str) -> bool:
    return c in "\n\t" or (
        c not in "{}\\" and (c.isprintable() or c in NARROW_SPACES or c.isspace() or c in "\u200c\u200d")
    )


def _is_seen(part: str) -> bool:
    return any(not c.isspace() and unicodedata.category(c) != "Cf" for c in part)
