"""What of the slate waits for a person: properties of which a gate says stop. Gates that turned are alerts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from manju.catalogue.models import Property
from manju.portfolio.gates import lines_of
from manju.words import Words

__all__ = ["Call", "calls"]


@dataclass(frozen=True, slots=True)
class Call:
    """One thing: how grave, what, what is known, what to press."""

    tone: str
    icon: str
    heading: Words
    said: Words
    button: Words
    address: str


def calls() -> list[Call]:
    """Everything of the studio in scope, the gravest first."""
    return list(_to_stop())


def _to_stop() -> Iterator[Call]:
    """Living properties of which a gate says stop: somebody has to decide."""
    for line in lines_of(Property.objects.filter(stopped_at=None)):
        station = line.stopping
        if station is not None:
            yield Call(
                "bad", "stop", Words("《{n}》该停", "{n} is to be stopped").fill(n=line.of_property.name),
                Words("{g}关：{w}。", "{g}: {w}.").fill(g=station.gate.name, w=station.why),
                Words("决定停不停", "Decide"),
                reverse("portfolio:gate", args=[line.of_property.pk, station.gate.key]) + "#decide",
            )  # fmt: skip
