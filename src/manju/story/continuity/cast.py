"""Who is in the bible: names to characters, names within a text, and the known name most like an unknown one."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from manju.story.bible import Bible, Character
from manju.story.continuity.letters import fold, is_whole, key, spaceless
from manju.story.script import Cue

__all__ = ["Cast", "Mention", "Speakers"]


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who a cue stands for: `people` speak together; `extra`: nobody has a sheet; `unknown`: names of nobody."""

    people: tuple[Character, ...] = ()
    extra: bool = False
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A character's name in a text: `start` and `end` in the text as it stands, `who` it may mean."""

    start: int
    end: int
    who: tuple[Character, ...]


@dataclass(slots=True)
class Cast:
    """The characters and extras of a bible, looked up by name."""

    bible: Bible
    _by_name: dict[str, tuple[Character, ...]] = field(default_factory=dict)
    _extras: frozenset[str] = frozenset()
    _seen: dict[str, Speakers] = field(default_factory=dict)
    _like: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _written: dict[str, tuple[Character, ...]] = field(default_factory=dict)
    _search: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        by_name, written = defaultdict[str, list[Character]](list), defaultdict[str, list[Character]](list)
        full = {key(name) for character in self.bible.characters for name in character.names.values()}
        for character in self.bible.characters:
            for name in _names(character):
                own = name in character.names.values() or key(name) not in full  # a full name is nobody else's alias
                if own and key(name) and character not in by_name[key(name)]:
                    by_name[key(name)].append(character)
                    written[" ".join(fold(name).text.split())].append(character)
        for character, given in _given_names(self.bible.characters):
            if key(given) not in by_name:
                written[fold(given).text].append(character)
        self._by_name = {name: tuple(who) for name, who in by_name.items()}
        self._extras = frozenset(key(name) for name in self.bible.extras if key(name))
        self._written = {name: tuple(who) for name, who in written.items()}
        longest = sorted(self._written, key=len, reverse=True)
        if longest:
            self._search = re.compile("|".join(r"\s+".join(map(re.escape, name.split())) for name in longest))

    def speakers(self, cue: Cue) -> Speakers:
        """Who a cue stands for.

        A name of two characters stands for neither: what one of them may say is no contradiction.
        """
        if cue.name not in self._seen:
            self._seen[cue.name] = self._one(cue.name) or self._several(cue.name) or Speakers(unknown=(cue.name,))
        return self._seen[cue.name]

    def _one(self, name: str) -> Speakers | None:
        known = self._by_name.get(key(name))
        if known:
            return Speakers(known) if len(known) == 1 else Speakers()
        if key(name) in self._extras or self._numbered(name):
            return Speakers(extra=True)
        return None

    def _numbered(self, name: str) -> bool:
        """An extra with a number: `GUARD #2`, `侍卫乙`, `Guard Two`."""
        found = _NUMBERED.fullmatch(fold(name).text.strip())
        return found is not None and key(found["name"]) in self._extras

    def _several(self, name: str) -> Speakers | None:
        """Several who speak together, `MARA AND LEO`: only where somebody of them is known."""
        for parting in _PARTINGS:
            parts = [part.strip() for part in parting.split(name)]
            if len(parts) < 2 or not all(parts):
                continue
            found = [self._one(part) for part in parts]
            if any(found):
                people = _together(found)
                unknown = tuple(part for part, one in zip(parts, found, strict=True) if one is None)
                return Speakers(people, extra=not people and not unknown, unknown=unknown)
        return None

    def near(self, name: str) -> tuple[str, ...]:
        """Known names like this one, the best first, at most three, one for each character."""
        if name not in self._like:
            self._like[name] = self._nearest(name)
        return self._like[name]

    def _nearest(self, name: str) -> tuple[str, ...]:
        wanted, found = key(name), list[tuple[float, str]]()
        for who in self.bible.characters:
            found.append(max((_likeness(wanted, key(known)), known) for known in _names(who)))
        found += [(_likeness(wanted, key(extra)), extra) for extra in self.bible.extras]
        least = 0.3 if wanted and all(map(spaceless, wanted)) else _LEAST
        best = sorted((one for one in found if one[0] >= least), key=lambda one: (-one[0], one[1]))
        return tuple(dict.fromkeys(known for _, known in best))[:3]

    def mentions(self, text: str) -> Iterator[Mention]:
        """The characters' names in a text, longest first, one beside the other; Latin ones only with a capital."""
        if self._search is None:
            return
        folded = fold(text)
        for found in self._search.finditer(folded.text):
            start, end = folded.back(*found.span())
            name = " ".join(found[0].split())
            if is_whole(folded.text, *found.span()) and (not _cased(text[start]) or text[start].isupper()):
                yield Mention(start, end, self._written[name])


def _together(found: Iterable[Speakers | None]) -> tuple[Character, ...]:
    people = list[Character]()
    for one in found:
        people += [who for who in (one.people if one else ()) if who not in people]
    return tuple(people)


def _names(character: Character) -> list[str]:
    return [name for name in [*character.names.values(), *character.aliases] if name.strip()]


def _given_names(characters: Iterable[Character]) -> Iterator[tuple[Character, str]]:
    """`Mara` of `Mara Vance`, `行舟` of `顾行舟`: where nobody else's name gives the same."""
    found = defaultdict[str, list[tuple[Character, str]]](list)
    for character in characters:
        for name in {key(n): n for n in character.names.values()}.values():
            given = _given(name)
            if given:
                found[fold(given).text].append((character, given))
    for held in found.values():
        if len({who.id for who, _ in held}) == 1:
            yield held[0]


def _given(name: str) -> str:
    parts, words = _parts(), name.split()
    if len(words) > 1 and len(words[0]) > 2 and words[0].isalpha() and _cased(words[0]):
        return "" if words[0].lower() in parts.titles else words[0]
    if all(map(spaceless, name)) and len(name) in (3, 4):
        surname = 2 if name[:2] in parts.surnames else 1
        given = name[surname:]
        return given if len(given) == 2 and name[:surname] in parts.surnames and given not in parts.titles else ""
    return ""


@dataclass(frozen=True, slots=True)
class _Parts:
    surnames: frozenset[str]
    titles: frozenset[str]


@lru_cache(maxsize=1)
def _parts() -> _Parts:
    data: dict[str, Any] = tomllib.loads(files(__package__).joinpath("names.toml").read_text("utf-8"))  # Any: TOML
    single = [letter for letter in data["zh"]["surnames"] if not letter.isspace()]
    return _Parts(
        frozenset([*single, *data["zh"]["surnames_of_two"].split()]),
        frozenset([*data["zh"]["titles"].split(), *data["en"]["titles"].split()]),
    )


def _cased(text: str) -> bool:
    return text.upper() != text.lower()


def _likeness(one: str, other: str) -> float:
    """0 to 1: the longer of matching runs (Ratcliff and Obershelp) and of letters in common, place by place."""
    if not one or not other:
        return 0.0
    if all(map(spaceless, one)) and all(map(spaceless, other)):
        places = sum(a == b for a, b in zip(one, other, strict=False)) / max(len(one), len(other))
        return max(places, SequenceMatcher(None, one, other).ratio() * 0.99)
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.real_quick_ratio() > _LEAST and matcher.quick_ratio() > _LEAST else 0.0


_LEAST: Final = 0.55  # below it two names are not alike
_NUMBERED: Final = re.compile(
    r"(?P<name>.+?)\s*(?:(?:#|no\.?|号)?\s*[0-9]+\s*号?|[甲乙丙丁戊己庚辛壬癸]|[一二三四五六七八九十]+号?|\s[a-z]|\s(?:one|two|three|four|five|six|seven|eight|nine|ten))"
)
_PARTINGS: Final = (
    re.compile(r"\s*[/／&＆、+＋,，]\s*"),
    re.compile(r"(?i)\s+(?:and|with)\s+|\s*(?:[/／&＆、+＋,，]|[和与與及同])\s*"),
)
