"""Where the characters of a relations graph stand: round an ellipse, those with most in common side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from manju.story.bible import Relation

__all__ = ["Line", "Spot", "placed"]

PEOPLE_MAX: Final = 24  # more do not fit a page legibly; the table below the graph has them all


@dataclass(frozen=True, slots=True)
class Spot:
    """A character's place; x from left, y from top, each 0 to 1."""

    id: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two characters; what each is to the other stands near the one who is it."""

    first: str
    second: str
    at_first: str
    at_second: str


def placed(relations: Sequence[Relation]) -> tuple[list[Spot], list[Line]]:
    """Spots of the characters that have relations (at most 24, those with most of them), and the lines between.

    The order round the ellipse is improved by exchanging two as long as that makes the lines shorter: the same
    relations always give the same picture.
    """
    times: dict[str, int] = {}
    for relation in relations:
        for one in (relation.from_, relation.to):
            times[one] = times.get(one, 0) + 1
    kept = sorted(times, key=lambda one: (-times[one], list(times).index(one)))[:PEOPLE_MAX]
    order = [one for one in times if one in kept]
    lines = _lines([r for r in relations if r.from_ in kept and r.to in kept and r.from_ != r.to])
    order = _untangled(order, lines)
    count = len(order)
    spots = []
    for number, one in enumerate(order):
        angle = math.tau * number / count - math.pi / 2
        spots.append(Spot(one, round(0.5 + 0.5 * math.cos(angle), 4), round(0.5 + 0.5 * math.sin(angle), 4)))
    return spots, lines


def _lines(relations: Sequence[Relation]) -> list[Line]:
    said: dict[tuple[str, str], dict[str, list[str]]] = {}
    for relation in relations:
        key = (relation.from_, relation.to)
        pair = key if key in said or (key[1], key[0]) not in said else (key[1], key[0])
        words = said.setdefault(pair, {}).setdefault(relation.from_, [])
        if relation.kind and relation.kind not in words:
            words.append(relation.kind)
    return [Line(a, b, "、".join(words.get(a, [])), "、".join(words.get(b, []))) for (a, b), words in said.items()]


def _untangled(order: list[str], lines: Sequence[Line]) -> list[str]:
    def length(of: Sequence[str]) -> int:
        at = {one: number for number, one in enumerate(of)}
        count = len(of)
        return sum(min(gap := abs(at[line.first] - at[line.second]), count - gap) ** 2 for line in lines)

    best = length(order)
    better = True
    while better:
        better = False
        for i, j in combinations(range(1, len(order)), 2):
            tried = list(order)
            tried[i], tried[j] = tried[j], tried[i]
            if (now := length(tried)) < best:
                order, best, better = tried, now, True
    return order
