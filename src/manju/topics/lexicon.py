"""The lexicon in force in a studio: the one that comes with Manju, and over it what the studio itself has said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from manju.topics.models import Element, Fit
from manju.words import Words

__all__ = ["PARTS", "Entry", "FitNow", "entries", "fits", "laid_over", "names_by_text"]

PARTS: Final[dict[str, Words]] = {
    "spectacle": Words("画面奇观", "Spectacle"),
    "pace": Words("节奏快", "Fast pace"),
    "freedom": Words("不受实拍限制", "Free of live-action limits"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An element with everything it is called; `own`: the studio has said something of it."""

    name: str
    name_en: str = ""
    synonyms: tuple[str, ...] = ()
    kind: str = ""
    own: bool = False
    refused: bool = False
    merged_into: str = ""

    @property
    def words(self) -> Words:
        return Words(self.name, self.name_en or self.name)

    @property
    def used(self) -> bool:
        return not self.refused and not self.merged_into


@dataclass(frozen=True, slots=True)
class FitNow:
    """How well an element suits AI making on a day: its three parts, each 0..1, and since when."""

    element: str
    spectacle: float
    pace: float
    freedom: float
    valid_from: dt.date
    own: bool

    @property
    def parts(self) -> dict[str, float]:
        return {name: getattr(self, name) for name in PARTS}


def entries(seed: Iterable[Entry]) -> list[Entry]:
    """All elements, refused and merged ones too: the given lexicon with the studio's rows over it, by name."""
    return laid_over(seed, Element.objects.all())


def laid_over(seed: Iterable[Entry], rows: Iterable[Element]) -> list[Entry]:
    """The lexicon with a studio's rows over it. What was merged gives its names to what it was merged into.

    >>> own = [Element(name="重生", state="merged", merged_into="穿越")]
    >>> made = laid_over([Entry("重生", "Rebirth", ("重活一世",)), Entry("穿越", "Time travel")], own)
    >>> [(e.name, e.synonyms, e.used) for e in made]
    [('穿越', ('重生', '重活一世'), True), ('重生', ('重活一世',), False)]
    """
    found = {e.name: e for e in seed}
    for row in rows:
        before = found.get(row.name, Entry(row.name))
        found[row.name] = replace(
            before, name_en=row.name_en or before.name_en,
            synonyms=tuple(row.synonyms) if row.state == "used" else before.synonyms or tuple(row.synonyms),
            kind=row.kind or before.kind, own=True, refused=row.state == "refused", merged_into=row.merged_into,
        )  # fmt: skip
    for entry in [e for e in found.values() if e.merged_into]:
        goal = _goal(found, entry)
        if goal is not None:
            more = [n for n in (entry.name, *entry.synonyms) if n not in goal.synonyms and n != goal.name]
            found[goal.name] = replace(goal, synonyms=(*goal.synonyms, *more))
    return sorted(found.values(), key=lambda e: e.name)


def names_by_text(found: Iterable[Entry]) -> dict[str, str]:
    """Every name and synonym in use, and whose it is."""
    return {text: e.name for e in found if e.used for text in (e.name, *e.synonyms)}


def fits(seed: Iterable[FitNow], on: dt.date) -> dict[str, FitNow]:
    """The fit of every element on a day: the given table, and over it what the studio has said by then."""
    found = {f.element: f for f in seed if f.valid_from <= on}
    for row in Fit.objects.filter(valid_from__lte=on).order_by("valid_from", "pk"):
        found[row.element] = FitNow(row.element, row.spectacle, row.pace, row.freedom, row.valid_from, own=True)
    return found


def _goal(found: Mapping[str, Entry], entry: Entry) -> Entry | None:
    """Where a chain of merges ends; None when it leads nowhere or in a ring."""
    walked = {entry.name}
    while entry.merged_into:
        following = found.get(entry.merged_into)
        if following is None or following.name in walked:
            return None
        walked.add(following.name)
        entry = following
    return None if entry.refused else entry
