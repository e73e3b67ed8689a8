"""A script as it is read: elements with their lines, scenes and cues; Fountain and Final Draft alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = ["Cue", "Element", "Kind", "Scene", "Script", "plain"]


class Kind(StrEnum):
    """What a line of a script is."""

    HEADING = "heading"
    ACTION = "action"
    CUE = "cue"
    PARENTHETICAL = "parenthetical"
    DIALOGUE = "dialogue"
    LYRIC = "lyric"
    TRANSITION = "transition"
    CENTRED = "centred"
    SECTION = "section"
    SYNOPSIS = "synopsis"
    PAGE_BREAK = "page_break"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Element:
    """One line of the script: its text without the marks that made it what it is; `line` from 1.

    `alone`: of a note, that nothing else stands on its line. `depth`: of a section, how many `#`.
    """

    kind: Kind
    text: str
    line: int
    alone: bool = True
    depth: int = 0

    @property
    def plain(self) -> str:
        """The text without emphasis and without the backslashes that protect a mark."""
        return plain(self.text)


@dataclass(frozen=True, slots=True)
class Cue:
    """Who speaks: the name, what stands in brackets after it, and whether it is spoken beside the speech before.

    >>> Cue.of("MARA VANCE (V.O.) (CONT'D) ^")
    Cue(name='MARA VANCE', extensions=('V.O.', "CONT'D"), dual=True)
    >>> Cue.of("沈知微（画外音）：").name
    '沈知微'
    """

    name: str
    extensions: tuple[str, ...] = ()
    dual: bool = False

    @classmethod
    def of(cls, text: str) -> Cue:
        text = plain(text).strip().rstrip(_TAIL)
        dual = text.endswith(("^", "＾"))
        text = text.rstrip("^＾").strip().rstrip(_TAIL)
        extensions = tuple(found.strip() for found in _BRACKETS.findall(text))
        name = _OPEN.split(_BRACKETS.sub(" ", text), maxsplit=1)[0].strip().rstrip(_TAIL).strip()
        return cls(" ".join(name.split()), extensions, dual)


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene: its ordinal from 1 (0: what stands before the first heading), its heading, and all elements below it."""

    number: int
    heading: str
    line: int
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script. `title_page`: its keys and values as they stand; they belong to no scene."""

    elements: tuple[Element, ...]
    title_page: tuple[tuple[str, str], ...] = ()
    lines: int = 0

    def scenes(self) -> Iterator[Scene]:
        """The scenes in order; number 0 only where something stands before the first heading."""
        number, heading, line, held = 0, "", 1, list[Element]()
        for element in self.elements:
            if element.kind is not Kind.HEADING:
                held.append(element)
                continue
            if number or held:
                yield Scene(number, heading, line, tuple(held))
            number, heading, line, held = number + 1, element.plain, element.line, []
        if number or held:
            yield Scene(number, heading, line, tuple(held))


def plain(text: str) -> str:
    r"""A text without emphasis (`*`, `**`, `_`) and without the backslashes that protect a mark.

    >>> plain(r"**沈知**微 _says_ 2 \* 3")
    '沈知微 says 2 * 3'
    """
    if not _MARKS.search(text):
        return text
    return _MARKS.sub(lambda found: found[1] or "", text)


_MARKS: Final = re.compile(r"\\([*_\\~@#!.>=^\[\]()])|\*+|_+")
_BRACKETS: Final = re.compile(r"[(（]([^()（）]*)[)）]")
_OPEN: Final = re.compile(r"[(（]")
_TAIL: Final = ":： \t\u3000"
