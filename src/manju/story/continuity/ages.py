"""Ages in a script: a sentence that gives a named character's age fits the dates of birth and of the scene."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from manju.story.bible import Character
from manju.story.continuity.ages_en import ages_en
from manju.story.continuity.ages_zh import ages_zh
from manju.story.continuity.cast import Cast
from manju.story.continuity.finding import Finding, Rule
from manju.story.continuity.masking import masked
from manju.story.continuity.numerals import ENDLESS, Range
from manju.story.continuity.scene_dates import DatedScene
from manju.story.continuity.spoken import Passage
from manju.story.dates import InStory
from manju.words import Words

__all__ = ["age_on", "in_passage"]


def in_passage(passage: Passage, at: DatedScene, cast: Cast, *, spoken: bool) -> Iterator[Finding]:
    """`timeline_age` in a speech (`spoken`) or in a passage of action.

    One year more or less is allowed: 虚岁 counts from one, and a birthday may be near.
    """
    if not _AGE.search(passage.folded.text):
        return
    read = masked(passage, cast)
    if read is None:
        return
    for offset, sentence in read.sentences():
        for ages in (ages_zh(sentence, spoken=spoken), ages_en(sentence.replace("\n", " "), spoken=spoken)):
            for place, stated, nominal in ages:
                line = passage.line(read.at[offset + place])
                yield from _judged(read.meant(sentence[place]), stated, nominal, at, line)


def age_on(born: InStory, date: InStory) -> Range:
    """The fewest and the most completed years at a date, over every day that both may mean.

    >>> from manju.story.dates import parse_in_story
    >>> age_on(parse_in_story("1003-03-08"), parse_in_story("1019-11")), age_on(InStory(1003), InStory(1019))
    ((16, 16), (15, 16))
    """
    return _years(born.last, date.first), _years(born.first, date.last)


def _years(born: tuple[int, int, int], date: tuple[int, int, int]) -> int:
    return date[0] - born[0] - (date[1:] < born[1:])


def _judged(who: tuple[Character, ...], stated: Range, nominal: bool, at: DatedScene, line: int) -> Iterator[Finding]:
    date = at.on(line)
    if date is None:
        return
    least, most = None, None
    for one in who:
        if one.born is None or (one.died is not None and one.died.surely_before(date)):
            return
        least, most = age_on(one.born, date)
        if stated[1] >= least - 1 and stated[0] <= most + 1 + nominal:
            return
    said = str(stated[0]) if stated[0] in (stated[1], stated[1] - ENDLESS) else f"{stated[0]}–{stated[1]}"
    known = str(least) if least == most else f"{least}–{most}"
    name = next(name for name in who[0].names.values() if name.strip())
    yield Finding.of(Rule.TIMELINE_AGE, at.scene, line, _OFF.fill(n=name, on=date, a=known, s=said))


_OFF: Final = Words("{on} 的{n}是 {a} 岁，这里写成了 {s} 岁。", "On {on} {n} is {a} years old; here it says {s}.")
_AGE: Final = re.compile(
    r"[0-9一二三四五六七八九十廿]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|four|fif|six|seven|eigh|nine)ty|hundred|birthday)\b"
)
