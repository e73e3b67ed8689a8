"""Fountain 1.1: plain text to the elements of a script, each with the line it stands on."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

from manju.story.headings import heading_of, unmistakable
from manju.story.script import Cue, Element, Kind, Script, plain

__all__ = ["read_fountain"]


def read_fountain(text: str) -> Script:
    r"""A script from Fountain text (https://fountain.io/syntax); lines end with LF, CRLF or CR and are counted from 1.

    Notes and boneyard may stand in the middle of lines and go over several. A line that holds nothing but a note does
    not end a speech. Chinese cues need `@`: without case there is no telling them from action.

    >>> script = read_fountain(".内景 沈府 夜\n[[日期：1019-11-02]]\n\n@沈知微（低声）\n账，/* 先 */我记着。\n")
    >>> [(e.kind.value, e.text, e.line) for e in script.elements][:3]
    [('heading', '内景 沈府 夜', 1), ('note', '日期：1019-11-02', 2), ('cue', '沈知微（低声）', 4)]
    >>> script.elements[3].text
    '账，我记着。'
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = _without_remarks(text)
    title, first = _title_page(lines)
    return Script(_Reading(lines).elements(first), title, len(lines))


@dataclass(slots=True)
class _Line:
    """One line without its remarks: `notes` that begin on it, `cut` where boneyard was taken out of it."""

    number: int
    text: str
    notes: list[str] = field(default_factory=list)
    noted: bool = False
    cut: bool = False
    bare: str = ""

    @property
    def hollow(self) -> bool:
        """Whether nothing is left of it but it was not empty."""
        return not self.bare and (self.noted or self.cut)


def _without_remarks(text: str) -> list[_Line]:
    text, cut = _boneyard(text)
    text, notes = _notes(text)
    lines = [_Line(n, line) for n, line in enumerate(text.split("\n"), start=1)]
    for line in lines:
        line.bare = line.text.strip(_BLANKS)
        line.cut = line.number in cut
    for first, last, note in notes:
        lines[first - 1].notes.append(note)
        for number in range(first, last + 1):
            lines[number - 1].noted = True
    if len(lines) > 1 and not lines[-1].text and not lines[-1].hollow:
        lines.pop()  # what comes after the last line's end is no line
    return lines


def _boneyard(text: str) -> tuple[str, set[int]]:
    """The text without `/* … */`, every line still in its place, and the numbers of the lines it was taken from."""
    cut = set[int]()
    if "/*" not in text:
        return text, cut
    kept, at, number = list[str](), 0, 1
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        number += text.count("\n", at, start)
        height = text.count("\n", start, end)
        kept += [text[at:start], "\n" * height]
        cut.update(range(number, number + height + 1))
        number, at = number + height, end + 2
    return "".join([*kept, text[at:]]), cut


def _notes(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text without `[[ … ]]`, and the notes with first and last line; an empty line ends one that is not closed."""
    found = list[tuple[int, int, str]]()
    if "[[" not in text:
        return text, found
    empty = [match.start() for match in _EMPTY_LINE.finditer(text)]
    kept, at, number, search = list[str](), 0, 1, 0
    while (start := text.find("[[", search)) >= 0:
        after = bisect_left(empty, start)
        last = empty[after] if after < len(empty) else len(text)
        end = text.find("]]", start + 2, last)
        if end < 0:
            search = max(last, start + 2)  # nothing in this block closes
            continue
        while text[end + 2 : end + 3] == "]":  # [[see [1]]]
            end += 1
        number += text.count("\n", at, start)
        height = text.count("\n", start, end)
        kept += [text[at:start], "\n" * height]
        found.append((number, number + height, text[start + 2 : end].strip()))
        number += height
        at = search = end + 2
    return "".join([*kept, text[at:]]), found


def _title_page(lines: list[_Line]) -> tuple[tuple[tuple[str, str], ...], int]:
    """The title page's keys and values, and the index of the first line after it."""
    start = next((n for n, line in enumerate(lines) if line.bare), None)
    if start is None:
        return (), 0
    first = _KEY.match(lines[start].bare)
    if first is None or not _opens_title_page(lines[start:]):
        return (), 0
    pairs = list[tuple[str, list[str]]]()
    for n in range(start, len(lines)):
        line = lines[n]
        if not line.bare and not line.hollow:
            return tuple((key, "\n".join(value).strip()) for key, value in pairs), n
        if heading_of(line.bare) is not None:
            return tuple((key, "\n".join(value).strip()) for key, value in pairs), n
        key = None if line.text[:1] in " \t\u3000" else _KEY.match(line.bare)
        if key:
            pairs.append((key["key"].strip(), [key["value"]]))
        elif pairs:
            pairs[-1][1].append(line.bare)
    return tuple((key, "\n".join(value).strip()) for key, value in pairs), len(lines)


def _opens_title_page(lines: list[_Line]) -> bool:
    """Whether one of the keys down to the first empty line is one that title pages have."""
    for line in lines:
        if not line.bare and not line.hollow:
            return False
        key = _KEY.match(line.bare)
        if key and " ".join(key["key"].lower().split()) in _TITLE_KEYS:
            return True
    return False


class _Reading:
    """What each line is, from what stands before and after it."""

    def __init__(self, lines: list[_Line]) -> None:
        self.lines = lines
        self.made = list[Element]()
        self.speaking = False  # within a cue's lines
        self.opened = True  # an empty line, or what counts as one, stands before
        self.bracket = False  # within a parenthetical that goes over several lines

    def elements(self, first: int) -> tuple[Element, ...]:
        for index in range(first, len(self.lines)):
            line = self.lines[index]
            if line.bare:
                self._read(index, line)
            elif line.hollow:
                self._pass_over(index, line)
            elif self.speaking and self._goes_on(index, line):
                self._add(Kind.DIALOGUE, "", line)
            else:
                self.speaking, self.opened, self.bracket = False, True, False
            alone = not line.bare
            self.made += [Element(Kind.NOTE, note, line.number, alone=alone) for note in line.notes]
        return tuple(self.made)

    def _add(self, kind: Kind, text: str, line: _Line, *, depth: int = 0) -> None:
        self.made.append(Element(kind, text, line.number, depth=depth))

    def _goes_on(self, index: int, line: _Line) -> bool:
        """Whether an empty line of two spaces keeps a speech going; more blanks than two are an editor's indent."""
        if not line.text.startswith("  "):
            return False
        return line.text == "  " or not self._begins_something(index + 1)

    def _pass_over(self, index: int, line: _Line) -> None:
        """A line of remarks alone: a speech goes on behind it, unless it was boneyard and something new begins."""
        if line.cut and (not self.speaking or self._begins_something(index + 1)):
            self.speaking, self.opened = False, True

    def _begins_something(self, index: int) -> bool:
        following = self._next_with_text(index)
        if following is None:
            return False
        bare = self.lines[following].bare
        return bare[0] in "@＠" or heading_of(bare) is not None or self._is_cue(following)

    def _next_with_text(self, index: int) -> int | None:
        while index < len(self.lines) and self.lines[index].hollow:
            index += 1
        return index if index < len(self.lines) and self.lines[index].bare else None

    def _read(self, index: int, line: _Line) -> None:
        if self.speaking and not _STRUCTURE.match(line.bare) and not _begins_anew(line.bare):
            self._speech(line)
            return
        self.speaking = self.bracket = False
        kind = self._structure(line) or self._block(index, line)
        self.speaking = kind is Kind.CUE
        self.opened = kind not in (Kind.ACTION, Kind.CUE, Kind.LYRIC)

    def _speech(self, line: _Line) -> None:
        bare = line.bare
        if self.bracket or (bare[0] in "(（" and (bare[-1] in ")）" or self._closes_later(line))):
            self.bracket = bare[-1] not in ")）" and not _CLOSES.search(bare)
            self._add(Kind.PARENTHETICAL, bare, line)
        elif bare[0] in "~～":
            self._add(Kind.LYRIC, bare[1:].strip(_BLANKS), line)
        else:
            self._add(Kind.DIALOGUE, bare, line)

    def _closes_later(self, line: _Line) -> bool:
        if _CLOSES.search(line.bare):
            return False
        for following in self.lines[line.number : line.number + 4]:
            if not following.bare:
                return False
            if _CLOSES.search(following.bare):
                return following.bare[-1] in ")）"
        return False

    def _structure(self, line: _Line) -> Kind | None:
        """Lines that are what their first mark says, wherever they stand."""
        bare = line.bare
        if _PAGE_BREAK.fullmatch(bare):
            self._add(Kind.PAGE_BREAK, "", line)
            return Kind.PAGE_BREAK
        if bare[0] == "=":
            self._add(Kind.SYNOPSIS, bare.lstrip("=").strip(_BLANKS), line)
            return Kind.SYNOPSIS
        if bare[0] == "#":
            depth = len(bare) - len(bare.lstrip("#"))
            self._add(Kind.SECTION, bare[depth:].strip(_BLANKS), line, depth=depth)
            return Kind.SECTION
        return None

    def _block(self, index: int, line: _Line) -> Kind:  # noqa: PLR0911 - returns as soon as it is known
        bare = line.bare
        if bare[0] in "!！" and len(bare) > 1:
            self._add(Kind.ACTION, bare[1:], line)
            return Kind.ACTION
        if bare[0] in "~～":
            self._add(Kind.LYRIC, bare[1:].strip(_BLANKS), line)
            return Kind.LYRIC
        if bare[0] == ">" and len(bare) > 1:
            centred = bare.endswith("<")
            kind = Kind.CENTRED if centred else Kind.TRANSITION
            self._add(kind, bare[1 : -1 if centred else None].strip(_BLANKS), line)
            return kind
        if bare[0] in "@＠" and len(bare) > 1:
            self._add(Kind.CUE, bare[1:].strip(_BLANKS), line)
            return Kind.CUE
        heading = heading_of(bare) if self.opened or unmistakable(bare) else None
        if heading is not None:
            self._add(Kind.HEADING, heading, line)
            return Kind.HEADING
        if self.opened and _is_transition(bare):
            self._add(Kind.TRANSITION, bare, line)
            return Kind.TRANSITION
        if self.opened and self._is_cue(index):
            self._add(Kind.CUE, bare, line)
            return Kind.CUE
        self._add(Kind.ACTION, bare, line)
        return Kind.ACTION

    def _is_cue(self, index: int) -> bool:
        """Capitals, brackets aside, with something said on the next line."""
        text = plain(self.lines[index].bare)
        if _is_transition(text) or self._next_with_text(index + 1) is None:
            return False
        name = Cue.of(text).name
        return (
            name.upper() == name != name.lower()
            and not _CASELESS.search(name)
            and not _NO_NAME.search(text.rstrip("^ "))
            and len(name) <= 60
        )


def _begins_anew(bare: str) -> bool:
    """Whether a line ends a speech with no empty line before it: a heading or an `@` cue that can be nothing else."""
    return unmistakable(bare) or _CUE_ALONE.fullmatch(bare) is not None


def _is_transition(text: str) -> bool:
    text = plain(text).strip()
    return text == text.upper() != text.lower() and _TRANSITION.search(text) is not None


_BLANKS: Final = " \t\u3000\u00a0\ufeff\u200b\v\f"
_EMPTY_LINE: Final = re.compile(r"\n(?: ?|\t*)(?=\n)")
_KEY: Final = re.compile(r"(?P<key>[^\W\d_][\w \-/]{0,30}?)\s*[:：]\s*(?P<value>.*)$")
_TITLE_KEYS: Final = frozenset({
    "title", "credit", "author", "authors", "source", "notes", "draft date", "date", "contact", "copyright", "revision",
    "标题", "片名", "剧名", "作者", "编剧", "署名", "来源", "日期", "稿次", "版本", "联系", "联系方式", "版权", "备注",
})  # fmt: skip
_STRUCTURE: Final = re.compile(r"=|#+[ \t]|#+$")
_PAGE_BREAK: Final = re.compile(r"={3,}")
_CLOSES: Final = re.compile(r"[)）]")
_CUE_ALONE: Final = re.compile(r"[@＠][^\s@。！？!?，,：:…]{1,20}\s*(?:[(（][^()（）]*[)）]\s*)*[\^＾]?")
_TRANSITION: Final = re.compile(
    r"\bTO[:：]$|^FADE (?:IN|OUT|UP)[:：.]?$|^(?:CUT|SMASH CUT|FADE) TO BLACK[:：.]?$|^THE END[.]?$"
)
_CASELESS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_NAME: Final = re.compile(r"[!?！？…;；\"“”]$|[:：]|\.\.\.$|\w{4,}\.$|[\"“”]")
