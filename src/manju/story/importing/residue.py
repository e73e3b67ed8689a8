"""The last look after reading: every line of the source is found in the bible, or it is put into the notes."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
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
    there = _Whole(_texts(whole))
    left = [leaf for leaf in _leaves(pieces) if not _found(leaf.text, there)]
    for leaf in left:
        draft.note(leaf.where, leaf.text)
    there = _Whole([MARKS.sub("", text) for text in (*_texts(whole), *(leaf.text for leaf in left))])
    dropped = [line for bare, line in _bare_lines(raw) if not _found(bare, there)]
    for line in dropped:
        draft.note("原文 Source", line)
    return bool(left or dropped)


class _Whole:
    """All the words of a bible, spaces apart; its lines are known by themselves, which is quicker than looking."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        self._text = _squeezed("\n".join(texts))
        self._lines = {_squeezed(line) for text in texts for line in text.split("\n")}

    def __contains__(self, words: str) -> bool:
        squeezed = _squeezed(words)
        return squeezed in self._lines or squeezed in self._text


def _bare_lines(raw: str) -> Iterator[tuple[str, str]]:
    """The lines of a Markdown text without its marks, pictures and addresses of links; and as they are."""
    text = html.unescape(HIDDEN.sub(" ", raw))
    for line, whole in zip(text.split("\n"), raw.split("\n"), strict=False):
        bare = NUMBERED.sub("", MARKS.sub("", line)).strip(" \t#>|-+")
        if fold(bare):
            yield bare, whole.strip()


def _found(line: str, there: _Whole) -> bool:
    if not fold(line) or len(line) > LONG:
        return line in there or not fold(line)
    pair = split_pair(line)
    if pair is not None and pair[1] and is_label(pair[0]) and _found(pair[1], there):
        return True
    if any(date is not None and date.year > 0 and str(date) in there for date in span_of(line)):
        return True
    if line in there or NUMBERED.sub("", line) in there or is_label(line):
        return True
    date, end, rest = leading_date(line)
    if (
        date is not None
        and rest != line
        and date.year > 0
        and str(date) in there
        and (end is None or str(end) in there)
    ):
        return _found(rest, there)
    named = listed("groups", line) or listed("kinds", line)
    return named or all(_part(part, there) for part in PARTS.split(line) if fold(part))


def _part(part: str, there: _Whole) -> bool:
    bare = NUMBERED.sub("", part).strip()
    if part in there or bare in there or is_label(part) or is_label(bare):
        return True
    when = BORN.sub("", part.strip())
    return any(date is not None and str(date) in there for date in span_of(when)) or fold(part) in WORDS


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
HIDDEN: Final = re.compile(  # every length has a bound: a search for what never ends would take its square
    r"<!--|-->|<[^>\n]{0,400}>|!\[[^\]\n]{0,300}\]\([^)\n]{0,600}\)|!\[\[[^\]\n]{0,300}\]\]|\]\([^)\n]{0,600}\)"
    r"|\([^()\n]{0,600}\.(?:md|csv)\)|(?<![^\s,:：])[^\s,:：]{1,200}\.(?:png|jpe?g|webp|gif|bmp|tiff?|svg|emf|wmf)\b"
    r"|^[ \t]*(?:```|~~~).*$|\[!\w{1,20}\][+-]?",
    re.MULTILINE | re.IGNORECASE,
)
LONG: Final = 4000  # characters of a line that is not taken apart
NUMBERED: Final = re.compile(r"^\s*(?:\d{1,2}[.、)）]\s*|[-•*·]\s+|\[[ xX]\]\s*)")
PARTS: Final = re.compile(
    r"[。！？；：:、，,；;/／|｜（）()\[\]【】“”\"「」『』《》—–→=\n\t·\-•*#]|\s{2,}|[.!?]\s+|\.$|(?<=[\u3400-\u9fff])\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+(?=[\u3400-\u9fff])"
)
BORN: Final = re.compile(r"^(?:b\.|d\.|born|died|生于|卒于|出生于)\s*|[生卒]$", re.IGNORECASE)
WORDS: Final = frozenset(
    {"是", "yes", "否", "no", "true", "false", "无", "none", "manjubible1", "字", "词", "and", "和", "与"}
)
