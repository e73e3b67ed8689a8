"""Which rule a sentence is about and how badly, however it is worded: words that stand together, kept as data.

`topics*.toml` hold ways to speak of a rule; a way may say that whoever speaks so is dangerous to the licensor. `[words]` of a file
are names for what many groups have in common: `<licensor>` in a group stands for them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

from manju.money.contracts.shapes import Unit

FILES: Final = ("topics.toml", "topics_zh.toml", "topics_en.toml")
Says = Literal["covered", "dangerous"]


@dataclass(frozen=True, slots=True)
class Topic:
    """One way to speak of a rule: a word of every group, and none of `unless`."""

    groups: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None

    def found_in(self, plain: str) -> bool:
        return all(group.search(plain) for group in self.groups) and not (self.unless and self.unless.search(plain))


@cache
def topics() -> dict[tuple[str, Says], tuple[Topic, ...]]:
    """The ways to speak of each rule, by what they say of it."""
    found: dict[tuple[str, Says], list[Topic]] = {}
    for name in FILES:
        data = tomllib.loads(resources.files("manju.money.contracts").joinpath(name).read_text(encoding="utf-8"))
        words: dict[str, str] = data.get("words", {})
        for row in data.get("topic", ()):
            unless = _pattern(row["unless"], words) if "unless" in row else None
            topic = Topic(tuple(_pattern(group, words) for group in row["all"]), unless)
            found.setdefault((row["rule"], row.get("says", "covered")), []).append(topic)
    return {key: tuple(ways) for key, ways in found.items()}


def _pattern(group: str, words: dict[str, str]) -> re.Pattern[str]:
    """A group, with the words the file keeps under `[words]` in the place of their names.

    >>> _pattern("<we> hold", {"we": "ⓛ|the author"}).pattern
    '(?:ⓛ|the author) hold'
    """
    for name, said in words.items():
        group = group.replace(f"<{name}>", f"(?:{said})")
    return re.compile(group)


LONGEST: Final = 500  # signs of a section that still speaks of one thing


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph, or all that stands under one heading, with the heading's own words."""

    title: str
    units: tuple[Unit, ...]

    def said_by(self, way: Topic) -> bool:
        """Whether its sentences say it together; those with a word of `unless` speak of something else."""
        said = [u.plain for u in self.units if not (way.unless and way.unless.search(u.plain))]
        return bool(said) and all(group.search(f"{self.title}: {' '.join(said)}") for group in way.groups)


def _title(heading: str) -> str:
    """The last heading, unless it is of several topics: such a one says of no sentence which of them it is about."""
    title = heading.rsplit(" / ", 1)[-1]
    return "" if re.search(r"[与和及、&]|\band\b", title) else title


def sections(units: Iterable[Unit]) -> list[Section]:
    """Each paragraph, and all that stands under one heading unless it is long.

    >>> heading = "terms / ending"
    >>> [s.title for s in sections([Unit("", p, heading, "", "", n) for n, p in enumerate(("by either", "on notice"))])]
    ['ending', 'ending', 'ending']
    """
    parts: dict[str, list[Unit]] = {}
    for unit in units:
        parts.setdefault(unit.heading, []).append(unit)
    out: list[Section] = []
    for heading, under in parts.items():
        blocks: dict[int, list[Unit]] = {}
        for unit in under:
            blocks.setdefault(unit.block, []).append(unit)
        together = [under] if _title(heading) and len(blocks) > 1 else []
        out += [
            Section(_title(heading), tuple(some))
            for some in [*together, *blocks.values()]
            if sum(len(u.plain) for u in some) <= LONGEST
        ]
    return out


def spoken_of_in(rule: str, parts: Iterable[Section]) -> Unit | None:
    """The first section that is about the rule as a whole, though none of its sentences is."""
    ways = topics().get((rule, "covered"), ())
    return next((part.units[0] for part in parts if any(part.said_by(way) for way in ways)), None)


def speaks_of(rule: str, units: Iterable[Unit], *, says: Says = "covered") -> Unit | None:
    """The first sentence that is about the rule (that is dangerous by it, with `says`).

    >>> unit = Unit("", "our accountant may look over your ledgers once a year", "", "", "", 0)
    >>> speaks_of("audit", [unit]) is unit, speaks_of("credit", [unit])
    (True, None)
    """
    ways = topics().get((rule, says), ())
    return next((u for u in units if any(way.found_in(u.plain) for way in ways)), None)
