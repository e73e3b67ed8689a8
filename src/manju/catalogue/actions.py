"""What people do to properties, works, seasons and episodes; masters come in by `receiving`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from manju.catalogue.models import Episode, Master, Property, Season, Work
from manju.media.errors import MediaError
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words


@transaction.atomic
def add_property(*, by: User, **texts: str) -> Property:
    """Add a property; `texts` are its names, loglines and genres.

    Raises:
        Refused: the studio has a property of this Chinese name already.
    """
    row = Property(**texts)
    _save_named(row)
    note("property.added", Words("新建 IP《{n}》", "Added property {n}").fill(n=row.name), by=by,
         link=row.get_absolute_url())  # fmt: skip
    return row


@transaction.atomic
def edit_property(row: Property, *, by: User, **texts: str) -> None:
    """Change a property's texts. Only what differs is written, so two people on two fields do not undo each other.

    Raises:
        Refused: another property has this Chinese name.
    """
    changed = _set(row, texts)
    if changed:
        _save_named(row, update_fields=list(changed))
        note("property.edited", Words("改了 IP《{n}》", "Edited property {n}").fill(n=row.name), by=by,
             link=row.get_absolute_url(), was=changed)  # fmt: skip


@transaction.atomic
def stop_property(row: Property, *, by: User) -> None:
    """Stop a property: it loses its colour and can be resumed. Stopping twice changes nothing."""
    if Property.objects.filter(pk=row.pk, stopped_at=None).update(stopped_at=timezone.now()):
        note("property.stopped", Words("停下 IP《{n}》", "Stopped property {n}").fill(n=row.name), by=by,
             link=row.get_absolute_url())  # fmt: skip
    row.refresh_from_db()


@transaction.atomic
def resume_property(row: Property, *, by: User) -> None:
    """Go on with a stopped property."""
    if Property.objects.filter(pk=row.pk, stopped_at__isnull=False).update(stopped_at=None):
        note("property.resumed", Words("恢复 IP《{n}》", "Resumed property {n}").fill(n=row.name), by=by,
             link=row.get_absolute_url())  # fmt: skip
    row.refresh_from_db()


@transaction.atomic
def add_work(
    of_property: Property,
    *,
    by: User,
    title_zh: str,
    title_en: str = "",
    language: str = "zh",
    planned_episodes: int = 30,
) -> Season:
    """Add a work with its first season; returns the season, where its masters go."""
    work = Work.objects.create(of_property=of_property, title_zh=title_zh, title_en=title_en, language=language)
    season: Season = Season.objects.create(work=work, number=1, planned_episodes=planned_episodes)
    note(
        "work.added", Words("新建作品《{n}》", "Added work {n}").fill(n=work.title), by=by, link=work.get_absolute_url()
    )
    return season


@transaction.atomic
def edit_work(row: Work, *, by: User, **texts: str) -> None:
    """Change a work's titles or language."""
    changed = _set(row, texts)
    if changed:
        row.save(update_fields=list(changed))
        note("work.edited", Words("改了作品《{n}》", "Edited work {n}").fill(n=row.title), by=by,
             link=row.get_absolute_url(), was=changed)  # fmt: skip


def add_season(work: Work, *, by: User, planned_episodes: int = 30) -> Season:
    """Add the next season of a work. Two people at once get two seasons with two numbers."""
    for _ in range(5):
        try:
            with transaction.atomic():
                last = work.seasons.order_by("-number").values_list("number", flat=True).first() or 0
                season: Season = Season.objects.create(work=work, number=last + 1, planned_episodes=planned_episodes)
                said = Words("《{w}》新建{s}", "Added {s} of {w}").fill(w=work.title, s=season.name)
                note("season.added", said, by=by, link=season.get_absolute_url())
                return season
        except IntegrityError:
            continue  # the number was taken in the meantime
    raise Refused(
        Words("别人也在新建季，请再试一次。", "Someone else is adding seasons; try again."), field="planned_episodes"
    )


@transaction.atomic
def edit_season(row: Season, *, by: User, planned_episodes: int) -> None:
    """Change how many episodes are planned.

    Raises:
        Refused: there are episodes beyond that number.
    """
    last = row.episodes.order_by("-number").values_list("number", flat=True).first() or 0
    if planned_episodes < last:
        said = Words("已经有第 {n} 集，计划不能少于 {n} 集。", "Episode {n} exists: plan at least {n} episodes.")
        raise Refused(said.fill(n=last), field="planned_episodes")
    changed = _set(row, {"planned_episodes": planned_episodes})
    if changed:
        row.save(update_fields=list(changed))
        said = Words("《{w}》{s}计划 {n} 集", "{w}, {s}: {n} episodes planned")
        note("season.edited", said.fill(w=row.work.title, s=row.name, n=planned_episodes), by=by,
             link=row.get_absolute_url(), was=changed)  # fmt: skip


@transaction.atomic
def add_episode(season: Season, number: int, *, by: User, **texts: str) -> Episode:
    """Add an episode before its master is there.

    Raises:
        Refused: the season has this number already.
    """
    try:
        with transaction.atomic():
            row: Episode = Episode.objects.create(season=season, number=number, **texts)
    except IntegrityError as error:
        raise Refused(
            Words("这一季已有第 {n} 集。", "This season has episode {n} already.").fill(n=number), field="number"
        ) from error
    Season.objects.filter(pk=season.pk, planned_episodes__lt=number).update(planned_episodes=number)
    said = Words("《{w}》新建{e}", "Added {e} of {w}").fill(w=season.work.title, e=row.name)
    note("episode.added", said, by=by, link=row.get_absolute_url())
    return row


@transaction.atomic
def edit_episode(row: Episode, *, by: User, **texts: str) -> None:
    """Change an episode's title, synopsis or filing number."""
    changed = _set(row, texts)
    if changed:
        row.save(update_fields=list(changed))
        note("episode.edited", Words("改了{e}", "Edited {e}").fill(e=row.name), by=by, link=row.get_absolute_url(),
             was=changed)  # fmt: skip


@transaction.atomic
def accept_master(
    master: Master, *, by: User | None, probe: Mapping[str, Any], poster: str, waveform: str, preview: str
) -> bool:
    """A master was looked at and can be used (Any: JSON of the probe). False when that was already decided."""
    found = Master.objects.filter(pk=master.pk, state=Master.State.RECEIVED).update(
        state=Master.State.READY, probe=dict(probe), poster=poster, waveform=waveform, preview=preview
    )
    if found:
        said = Words("母版可用：{e}，{f}", "Master ready: {e}, {f}").fill(e=master.episode.name, f=master.original_name)
        note("master.ready", said, by=by, link=master.episode.get_absolute_url(), master=master.pk)
    return bool(found)


@transaction.atomic
def refuse_master(master: Master, why: MediaError, *, by: User | None) -> bool:
    """A master was looked at and cannot be used; file and reason stay for the record."""
    found = Master.objects.filter(pk=master.pk, state=Master.State.RECEIVED).update(
        state=Master.State.REFUSED, refusal_code=why.code, refusal_zh=why.message.zh, refusal_en=why.message.en,
        hint_zh=why.hint.zh, hint_en=why.hint.en,
    )  # fmt: skip
    if found:
        said = Words("母版不能用：{e}，{why}", "Master refused: {e}, {why}").fill(
            e=master.episode.name, why=why.message
        )
        note("master.refused", said, by=by, link=master.episode.get_absolute_url(), master=master.pk, code=why.code)
    return bool(found)


def _set(row: Property | Work | Season | Episode, values: Mapping[str, str | int]) -> dict[str, str | int]:
    """Put values on the row; returns what was there before, for those that differ."""
    was = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    for name in was:
        setattr(row, name, values[name])
    return was


def _save_named(row: Property, update_fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=update_fields)
    except IntegrityError as error:
        said = Words("已经有叫《{n}》的 IP。", "There is a property called {n} already.").fill(n=row.name_zh)
        raise Refused(said, field="name_zh") from error
