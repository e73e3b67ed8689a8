"""Ordering deliverables, making one again, checking one again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from manju.catalogue.models import Episode
from manju.distribution import jobs, states
from manju.distribution.clearing import stop_of
from manju.distribution.dressing import dressed
from manju.distribution.framings import digest_of
from manju.distribution.models import Deliverable, Publication
from manju.distribution.subtitles import with_track
from manju.distribution.wanted import Wanted, render_key
from manju.filings.numbers import number_of
from manju.jobs import actions as job_actions
from manju.jobs.models import Job
from manju.jobs.registry import Kind
from manju.media.channels import Profile
from manju.people import errors
from manju.people.audit import note
from manju.people.models import Studio, User
from manju.people.scope import NoScope, current_scope
from manju.words import Words

WAITS_FOR_PEOPLE: Final = 0
SEASON_PRIORITY: Final = -10  # thirty episodes do not hold up the one somebody is waiting for


class Refused(errors.Refused):
    """It cannot be done now; `code` is stable."""

    def __init__(self, code: str, message: Words) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class ChannelWanted:
    """One channel ticked in an order: its profile, the language of label and text, how it is made.

    `from_tracks`: each episode's own subtitles in that language are used where it has them.
    """

    profile: Profile
    language: str
    wanted: Wanted
    from_tracks: bool = False


@dataclass(frozen=True, slots=True)
class Ordered:
    """What an order came to. `new` are being made, `ready` were there already, `skipped` have no usable master."""

    new: list[Deliverable]
    ready: list[Deliverable]
    jobs: list[Job]
    skipped: list[Episode]


@transaction.atomic
def order_deliverables(
    episodes: Sequence[Episode], channels: Sequence[ChannelWanted], *, by: User, recipient: str = "",
    again: bool = False,
) -> Ordered:  # fmt: skip
    """Order every channel for every episode: one job per master, which decodes it once.

    What was already made from the same master in the same way is not made again unless `again`; what is being
    made is never ordered twice.

    Raises:
        Refused: `producer_code_missing`, `nothing_chosen`, `no_master`.
    """
    studio = _studio_with_code()
    if not channels or not episodes:
        raise Refused("nothing_chosen", Words("至少选一个渠道。", "Choose at least one channel."))
    settle()
    result = Ordered([], [], [], [])
    locked = Episode.objects.select_for_update().filter(pk__in=[e.pk for e in episodes])
    for episode in locked.order_by("season", "number"):
        if episode.master is None:
            result.skipped.append(episode)
            continue
        fresh: list[Deliverable] = []
        for channel in channels:
            row, is_new = _row(episode, channel, studio, by=by, recipient=recipient, again=again)
            (fresh if is_new else result.ready).append(row)
        priority = SEASON_PRIORITY if len(episodes) > 1 else WAITS_FOR_PEOPLE
        for _, same in groupby(sorted(fresh, key=_by_master), key=_by_master):
            result.jobs.append(_start(jobs.deliver, list(same), by=by, priority=priority))
        result.new.extend(fresh)
    if not result.new and not result.ready:
        raise Refused(
            "no_master",
            Words("还没有可用的母版：先上传，等检查完。", "There is no usable master yet: upload one first."),
        )  # fmt: skip
    first = (result.new or result.ready)[0]
    note(
        "deliverables.ordered",
        Words("订了 {n} 份交付件：{what}", "Deliverables ordered: {n}, {what}").fill(
            n=len(result.new) + len(result.ready), what=_called(first.episode, len(episodes))
        ),
        by=by,
        link=first.episode.get_absolute_url(),
        new=[d.pk for d in result.new],
        ready=[d.pk for d in result.ready],
        skipped=[e.pk for e in result.skipped],
    )
    return result


@transaction.atomic
def render_again(deliverable: Deliverable, *, by: User) -> Deliverable:
    """Make it again from its master, in the same way; its files are replaced when the new ones are finished.

    Raises:
        Refused: `producer_code_missing`, `being_made`, or `published`: what a platform has shown is kept.
    """
    _studio_with_code()
    row = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    _not_being_made(row)
    if Publication.objects.filter(deliverable=row).exclude(state__in=("planned", "withdrawn")).exists():
        raise Refused(
            "published",
            Words(
                "这份已经发出，原文件要留作凭证。请重新交付一份。",
                "This one has been posted, so its file is kept as evidence. Order a new one instead.",
            ),
        )
    row.state, row.package, row.finished_at = Deliverable.State.QUEUED, "", None
    row.error_zh = row.error_en = ""
    row.options = {**row.options, "again": True}
    row.save(update_fields=["state", "package", "finished_at", "error_zh", "error_en", "options"])
    _start(jobs.deliver, [row], by=by, priority=WAITS_FOR_PEOPLE)
    note("deliverable.rendered_again", Words("重新渲染：{d}", "Render again: {d}").fill(d=_one(row)), by=by,
         link=row.get_absolute_url())  # fmt: skip
    return row


@transaction.atomic
def check_again(deliverable: Deliverable, *, by: User) -> Job:
    """Read the finished file back once more; a pass packs it, a fail takes the package away.

    Raises:
        Refused: `being_made`, or `no_file`.
    """
    row = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    _not_being_made(row)
    if not row.file:
        raise Refused("no_file", Words("还没有成品可查。", "There is no finished file to check."))
    job = job_actions.start(
        jobs.check, by=by, params={"deliverable_id": row.pk}, key=f"check:{row.pk}", link=row.get_absolute_url(),
        title=Words("重检：{d}", "Check again: {d}").fill(d=_one(row)),
    )  # fmt: skip
    note("deliverable.checked_again", Words("重检：{d}", "Check again: {d}").fill(d=_one(row)), by=by,
         link=row.get_absolute_url())  # fmt: skip
    return job


def settle() -> None:
    """Deliverables whose job was stopped or given up follow it, in the studio in scope."""
    left = Deliverable.objects.open().filter(job__state__in=("cancelled", "failed")).select_related("job")
    for row in left:
        job = row.job
        if job is None:
            continue
        stopped = job.state == "cancelled"
        Deliverable.objects.open().filter(pk=row.pk, job__state=job.state).update(
            state=Deliverable.State.CANCELLED if stopped else Deliverable.State.FAILED,
            error_zh="" if stopped else job.error_zh,
            error_en="" if stopped else job.error_en,
            finished_at=job.finished_at,
        )


def _by_master(row: Deliverable) -> int:
    return row.master_id


def _row(
    episode: Episode, channel: ChannelWanted, studio: Studio, *, by: User, recipient: str, again: bool
) -> tuple[Deliverable, bool]:
    """The deliverable for this episode and channel, and whether it still has to be made."""
    handed_to = recipient or channel.profile.name
    wanted = replace(channel.wanted, filing_number=channel.wanted.filing_number or number_of(episode))
    wanted, master = dressed(wanted, episode, channel.language)
    assert master is not None  # noqa: S101  # episodes without one were skipped
    if channel.from_tracks:
        wanted = with_track(wanted, episode, channel.language)
    if wanted.fit == "auto":
        wanted = replace(wanted, framing=digest_of(master, channel.profile.width, channel.profile.height))
    key = render_key(
        master_sha256=master.sha256, profile=channel.profile, language=channel.language, recipient=handed_to,
        producer_code=studio.producer_code, wanted=wanted,
    )  # fmt: skip
    same = Deliverable.objects.filter(episode=episode, render_key=key)
    for known in same.filter(state__in=(*states.OPEN, Deliverable.State.PASSED)):
        fits = Wanted.from_json(known.options) == wanted
        if fits and (known.is_open or (not again and _is_there(known))):
            return known, False
    options = wanted.as_json() | ({"again": True} if again else {})
    row = Deliverable.objects.create(
        episode=episode, master=master, channel=channel.profile.name, language=channel.language, recipient=handed_to,
        options=options, render_key=key, made_by=by,
    )  # fmt: skip
    return row, True


def _start(kind: Kind[...], rows: list[Deliverable], *, by: User, priority: int) -> Job:
    episode = rows[0].episode
    named = Words("、".join(r.channel_name.zh for r in rows), ", ".join(r.channel_name.en for r in rows))
    words = "\n".join(f"{r.pk}:{r.render_key}" for r in sorted(rows, key=lambda r: int(r.pk)))
    job = job_actions.start(
        kind,
        by=by,
        params={"deliverable_ids": [r.pk for r in rows]},
        key=f"deliver:{hashlib.sha256(words.encode()).hexdigest()}",
        title=Words("{what}：{channels}", "{what}: {channels}").fill(what=_called(episode, 1), channels=named),
        link=episode.get_absolute_url(),
        priority=priority,
    )
    Deliverable.objects.filter(pk__in=[r.pk for r in rows]).update(job=job)
    return job


def _is_there(row: Deliverable) -> bool:
    media = Path(settings.MEDIA_ROOT)
    if not row.package:
        return stop_of(row) is not None and (media / row.file).is_file()  # made, and waits for its filing number
    return (media / row.package).is_file() and (media / row.file).is_file()


def _studio_with_code() -> Studio:
    studio_id = current_scope().studio_id
    if studio_id is None:
        raise NoScope("an order belongs to one studio: place it inside in_studio()")
    studio = Studio.objects.get(pk=studio_id)
    if not studio.producer_code.strip():
        raise Refused(
            "producer_code_missing",
            Words(
                "缺少内容生成者编码，AI 标识不能写。请先在工作室设置里填写。",
                "The producer code is missing, so the AI label cannot be written. Set it in the studio's settings.",
            ),
        )
    return studio


def _not_being_made(row: Deliverable) -> None:
    if row.is_open:
        raise Refused(
            "being_made", Words("这份正在做，等它做完。", "This one is being made; wait until it is finished.")
        )


def _called(episode: Episode, count: int) -> Words:
    work = episode.season.work.title
    if count > 1:
        return Words(f"《{work.zh}》{episode.season.name.zh}", f"{work.en}, {episode.season.name.en}")
    return Words(f"《{work.zh}》第 {episode.number} 集", f"{work.en}, episode {episode.number}")


def _one(row: Deliverable) -> Words:
    what, channel = _called(row.episode, 1), row.channel_name
    return Words(f"{what.zh}，{channel.zh}", f"{what.en}, {channel.en}")
