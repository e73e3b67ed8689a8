"""Who speaks: nobody unknown, nobody dead, nobody not yet born."""

from __future__ import annotations

from collections.abc import Iterator

from manju.story.bible import Character
from manju.story.continuity.cast import Cast
from manju.story.continuity.finding import Finding, Rule
from manju.story.continuity.scene_dates import DatedScene
from manju.story.continuity.spoken import Speech
from manju.story.dates import InStory
from manju.words import Words

__all__ = ["of_cue"]


def of_cue(speech: Speech, at: DatedScene, cast: Cast) -> Iterator[Finding]:
    """`unknown_character`, `dead_speaker` and `unborn_speaker` at one cue."""
    found = cast.speakers(speech.cue)
    for name in found.unknown:
        near = cast.near(name)
        said = (_LIKE.fill(n=name, k=near[0]) if near else _UNKNOWN.fill(n=name)) if name else _NOBODY
        yield Finding.of(Rule.UNKNOWN_CHARACTER, at.scene, speech.line, said, near)
    date = at.on(speech.line)
    if date is None or not found.people or speech.off_record:
        return
    for who in found.people:
        yield from _alive(who, date, at, speech)


def _alive(who: Character, date: InStory, at: DatedScene, speech: Speech) -> Iterator[Finding]:
    name = speech.cue.name
    if who.died is not None and who.died.surely_before(date):
        said = _DEAD.fill(n=name, d=who.died, on=date)
        yield Finding.of(Rule.DEAD_SPEAKER, at.scene, speech.line, said)
    if who.born is not None and date.surely_before(who.born):
        said = _UNBORN.fill(n=name, d=who.born, on=date)
        yield Finding.of(Rule.UNBORN_SPEAKER, at.scene, speech.line, said)


_NOBODY = Words("这句台词没有写说话的人。", "Nobody is named as the speaker.")
_UNKNOWN = Words("圣经里没有“{n}”。", "The bible has no {n}.")
_LIKE = Words("圣经里没有“{n}”，是不是“{k}”？", "The bible has no {n}. Is it {k}?")
_DEAD = Words("{n}在 {d} 已经去世，这场是 {on}。", "{n} died {d}; this scene is {on}.")
_UNBORN = Words("{n}到 {d} 才出生，这场是 {on}。", "{n} is born {d}; this scene is {on}.")
