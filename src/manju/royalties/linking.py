"""The link by which a licensee reports: made, found again by its secret, counted at every use, withdrawn."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from manju.licensing.models import Contract
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.people.scope import every_studio, in_studio
from manju.royalties.models import PortalLink, PortalVisit
from manju.words import Words

__all__ = ["LASTS", "SENDS", "VISITS", "WINDOW", "find", "make", "visited", "withdraw"]

LASTS: Final = timedelta(days=400)  # a contract year and time to report its last period
WINDOW: Final = timedelta(minutes=10)
VISITS: Final = 120  # of a link in the window, of whatever kind
SENDS: Final = 20  # reports tried in the window: each costs a reading
TOO_OFTEN: Final = Words("用得太频繁，请过十分钟再试。", "Too many tries; come back in ten minutes.")


@transaction.atomic
def make(contract: Contract, *, by: User, now: datetime | None = None) -> tuple[PortalLink, str]:
    """Make a link; returns the row and the secret, which cannot be shown again."""
    secret = secrets.token_urlsafe(32)
    row: PortalLink = PortalLink.objects.create(
        contract=contract, secret_sha256=_hash(secret), made_by=by, expires_at=(now or timezone.now()) + LASTS
    )
    said = Words("给{p}做了报表链接", "Made a reporting link for {p}").fill(p=contract.partner)
    note("portal.linked", said, by=by, link=row.get_absolute_url(), portal=row.pk)
    return row, secret


@transaction.atomic
def withdraw(link: PortalLink, *, by: User) -> None:
    """Make a link worthless, at once and for good."""
    if PortalLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        said = Words("撤回{p}的报表链接", "Withdrew the reporting link of {p}").fill(p=link.contract.partner)
        note("portal.withdrawn", said, by=by, link=link.get_absolute_url(), portal=link.pk)


def find(secret: str, *, now: datetime | None = None) -> PortalLink | None:
    """The open link of a secret, in whatever studio it is; None for one that is unknown, withdrawn or over."""
    with every_studio(why="a licensee has nothing but the link"):
        row: PortalLink | None = PortalLink.objects.filter(secret_sha256=_hash(secret)).first()
    return row if row is not None and row.is_open(now) else None


def visited(link: PortalLink, deed: str, *, address: str, detail: str = "", now: datetime | None = None) -> None:
    """Write into the access log that the link was used, before what it is used for is done.

    Raises:
        Refused: it was used too often in the last ten minutes.
    """
    at = now or timezone.now()
    with in_studio(link.studio_id):
        recent = PortalVisit.objects.filter(link=link, at__gt=at - WINDOW)
        tries = recent.filter(deed__in=["sent", "refused"]).count()
        if recent.count() >= VISITS or (deed == "sent" and tries >= SENDS):
            raise Refused(TOO_OFTEN)
        mark = hashlib.sha256(f"{link.secret_sha256}\n{address}".encode()).hexdigest()
        PortalVisit.objects.create(link=link, at=at, deed=deed, from_sha256=mark, detail=detail[:120])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
