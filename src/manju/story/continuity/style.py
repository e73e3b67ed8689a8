"""How people speak: words they never say, phrases that are somebody else's, sentences longer than theirs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from manju.story.bible import Bible, Character
from manju.story.continuity.cast import Speakers
from manju.story.continuity.finding import Finding, Rule
from manju.story.continuity.letters import BARRIER, fold, tokens, whole_words
from manju.story.continuity.spoken import Passage, Speech, quoted
from manju.story.script import Scene
from manju.words import Words

__all__ = ["Styles"]

Phrase = tuple[str, ...]


@dataclass(slots=True)
class Styles:
    """The bible's rules of speech, made ready once."""

    bible: Bible
    _never: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # id -> (as written, folded), longest first
    _phrases: dict[str, list[tuple[Phrase, str, Character]]] = field(default_factory=dict)  # by first word
    _own: dict[str, set[Phrase]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        phrases = defaultdict[str, list[tuple[Phrase, str, Character]]](list)
        for who in self.bible.characters:
            never = [(text, " ".join(fold(text).text.split())) for text in who.dialogue_style.never_says]
            self._never[who.id] = sorted((n for n in never if n[1]), key=lambda n: -len(n[1]))
            self._own[who.id] = set()
            for text in who.dialogue_style.catch_phrases:
                words = tuple(token.text for token in tokens(fold(text).text))
                if words:
                    self._own[who.id].add(words)
                    phrases[words[0]].append((words, text, who))
        self._phrases = dict(phrases)

    def of_speech(self, speech: Speech, speakers: Speakers, scene: Scene) -> Iterator[Finding]:
        """`never_says`, `foreign_catch_phrase` and `sentence_length` in one speech."""
        passage = speech.passage
        if not passage.text:
            return
        quotations = quoted(passage.text)
        for who in speakers.people:
            yield from self._never_says(passage, quotations, who, scene)
        if speakers.people or speakers.extra:
            yield from self._foreign(passage, quotations, speakers.people, scene)
        for who in speakers.people:
            yield from _too_long(passage, who, scene)

    def _never_says(
        self, passage: Passage, quotations: list[tuple[int, int]], who: Character, scene: Scene
    ) -> Iterator[Finding]:
        taken, told = list[tuple[int, int]](), dict[int, list[str]]()
        for written, phrase in self._never[who.id]:
            for span in whole_words(passage.folded.text, phrase):
                start, end = passage.folded.back(*span)
                if _within(start, end, [*quotations, *taken]):
                    continue
                taken.append((start, end))
                said = told.setdefault(passage.line(start), [])
                said += [written] * (written not in said)
        for line, said in told.items():
            message = _NEVER.fill(n=_shown(who), p=Words("”“".join(said), "”, “".join(said)))
            yield Finding.of(Rule.NEVER_SAYS, scene, line, message)

    def _foreign(
        self, passage: Passage, quotations: list[tuple[int, int]], people: tuple[Character, ...], scene: Scene
    ) -> Iterator[Finding]:
        heard = list(tokens(passage.folded.text))
        words = [token.text for token in heard]
        own = set[Phrase]().union(*(self._own[who.id] for who in people))
        mine = [span for phrase in own for span in _runs(words, phrase)]
        told = set[tuple[Phrase, int]]()
        for n, word in enumerate(words):
            for phrase, written, owner in self._phrases.get(word, ()):
                end = n + len(phrase)
                if phrase in own or owner in people or tuple(words[n:end]) != phrase or _within(n, end, mine):
                    continue
                start, stop = passage.folded.back(heard[n].start, heard[end - 1].end)
                line = passage.line(start)
                if _touches(start, stop, quotations) or (phrase, line) in told:
                    continue
                told.add((phrase, line))
                yield Finding.of(
                    Rule.FOREIGN_CATCH_PHRASE, scene, line, _FOREIGN.fill(p=written, n=_shown(owner)), (_shown(owner),)
                )


def _too_long(passage: Passage, who: Character, scene: Scene) -> Iterator[Finding]:
    style = who.dialogue_style
    if style.max_sentence_chars is None and style.max_sentence_words is None:
        return
    for sentence in _SENTENCE.finditer(passage.text):
        text = sentence[0]
        start = sentence.start() + len(text) - len(text.lstrip())
        letters = sum(letter.isalpha() for letter in text)
        if style.max_sentence_chars is not None and letters > style.max_sentence_chars:
            message = _CHARS.fill(n=letters, k=style.max_sentence_chars, who=_shown(who))
            yield Finding.of(Rule.SENTENCE_LENGTH, scene, passage.line(start), message)
            continue
        if style.max_sentence_words is None:
            continue
        words = sum(any(letter.isalnum() for letter in word) for word in _WORD.split(text))
        if words > style.max_sentence_words:
            message = _WORDS.fill(n=words, k=style.max_sentence_words, who=_shown(who))
            yield Finding.of(Rule.SENTENCE_LENGTH, scene, passage.line(start), message)


def _runs(words: list[str], phrase: Phrase) -> Iterator[tuple[int, int]]:
    for n in range(len(words) - len(phrase) + 1):
        if words[n] == phrase[0] and tuple(words[n : n + len(phrase)]) == phrase:
            yield n, n + len(phrase)


def _within(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _touches(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in spans)


def _shown(who: Character) -> str:
    return next(name for name in who.names.values() if name.strip())


_NEVER: Final = Words("{n}从不说“{p}”。", "{n} never says “{p}”.")
_FOREIGN: Final = Words("“{p}”是{n}的口头禅。", "“{p}” is a catch phrase of {n}.")
_CHARS: Final = Words(
    "这句有 {n} 个字，{who}一句最多 {k} 个。", "This sentence has {n} letters; {who} has at most {k}."
)
_WORDS: Final = Words("这句有 {n} 个词，{who}一句最多 {k} 个。", "This sentence has {n} words; {who} has at most {k}.")
_SENTENCE: Final = re.compile(rf"[^。！？.!?…．｡{BARRIER}]+")
_WORD: Final = re.compile(r"[\s—–/]+|--+")
