"""Ordering marked copies of a registered master or picture: issued at once, their files made by a job."""

from __future__ import annotations

from collections.abc import Sequence

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

__all__ = ["order_copies", "order_picture_copies"]


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
        Refused: no recipient.
        MediaError: the studio's key is lost.
    """
    if not recipients:
        raise Refused(Words("写明副本交给谁。", "Say who the copy is handed to."), field="recipients")
    copies = [issue_picture(picture, recipient, by=by) for recipient in recipients]
    return start(
        mark_picture,
        by=by,
        params={"picture_id": picture.pk, "copies": [c.pk for c in copies]},
        title=Words("做 {n} 份副本：{t}", "Make {n} copies: {t}").fill(n=len(copies), t=picture.title),
        link=link,
    )
