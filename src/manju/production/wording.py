"""What was changed between two texts, word by word: Chinese by words, other scripts by spaces and signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

__all__ = ["Piece", "changes", "pieces_between", "words_of"]

How = Literal["same", "added", "removed"]
_RUN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\W_]+(?:['’\-_.][^\W_]+)*|\s+|.", re.DOTALL)
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
MOST: Final = 20_000  # characters of a prompt that are compared; nobody reads more


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: the same in both, only in the second, or only in the first."""

    how: How
    text: str


def words_of(text: str) -> list[str]:
    """The words and signs of a text, nothing lost: joined they are the text again.

    >>> words_of("古风女子，moonlit night")
    ['古风', '女子', '，', 'moonlit', ' ', 'night']
    """
    found: list[str] = []
    for match in _RUN.finditer(text):
        run = match[0]
        found.extend(_chinese(run) if _HAN.match(run) else [run])
    return found


def pieces_between(before: str, after: str) -> list[Piece]:
    """How the second text came from the first; what was removed stands before what was added in its place.

    >>> [(p.how, p.text) for p in pieces_between("古风少女，清冷", "古风女子，清冷")]
    [('same', '古风'), ('removed', '少女'), ('added', '女子'), ('same', '，清冷')]
    """
    old, new = words_of(before[:MOST]), words_of(after[:MOST])
    found: list[Piece] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece("removed", "".join(old[a:b])))
        if d > c:
            found.append(Piece("added", "".join(new[c:d])))
    return _joined(found)


def changes(pieces: Sequence[Piece]) -> int:
    """How many places were changed; a word put in another's place is one change.

    >>> changes(pieces_between("一 盏灯", "两 盏灯，红"))
    2
    """
    count, before = 0, "same"
    for piece in pieces:
        if piece.how != "same" and before == "same":
            count += 1
        before = piece.how
    return count


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Changes with nothing but a space between them are one: nobody reads a line of crumbs."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last is not None and last.how == piece.how:
            out[-1] = Piece(piece.how, last.text + piece.text)
        else:
            out.append(piece)
    return out


def _chinese(run: str) -> list[str]:
    import jieba  # its dictionary takes most of a second to load, once in a process

    jieba.setLogLevel(60)
    return [str(word) for word in jieba.cut(run, HMM=False)]
