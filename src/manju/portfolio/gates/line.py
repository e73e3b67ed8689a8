"""The line of a property: six stations, each passed, here, blocked and why, or not reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from manju.catalogue.models import Property
from manju.portfolio.gates import bible, distribution, fans, launching, licensing, topic
from manju.portfolio.gates.evidence import Asked, Found
from manju.portfolio.models import HandEvidence, Override
from manju.portfolio.names import GATES, STATES, Gate, Look, State
from manju.portfolio.thresholds import Demands, demands
from manju.words import Words

__all__ = ["Line", "Station", "line_of", "lines_of"]

LOOKS: Final[dict[str, Callable[[Asked], Found]]] = {
    "topic": topic.look, "bible": bible.look, "launch": launching.look, "distribution": distribution.look,
    "fans": fans.look, "licensing": licensing.look,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Station:
    """One gate of a property as it stands."""

    gate: Gate
    state: State
    why: Words
    found: Found
    by_evidence: State  # without anybody's decision
    override: Override | None = None

    @property
    def look(self) -> Look:
        return STATES[self.state]

    @property
    def stops(self) -> bool:
        """Whether this gate says that the property is to be stopped."""
        return self.override.verdict == "stop" if self.override is not None else self.found.stop


@dataclass(frozen=True, slots=True)
class Line:
    """The six stations of a property."""

    of_property: Property
    stations: tuple[Station, ...]

    @property
    def current(self) -> Station | None:
        """The first that is not passed; None when all are."""
        return next((s for s in self.stations if s.state != "passed"), None)

    @property
    def stopping(self) -> Station | None:
        """The first gate that says stop."""
        return next((s for s in self.stations if s.stops), None)

    @property
    def passed(self) -> int:
        return sum(1 for s in self.stations if s.state == "passed")

    def at(self, gate: str) -> Station:
        return self.stations[GATES[gate].number - 1]


def line_of(of_property: Property, *, asked_of: Demands | None = None) -> Line:
    """The stations of one property."""
    return lines_of([of_property], asked_of=asked_of)[0]


def lines_of(properties: Iterable[Property], *, asked_of: Demands | None = None) -> list[Line]:
    """The stations of properties, in their order."""
    rows = list(properties)
    wanted = asked_of or demands()
    hand: dict[int, dict[str, HandEvidence]] = {row.pk: {} for row in rows}
    entered = HandEvidence.objects.filter(of_property__in=rows, on__lte=wanted.on).select_related("by")
    for one in entered.order_by("on", "pk"):
        hand[one.of_property_id][one.need] = one
    decided: dict[tuple[int, str], Override] = {}
    for made in Override.objects.filter(of_property__in=rows).select_related("by").order_by("pk"):
        decided[made.of_property_id, made.gate] = made
    return [
        Line(row, _stations(Asked(row, wanted, hand[row.pk]), {g: decided.get((row.pk, g)) for g in GATES}))
        for row in rows
    ]


def _stations(asked: Asked, decided: dict[str, Override | None]) -> tuple[Station, ...]:
    found = {key: LOOKS[key](asked) for key in GATES}
    before = _states(found, {})
    kept = {key: made for key, made in decided.items() if made is not None and made.verdict != "lift"}
    after = _states(found, kept)
    return tuple(
        Station(
            gate, after[key], Words(kept[key].why, kept[key].why) if key in kept else found[key].why, found[key],
            before[key], kept.get(key),
        )
        for key, gate in GATES.items()
    )  # fmt: skip


def _states(found: dict[str, Found], decided: dict[str, Override]) -> dict[str, State]:
    """The first gate that is not met is where the property stands; what stops it is blocked wherever it is."""
    states: dict[str, State] = {}
    reached = True
    for key, one in found.items():
        verdict = decided[key].verdict if key in decided else ""
        if verdict == "pass" or (verdict != "stop" and one.met and not one.stop):
            states[key] = "passed"
            continue
        stopped = verdict == "stop" or one.stop or (one.blocked and reached)
        states[key] = "blocked" if stopped else "here" if reached else "not_reached"
        reached = False
    return states
