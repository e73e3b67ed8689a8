"""Which rule a sentence is about, and what hurts, however it is worded: words that stand together, kept as data.

The rules' own patterns know how things are usually said, in order; `topics.toml` and `dangers.toml` know which words make
a sentence about a rule in any order, so that a topic in unusual words is not called missing, nor a trap overlooked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from manju.money.contracts.shapes import Unit


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that stand together: one of every group, and none of `unless`."""

    groups: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None

    def found_in(self, plain: str) -> bool:
        return all(group.search(plain) for group in self.groups) and not (self.unless and self.unless.search(plain))


@cache
def cues(kind: Literal["topic", "danger"]) -> dict[str, tuple[Cue, ...]]:
    """The cues of each rule: of being about it, or of being dangerous."""
    file = resources.files("manju.money.contracts").joinpath(f"{kind}s.toml")
    found: dict[str, list[Cue]] = {}
    for row in tomllib.loads(file.read_text(encoding="utf-8"))[kind]:
        unless = re.compile(row["unless"]) if "unless" in row else None
        found.setdefault(row["rule"], []).append(Cue(tuple(re.compile(group) for group in row["all"]), unless))
    return {rule: tuple(of_rule) for rule, of_rule in found.items()}


def speaks_of(rule: str, units: Iterable[Unit], kind: Literal["topic", "danger"] = "topic") -> Unit | None:
    """The first sentence that is about the rule, or is a danger by it.

    >>> unit = Unit("", "our accountant may look over your ledgers once a year", "", "", "", 0)
    >>> speaks_of("audit", [unit]) is unit, speaks_of("credit", [unit])
    (True, None)
    """
    of_rule = cues(kind).get(rule, ())
    return next((u for u in units if any(cue.found_in(u.plain) for cue in of_rule)), None)
