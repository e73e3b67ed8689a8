"""Which rule a sentence is about and how badly, however it is worded: words that stand together, kept as data.

`topics*.toml` hold ways to speak of a rule; a way may say that whoever speaks so is dangerous to the licensor. `[words]` of a file
are names for what many groups have in common: `<licensor>` in a group stands for them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
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


LONGEST: Final = 900  # signs of a section that still speaks of one thing


def sections(units: Iterable[Unit]) -> list[Unit]:
    """Each paragraph, and all that stands under one heading, as one unit with the heading's words before it.

    >>> heading = "terms / ending"
    >>> [s.plain for s in sections([Unit("", p, heading, "", "", n) for n, p in enumerate(("by either", "on notice"))])]
    ['ending: by either on notice']
    """
    parts: dict[tuple[str, int], list[Unit]] = {}
    for unit in units:
        parts.setdefault((unit.heading, -1) if unit.heading else ("", unit.block), []).append(unit)
    joined: list[Unit] = []
    for (heading, _), under in parts.items():
        title = heading.rsplit(" / ", 1)[-1]
        groups: dict[int, list[Unit]] = {}
        for unit in under:
            groups.setdefault(unit.block, []).append(unit)
        for some in [under, *(groups.values() if len(groups) > 1 else ())]:
            plain = f"{title}: " * bool(title) + " ".join(u.plain for u in some)
            if len(plain) <= LONGEST:
                joined.append(replace(some[0], plain=plain))
    return joined


def speaks_of(rule: str, units: Iterable[Unit], *, says: Says = "covered") -> Unit | None:
    """The first sentence that is about the rule (that is dangerous by it, with `says`).

    >>> unit = Unit("", "our accountant may look over your ledgers once a year", "", "", "", 0)
    >>> speaks_of("audit", [unit]) is unit, speaks_of("credit", [unit])
    (True, None)
    """
    ways = topics().get((rule, says), ())
    return next((u for u in units if any(way.found_in(u.plain) for way in ways)), None)
