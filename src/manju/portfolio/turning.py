"""Seeing that a gate changed its state, and writing it down with its day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.urls import reverse

from manju.alerts.actions import raise_alert
from manju.alerts.kinds import alert_kind
from manju.catalogue.models import Property
from manju.portfolio.gates import Line, lines_of
from manju.portfolio.models import Turn
from manju.words import Words

__all__ = ["GATE", "note_turns"]

GATE: Final = alert_kind(
    "portfolio.gate", title=Words("关卡变了", "A gate turned"),
    said=Words("一个 IP 过了一关，或卡在一关", "A property passed a gate, or is blocked at one"),
)  # fmt: skip


def note_turns(properties: Iterable[Property] | None = None) -> list[Turn]:
    """Compare the lines of properties (all when None) with what was last written; write what differs.

    Two at once write a change once: the property's row is locked meanwhile.
    """
    wanted = (
        Property.objects.all() if properties is None else Property.objects.filter(pk__in=[p.pk for p in properties])
    )
    made: list[Turn] = []
    for pk in wanted.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            [line] = lines_of([Property.objects.select_for_update().get(pk=pk)])
            found = [_written(turn) for turn in _differing(line)]
            if line.of_property.stopped_at is None:
                _tell(found)
            made += found
    return made


def _written(turn: Turn) -> Turn:
    turn.save()
    return turn


def _tell(turns: list[Turn]) -> None:
    """Raise what is news: a gate passed or blocked by the evidence; not what was found at first, not a person's word.

    The test launch tells its verdict itself.
    """
    for turn in turns:
        if (
            not turn.was
            or turn.override is not None
            or turn.gate == "launch"
            or turn.state not in ("passed", "blocked")
        ):
            continue
        passed = turn.state == "passed"
        heading = (
            Words("《{n}》过了{g}关", "{n} passed the {g} gate")
            if passed
            else Words("《{n}》卡在{g}关", "{n} is blocked at the {g} gate")
        )
        raise_alert(
            GATE, key=f"portfolio.turn:{turn.pk}", heading=heading.fill(n=turn.of_property.name, g=turn.gate_row.name),
            text=Words("{w}。", "{w}.").fill(w=turn.why), link=reverse("portfolio:gates", args=[turn.of_property_id]),
            level="here" if passed else "warn",
        )  # fmt: skip


def _differing(line: Line) -> list[Turn]:
    last: dict[str, str] = {}
    for gate, state in Turn.objects.filter(of_property=line.of_property).order_by("pk").values_list("gate", "state"):
        last[gate] = state
    return [
        Turn(
            of_property=line.of_property, gate=s.gate.key, was=last.get(s.gate.key, ""), state=s.state,
            why_zh=s.why.zh[:400], why_en=s.why.en[:400], override=s.override,
        )
        for s in line.stations
        if last.get(s.gate.key, "") != s.state
    ]  # fmt: skip
