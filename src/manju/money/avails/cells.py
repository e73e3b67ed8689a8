"""Whether some cell of a wish is free, and whether every cell is held, without listing the cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manju.money.avails.names import Selected, atoms, chain
from manju.money.avails.shapes import DIMENSIONS

Masks = list[list[tuple[int, int]]]  # dimension -> atoms of the wish as (who blocks it, who holds it), bit by bit


def masks_of(wish: Selected, blocking: Sequence[Selected], holding: Sequence[Selected]) -> Masks:
    """For each dimension, the different atoms of a wish by the extents that cover them: bit n for the n-th."""
    found = []
    for dimension in DIMENSIONS:
        by_name: dict[str, list[int]] = {}
        for side, extents in enumerate((blocking, holding)):
            for number, extent in enumerate(extents):
                for name in extent[dimension]:
                    by_name.setdefault(name, [0, 0])[side] |= 1 << number
        covers = set()
        for atom in atoms(dimension, wish[dimension], by_name):
            blocks = holds = 0
            for name in chain(dimension, atom):
                if name in by_name:
                    blocks |= by_name[name][0]
                    holds |= by_name[name][1]
            covers.add((blocks, holds))
        found.append(sorted(covers, key=lambda cover: cover[0].bit_count()))
    return found


def some_cell_is_free(masks: Masks, *, blocking: int, holding: int, holds: Callable[[int], bool]) -> bool:
    """Whether there is a cell that nothing blocks and whose holders (bits) hold it as wished.

    `holds` must not become true by taking holders away.
    """
    tried: set[tuple[int, int, int]] = set()

    def search(depth: int, blocks: int, held: int) -> bool:
        if not holds(held):
            return False
        if depth == len(masks):
            return blocks == 0
        if (depth, blocks, held) in tried:
            return False
        tried.add((depth, blocks, held))
        return any(search(depth + 1, blocks & b, held & h) for b, h in masks[depth])

    return search(0, (1 << blocking) - 1, (1 << holding) - 1)


def every_cell_is_held(masks: Masks, *, holding: int, holds: Callable[[int], bool]) -> bool:
    """Whether every cell of the wish has holders (bits) that hold it as wished."""
    tried: set[tuple[int, int]] = set()

    def search(depth: int, held: int) -> bool:
        if not holds(held):
            return False
        if depth == len(masks) or (depth, held) in tried:
            return True
        tried.add((depth, held))
        return all(search(depth + 1, held & h) for h in {h for _, h in masks[depth]})

    return search(0, (1 << holding) - 1)
