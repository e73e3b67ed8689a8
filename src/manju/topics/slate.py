"""What the studio itself has: its properties as texts to be compared with, and how its own titles keep viewers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from manju.catalogue.models import Property


@dataclass(frozen=True, slots=True)
class OwnWork:
    """A property of the studio as a text: its name, what it is about."""

    title: str
    text: str


def own_titles() -> list[OwnWork]:
    """The living properties of the studio in scope, for homogeneity."""
    rows = Property.objects.filter(stopped_at=None).prefetch_related("works")

    def text(p: Property) -> str:
        return " ".join(filter(None, [p.name_zh, p.genres_zh, p.logline_zh, *(w.title_zh for w in p.works.all())]))

    return [OwnWork(p.name_zh, text(p)) for p in rows]


@dataclass(frozen=True, slots=True)
class OwnRate:
    """How a title of the studio's own keeps viewers: its elements, the day it began, its completion rate."""

    elements: tuple[str, ...]
    began: date
    completion: float


def own_completion() -> list[OwnRate]:
    """The completion rates of the studio's own titles; empty where nothing is measured.

    It is fatigue's third sign; without measurements the other two decide alone.
    """
    return []
