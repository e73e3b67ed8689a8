"""Placing roots with one service: prepared and written down before anything is sent, then sent, then asked after.

Whoever places with a service holds it for a few minutes at a time, and every receipt is written under that hold with
the next number of its placing: two at once never prepare, or send, two transactions for one root. What a kill leaves
is finished by the next run from the newest receipt; a hold that was left runs out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from manju.people.audit import note
from manju.proof.anchors import AnchorFailed, Service, place
from manju.proof.anchors import Receipt as Answer
from manju.seals.anchors.keys import forget, kept, scrubbed
from manju.seals.anchors.models import AnchorService, Placing
from manju.seals.anchors.services import service_of
from manju.seals.costs import book_anchor
from manju.seals.log_models import Receipt
from manju.seals.models import Batch, Sealing
from manju.seals.proofs import write_proofs
from manju.words import Words

__all__ = ["OPEN", "Busy", "Trouble", "open_batches", "work_off", "write_anchored"]

OPEN: Final = ("waiting", "placed")
HELD_S: Final = 300
"""Longer than the requests between two receipts can take (seven of 20 seconds); renewed with each."""
PAUSE_S: Final = 10
LONGEST_PAUSE_S: Final = 300
AWAY: Final = ("timeout", "unreachable")


class Busy(Exception):
    """Somebody else places with this service now, or has taken it over."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a root was not placed, or not confirmed, this time."""

    service: str
    code: str
    message: Words


def work_off(row: AnchorService, *, clock: Callable[[], datetime] = timezone.now) -> list[Trouble]:
    """Place with a service what is due, the oldest first, and ask after what was sent; returns what went wrong.

    A refusal stops the placing with this service until later, so that no transaction overtakes another. Call it
    outside a transaction: each step is kept by itself.

    Raises:
        Busy: somebody else is at it.
    """
    with _held(row, clock) as hold:
        due = list(_due(row, clock()))
        if not due:
            return []
        try:
            service = service_of(row)
        except AnchorFailed as error:
            return [_postpone(due, row, error, clock())]
        placed = [one for one in due if one.state == "placed"]
        troubles = _send(service, row, [one for one in due if one.state == "waiting"], hold)
        troubles += _ask_after(service, row, placed, hold)
    if row.removed_at is not None and not Placing.objects.filter(service=row, state__in=OPEN).exists():
        forget(row.pk)
    return troubles


def write_anchored(row: AnchorService) -> None:
    """Write the proofs that lack an anchor which has become final with this service."""
    final = Placing.objects.filter(service=row, state="final").values("batch")
    for unwritten in Sealing.objects.unwritten().filter(batch__in=final).select_related("batch"):
        write_proofs(unwritten.batch)


def open_batches() -> list[Batch]:
    """Batches of the studio in scope with a root still to be placed or confirmed, the oldest first."""
    return list(Batch.objects.filter(placings__state__in=OPEN).distinct().order_by("pk"))


@dataclass(frozen=True, slots=True)
class _Hold:
    """That this run, and no other, places with a service."""

    service_id: int
    token: str
    clock: Callable[[], datetime]

    def keep(self, placing: Placing, answer: Answer) -> None:
        """Write a receipt down with what it means for its placing, while the service is ours.

        Raises:
            Busy: it was taken over; nothing is written.
        """
        with transaction.atomic():
            if not AnchorService.objects.filter(pk=self.service_id, held_by=self.token).update(held_until=self.until()):
                raise Busy
            newest = _newest(placing)
            final = answer.state == "confirmed"
            content: dict[str, Any] = answer.as_json() | ({"anchor": asdict(answer.anchor())} if final else {})
            row = Receipt.objects.create(
                batch_id=placing.batch_id, placing=placing, number=newest.number + 1 if newest else 1,
                kind=answer.kind, place=answer.where, is_final=final, receipt=content,
            )  # fmt: skip
            _move(placing, answer, now=self.clock())
            if final:
                book_anchor(row, placing)
            _say(placing, answer)

    def until(self) -> datetime:
        return self.clock() + timedelta(seconds=HELD_S)


@contextmanager
def _held(row: AnchorService, clock: Callable[[], datetime]) -> Iterator[_Hold]:
    hold = _Hold(row.pk, secrets.token_hex(16), clock)
    free = Q(held_until=None) | Q(held_until__lt=clock())
    if not AnchorService.objects.filter(free, pk=row.pk).update(held_by=hold.token, held_until=hold.until()):
        raise Busy
    try:
        yield hold
    finally:
        AnchorService.objects.filter(pk=row.pk, held_by=hold.token).update(held_by="", held_until=None)


def _due(row: AnchorService, now: datetime) -> Iterator[Placing]:
    rows = Placing.objects.filter(service=row, state__in=OPEN, next_at__lte=now).select_related("batch")
    return rows.order_by("pk").iterator()


def _newest(placing: Placing) -> Receipt | None:
    found: Receipt | None = Receipt.objects.filter(placing=placing).order_by("-number").first()
    return found


def _send(service: Service, row: AnchorService, waiting: list[Placing], hold: _Hold) -> list[Trouble]:
    for at, placing in enumerate(waiting):
        newest = _newest(placing)
        before = Answer.of_json(newest.receipt) if newest is not None else None

        def keep(answer: Answer, placing: Placing = placing) -> None:
            hold.keep(placing, answer)

        try:
            if before is not None and before.state == "prepared":
                keep(service.send(before))
            else:  # nothing yet, or what was sent has failed
                place(service, bytes.fromhex(placing.batch.root_sha256), now=hold.clock(), keep=keep)
        except AnchorFailed as error:
            return [_postpone(waiting[at:], row, error, hold.clock())]
    return []


def _ask_after(service: Service, row: AnchorService, placed: list[Placing], hold: _Hold) -> list[Trouble]:
    troubles = []
    for at, placing in enumerate(placed):
        newest = _newest(placing)
        before = Answer.of_json(newest.receipt) if newest is not None else None
        if before is None:  # cannot be: what is placed has a receipt
            continue
        try:
            after = service.confirm(before)
        except AnchorFailed as error:
            rest = placed[at:] if error.code in AWAY else [placing]
            troubles.append(_postpone(rest, row, error, hold.clock()))
            if error.code in AWAY:
                break
            continue
        if after != before:
            hold.keep(placing, after)
        if after.state == "sent":
            _wait(placing, hold.clock())
    return troubles


def _move(placing: Placing, answer: Answer, *, now: datetime) -> None:
    """What a receipt means for its placing."""
    placing.last_code = placing.said_zh = placing.said_en = ""
    if answer.state == "confirmed":
        placing.state = "final"
    elif answer.state == "sent":
        placing.state, placing.next_at = "placed", now + _pause(placing.tries)
    else:
        placing.state = "waiting"
    if answer.state == "failed":
        placing.tries += 1
        placing.next_at = now + _pause(placing.tries)
        placing.last_code, placing.said_zh, placing.said_en = "failed", _FAILED.zh, _FAILED.en
    placing.save(update_fields=["state", "tries", "next_at", "last_code", "said_zh", "said_en"])


def _wait(placing: Placing, now: datetime) -> None:
    """Sent and not final: look again, later each time."""
    placing.tries += 1
    placing.next_at, placing.last_code, placing.said_zh, placing.said_en = now + _pause(placing.tries), "", "", ""
    placing.save(update_fields=["tries", "next_at", "last_code", "said_zh", "said_en"])


def _postpone(some: list[Placing], row: AnchorService, error: AnchorFailed, now: datetime) -> Trouble:
    """Say why on all that wait for it, and try again later."""
    said = scrubbed(Words(f"{error.message.zh}{error.hint.zh}", f"{error.message.en} {error.hint.en}"), kept(row.pk))
    for placing in some:
        placing.tries += 1
        placing.next_at, placing.last_code = now + _pause(placing.tries), error.code[:16]
        placing.said_zh, placing.said_en = said.zh[:400], said.en[:400]
        placing.save(update_fields=["tries", "next_at", "last_code", "said_zh", "said_en"])
    return Trouble(row.name, error.code, said)


def _pause(tries: int) -> timedelta:
    return timedelta(seconds=min(PAUSE_S * 2 ** min(tries, 10), LONGEST_PAUSE_S))


def _say(placing: Placing, answer: Answer) -> None:
    said = {"sent": _SENT, "confirmed": _CONFIRMED, "failed": _FAILED_AUDIT}.get(answer.state)
    if said is not None and (answer.state != "sent" or "block" not in answer.details):
        note(f"anchor.{answer.state}", said.fill(n=placing.service.name, b=placing.batch.batch_id[:8]), by=None,
             link=placing.batch.get_absolute_url(), reference=answer.reference)  # fmt: skip


_SENT: Final = Words("把 {b} 的根摘要提交给{n}", "Sent the root of {b} to {n}")
_CONFIRMED: Final = Words("{n}确认了 {b} 的根摘要", "{n} confirmed the root of {b}")
_FAILED_AUDIT: Final = Words("{n}没有收下 {b} 的根摘要，重新提交", "{n} did not take the root of {b}; it is sent anew")
_FAILED: Final = Words("提交的那一笔没成，会重新提交。", "What was sent did not stand; it is sent anew.")
