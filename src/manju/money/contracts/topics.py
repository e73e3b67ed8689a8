"""Which rule a sentence is about, however it is worded: words that stand together, kept as data (`topics.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from manju.money.contracts.shapes import Unit


@dataclass(frozen=True, slots=True)
class Topic:
    """One way to speak of a rule: a word of every group, and none of `unless`."""

    groups: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None

    def found_in(self, plain: str) -> bool:
        return all(group.search(plain) for group in self.groups) and not (self.unless and self.unless.search(plain))


@cache
def topics() -> dict[str, tuple[Topic, ...]]:
    """The ways to speak of each rule."""
    data = tomllib.loads(resources.files("manju.money.contracts").joinpath("topics.toml").read_text(encoding="utf-8"))
    found: dict[str, list[Topic]] = {}
    for row in data["topic"]:
        topic = Topic(tuple(re.compile(g) for g in row["all"]), re.compile(row["unless"]) if "unless" in row else None)
        found.setdefault(row["rule"], []).append(topic)
    return {rule: tuple(ways) for rule, ways in found.items()}


def speaks_of(rule: str, units: Iterable[Unit]) -> Unit | None:
    """The first sentence that is about the rule.

    >>> unit = Unit("", "our accountant may look over your ledgers once a year", "", "", "", 0)
    >>> speaks_of("audit", [unit]) is unit, speaks_of("credit", [unit])
    (True, None)
    """
    ways = topics().get(rule, ())
    return next((u for u in units if any(way.found_in(u.plain) for way in ways)), None)
