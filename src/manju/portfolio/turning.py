"""Seeing that a gate changed its state, and writing it down with its day."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from manju.catalogue.models import Property
from manju.portfolio.gates import Line, lines_of
from manju.portfolio.models import Turn

__all__ = ["note_turns"]


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
            made += Turn.objects.bulk_create(_differing(line))
    return made


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
