"""A script held against its bible: every contradiction with its scene and line."""

from __future__ import annotations

from collections.abc import Iterator

from manju.story.bible import Bible
from manju.story.continuity import ages, scene_dates, speakers
from manju.story.continuity.cast import Cast
from manju.story.continuity.events import Events
from manju.story.continuity.finding import Finding, Rule, Severity, in_order
from manju.story.continuity.kinship import Kinship
from manju.story.continuity.scene_dates import DatedScene
from manju.story.continuity.spoken import Passage, Speech, passages, speeches
from manju.story.continuity.style import Styles
from manju.story.script import Script

__all__ = ["Finding", "Rule", "Severity", "check"]


def check(script: Script, bible: Bible) -> list[Finding]:
    """What in a script contradicts its bible, by line: the ten rules of docs/algorithms/continuity.md.

    >>> from manju.story.bible import read_bible
    >>> from manju.story.fountain import read_fountain
    >>> bible = read_bible({"format": "manju-bible/1", "title": {"en": "Lamp"}, "characters": [
    ...     {"id": "mara", "names": {"en": "Mara"}, "dialogue_style": {"never_says": ["sorry"]}}]})
    >>> [(f.rule.value, f.line) for f in check(read_fountain("INT. DOCK - DAY\\n\\nMARA\\nNot sorry.\\n"), bible)]
    [('never_says', 4)]
    """
    return in_order(_found(script, bible))


def _found(script: Script, bible: Bible) -> Iterator[Finding]:
    cast, styles, events = Cast(bible), Styles(bible), Events(bible)
    kinship = Kinship(bible, cast)
    scenes = list(scene_dates.dated(script))
    yield from scene_dates.out_of_order(scenes)
    for at in scenes:
        said, shown = list(speeches(at.scene)), list(passages(at.scene))
        told = set[tuple[str, str]]()
        for passage in sorted([*shown, *(speech.passage for speech in said if speech.passage.lines)], key=_first_line):
            yield from events.of_passage(passage, at, told)
        for passage in shown:
            yield from ages.in_passage(passage, at, cast, spoken=False)
        yield from _spoken(said, at, cast, styles, kinship)


def _first_line(passage: Passage) -> int:
    return passage.lines[0]


def _spoken(said: list[Speech], at: DatedScene, cast: Cast, styles: Styles, kinship: Kinship) -> Iterator[Finding]:
    for speech in said:
        who = cast.speakers(speech.cue)
        yield from speakers.of_cue(speech, at, cast)
        yield from styles.of_speech(speech, who, at.scene)
        yield from kinship.of_speech(speech, who, at.scene)
        yield from ages.in_passage(speech.passage, at, cast, spoken=True)
