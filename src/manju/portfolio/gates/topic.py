"""Gate 1: a direction is chosen with evidence, and it is not tired, or what sets the property apart is written down."""

from __future__ import annotations

from manju.portfolio.gates.evidence import Asked, Found, by_hand
from manju.words import Words


def look(asked: Asked) -> Found:
    direction = by_hand(asked, "direction")
    items = [direction]
    difference = asked.hand.get("difference")
    if difference is not None:
        items.append(by_hand(asked, "difference"))
    met = all(item.met for item in items)
    why = Words("方向选定了", "A direction is chosen") if met else Words("还没选定方向", "No direction is chosen yet")
    return Found(tuple(items), why, asked.enter("topic"))
