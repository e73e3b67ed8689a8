"""What people do about seals: seal now, ask again, set up authorities."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.jobs.actions import hurry
from manju.money.amounts import is_currency
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.proof.certificates import trusted_of
from manju.proof.errors import ProofError
from manju.seals.anchors.actions import place_now
from manju.seals.jobs import ask_soon
from manju.seals.models import Asked, Authority, Batch
from manju.seals.recording import seal_soon
from manju.seals.sealing import checked_url
from manju.words import Words

NO_PEM: Final = Words(
    "这里没有能读的证书。贴上以 -----BEGIN CERTIFICATE----- 开头的整段文字。",
    "There is no readable certificate here. Paste the whole text that begins with -----BEGIN CERTIFICATE-----.",
)

__all__ = ["add_authority", "change_authority", "remove_authority", "retry_batch", "seal_now_by_hand"]


@transaction.atomic
def seal_now_by_hand(*, by: User) -> bool:
    """Seal at once what waits; False when nothing does."""
    if seal_soon(by=by) is None:
        return False
    note("evidence.seal_asked", Words("要求立刻封存", "Asked to seal now"), by=by)
    return True


@transaction.atomic
def retry_batch(batch: Batch, *, by: User) -> None:
    """Have the authorities of a batch asked again now, and its root placed where it is still to be placed.

    Raises:
        Refused: nothing is waited for.
    """
    places = place_now(batch, by=by)
    if Asked.objects.filter(batch=batch, state="waiting").exists():
        hurry(ask_soon(batch, by=by))
    elif not places:
        raise Refused(Words("这一批不缺时间戳。", "This batch lacks no timestamp."))
    said = Words("再要一次时间戳：{b}", "Asked again for the timestamp of {b}").fill(b=batch.batch_id[:8])
    note("evidence.retried", said, by=by, link=batch.get_absolute_url())


@transaction.atomic
def add_authority(
    *, name: str, url: str, certificates: str, price_minor: int, currency: str, is_on: bool, by: User
) -> Authority:
    """Have seals stamped by one more authority from now on.

    Raises:
        Refused: an address, certificates or a price that will not do, or an address that is there already.
    """
    row = Authority(added_by=by)
    _set(row, name=name, url=url, certificates=certificates, price_minor=price_minor, currency=currency, is_on=is_on)
    _save(row)
    note("authority.added", Words("添上时间戳机构{n}", "Added the authority {n}").fill(n=row.name), by=by, url=row.url)
    return row


@transaction.atomic
def change_authority(
    row: Authority, *, name: str, url: str, certificates: str, price_minor: int, currency: str, is_on: bool, by: User
) -> None:
    """Change it for the seals to come; what was asked before stays as it was.

    Raises:
        Refused: as for a new one.
    """
    _set(row, name=name, url=url, certificates=certificates, price_minor=price_minor, currency=currency, is_on=is_on)
    _save(row)
    note("authority.changed", Words("改了时间戳机构{n}", "Changed the authority {n}").fill(n=row.name), by=by,
         url=row.url, is_on=row.is_on)  # fmt: skip


@transaction.atomic
def remove_authority(row: Authority, *, by: User) -> None:
    """Ask it no more; its tokens stay, and what still waits for it is asked for all the same."""
    if Authority.objects.filter(pk=row.pk, removed_at=None).update(removed_at=timezone.now(), is_on=False):
        note("authority.removed", Words("不再用时间戳机构{n}", "The authority {n} is used no more").fill(n=row.name),
             by=by, url=row.url)  # fmt: skip


def _set(
    row: Authority, *, name: str, url: str, certificates: str, price_minor: int, currency: str, is_on: bool
) -> None:
    try:
        row.url, row.certificates = checked_url(url), certificates.strip()
    except ProofError as why:
        raise Refused(why.message, field="url") from why
    if row.certificates:
        try:
            trusted_of(row.certificates.encode())
        except ValueError as why:
            raise Refused(NO_PEM, field="certificates") from why
    if price_minor < 0:
        raise Refused(Words("价钱不能是负的。", "The price cannot be negative."), field="price")
    if not is_currency(currency):
        raise Refused(Words("币种要用三个字母。", "A currency has three letters."), field="currency")
    row.name = name.strip()[:80] or row.host[:80]
    row.price_minor, row.currency, row.is_on = price_minor, currency, is_on


def _save(row: Authority) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        said = Words("这个网址已经设过了。", "This address is set up already.")
        raise Refused(said, field="url") from error
