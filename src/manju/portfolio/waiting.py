"""What of the slate waits for a person: gates that turned in the last days, and decisions to take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from manju.catalogue.models import Property
from manju.portfolio.gates import lines_of
from manju.portfolio.models import Turn
from manju.words import Words

__all__ = ["RECENT", "Call", "calls"]

RECENT: Final = timedelta(days=3)
MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Call:
    """One thing: how grave, what, what is known, what to press."""

    tone: str
    icon: str
    heading: Words
    said: Words
    button: Words
    address: str


def calls(at: datetime) -> list[Call]:
    """Everything of the studio in scope, the gravest first."""
    return [*_to_stop(), *_turned(at)]


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


def _turned(at: datetime) -> Iterator[Call]:
    """The newest turn of each gate in the last days that is news: passed, or blocked; not what was found at first."""
    seen: set[tuple[int, str]] = set()
    rows = Turn.objects.filter(at__gte=at - RECENT, of_property__stopped_at=None, override=None).exclude(was="")
    for turn in rows.select_related("of_property").order_by("-pk"):
        key = (turn.of_property_id, turn.gate)
        if key in seen:
            continue
        seen.add(key)
        if turn.state not in ("passed", "blocked"):
            continue
        passed = turn.state == "passed"
        heading = (
            Words("《{n}》过了{g}关", "{n} passed the {g} gate")
            if passed
            else Words("《{n}》卡在{g}关", "{n} is blocked at the {g} gate")
        )
        yield Call(
            "here" if passed else "warn", "tick" if passed else "warn",
            heading.fill(n=turn.of_property.name, g=turn.gate_row.name), Words("{w}。", "{w}.").fill(w=turn.why),
            Words("看关卡", "See the gates"), reverse("portfolio:gates", args=[turn.of_property_id]),
        )  # fmt: skip
        if len(seen) >= MOST:
            return
