"""Choosing a cover: for one channel or all of a language, and making those that are finished anew."""

from __future__ import annotations

from django.db import transaction

from manju.catalogue.models import Master
from manju.distribution import jobs, moments
from manju.distribution.actions import Refused
from manju.distribution.models import ChosenCover, Deliverable, Publication
from manju.jobs import actions as job_actions
from manju.jobs.models import Job
from manju.media.cover import STYLES, CoverChoice
from manju.people.audit import note
from manju.people.models import User
from manju.words import Words

__all__ = ["choose_cover", "look_for_moments"]


@transaction.atomic
def choose_cover(row: Deliverable, choice: CoverChoice, *, by: User, everywhere: bool = False) -> list[Deliverable]:
    """Keep the choice and make the covers of what is finished anew; returns the deliverables that change.

    `everywhere`: for every channel of the same episode and language. What was posted keeps its cover.

    Raises:
        Refused: `unknown_choice`, `moment_outside`, or `published`.
    """
    length = row.master.duration_s or row.duration_s or 0.0
    if choice.style not in STYLES:
        raise Refused("unknown_choice", Words("没有这个选择。请重新选。", "There is no such choice. Choose again."))
    if choice.at_s is not None and not 0 <= choice.at_s <= length:
        raise Refused("moment_outside", Words("这一秒不在片子里。", "That moment is not in the film."))
    rows = Deliverable.objects.select_for_update().filter(episode=row.episode_id, language=row.language)
    rows = rows.exclude(file="").exclude(state__in=("queued", "rendering"))
    posted = Publication.objects.exclude(state__in=("planned", "withdrawn")).values("deliverable")
    change = list((rows if everywhere else rows.filter(channel=row.channel)).exclude(pk__in=posted))
    if not everywhere and Publication.objects.filter(deliverable=row).exclude(
        state__in=("planned", "withdrawn")
    ).exists():  # fmt: skip
        raise Refused(
            "published",
            Words("这份已经发出，封面要留作凭证。", "This one has been posted; its cover is kept as evidence."),
        )
    channel = "" if everywhere else row.channel
    if everywhere:
        ChosenCover.objects.filter(episode=row.episode, language=row.language).exclude(channel="").delete()
    ChosenCover.objects.update_or_create(
        episode=row.episode, channel=channel, language=row.language,
        defaults={"at_s": choice.at_s, "title": choice.title, "style": choice.style, "chosen_by": by},
    )  # fmt: skip
    if change:
        job_actions.start(
            jobs.change_covers, by=by, params={"deliverable_ids": sorted(int(d.pk) for d in change)},
            key=f"covers:{row.episode_id}:{row.language}:{channel}", link=row.get_absolute_url(),
            title=Words("换封面：{c}", "Change covers: {c}").fill(c=row.episode.name),
        )  # fmt: skip
    note("cover.chosen", Words("选了封面：{e}", "Chose a cover: {e}").fill(e=row.episode.name), by=by,
         link=row.get_absolute_url(), at_s=choice.at_s, title=choice.title, everywhere=everywhere)  # fmt: skip
    return change


@transaction.atomic
def look_for_moments(master: Master, *, by: User) -> Job | None:
    """Have a master looked through for covers; None when that was done before."""
    if moments.kept(master) is not None:
        return None
    return job_actions.start(
        jobs.find_covers, by=by, params={"master_id": master.pk}, key=f"moments:{master.pk}",
        link=master.episode.get_absolute_url(),
        title=Words("挑封面：{e}", "Look for covers: {e}").fill(e=master.episode.name),
    )  # fmt: skip
