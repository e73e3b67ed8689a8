"""Letters compared: case, width and kinds of apostrophe folded away, with the way back to the text as it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["BARRIER", "Folded", "Token", "fold", "is_whole", "key", "spaceless", "tokens", "whole_words"]

BARRIER: Final = "\x1e"  # stands where words before and after do not belong together


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded for comparing; `at[i]` is the offset in the text as it stands of the folded character `i`."""

    text: str
    at: tuple[int, ...] | range

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text as it stands of a part of the folded one."""
        return self.at[start], self.at[end - 1] + 1


def fold(text: str) -> Folded:
    """A text with case, width and apostrophes folded, invisible characters dropped.

    >>> fold("ＭＡＲＡ’s").text, fold("Straße").at
    ("mara's", (0, 1, 2, 3, 4, 4, 5))
    """
    if text.isascii():
        return Folded(text.lower(), range(len(text)))
    made, at = list[str](), list[int]()
    for n, letter in enumerate(text):
        folded = _folded(letter)
        made.append(folded)
        at += [n] * len(folded)
    return Folded("".join(made), tuple(at))


def key(name: str) -> str:
    """A name for looking up: folded and without spaces.

    >>> key("Shen  Zhiwei") == key("ＳＨＥＮ ZHIWEI")
    True
    """
    return "".join(fold(unicodedata.normalize("NFC", name)).text.split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or one letter of a language written without spaces; `start` and `end` in the folded text."""

    text: str
    start: int
    end: int


def tokens(folded: str) -> Iterator[Token]:
    """Words and ideographs of a folded text, punctuation left out; a barrier is a token that equals no other.

    >>> [t.text for t in tokens("账，我don't")]
    ['账', '我', 'dont']
    """
    for found in _TOKEN.finditer(folded):
        yield Token(found[0].replace("'", ""), found.start(), found.end())


def spaceless(letter: str) -> bool:
    """Whether a letter belongs to a script written without spaces between words, or where words take endings.

    >>> spaceless("知"), spaceless("요"), spaceless("я")
    (True, True, False)
    """
    return _SPACELESS.match(letter) is not None


def whole_words(folded: str, phrase: str) -> Iterator[tuple[int, int]]:
    """Where a folded phrase stands: as substring where its letters know no spaces, else as whole words.

    >>> list(whole_words("she can't, she can", "can")), list(whole_words("别求饶命了", "饶命"))
    ([(15, 18)], [(2, 4)])
    """
    for found in _pattern(phrase).finditer(folded):
        if is_whole(folded, *found.span()):
            yield found.span()


def is_whole(folded: str, start: int, end: int) -> bool:
    """Whether a part of a folded text is no piece of a longer word; a possessive `'s` is no part of it."""
    return _open_before(folded, start) and _open_after(folded, end)


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, phrase.split())))


def _open_before(folded: str, at: int) -> bool:
    if at == 0 or spaceless(folded[at]) or not _of_word(folded[at]):
        return True
    before = folded[at - 1]
    if before == "'":
        return at < 2 or not _of_word(folded[at - 2])
    return not _of_word(before) or spaceless(before)


def _open_after(folded: str, at: int) -> bool:
    if at == len(folded) or spaceless(folded[at - 1]) or not _of_word(folded[at - 1]):
        return True
    after = folded[at]
    if after == "'":
        rest = re.match(r"'(\w+)", folded[at:])
        return rest is None or rest[1] == "s"
    return not _of_word(after) or spaceless(after)


def _of_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or unicodedata.category(letter)[0] == "M"


@lru_cache(maxsize=65536)
def _folded(letter: str) -> str:
    if letter in _INVISIBLE:
        return ""
    if letter in _APOSTROPHES:
        return "'"
    if letter == "…":
        return letter
    return unicodedata.normalize("NFKC", letter).casefold()


_INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_APOSTROPHES: Final = "’‘ʼ＇`´"
_SPACELESS: Final = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff]"
)
_TOKEN: Final = re.compile(
    rf"{BARRIER}|{_SPACELESS.pattern}|(?:(?!{_SPACELESS.pattern})[^\W_])(?:(?!{_SPACELESS.pattern})(?:[^\W_]|'(?=\w)))*"
)
