"""Ordering marked copies of a registered master: issued at once, their files made by a job."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from manju.copies.actions import called, issue
from manju.copies.jobs import mark
from manju.copies.models import RegisteredMaster
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.people.models import User
from manju.words import Words

__all__ = ["order_copies"]


@transaction.atomic
def order_copies(master: RegisteredMaster, recipients: Sequence[str], *, by: User) -> Job:
    """Issue a copy to each recipient and have the files made.

    Raises:
        Refused: no recipient.
        MediaError: the studio's key is lost.
    """
    copies = issue(master, recipients, by=by)
    return start(
        mark,
        by=by,
        params={"master_id": master.pk, "copies": [c.pk for c in copies]},
        title=Words("做 {n} 份副本：{t}", "Make {n} copies: {t}").fill(n=len(copies), t=called(master)),
        link=master.master.episode.get_absolute_url() if master.master else "",
    )
