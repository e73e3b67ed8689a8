"""What the pages ask about anchors: how far a batch has come with each service, and how the services do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from manju.proof.anchors import Receipt as Answer
from manju.seals.anchors.models import AnchorService, Placing
from manju.seals.anchors.names import KINDS, PLACING_STATES, REFERENCE, worth_of
from manju.seals.anchors.placing import OPEN
from manju.seals.log_models import Receipt
from manju.seals.models import Batch
from manju.seals.names import Look
from manju.words import Words

__all__ = ["Anchored", "Standing", "anchors_of", "how_they_do"]


@dataclass(frozen=True, slots=True)
class Anchored:
    """How far a batch has come with one service. `reference`: transaction or evidence number, empty until known;
    `at`: the time of the block or deposit, None before it is final."""

    kind: str
    name: str
    place: str
    state: str
    reference: str
    at: datetime | None
    block: int | None
    sm3: str
    said: Words | None
    tries: int

    @property
    def look(self) -> Look:
        return PLACING_STATES[self.state]

    @property
    def kind_name(self) -> Words:
        return KINDS[self.kind].name

    @property
    def worth(self) -> Words:
        return worth_of(self.kind)

    @property
    def check(self) -> Words:
        return KINDS[self.kind].check

    @property
    def reference_name(self) -> Words:
        return REFERENCE[self.kind]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Standing:
    """A service with how many roots it holds, how many wait, and what went wrong last with one that does."""

    row: AnchorService
    final: int
    open: int
    said: Words | None


def anchors_of(batch: Batch) -> list[Anchored]:
    """All placings of a batch, in two queries."""
    newest = {row.placing_id: row for row in Receipt.objects.filter(batch=batch).order_by("number")}
    return [
        _anchored(placing, newest.get(placing.pk))
        for placing in Placing.objects.filter(batch=batch).select_related("service")
    ]


def how_they_do() -> list[Standing]:
    """The services that are set up."""
    rows = AnchorService.objects.filter(removed_at=None).annotate(
        final=Count("placings", filter=Q(placings__state="final")),
        open=Count("placings", filter=Q(placings__state__in=OPEN)),
    )
    troubled = Placing.objects.filter(state__in=OPEN).exclude(last_code="").order_by("pk")
    said = {placing.service_id: placing.said for placing in troubled}
    return [Standing(row, row.final, row.open, said.get(row.pk)) for row in rows]


def _anchored(placing: Placing, newest: Receipt | None) -> Anchored:
    answer = Answer.of_json({k: v for k, v in newest.receipt.items() if k != "anchor"}) if newest is not None else None
    details = answer.details if answer is not None else {}
    block = details.get("block")
    return Anchored(
        kind=placing.kind, name=placing.service.name, place=placing.place, state=placing.state,
        reference=answer.reference if answer is not None and placing.state != "waiting" else "",
        at=answer.at if answer is not None and placing.state == "final" else None,
        block=block if isinstance(block, int) else None, sm3=str(details.get("sm3", "")), said=placing.said,
        tries=placing.tries,
    )  # fmt: skip
