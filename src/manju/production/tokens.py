"""Tokens of tools: shown once, kept as a hash, good for writing into the log and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from manju.people.access import ALLOWED
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import Member, User
from manju.people.scope import every_studio
from manju.production.models import CaptureToken
from manju.words import Words

__all__ = ["bearer_of", "make_token", "revoke_token"]

BEGINS = "mjc_"


@transaction.atomic
def make_token(*, name: str, by: User) -> tuple[CaptureToken, str]:
    """Make a token for a member; its text is given this once and never again.

    Raises:
        Refused: it has no name.
    """
    if not name.strip():
        raise Refused(Words("给它起个名字，认得出是哪个工具。", "Name it after the tool."), field="name")
    secret = BEGINS + secrets.token_urlsafe(30)
    row: CaptureToken = CaptureToken.objects.create(
        user=by, name=name.strip()[:60], sha256=_hash(secret), begins=secret[:9]
    )
    note("creation.token", Words("新建工具令牌：{n}", "New token for a tool: {n}").fill(n=row.name), by=by)
    return row, secret


@transaction.atomic
def revoke_token(token: CaptureToken, *, by: User) -> None:
    """End it at once."""
    if CaptureToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        note("creation.token_revoked", Words("作废工具令牌：{n}", "Token revoked: {n}").fill(n=token.name), by=by)


def bearer_of(secret: str) -> CaptureToken | None:
    """The token that this text is, of a member who may still make things; None for any other."""
    if not secret.startswith(BEGINS):
        return None
    with every_studio(why="a tool shows a token: whose is it"):
        row = CaptureToken.objects.select_related("user").filter(sha256=_hash(secret), revoked_at=None).first()
        if row is None or not row.user.is_active:
            return None
        member = Member.objects.filter(user=row.user, studio_id=row.studio_id).first()
        if member is None or member.role not in ALLOWED["make"]:
            return None
        if row.used_at is None or timezone.now() - row.used_at > timedelta(minutes=1):
            CaptureToken.objects.filter(pk=row.pk).update(used_at=timezone.now())
    found: CaptureToken = row
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
