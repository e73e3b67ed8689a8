"""A glossary's rules held against a line and its translation: the right word there, the forbidden ones not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermRule:
    """Where `source` is said, one of `targets` must be read, the first by preference; a `forbidden` one never."""

    source: str
    targets: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    note: str = ""
    case: bool = False  # capitals matter


def used(terms: Sequence[TermRule], source: str) -> list[TermRule]:
    """The terms that are said in a line; a longer one hides those inside it.

    >>> [t.source for t in used([TermRule("长夜", ("Night",)), TermRule("长夜灯", ("Night Lamp",))], "那盏长夜灯")]
    ['长夜灯']
    """
    left, found = source, []
    for term in sorted(terms, key=lambda t: -len(t.source)):
        if says(left, term.source, case=term.case):
            found.append(term)
            left = _without(left, term.source)
    return found


def broken_terms(terms: Sequence[TermRule], source: str, target: str) -> list[tuple[TermRule, str]]:
    """The terms a translation breaks: each with the forbidden variant it uses, or blank when the word is missing.

    >>> lamp = TermRule("长夜灯", ("Night Lamp",), ("Long Night Light",))
    >>> broken_terms([lamp], "长夜灯灭了。", "The Long Night Light went out.")[0][1]
    'Long Night Light'
    >>> broken_terms([lamp], "长夜灯灭了。", "The night lamp went out.")
    []
    """
    wrong: list[tuple[TermRule, str]] = []
    for term in used(terms, source):
        bad = next((f for f in term.forbidden if says(target, f, case=term.case)), "")
        if bad or (term.targets and not any(says(target, t, case=term.case) for t in term.targets)):
            wrong.append((term, bad))
    return wrong


def says(text: str, word: str, *, case: bool = False) -> bool:
    """Whether a text has a word: whole in scripts with spaces, anywhere in those without.

    >>> says("The lamplight", "lamp"), says("那盏灯", "灯"), says("The LAMP", "lamp")
    (False, True, True)
    """
    return bool(word.strip()) and _pattern(word, case=case).search(_plainly(text)) is not None


def places(text: str, word: str, *, case: bool = False) -> list[tuple[int, int]]:
    """Where a word stands in a text, for showing it."""
    return [m.span() for m in _pattern(word, case=case).finditer(text)] if word.strip() else []


def _pattern(word: str, *, case: bool) -> re.Pattern[str]:
    body = r"\s+".join(re.escape(part) for part in _plainly(word).split())
    before = r"(?<![^\W_])" if _has_spaces(word.strip()[0]) else ""
    after = r"(?![^\W_])" if _has_spaces(word.strip()[-1]) else ""
    return re.compile(before + body + after, 0 if case else re.IGNORECASE)


def _has_spaces(c: str) -> bool:
    """Whether the script of a character puts spaces between words. Korean and Arabic do, but hang endings on them."""
    return c.isalnum() and unicodedata.name(c, "").split(" ")[0] in ("LATIN", "CYRILLIC", "GREEK", "DIGIT")


def _plainly(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\u2019", "'")


def _without(text: str, word: str) -> str:
    return re.sub(re.escape(word), "\0", text, flags=re.IGNORECASE)
