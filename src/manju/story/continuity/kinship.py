"""What relatives are called: a term joined to a name that the speaker does not use for that person."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from manju.story.bible import Bible, Character
from manju.story.continuity.cast import Cast, Speakers
from manju.story.continuity.finding import Finding, Rule
from manju.story.continuity.letters import key
from manju.story.continuity.masking import NAME, Masked, masked
from manju.story.continuity.spoken import Speech
from manju.story.script import Scene
from manju.words import Words

__all__ = ["Kinship"]


@dataclass(slots=True)
class Kinship:
    """Who calls whom what, by the bible's relations."""

    bible: Bible
    cast: Cast
    _calls: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        calls = defaultdict[tuple[str, str], list[str]](list)
        for relation in self.bible.relations:
            calls[relation.from_, relation.to] += relation.calls
        self._calls = dict(calls)

    def of_speech(self, speech: Speech, speakers: Speakers, scene: Scene) -> Iterator[Finding]:
        """`relation_term` in one speech; of several who speak together none may call the other so."""
        if not speakers.people or not _lexicon().any_term.search(speech.passage.folded.text):
            return
        read = masked(speech.passage, self.cast)
        if read is None:
            return
        told = set[tuple[str, int]]()
        for place, term, address in _joined(read):
            meant = read.meant(read.text[place])
            line = speech.passage.line(read.at[place])
            if (term, line) in told or any(self._fits(one, other, term) for one in speakers.people for other in meant):
                continue
            if address and not any((one.id, other.id) in self._calls for one in speakers.people for other in meant):
                continue  # 小满妈妈 said to a stranger is the mother of 小满
            told.add((term, line))
            yield Finding.of(Rule.RELATION_TERM, scene, line, self._said(speakers.people[0], meant[0], term))

    def _fits(self, speaker: Character, other: Character, term: str) -> bool:
        """Whether somebody uses a term for somebody; of oneself and where languages differ nothing is held against it."""
        if speaker.id == other.id:
            return True
        calls = self._calls.get((speaker.id, other.id), [])
        names = sorted((key(name) for name in [*other.names.values(), *other.aliases]), key=len, reverse=True)
        for call in calls:
            bare = key(call)
            for name in names:
                bare = bare.replace(name, "") if bare != name else bare
            if _plain_term(bare) == _plain_term(key(term)):
                return True
        return _lexicon().same(term, calls)

    def _said(self, speaker: Character, other: Character, term: str) -> Words:
        calls = self._calls.get((speaker.id, other.id), [])
        one, two = (next(name for name in who.names.values() if name.strip()) for who in (speaker, other))
        if calls:
            return _OTHERWISE.fill(a=one, b=two, t=term, k=Words("、".join(calls), ", ".join(calls)))
        return _NO_CALLS.fill(a=one, b=two, t=term)


def _joined(read: Masked) -> Iterator[tuple[int, str, bool]]:
    """Where a name stands that a term is joined to, the term, and whether it may as well be somebody of theirs."""
    words, text = _lexicon(), read.text
    for found in words.after_name.finditer(text):
        if words.not_before.match(text, found.start("term")) is None:
            yield found.start("name"), found["term"], False
    for found in words.addressed.finditer(text):
        yield found.start("name"), found["term"], True
    for found in words.before_name.finditer(text):
        before = text[: found.start("term")]
        if words.theirs_zh.search(before) and not words.mine_zh.search(before):
            continue
        if len(found["term"]) == 1 and not words.mine_zh.search(before):
            continue
        if before[-1:] in words.not_after_zh and before[-1:]:
            continue
        yield found.start("name"), found["term"], False
    for pattern in (words.before_en, words.after_en, words.beside_en):
        for found in pattern.finditer(text):
            owner = (found["owner"] or "").strip()
            if owner in words.theirs_en or owner.endswith("'s"):
                continue
            yield found.start("name"), " ".join(found["term"].split()), False


@dataclass(frozen=True, slots=True)
class _Lexicon:
    any_term: re.Pattern[str]
    after_name: re.Pattern[str]
    addressed: re.Pattern[str]
    before_name: re.Pattern[str]
    not_before: re.Pattern[str]
    not_after_zh: str
    mine_zh: re.Pattern[str]
    theirs_zh: re.Pattern[str]
    before_en: re.Pattern[str]
    after_en: re.Pattern[str]
    beside_en: re.Pattern[str]
    theirs_en: frozenset[str]
    alike: dict[str, frozenset[str]]

    def same(self, term: str, calls: list[str]) -> bool:
        """Whether calls written only in the other language mean this relative."""
        latin = term.isascii()
        if not calls or any(call.isascii() == latin for call in calls):
            return False
        meant = self.alike.get(term, frozenset())
        return any(call in meant or any(call.lower().endswith(one) for one in meant) for call in calls)


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    data: dict[str, Any] = tomllib.loads(files(__package__).joinpath("kinship.toml").read_text("utf-8"))  # any: TOML
    zh, en = data["zh"], data["en"]
    terms, before = zh["terms"].split(), [*zh["terms"].split(), *zh["before"].split()]
    english = "(?:(?:great|grand|step|half|foster|god)[- ])*" + _either(en["terms"].split()).replace("\\-", "[- ]")
    degrees = _either(en["degrees"].split())
    alike = defaultdict[str, set[str]](set)
    for word, others in data["same"].items():
        for other in others.split():
            alike[word].add(other)
            alike[other].add(word)
    mine, theirs = "|".join(map(re.escape, zh["mine"])), "|".join(map(re.escape, zh["theirs"]))
    owner = rf"(?P<owner>(?:\b(?:{_either([*en['mine'], *en['theirs']])}|\w+'s)|{NAME}'s) )?"
    return _Lexicon(
        any_term=re.compile(rf"{_either(before)}|\b{english}\b"),
        after_name=re.compile(rf"(?P<name>{NAME})[ \n]?(?P<term>{_either(terms)})"),
        addressed=re.compile(
            rf"(?<![^\n,。!?;:…、])(?P<name>{NAME})(?P<term>{_either(zh['before'].split())})(?=[,。!?…;]|$)"
        ),
        before_name=re.compile(rf"(?P<term>{_either(before)})[ \n]?(?P<name>{NAME})"),
        not_before=re.compile(_either(zh["not_before"].split())),
        not_after_zh=zh["not_after"],
        mine_zh=re.compile(rf"(?:{mine})(?:的)?$"),
        theirs_zh=re.compile(rf"(?:{theirs}|{NAME})$"),
        before_en=re.compile(
            rf"{owner}(?<![\w-])(?P<term>(?:{degrees}[ -])*{english})\s(?P<name>{NAME})(?!'s (?:own )?{english})"
        ),
        after_en=re.compile(
            rf"(?P<name>{NAME}),? (?P<owner>(?:my|our) )(?P<term>(?:{degrees}[ -])*{english})(?=[.,!;?]|$)(?!, and\b)"
        ),
        beside_en=re.compile(
            rf"\b(?P<owner>(?:my|our) )(?P<term>(?:{degrees}[ -])*{english}), (?P<name>{NAME})(?=[,.!?;]|$)(?!, (?:and|or)\b)"
        ),
        theirs_en=frozenset(en["theirs"]),
        alike={word: frozenset(others) for word, others in alike.items()},
    )


def _either(words: list[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(set(words), key=len, reverse=True))) + ")"


def _plain_term(term: str) -> str:
    """A term without what only colours it: 姐姐, 阿姐 and 姐 are one, `my dear sister` is `sister`."""
    term = _COLOUR.sub("", term.replace("-", "").replace(" ", ""))
    if len(term) == 2 and (term[0] == term[1] or term[0] == "阿"):
        return term[1]
    return term


_COLOUR: Final = re.compile(
    r"^(?:my|our|dear|dearest|big|little|older|younger|elder|elderly|eldest|oldest|youngest|baby|kid|twin|old|sweet|darling|late|poor|beloved|only|own)+(?=[a-z])|^[我咱]的?"
)
_OTHERWISE: Final = Words("{a}叫{b}“{t}”，圣经里写的是{k}。", "{a} calls {b} “{t}”; the bible says {k}.")
_NO_CALLS: Final = Words(
    "{a}叫{b}“{t}”，圣经里没有这样的称呼。", "{a} calls {b} “{t}”; the bible has no such relation."
)
