"""What is said and what is shown in a scene: speeches with their cue, passages of action, each offset with its line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from manju.story.continuity.letters import BARRIER, Folded, fold
from manju.story.script import Cue, Element, Kind, Scene

__all__ = ["Passage", "Speech", "passages", "quoted", "speeches"]


@dataclass(slots=True)
class Passage:
    """A text of several lines in one, and the line each place of it stands on."""

    text: str
    starts: list[int]
    lines: list[int]
    _folded: Folded | None = field(default=None)

    @classmethod
    def of(cls, parts: list[tuple[str, int]]) -> Passage:
        starts, at = list[int](), 0
        for text, _ in parts:
            starts.append(at)
            at += len(text) + 1
        return cls("\n".join(text for text, _ in parts), starts, [line for _, line in parts])

    @property
    def folded(self) -> Folded:
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded

    def line(self, offset: int) -> int:
        return self.lines[max(bisect_right(self.starts, offset) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody says under one cue. A parenthetical or an empty line in it is a barrier between words."""

    cue: Cue
    line: int
    passage: Passage
    first_aside: str = ""

    @property
    def off_record(self) -> bool:
        """Whether it is a voice alone: `(V.O.)`, `（画外音）`, `（旁白）`, `(RECORDING)`; `(O.S.)` is there."""
        return any(_VOICE.search(said) for said in (*self.cue.extensions, self.first_aside))


def speeches(scene: Scene) -> Iterator[Speech]:
    """The speeches of a scene in order, also those of which nothing is said."""
    cue: Element | None = None
    said, aside = list[tuple[str, int]](), ""
    for element in scene.elements:
        if element.kind is Kind.CUE:
            if cue:
                yield Speech(Cue.of(cue.text), cue.line, Passage.of(said), aside)
            cue, said, aside = element, [], ""
        elif cue is None or element.kind is Kind.NOTE:
            continue
        elif element.kind is Kind.DIALOGUE:
            said.append((_without_asides(element.plain) or BARRIER, element.line))
        elif element.kind in (Kind.PARENTHETICAL, Kind.LYRIC):
            aside = aside or ("" if said else element.plain)
            said.append((BARRIER, element.line))
        else:
            yield Speech(Cue.of(cue.text), cue.line, Passage.of(said), aside)
            cue = None
    if cue:
        yield Speech(Cue.of(cue.text), cue.line, Passage.of(said), aside)


def passages(scene: Scene) -> Iterator[Passage]:
    """The paragraphs of action of a scene."""
    held = list[tuple[str, int]]()
    for element in scene.elements:
        if element.kind is Kind.NOTE:
            continue
        if held and (element.kind is not Kind.ACTION or element.line > held[-1][1] + 1):
            yield Passage.of(held)
            held = []
        if element.kind is Kind.ACTION:
            held.append((element.plain, element.line))
    if held:
        yield Passage.of(held)


def quoted(text: str) -> list[tuple[int, int]]:
    """The parts of a text within quotation marks, of four kinds, nested; one never closed ends with its line.

    >>> quoted('他说“别「饶命」”，走了。'), quoted('no "mercy" here'), quoted("“饶命\\n饶命")
    ([(2, 9)], [(3, 10)], [(0, 3)])
    """
    found, open_ = list[tuple[int, int]](), list[tuple[int, str]]()
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if open_ and (mark == open_[-1][1] or (mark == "“" and open_[-1][1] == "”")):
            start, _ = open_.pop()
            if not open_:
                found.append((start, at + 1))
        elif mark in _PAIRS and len(open_) < _DEEPEST:
            open_.append((at, _PAIRS[mark]))
        elif any(closing == mark for _, closing in open_):  # closes an outer one: what stood within was left open
            while open_.pop()[1] != mark:
                continue
            if not open_:
                found.append((at, at + 1))
    if open_:
        start = open_[0][0]
        end = text.find("\n", start)
        found.append((start, len(text) if end < 0 else end))
    return found


def _without_asides(text: str) -> str:
    """Short brackets within a line of dialogue say how it is spoken; blanks stand in their place."""
    return _ASIDE.sub(lambda found: " " * len(found[0]), text) if "(" in text or "（" in text else text


_VOICE: Final = re.compile(r"(?i)\bV\s*[./]?\s*O\b|画外音|畫外音|旁白|\bRECORD|录音|錄音|voice[ -]?over")
_PAIRS: Final = {"“": "”", '"': '"', "＂": "＂", "「": "」", "『": "』"}
_DEEPEST: Final = 8  # quotations within quotations
_MARK: Final = re.compile('[“”"＂「」『』]')
_ASIDE: Final = re.compile(r"[(（][^()（）\d]{0,16}[)）]")
