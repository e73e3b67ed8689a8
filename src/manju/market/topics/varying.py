"""What to make instead of a worn-out direction: swap in a rising element with room that goes with the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.market.topics.bearing import Borne
from manju.market.topics.lexicon import Lexicon
from manju.market.topics.shapes import Element
from manju.words import Words

WANTED: Final = 3
BLOCK: Final = 8192  # titles in memory as numbers together
NO_STORY: Final = frozenset({"audience", "form", "risk"})  # kinds that make no story another


@dataclass(frozen=True)
class Company:
    """How many titles each two elements have in common, and how well any goes with others."""

    names: tuple[str, ...]
    common: npt.NDArray[np.float64]

    @classmethod
    def of(cls, borne: Borne, size: int) -> Company:
        x = np.zeros((len(borne.names), size), dtype=bool)
        for i, titles in enumerate(borne.titles):
            x[i, titles] = True
        common = np.zeros((len(borne.names), len(borne.names)))
        for at in range(0, size, BLOCK):
            part = x[:, at : at + BLOCK].astype(np.float32)
            common += part @ part.T
        np.fill_diagonal(common, 0.0)
        return cls(borne.names, common)

    def with_(self, mine: Collection[str]) -> dict[str, float]:
        """How well each element goes with these: 1 where it was seen with one of them, else half of what they share.

        Shared neighbours: cosine of the counts of titles in common with every other element.
        """
        places = [i for i, name in enumerate(self.names) if name in mine]
        if not places:
            return dict.fromkeys(self.names, 0.0)
        length = np.sqrt(np.square(self.common).sum(1)) + 1e-9
        shared = (self.common @ self.common[places].T / np.outer(length, length[places])).max(1)
        together = self.common[:, places].max(1) > 0
        return {name: 1.0 if together[i] else 0.5 * float(shared[i]) for i, name in enumerate(self.names)}


def variants_of(
    elements: Sequence[str],
    known: Sequence[Element],
    company: Company,
    lexicon: Lexicon,
    *,
    tired: Collection[frozenset[str]],
) -> tuple[tuple[str, ...], ...]:
    """Two or three other combinations, the most promising first; never one that is tired or holds a tired one.

    The element swapped in is rising and has room (saturation at most one half), and was seen together with what
    stays or shares neighbours with it; where too few are, first the rise need not be beyond noise, then it may be
    level, then any element with room will do, last those of the dictionary that suit AI best.
    """
    mine = set(elements)
    found: list[tuple[str, ...]] = []
    taken: set[str] = set()
    for name in _candidates(known, company, mine, lexicon):
        if name in mine or name in taken:
            continue
        for out in _to_leave(elements, known, lexicon):
            variant = tuple(name if one == out else one for one in elements)
            if not any(worn <= set(variant) for worn in tired):
                found.append(variant)
                taken.add(name)
                break
        if len(found) >= WANTED:
            break
    return tuple(found)


def forms_of(elements: Sequence[str], lexicon: Lexicon) -> tuple[Words, ...]:
    """Ways to push the form of the same combination, those that suit AI best first."""
    forms = [entry for entry in lexicon.entries.values() if entry.kind == "form" and entry.name not in elements]
    forms.sort(key=lambda entry: (-lexicon.fit.of(entry.name), entry.name))
    story = "＋".join(elements)
    english = " + ".join(lexicon.en_of(name) for name in elements)
    said = [Words(f"{story}，改用{one.name}", f"{english}, as {one.en or one.name}") for one in forms[:2]]
    picture = Words(f"{story}，做到电影级画面", f"{english}, with cinema-grade pictures")
    return (picture, *said)


def _to_leave(elements: Sequence[str], known: Sequence[Element], lexicon: Lexicon) -> list[str]:
    """The elements in the order in which they are given up: crowded stories first, audience and form last."""
    crowd = {one.name: one.saturation for one in known}
    return sorted(
        elements, key=lambda name: (lexicon.kind_of(name) in NO_STORY, -crowd.get(name, 0.5), elements.index(name))
    )


def _candidates(known: Sequence[Element], company: Company, mine: Collection[str], lexicon: Lexicon) -> Iterator[str]:
    near = company.with_(mine)
    usable = [one for one in known if one.name not in mine and lexicon.kind_of(one.name) not in NO_STORY]
    room = [one for one in usable if one.saturation <= 0.5]

    def order(one: Element) -> tuple[float, str]:
        return -(max(one.trend_per_week, 0.0) + 1e-3) * (1 - one.saturation) * one.ai_fit * (
            0.2 + near[one.name]
        ), one.name

    fits = [one for one in room if near[one.name] > 0]
    for group in (
        [one for one in fits if one.trend_per_week > 0 and one.trend_p < 0.05],
        [one for one in fits if one.trend_per_week > 0],
        fits,
        room,
        usable,
    ):
        yield from (one.name for one in sorted(group, key=order))
    rest = [entry.name for entry in lexicon.entries.values() if entry.kind in ("genre", "setting")]
    yield from sorted(rest, key=lambda name: (-lexicon.fit.of(name), name))
