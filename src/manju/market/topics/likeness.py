"""How near a combination is to current hits and to the studio's own slate, by the elements they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from manju.market.topics.bearing import Borne, Reader
from manju.market.topics.board import Board
from manju.market.topics.shapes import Likeness

HITS: Final = 50  # the hottest titles of the last week
SHOWN: Final = 3


@dataclass(frozen=True)
class Neighbours:
    """Current hits and own works with their elements, and how rare each element is."""

    hits: tuple[tuple[str, frozenset[str]], ...]
    slate: tuple[tuple[str, frozenset[str]], ...]
    rarity: Mapping[str, float]

    def of(self, elements: Sequence[str]) -> Likeness:
        """The likeness of a combination; rare elements in common say more than those that all have."""
        mine = frozenset(elements)
        hits = [(self._alike(mine, theirs), title) for title, theirs in self.hits]
        near = sorted((one for one in hits if one[0] > 0), key=lambda one: (-one[0], one[1]))
        own = max(((self._alike(mine, theirs), title) for title, theirs in self.slate), default=None)
        return Likeness(
            near[0][0] if near else 0.0,
            tuple(title for _, title in near[:SHOWN]),
            None if own is None else own[0],
            own[1] if own and own[0] > 0 else "",
        )

    def _alike(self, mine: frozenset[str], theirs: frozenset[str]) -> float:
        """Weighted Jaccard index (Jaccard 1901) of two sets of elements."""
        both = sum(self.rarity.get(name, 1.0) for name in mine & theirs)
        return both / sum(self.rarity.get(name, 1.0) for name in mine | theirs) if both else 0.0


def neighbours(board: Board, borne: Borne, reader: Reader, slate: Mapping[str, str]) -> Neighbours:
    """Hits of the last week, and own works as title -> genres, logline or whatever is said of them."""
    hot = np.where(board.seen[:, -1] > 0, board.mean_heat, np.nan)
    order = [int(i) for i in np.argsort(np.nan_to_num(-hot, nan=np.inf), kind="stable")[:HITS] if not np.isnan(hot[i])]
    place = {unit: set[str]() for unit in order}
    for name, titles in zip(borne.names, borne.titles, strict=True):
        for unit in np.intersect1d(titles, order):
            place[int(unit)].add(name)
    called = board.units["title"].to_list()
    named = reader.named(slate.values())
    tagged = reader.tagged(slate.values())
    own = tuple((title, frozenset((*tagged[text], *named[text]))) for title, text in slate.items())
    rarity = {
        name: float(np.log2(1 + board.size / max(1, len(held))))
        for name, held in zip(borne.names, borne.titles, strict=True)
    }
    return Neighbours(tuple((called[unit], frozenset(place[unit])) for unit in order), own, rarity)
