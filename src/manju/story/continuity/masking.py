"""A passage with one sign in the place of every character's name, so that sentences about anybody read alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from manju.story.bible import Character
from manju.story.continuity.cast import Cast
from manju.story.continuity.letters import BARRIER, fold
from manju.story.continuity.spoken import Passage

__all__ = ["NAME", "Masked", "masked"]

_FIRST: Final = 0xE000
_MOST: Final = 0x1800
NAME: Final = "[\ue000-\uf8fe]"
"""The class of the signs that stand for names."""


@dataclass(frozen=True, slots=True)
class Masked:
    """The folded text with a sign for each name; `at`: offsets in the text as it stands; `who`: by sign."""

    text: str
    at: tuple[int, ...]
    who: tuple[tuple[Character, ...], ...]

    def meant(self, sign: str) -> tuple[Character, ...]:
        """Whom a sign may mean."""
        return self.who[ord(sign) - _FIRST]

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Every sentence with its offset, its end mark at its end."""
        for found in _SENTENCE.finditer(self.text):
            yield found.start(), found[0]


def masked(passage: Passage, cast: Cast) -> Masked | None:
    """A passage with its names replaced; None where nobody is named."""
    text, at, who, end = list[str](), list[int](), list[tuple[Character, ...]](), 0
    for mention in cast.mentions(passage.text):
        if len(who) >= _MOST:
            break
        _append(passage.text[end : mention.start], end, text, at)
        text.append(chr(_FIRST + len(who)))
        at.append(mention.start)
        who.append(mention.who)
        end = mention.end
    _append(passage.text[end:], end, text, at)
    return Masked("".join(text), tuple(at), tuple(who)) if who else None


def _append(part: str, offset: int, text: list[str], at: list[int]) -> None:
    folded = fold(part.translate(_OWN))
    text.append(folded.text)
    at += [offset + place for place in folded.at]


_OWN: Final = dict.fromkeys(range(_FIRST, 63744), " ")  # signs of the file's own would be taken for names
_SENTENCE: Final = re.compile(rf"(?:[^。！？!?；;…{BARRIER}.]|\.(?=\S))+[。！？!?；;….]*")
