"""Having the root of a batch stamped by authorities: every good token is kept, of every other answer only its fault."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from manju.people.audit import note
from manju.proof.certificates import fingerprint, trusted_of
from manju.proof.digests import sha256_hex
from manju.proof.portable import Timestamp
from manju.proof.timestamps import NoTimestamp, ask
from manju.proof.tokens import read_token, time_of
from manju.seals.costs import book_seal
from manju.seals.models import Asked, Attempt, Batch, Sealing, Token
from manju.words import Words

__all__ = ["Refusal", "finish", "queued", "stamp"]

SIDE_BY_SIDE: Final = 8


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an authority's answer was not taken."""

    url: str
    code: str
    message: Words


def stamp(batch: Batch) -> list[Refusal]:
    """Ask every authority that has not stamped this batch yet, side by side, at most 20 seconds each.

    Good tokens are kept, each in a transaction of its own with what it costs. Returns what went wrong; the authority
    stays in the queue. Safe to run again, also at once: one token of an authority is kept.
    """
    waiting = list(Asked.objects.filter(batch=batch, state="waiting").order_by("pk"))
    if not waiting:
        return []
    Asked.objects.filter(pk__in=[one.pk for one in waiting]).update(tries=F("tries") + 1)
    root = bytes.fromhex(batch.root_sha256)
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(waiting))) as pool:
        answers = list(pool.map(lambda one: _answer(one.url, one.certificates, root), waiting))
    refusals = []
    for one, answer in zip(waiting, answers, strict=True):
        if isinstance(answer, Timestamp):
            _keep(batch, one, answer)
        else:
            _note_refusal(one, answer)
            refusals.append(Refusal(one.url, answer.code, answer.message))
    return refusals


@transaction.atomic
def finish(batch: Batch) -> bool:
    """Say that a batch is sealed where it is: stamped by one authority at least, or none was wanted."""
    waits = Asked.objects.filter(batch=batch, state="waiting").exists()
    sealed = not waits or Token.objects.filter(batch=batch).exists()
    if sealed:
        Sealing.objects.filter(batch=batch, state="queued").update(state="sealed")
    return sealed


def _answer(url: str, certificates: str, root: bytes) -> Timestamp | NoTimestamp:
    """What an authority answered. Touches no database: it runs in a thread."""
    try:
        return ask(url, root, trusted=trusted_of(certificates.encode()) if certificates else ())
    except NoTimestamp as error:
        return error
    except ValueError:  # certificates that were readable when they were set up
        return NoTimestamp.because("certificate")


def _keep(batch: Batch, asked: Asked, stamped: Timestamp) -> None:
    signer = read_token(stamped.token).signer
    at: datetime = time_of(stamped.gen_time)
    try:
        with transaction.atomic():
            token = Token.objects.create(
                batch=batch, asked=asked, url=asked.url, token=stamped.token, token_sha256=sha256_hex(stamped.token),
                gen_time=at, gen_time_said=stamped.gen_time, authority_subject=signer.subject.rfc4514_string()[:400],
                authority_sha256=fingerprint(signer),
            )  # fmt: skip
            Asked.objects.filter(pk=asked.pk).update(state="answered", last_code="")
            book_seal(token, asked)
            said = Words("{h} 盖了时间戳，编号 {b}", "{h} stamped batch {b}").fill(h=asked.host, b=batch.batch_id[:8])
            note("evidence.stamped", said, by=None, link=batch.get_absolute_url(), token=token.token_sha256)
    except IntegrityError:
        if not Token.objects.filter(asked=asked).exists():  # else somebody else was quicker
            raise


def _note_refusal(asked: Asked, refusal: NoTimestamp) -> None:
    with transaction.atomic():
        Attempt.objects.create(
            asked=asked, code=refusal.code, message_zh=refusal.message.zh[:400], message_en=refusal.message.en[:400],
            at=timezone.now(),
        )  # fmt: skip
        Asked.objects.filter(pk=asked.pk).update(last_code=refusal.code)


def queued() -> list[Batch]:
    """Batches of the studio in scope that are not done: an authority has still to answer, or the last word was not
    said; the oldest first."""
    open_ones = Q(asked__state="waiting") | Q(sealing__state="queued")
    return list(Batch.objects.filter(open_ones).distinct().order_by("pk"))
