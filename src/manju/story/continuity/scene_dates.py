"""When each scene happens, from its notes `[[date: 1019-11-02]]`, and which scene stands out of order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from manju.story.continuity.finding import Finding, Rule
from manju.story.dates import InStory, parse_in_story
from manju.story.headings import looks_back
from manju.story.script import Kind, Scene, Script
from manju.words import Words

__all__ = ["DatedScene", "dated", "out_of_order"]


@dataclass(frozen=True, slots=True)
class DateNote:
    """A note that dates what follows; `date` None where there is no such day."""

    written: str
    date: InStory | None
    line: int


@dataclass(frozen=True, slots=True)
class DatedScene:
    """A scene with its notes of date; `before`: the date that held when it began."""

    scene: Scene
    notes: tuple[DateNote, ...]
    before: InStory | None

    @property
    def date(self) -> InStory | None:
        """The scene's date: its first note's, else the one that held before."""
        return self.notes[0].date if self.notes else self.before

    def on(self, line: int) -> InStory | None:
        """The date at a line: a second note within the scene moves on from where it stands."""
        later = [note.date for note in self.notes[1:] if note.line <= line]
        return later[-1] if later else self.date

    @property
    def back(self) -> bool:
        return looks_back(self.scene.heading)


def dated(script: Script) -> Iterator[DatedScene]:
    """Every scene with its date. A date holds until the next one; a flashback's ends with its scene.

    A flashback without a date of its own has none: it is earlier, and nobody says when.
    """
    holds: InStory | None = None
    for scene in script.scenes():
        notes = tuple(_notes(scene))
        back = looks_back(scene.heading) and not _ENDS.search(scene.heading)
        yield DatedScene(scene, notes, None if back else holds)
        if notes and not looks_back(scene.heading):
            holds = notes[-1].date


def out_of_order(scenes: list[DatedScene]) -> Iterator[Finding]:
    """`timeline_order`: dates that do not exist, and dates before that of an earlier scene outside flashbacks."""
    latest: InStory | None = None
    for one in scenes:
        for note in one.notes:
            if note.date is None:
                yield Finding.of(Rule.TIMELINE_ORDER, one.scene, note.line, _NO_DAY.fill(d=note.written))
                continue
            if one.back:
                continue
            if latest is not None and note.date.surely_before(latest):
                yield Finding.of(Rule.TIMELINE_ORDER, one.scene, note.line, _EARLIER.fill(d=note.date, e=latest))
            if latest is None or note.date.first > latest.first:
                latest = note.date


def _notes(scene: Scene) -> Iterator[DateNote]:
    for element in scene.elements:
        if element.kind is not Kind.NOTE or not element.alone:
            continue
        found = _NOTE.fullmatch(unicodedata.normalize("NFKC", element.text).strip())
        if found is not None:
            yield DateNote(found["date"], _date(found["date"]), element.line)


def _date(written: str) -> InStory | None:
    text = written.translate(_DASHES)
    chinese = _CHINESE.fullmatch(text)
    if chinese:
        parts = [part for part in chinese.groups() if part]
        text = "-".join([parts[0].zfill(4), *(part.zfill(2) for part in parts[1:])])
    return parse_in_story(_SLASHES.sub("-", text))


_NO_DAY: Final = Words("没有“{d}”这一天。", "There is no such date: {d}.")
_EARLIER: Final = Words(
    "这场是 {d}，前面已经到了 {e}；标题里也没有闪回。",
    "This scene is {d}, an earlier one {e}, and its heading says no FLASHBACK.",
)
_NOTE: Final = re.compile(r"(?is)(?:date|日期)\s*:\s*(?P<date>[-‐‑‒–—−+]?\d[-‐‑‒–—−/.\d年月日号]*)(?:[^\d年月日].*)?")
_CHINESE: Final = re.compile(r"(\d{1,4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?")
_SLASHES: Final = re.compile(r"(?<=\d)[/.](?=\d)")
_DASHES: Final = {ord(dash): "-" for dash in "‐‑‒–—−"}
_ENDS: Final = re.compile(
    r"(?i)\bend(?:s|ing)?(?: of)?(?: the)? flash\s*-?back|flash\s*-?back ends|(?:闪回|回忆)(?:结束|完|毕)"
)
