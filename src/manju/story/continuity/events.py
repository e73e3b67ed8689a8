"""The story's events in a script: none is named before it happens, and none with another year than its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from manju.story.bible import Bible, Event
from manju.story.continuity.finding import Finding, Rule
from manju.story.continuity.letters import fold, is_whole
from manju.story.continuity.numerals import DIGITS_ZH
from manju.story.continuity.scene_dates import DatedScene
from manju.story.continuity.spoken import Passage
from manju.story.dates import InStory
from manju.words import Words

__all__ = ["Events"]


@dataclass(slots=True)
class Events:
    """The dated events of a bible, found by their full names and aliases."""

    bible: Bible
    _by_name: dict[str, list[Event]] = field(default_factory=dict)
    _search: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        by_name = defaultdict[str, list[Event]](list)
        for event in self.bible.timeline:
            for written in [event.name, *event.aliases]:
                name = _ARTICLE.sub("", " ".join(fold(written).text.split()))
                if name and event not in by_name[name]:
                    by_name[name].append(event)
        self._by_name = dict(by_name)
        longest = sorted(self._by_name, key=len, reverse=True)
        if longest:
            self._search = re.compile("|".join(r"\s+".join(map(re.escape, name.split())) for name in longest))

    def of_passage(self, passage: Passage, at: DatedScene, told: set[tuple[str, str]]) -> Iterator[Finding]:
        """`timeline_event` in a speech or a passage of action; `told`: what was found in this scene already."""
        if self._search is None:
            return
        text = passage.folded.text
        for found in self._search.finditer(text):
            start, end = found.span()
            events = self._by_name[" ".join(found[0].split())]
            if not is_whole(text, start, end) or not _as_a_name(passage, start, end, events):
                continue
            line = passage.line(passage.folded.back(start, end)[0])
            year = _year_with(text, start, end)
            if year is not None and not any(_in_year(event, year) for event in events):
                message = _OTHER_YEAR.fill(n=events[0].name, y=year, d=events[0].date)
                if all(event.date is not None for event in events) and (events[0].name, str(year)) not in told:
                    told.add((events[0].name, str(year)))
                    yield Finding.of(Rule.TIMELINE_EVENT, at.scene, line, message)
                continue
            date = at.on(line)
            if date is not None and all(_later(event, date) for event in events):
                if (events[0].name, "") in told:
                    continue
                told.add((events[0].name, ""))
                message = _NOT_YET.fill(n=events[0].name, d=events[0].date, on=date)
                yield Finding.of(Rule.TIMELINE_EVENT, at.scene, line, message)


def _later(event: Event, date: InStory) -> bool:
    return event.date is not None and date.surely_before(event.date)


def _in_year(event: Event, year: int) -> bool:
    return event.date is None or event.date.year <= year <= (event.end or event.date).year


def _as_a_name(passage: Passage, start: int, end: int, events: list[Event]) -> bool:
    """A name with capitals is named by capitals: `a harbour fire` is not the Harbour Fire."""
    first, last = passage.folded.back(start, end)
    written = passage.text[first:last].split()
    for event in events:
        for name in (event.name, *event.aliases):
            words = name.split()
            if _ARTICLE.sub("", " ".join(fold(name).text.split())) != " ".join(fold(" ".join(written)).text.split()):
                continue
            words = words[len(words) - len(written) :]
            if all(theirs[:1].isupper() or not ours[:1].isupper() for theirs, ours in zip(written, words, strict=True)):
                return True
    return False


def _year_with(text: str, start: int, end: int) -> int | None:
    """The year that stands directly with a name, before it or behind it."""
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    found = _BEFORE_ZH.search(before) or (_OPENS_ZH.search(before) if _HAPPENS.match(after) else None)
    if found:
        return _signed(_zh_year(found["year"]), bc=bool(found["bc"]))
    found = _AFTER_ZH.match(after)
    if found:
        return _signed(_zh_year(found["year"]), bc=bool(found["bc"]))
    found = _BEFORE_EN.search(before) or (_OPENS_EN.search(before) if _HAPPENS.match(after) else None)
    if found:
        return _signed(int(found["year"]), bc=bool(found["bc"]))
    found = _AFTER_EN.match(after)
    if found:
        return _signed(int(found["year"] or found["bare"]), bc=bool(found["bc"]))
    return None


def _signed(year: int, *, bc: bool) -> int:
    return 1 - year if bc else year


def _zh_year(text: str) -> int:
    return int(text) if text.isdigit() and text.isascii() else int("".join(str(DIGITS_ZH[digit]) for digit in text))


_OTHER_YEAR: Final = Words("“{n}”是 {d}，这里写成了 {y} 年。", "{n} is {d}; here it stands with the year {y}.")
_NOT_YET: Final = Words("“{n}”要到 {d} 才发生，这场是 {on}。", "{n} happens {d}; this scene is {on}.")
_ARTICLE: Final = re.compile(r"^the (?=\S)")
_YEAR_ZH: Final = r"(?P<bc>前)?(?<![0-9])(?P<year>[0-9]{3,4}|[〇零一二三四五六七八九]{3,4})\s*年"
_DAY_ZH: Final = r"(?:[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十廿]{1,3}[日号])?)?"
_BEFORE_ZH: Final = re.compile(
    rf"(?<![0-9〇零一二三四五六七八九十百千]){_YEAR_ZH}(?:{_DAY_ZH}|年?[春夏秋冬初末底][天季]?|[上下]半年)(?:的|那场|那次|那年的|的那场|的那次|的那一场|发生的)?\s*[《“「『\"]?$"
)
_OPENS_ZH: Final = re.compile(rf"(?<![0-9〇零一二三四五六七八九十百千]){_YEAR_ZH}{_DAY_ZH},$")
_AFTER_ZH: Final = re.compile(rf"[》”」』\"]?(?:\s*[（(]\s*|(?:发生在|发生于|是在|发生的时间是))(?:公元)?{_YEAR_ZH}")
_HAPPENS: Final = re.compile(
    r"\s*(?:[。.!?…;]|$|发生|爆发|开始|烧|毁|夺|让|使|改变|震动|席卷| (?:took|killed|destroyed|burn\w*|broke|began|started|happened|"
    r"swept|changed|struck|hit|ended|cost)\b)"
)
_OPENS_EN: Final = re.compile(r"\bin (?P<year>[0-9]{4})(?P<bc> bce?)?, (?:the )?$")
_BEFORE_EN: Final = re.compile(
    r"(?<!\bin )(?<!\bsince )(?<!\bby )(?<!\bfrom )(?<!\buntil )(?<!\bbefore )(?<!\bafter )"
    r"(?<![\w.,])(?P<year>[0-9]{4})(?:'s)?(?P<bc> bce?)?\s+$"
)
_AFTER_EN: Final = re.compile(
    r",?\s+(?:(?:happened |took place |was |began |started |struck )?(?:back )?(?:of|in|from)\s+(?:the year\s+)?|(?=[0-9]{4}\b))(?P<year>[0-9]{4}|[0-9]{1,3}(?= bc))(?![\w%])(?P<bc> bce?)?"
    r"|\s*[（(]\s*(?P<bare>[0-9]{4})\s*[)）]"
)
