"""Gate 1: a direction is chosen with evidence, and it is not tired, or what sets the property apart is written down."""

from __future__ import annotations

from django.urls import reverse

from manju.portfolio.gates.evidence import Asked, Found, Item, Step, by_hand
from manju.topics.choices import choice_of
from manju.topics.models import Choice
from manju.words import Words


def look(asked: Asked) -> Found:
    step = Step(Words("去选方向", "Choose a direction"), reverse("topics:directions"))
    choice = choice_of(asked.of_property)
    if choice is not None:
        return _chosen(choice, step)
    direction = by_hand(asked, "direction")
    items = [direction, *([by_hand(asked, "difference")] if "difference" in asked.hand else [])]
    if all(item.met for item in items):
        return Found(tuple(items), Words("方向选定了", "A direction is chosen"), asked.enter("topic"))
    return Found(tuple(items), Words("还没选定方向", "No direction is chosen yet"), step)


def _chosen(choice: Choice, step: Step) -> Found:
    """A direction chosen in the topics room; it cannot be kept there tired and without a difference."""
    address, elements = choice.get_absolute_url(), "+".join(choice.elements)
    fresh = choice.fatigue != "tired"
    items = [
        Item(Words("方向", "Direction"), Words(elements, elements), True, "measured", address),
        Item(Words("题材疲劳", "Fatigue"), choice.fatigue_name, fresh or bool(choice.difference), "measured", address),
    ]
    if choice.difference:
        said = Words(choice.difference[:80], choice.difference[:80])
        items.append(Item(Words("不一样的地方", "What sets it apart"), said, True, "measured", address))
    why = Words("方向：{e}", "Direction: {e}").fill(e=elements)
    return Found(tuple(items), why, step)
