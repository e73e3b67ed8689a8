"""The last look after reading: every line of the source is found in the bible, or it is put into the notes."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

from manju.story.importing.days import leading_date, span_of
from manju.story.importing.draft import Draft
from manju.story.importing.labels import fold, is_label, listed, split_pair
from manju.story.importing.pieces import Leaf, Piece
from manju.story.importing.tables import text_of

__all__ = ["keep_the_rest"]


def keep_the_rest(pieces: Sequence[Piece], draft: Draft, whole: dict[str, Any], *, raw: str = "") -> bool:
    """Put lines of the source that stand nowhere in `whole` (the bible as JSON) into the notes; whether any were.

    A line is found as it is, spaces apart; or in parts between its punctuation, each of which is in the bible, a label
    that was understood, or a date that stands there as ISO. `raw`: the Markdown itself, whose readers drop cells beyond
    a table's head and definitions of links.
    """
    text = _squeezed("\n".join(_texts(whole)))
    left = [leaf for leaf in _leaves(pieces) if not _found(leaf.text, text)]
    for leaf in left:
        draft.note(leaf.where, leaf.text)
    text = MARKS.sub("", text + _squeezed("\n".join(leaf.text for leaf in left)))
    dropped = [line for bare, line in _bare_lines(raw) if not _found(bare, text)]
    for line in dropped:
        draft.note("原文 Source", line)
    return bool(left or dropped)


def _bare_lines(raw: str) -> Iterator[tuple[str, str]]:
    """The lines of a Markdown text without its marks, pictures and addresses of links; and as they are."""
    text = html.unescape(HIDDEN.sub(" ", raw))
    for line, whole in zip(text.split("\n"), raw.split("\n"), strict=False):
        bare = NUMBERED.sub("", MARKS.sub("", line)).strip(" \t#>|-+")
        if fold(bare):
            yield bare, whole.strip()


def _found(line: str, text: str) -> bool:
    squeezed = _squeezed(line)
    if not fold(line) or squeezed in text or _squeezed(NUMBERED.sub("", line)) in text:
        return True
    pair = split_pair(line)
    if pair is not None and pair[1] and is_label(pair[0]):
        return _found(pair[1], text)
    if any(date is not None and date.year > 0 and str(date) in text for date in span_of(line)):
        return True
    if is_label(line) or listed("groups", line) or listed("kinds", line):
        return True
    date, end, rest = leading_date(line)
    if date is not None and rest != line and str(date) in text and (end is None or str(end) in text) and date.year > 0:
        return _found(rest, text)
    return all(_part(part, text) for part in PARTS.split(line) if fold(part))


def _part(part: str, text: str) -> bool:
    if _squeezed(part) in text or is_label(part):
        return True
    bare = NUMBERED.sub("", part).strip()
    if _squeezed(bare) in text or is_label(bare):
        return True
    when = BORN.sub("", part.strip())
    return any(date is not None and str(date) in text for date in span_of(when)) or fold(part) in WORDS


def _leaves(pieces: Sequence[Piece]) -> Iterator[Leaf]:
    path: list[tuple[int, str]] = []
    for piece in pieces:
        if piece.level:
            path = [
                *((level, title) for level, title in path if level < piece.level),
                (piece.level, piece.text.strip()),
            ]
        where = piece.aside or " / ".join(title for _, title in path) or "开头 Beginning"
        for line in piece.text.split("\n"):
            yield Leaf(where, line.strip())
        for row in piece.rows:
            for cell in row:
                for line in text_of(cell).split("\n"):
                    yield Leaf(where, line.strip())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif value is not None:
        yield str(value)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


MARKS: Final = re.compile(r"[*_`~\[\]\\^!]")
HIDDEN: Final = re.compile(
    r"<!--|-->|<[^>\n]*>|!\[[^\]\n]*\]\([^)\n]*\)|!\[\[[^\]\n]*\]\]|\]\([^)\n]*\)|\([^()\n]*\.(?:md|csv)\)"
    r"|[^\s,:：]+\.(?:png|jpe?g|webp|gif|bmp|tiff?|svg|emf|wmf)\b|^\s*(?:```|~~~).*$|\[!\w+\][+-]?",
    re.MULTILINE | re.IGNORECASE,
)
NUMBERED: Final = re.compile(r"^\s*(?:\d{1,2}[.、)）]\s*|[-•*·]\s+|\[[ xX]\]\s*)")
PARTS: Final = re.compile(
    r"[。！？；：:、，,；;/／|｜（）()\[\]【】“”\"「」『』《》—–→=\n\t·\-•*#]|\s{2,}|[.!?]\s+|\.$|(?<=[\u3400-\u9fff])\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+(?=[\u3400-\u9fff])"
)
BORN: Final = re.compile(r"^(?:b\.|d\.|born|died|生于|卒于|出生于)\s*|[生卒]$", re.IGNORECASE)
WORDS: Final = frozenset(
    {"是", "yes", "否", "no", "true", "false", "无", "none", "manjubible1", "字", "词", "and", "和", "与"}
)
