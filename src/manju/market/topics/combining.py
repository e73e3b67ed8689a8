"""Combinations of two to four elements that recur, and how much more often than if elements were independent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.market.topics.bearing import Borne

SIZES: Final = (2, 3, 4)
MOST_ELEMENTS: Final = 160  # the most borne ones are combined
MOST: Final = {2: 2500, 3: 1500, 4: 500}  # combinations of a size, the most borne ones
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Combination:
    """Elements by their place in `Borne` (ascending), and the titles of the board that bear all of them."""

    elements: tuple[int, ...]
    titles: Places


def least_support(size: int) -> int:
    """From how many titles on a combination is looked at, by the number of titles.

    >>> least_support(60), least_support(2000), least_support(50_000)
    (4, 8, 50)
    """
    return max(4, min(8, size // 100), size // 1000)


def combined(borne: Borne, size: int, *, least: int | None = None) -> list[Combination]:
    """All combinations of 2–4 elements borne by `least` titles or more, level by level (Eclat on bit sets).

    Zaki (2000). Tags borne by the very same titles as another element are left out. A level that has more than `MOST`
    keeps the most borne.
    """
    least = least or least_support(size)
    bits = _bits(borne, size)
    places: list[int] = []
    known: set[bytes] = set()
    for i, titles in enumerate(borne.titles):
        same = bits[i].tobytes()
        if len(titles) >= least and (borne.origins[i] == "lexicon" or same not in known):
            known.add(same)
            places.append(i)
        if len(places) >= MOST_ELEMENTS:
            break
    found: list[Combination] = []
    level: dict[tuple[int, ...], npt.NDArray[np.uint64]] = {(i,): bits[i] for i in places}
    for length in SIZES:
        above: dict[tuple[int, ...], npt.NDArray[np.uint64]] = {}
        supports: dict[tuple[int, ...], int] = {}
        for prefix, ends in _by_prefix(level).items():
            for first, second in combinations(ends, 2):
                both = level[(*prefix, first)] & level[(*prefix, second)]
                support = int(np.bitwise_count(both).sum())
                if support >= least:
                    key = (*prefix, first, second)
                    above[key], supports[key] = both, support
        kept = sorted(above, key=lambda key: (-supports[key], key))[: MOST[length]]
        level = {key: above[key] for key in kept}
        found += [Combination(key, _titles(level[key], size)) for key in kept]
    return found


def lift_of(combination: Sequence[int], support: int, borne: Borne, size: int) -> tuple[float, tuple[float, float]]:
    """Observed / expected-if-independent share of titles, and its 95 % interval.

    With shares p of n titles: L = p_S / Π p_i. By the delta method the variance of log L is
    (1/p_S − Σ 1/p_i + 2 Σ_{i<j} p_ij / (p_i p_j) − (k−1)²) / n, from the influence of each title on log L.
    """
    shares = [len(borne.titles[i]) / size for i in combination]
    share = support / size
    lift = share / math.prod(shares)
    pairs = 0.0
    for (i, p), (j, q) in combinations(zip(combination, shares, strict=True), 2):
        common = len(np.intersect1d(borne.titles[i], borne.titles[j], assume_unique=True)) / size
        pairs += common / (p * q)
    k = len(shares)
    variance = (1 / share - sum(1 / p for p in shares) + 2 * pairs - (k - 1) ** 2) / size
    wide = 1.959964 * math.sqrt(max(variance, 0.0))
    return lift, (lift * math.exp(-wide), lift * math.exp(wide))


def _bits(borne: Borne, size: int) -> npt.NDArray[np.uint64]:
    words = (size + 63) // 64
    bits = np.zeros((len(borne.names), words * 8), dtype=np.uint8)
    for i, titles in enumerate(borne.titles):
        row = np.zeros(words * 64, dtype=np.uint8)
        row[titles] = 1
        bits[i] = np.packbits(row, bitorder="little")
    return bits.view(np.uint64)


def _titles(bits: npt.NDArray[np.uint64], size: int) -> Places:
    return np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little")[:size]).astype(np.int64)


def _by_prefix(level: dict[tuple[int, ...], npt.NDArray[np.uint64]]) -> dict[tuple[int, ...], list[int]]:
    groups: dict[tuple[int, ...], list[int]] = {}
    for key in sorted(level):
        groups.setdefault(key[:-1], []).append(key[-1])
    return groups
