"""Which rule a sentence is about and how badly, however it is worded: words that stand together, kept as data.

`topics*.toml` hold ways to speak of a rule; a way may say that whoever speaks so is dangerous to the licensor. `<name>`
in a way stands for the expression of that name in the file's table `words`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
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
        words = data.get("words", {})
        for row in data.get("topic", ()):
            unless = _compiled(row["unless"], words) if "unless" in row else None
            topic = Topic(tuple(_compiled(group, words) for group in row["all"]), unless)
            found.setdefault((row["rule"], row.get("says", "covered")), []).append(topic)
    return {key: tuple(ways) for key, ways in found.items()}


def _compiled(group: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """The expression, with `<name>` standing for what the file's table `words` says."""
    return re.compile(re.sub(r"<(\w+)>", lambda found: words.get(found[1], found[0]), group))


def speaks_of(rule: str, units: Iterable[Unit], *, says: Says = "covered") -> Unit | None:
    """The first sentence that is about the rule (that is dangerous by it, with `says`).

    >>> unit = Unit("", "our accountant may look over your ledgers once a year", "", "", "", 0)
    >>> speaks_of("audit", [unit]) is unit, speaks_of("credit", [unit])
    (True, None)
    """
    ways = topics().get((rule, says), ())
    return next((u for u in units if any(way.found_in(u.plain) for way in ways)), None)
