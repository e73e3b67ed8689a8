"""Ordering marked copies of a registered master or picture: issued at once, their files made by a job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from manju.copies.actions import called, issue
from manju.copies.jobs import mark, mark_picture
from manju.copies.models import RegisteredMaster, RegisteredPicture
from manju.copies.pictures import issue_picture
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

__all__ = ["MOST_AT_ONCE", "order_copies", "order_picture_copies"]

MOST_AT_ONCE: Final = 200  # recipients of one order


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


@transaction.atomic
def order_picture_copies(picture: RegisteredPicture, recipients: Sequence[str], *, by: User, link: str = "") -> Job:
    """Issue a copy of a picture to each recipient and have the files made. `link`: the page that shows them.

    Raises:
        Refused: no recipient, or more than `MOST_AT_ONCE`.
        MediaError: the studio's key is lost.
    """
    if not recipients:
        raise Refused(Words("写明副本交给谁。", "Say who the copy is handed to."), field="recipients")
    if len(recipients) > MOST_AT_ONCE:
        raise Refused(
            Words(
                "一次最多 {n} 个接收方，请分几次。", "At most {n} recipients at once: order the rest after this."
            ).fill(n=MOST_AT_ONCE),
            field="recipients",
        )
    copies = [issue_picture(picture, recipient, by=by) for recipient in recipients]
    return start(
        mark_picture,
        by=by,
        params={"picture_id": picture.pk, "copies": [c.pk for c in copies]},
        title=Words("做 {n} 份副本：{t}", "Make {n} copies: {t}").fill(n=len(copies), t=picture.title),
        link=link,
    )
