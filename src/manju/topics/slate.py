"""What the studio itself has: its properties as texts to be compared with, and how its own titles keep viewers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from manju.catalogue.models import Property, Work
from manju.launch.days import Cell, title_days
from manju.launch.models import Snapshot
from manju.topics import engine
from manju.topics.lexicon import entries, names_by_text
from manju.topics.models import Choice


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
    """The completion rates of the studio's own titles as platforms count them; empty where nothing is measured.

    It is fatigue's third sign; without measurements the other two decide alone. A title's elements are those of the
    direction it was started from, else those its genres name.
    """
    chosen: dict[int, tuple[str, ...]] = {}
    for of, elements in Choice.objects.order_by("pk").values_list("of_property", "elements"):
        chosen[of] = tuple(elements)
    measured = Snapshot.objects.exclude(item__episode=None).values_list("item__episode__season__work", flat=True)
    found = []
    known: dict[str, str] | None = None
    for work in Work.objects.filter(pk__in=set(measured)).select_related("of_property").order_by("pk"):
        if work.of_property_id not in chosen and known is None:
            known = names_by_text(entries(engine.seed_entries()))
        named = [text.strip() for text in work.of_property.genres_zh.split("·")]
        elements = chosen.get(work.of_property_id) or tuple(
            dict.fromkeys(known[t] for t in named if known and t in known)
        )
        rate = completion_of(title_days(work))
        if elements and rate is not None:
            found.append(OwnRate(elements, *rate))
    return found


def completion_of(cells: Sequence[Cell]) -> tuple[date, float] | None:
    """The day a title began, and completed plays / plays over its videos as last counted; None where none is known."""
    last = {(c.channel, c.item_id): c for c in cells if c.total.views and c.total.completed is not None}
    views = sum(c.total.views or 0 for c in last.values())
    if not views:
        return None
    return min(c.date for c in cells), float(sum(c.total.completed or 0 for c in last.values()) / views)
