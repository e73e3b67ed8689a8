"""What people do about anchors: set a service up, change it, remove it, have a root placed now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.jobs.actions import hurry
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.proof.anchors import AnchorFailed
from manju.proof.errors import ProofError
from manju.seals.anchors.jobs import place_soon
from manju.seals.anchors.keys import Kept, forget, keep, kept
from manju.seals.anchors.models import AnchorService, Placing
from manju.seals.anchors.placing import OPEN
from manju.seals.anchors.services import place_of
from manju.seals.models import Batch
from manju.seals.sealing import checked_url
from manju.words import Words

__all__ = ["Typed", "add_service", "change_service", "place_now", "remove_service"]

MOST_CONFIRMATIONS: Final = 1000
LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Typed:
    """A service as its owner typed it; empty secrets and an empty address leave what is kept as it is."""

    name: str = ""
    address: str = ""
    identity: str = ""
    secret: str = field(default="", repr=False)
    project: str = ""
    region: str = ""
    chain_id: int | None = None
    confirmations: int = 12
    most_gwei: int = 10_000_000
    price_minor: int = 0
    is_on: bool = True


def add_service(kind: str, typed: Typed, *, by: User) -> AnchorService:
    """Have seals placed with one more service from now on.

    Raises:
        Refused: an address, a key or a number that will not do; a place that is there already; the extra is missing.
    """
    row = AnchorService(kind=kind, added_by=by)
    return _store(row, typed, None, verb="anchor.added", said=_ADDED, by=by)


def change_service(row: AnchorService, typed: Typed, *, by: User) -> AnchorService:
    """Change it for what is placed from now on; its place (chain, host, project) stays.

    Raises:
        Refused: as for a new one, or it would move to another place.
    """
    return _store(row, typed, kept(row.pk), verb="anchor.changed", said=_CHANGED, by=by)


def remove_service(row: AnchorService, *, by: User) -> None:
    """Place no more there: what nothing was prepared for is dropped, what was sent is still followed to its end. The
    secrets go with the last of it."""
    with transaction.atomic():
        if not AnchorService.objects.filter(pk=row.pk, removed_at=None).update(removed_at=timezone.now(), is_on=False):
            return
        Placing.objects.filter(service=row, state="waiting", receipts=None).update(state="dropped")
        note("anchor.removed", _REMOVED.fill(n=row.name), by=by, place=row.place)
    if not Placing.objects.filter(service=row, state__in=OPEN).exists():
        forget(row.pk)


def place_now(batch: Batch, *, by: User) -> bool:
    """Have what a batch still lacks placed, or asked after, now; False when it lacks nothing. The caller's action
    writes the audit line."""
    services = Placing.objects.filter(batch=batch, state__in=OPEN).values("service")
    # the older ones of the same services come first, so they become due as well
    if not Placing.objects.filter(service__in=list(services.values_list("service", flat=True)), state__in=OPEN).update(
        next_at=timezone.now()
    ):
        return False
    hurry(place_soon(batch, by=by))
    return True


def _store(row: AnchorService, typed: Typed, before: Kept | None, *, verb: str, said: Words, by: User) -> AnchorService:
    what = _secrets(row, typed, before)
    place = _set(row, typed, what)
    if row.pk is not None and place != row.place:
        raise Refused(_MOVED.fill(p=row.place), field="address")
    row.place = place
    try:
        with transaction.atomic():
            row.save()
            note(verb, said.fill(n=row.name), by=by, place=row.place, is_on=row.is_on)
            keep(row.pk, what)  # last: a file that cannot be written undoes the row
    except IntegrityError as error:
        raise Refused(_THERE.fill(p=place)) from error
    return row


def _secrets(row: AnchorService, typed: Typed, before: Kept | None) -> Kept:
    address = typed.address.strip() or (before.address if before else "")
    secret = typed.secret.strip() or (before.secret if before else "")
    identity = typed.identity.strip() or (before.identity if before else "")
    try:
        address = checked_url(address)
    except ProofError as why:
        raise Refused(_ADDRESS, field="address") from why
    if "@" in urlsplit(address).netloc:
        raise Refused(_ADDRESS, field="address")
    if not secret or len(secret) > 500 or not secret.isascii() or not secret.isprintable():
        raise Refused(_SECRET, field="secret")
    if row.kind != "evm" and (not identity or len(identity) > 200 or not identity.isascii()):
        raise Refused(_SECRET, field="identity")
    return Kept(address, secret, identity)


def _set(row: AnchorService, typed: Typed, what: Kept) -> str:
    """Put it into the row; returns the place."""
    if typed.price_minor < 0:
        raise Refused(Words("价钱不能是负的。", "The price cannot be negative."), field="price")
    row.host = urlsplit(what.address).netloc[:255]
    row.name = typed.name.strip()[:80] or row.host[:80]
    row.price_minor, row.is_on = typed.price_minor, typed.is_on
    if row.kind == "evm":
        _set_chain(row, typed, what)
    elif row.kind == "huawei_dac":
        row.account = typed.project.strip()
        if not row.account.isalnum() or not row.account.isascii() or len(row.account) > 64:
            raise Refused(_PROJECT, field="project")
    else:
        row.region = typed.region.strip()[:40]
    place = place_of(row.kind, address=what.address, chain_id=row.chain_id, project=row.account)
    if len(place) > 200:
        raise Refused(_ADDRESS, field="address")
    return place


def _set_chain(row: AnchorService, typed: Typed, what: Kept) -> None:
    if typed.chain_id is None or not 0 < typed.chain_id <= LARGEST:
        raise Refused(Words("链的编号是正整数。", "A chain's number is a positive integer."), field="chain_id")
    if not 0 < typed.confirmations <= MOST_CONFIRMATIONS:
        raise Refused(Words("填 1 到 1000。", "From 1 to 1,000."), field="confirmations")
    if not 0 < typed.most_gwei <= LARGEST:
        raise Refused(Words("手续费上限要大于 0。", "The fee's limit is more than 0."), field="most")
    from manju.proof.anchors.evm import account_of

    try:
        row.account = account_of(what.secret)
    except AnchorFailed as why:
        said = Words(f"{why.message.zh}{why.hint.zh}", f"{why.message.en} {why.hint.en}")
        raise Refused(said if why.code == "extra_missing" else why.message, field="secret") from why
    row.chain_id, row.confirmations, row.most_gwei = typed.chain_id, typed.confirmations, typed.most_gwei


_ADDED: Final = Words("添上上链存证{n}", "Added the anchor service {n}")
_CHANGED: Final = Words("改了上链存证{n}", "Changed the anchor service {n}")
_REMOVED: Final = Words("不再往{n}存证", "Nothing is placed with {n} any more")
_MOVED: Final = Words(
    "这样就换了地方（现在是 {p}）。换地方请另添一处，再停用这一处。",
    "That would be another place than {p}. Add it as a new one, then remove this one.",
)
_THERE: Final = Words("{p} 已经设过了。", "{p} is set up already.")
_ADDRESS: Final = Words(
    "网址以 http:// 或 https:// 开头，不带用户名和密码。",
    "An address begins with http:// or https:// and holds no user name or password.",
)
_SECRET: Final = Words("密钥要填，只有字母、数字和符号。", "The key is needed: letters, digits and signs only.")
_PROJECT: Final = Words("项目编号只有字母和数字。", "A project's number has letters and digits only.")
