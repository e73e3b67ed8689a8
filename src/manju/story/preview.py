"""A script made ready to be shown: scenes with heading, date and characters, lines with a class and runs of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from manju.story.continuity.finding import Finding
from manju.story.continuity.scene_dates import dated
from manju.story.script import Cue, Element, Kind, Scene, Script

__all__ = ["Run", "ShownLine", "ShownScene", "preview", "runs"]


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style, never HTML: a template escapes it."""

    text: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False

    @property
    def css(self) -> str:
        """The classes of its style, empty where it has none."""
        styles = (("bold", self.bold), ("italic", self.italic), ("underlined", self.underlined))
        return " ".join(name for name, on in styles if on)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line: `css` is the kind of element (`cue`, `dialogue`, `action`, …; `cue dual` beside the speech before)."""

    css: str
    line: int
    runs: tuple[Run, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class ShownScene:
    """One scene; `date` as its note gives it, "" where none holds; `characters` in the order they speak."""

    number: int
    heading: str
    line: int
    date: str
    characters: tuple[str, ...]
    lines: tuple[ShownLine, ...]
    findings: int = 0


def preview(script: Script, findings: Iterable[Finding] = ()) -> list[ShownScene]:
    """The scenes of a script to be shown, with what a check found on their lines.

    >>> from manju.story.fountain import read_fountain
    >>> scene = preview(read_fountain("INT. DOCK - DAY\\n\\nMARA (V.O.)\\n**No** <b>.\\n"))[0]
    >>> scene.heading, scene.characters, [line.css for line in scene.lines]
    ('INT. DOCK - DAY', ('MARA',), ['cue', 'dialogue'])
    >>> [(run.text, run.css) for run in scene.lines[1].runs]
    [('No', 'bold'), (' <b>.', '')]
    """
    found = dict[int, list[Finding]]()
    for finding in findings:
        found.setdefault(finding.line, []).append(finding)
    return [_shown(at.scene, str(at.date) if at.date else "", found) for at in dated(script)]


def runs(text: str) -> Iterator[Run]:
    r"""A text in runs of one style; a mark without its partner stands for itself.

    >>> [(run.text, run.css) for run in runs(r"a *b **c*** 2 \* 3 _d")]
    [('a ', ''), ('b ', 'italic'), ('c', 'bold italic'), (' 2 * 3 _d', '')]
    """
    pieces = [piece for piece in _PIECES.split(text) if piece]
    on = {"**": False, "*": False, "_": False}
    left = Counter(mark for piece in pieces for mark in _marks(piece))
    held = ""
    for piece in pieces:
        left.subtract(_marks(piece))
        for mark in _marks(piece):
            if mark in on and (on[mark] or left[mark] > 0):
                if held:
                    yield Run(held, on["**"], on["*"], on["_"])
                held, on[mark] = "", not on[mark]
            else:
                held += mark[1:] if len(mark) == 2 and mark[0] == "\\" else mark
    if held:
        yield Run(held, on["**"], on["*"], on["_"])


def _marks(piece: str) -> tuple[str, ...]:
    return ("**", "*") if piece == "***" else (piece,)


def _shown(scene: Scene, date: str, found: dict[int, list[Finding]]) -> ShownScene:
    cues = [Cue.of(element.text) for element in scene.elements if element.kind is Kind.CUE]
    lines = tuple(_line(element, found) for element in scene.elements)
    numbers = {scene.line, *(line.line for line in lines)}
    return ShownScene(
        scene.number, scene.heading, scene.line, date, tuple(dict.fromkeys(cue.name for cue in cues)), lines,
        sum(len(found.get(number, ())) for number in numbers),
    )  # fmt: skip


def _line(element: Element, found: dict[int, list[Finding]]) -> ShownLine:
    css = element.kind.value
    if element.kind is Kind.CUE and Cue.of(element.text).dual:
        css += " dual"
    text = element.text.rstrip("^＾").rstrip() if element.kind is Kind.CUE else element.text
    own = tuple(found.get(element.line, ())) if element.kind is not Kind.NOTE or element.alone else ()
    return ShownLine(css, element.line, tuple(runs(text)), own)


_PIECES: Final = re.compile(r"(\\[*_\\]|\*{3}|\*{2}|\*|_)")
