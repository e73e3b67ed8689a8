"""Which of many extents share a cell with a wish, found by their names without going through all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from manju.money.avails.names import ALL, Selected, chain
from manju.money.avails.shapes import DIMENSIONS, Dimension


class Touching:
    """An index of extents by name in each dimension. 100,000 extents: some hundred microseconds a wish."""

    def __init__(self, extents: Sequence[Selected]) -> None:
        self._count = len(extents)
        self._by_name = {dimension: _by_name(dimension, extents) for dimension in DIMENSIONS}
        self._below = {dimension: _below(dimension, names) for dimension, names in self._by_name.items()}

    def find(self, wish: Selected) -> NDArray[np.intp]:
        """The numbers of all extents that share a cell with a wish, whatever the days, in their order."""
        found = np.ones(self._count, dtype=bool)
        for dimension in DIMENSIONS:
            if ALL in wish[dimension]:
                continue
            by_name, mask = self._by_name[dimension], np.zeros(self._count, dtype=bool)
            for name in self._sharing(dimension, wish[dimension]):
                mask[by_name[name]] = True
            found &= mask
        return np.flatnonzero(found)

    def _sharing(self, dimension: Dimension, wish: Iterable[str]) -> set[str]:
        """Names of extents that cover, are, or are part of a wished name."""
        by_name, below = self._by_name[dimension], self._below[dimension]
        above = {name for wished in wish for name in chain(dimension, wished) if name in by_name}
        return above.union(*(below.get(wished, ()) for wished in wish))


def _by_name(dimension: Dimension, extents: Sequence[Selected]) -> dict[str, NDArray[np.intp]]:
    numbers: dict[str, list[int]] = {}
    for number, extent in enumerate(extents):
        for name in extent[dimension]:
            numbers.setdefault(name, []).append(number)
    return {name: np.array(found, dtype=np.intp) for name, found in numbers.items()}


def _below(dimension: Dimension, names: Iterable[str]) -> dict[str, list[str]]:
    """Name -> the names that are part of it."""
    found: dict[str, list[str]] = {}
    for name in names:
        for above in chain(dimension, name):
            if above not in (name, ALL):
                found.setdefault(above, []).append(name)
    return found
