"""What the studio itself has: its properties as texts to be compared with, and how its own titles keep viewers."""

from __future__ import annotations

from dataclasses import dataclass

from manju.catalogue.models import Property


@dataclass(frozen=True, slots=True)
class OwnTitle:
    """A property of the studio as a text: its name, what it is about."""

    title: str
    text: str


def own_titles() -> list[OwnTitle]:
    """The living properties of the studio in scope, for homogeneity."""
    rows = Property.objects.filter(stopped_at=None).prefetch_related("works")
    return [
        OwnTitle(p.name_zh, " ".join(filter(None, [p.name_zh, p.genres_zh, p.logline_zh, *(w.title_zh for w in p.works.all())])))
        for p in rows
    ]  # fmt: skip


def own_completion() -> dict[str, float] | None:
    """The weekly slope of the completion rate of the studio's own titles, by element; None where nothing is measured.

    It is fatigue's third sign; without measurements the other two decide alone.
    """
    return None
