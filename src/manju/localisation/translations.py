"""Having a track translated, and where: the order for a machine translation and the studio's server."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from manju.catalogue.models import Episode
from manju.jobs import actions as job_actions
from manju.jobs.models import Job
from manju.localisation.changing import Refused
from manju.localisation.jobs import translate_track
from manju.localisation.machine_key import forget_key, keep_key
from manju.localisation.models import Machine, SubtitleTrack
from manju.localisation.tracks import known_language, track_of
from manju.localisation.translating import ServerRefuses, address_of
from manju.media.languages import language_name
from manju.people.audit import note
from manju.people.models import User
from manju.people.scope import NoScope, current_scope
from manju.words import Words


@transaction.atomic
def order_translation(source: SubtitleTrack, language: str, *, by: User) -> tuple[SubtitleTrack, Job]:
    """Have a track translated; lines that the other language has already, from this track, are kept as they are.

    Raises:
        Refused: `machine_missing`, `same_language`, `language_unknown`, `no_lines`, `has_own`: that language has
            subtitles of its own, which are not translations of this track.
    """
    known_language(language)
    if not Machine.objects.exists():
        raise Refused(
            "machine_missing", Words("先在设置里填翻译服务。", "Set up a translation server in the settings first.")
        )
    if language == source.language:
        raise Refused("same_language", Words("选另一种语言。", "Choose another language."))
    if not source.live().exclude(text="").exists():
        raise Refused("no_lines", Words("这条字幕还没有文字。", "These subtitles have no lines yet."))
    Episode.objects.select_for_update().get(pk=source.episode_id)
    track = track_of(source.episode, language)
    if track is not None and track.from_track_id != source.pk and track.live().exists():
        raise Refused(
            "has_own",
            Words("{l}已有自己的字幕，不会覆盖。要重译就先删掉它。",
                  "There are {l} subtitles already; they are not overwritten. Remove them to translate anew.").fill(
                l=language_name(language)),
        )  # fmt: skip
    if track is None:
        track = SubtitleTrack(episode=source.episode, language=language, made_by=by)
    track.source, track.from_track, track.head = SubtitleTrack.Source.TRANSLATED, source, source.head
    track.save()
    job = job_actions.start(
        translate_track, by=by, params={"track_id": track.pk}, key=job_key(track), link=track.get_absolute_url(),
        title=Words("字幕翻成{l}：《{w}》第 {n} 集", "Subtitles to {l}: {w} episode {n}").fill(
            l=track.language_name, w=source.episode.season.work.title, n=source.episode.number),
    )  # fmt: skip
    of = source.episode
    what = Words("订机器翻译：{a}到{b}，《{w}》第 {n} 集", "Ordered a translation: {a} to {b}, {w} episode {n}").fill(
        a=source.language_name, b=track.language_name, w=of.season.work.title, n=of.number
    )
    note("translation.ordered", what, by=by, link=track.get_absolute_url(), track=track.pk)
    return track, job


def job_key(track: SubtitleTrack) -> str:
    """By which the job of a translation is found again."""
    return f"translate:{track.pk}"


@transaction.atomic
def set_machine(*, base_url: str, model: str, key: str, by: User, drop_key: bool = False) -> Machine:
    """Say where translations are made. An empty key leaves the one that is kept, unless it is to be dropped.

    Raises:
        Refused: `address_impossible`, `model_missing`.
    """
    studio_id = current_scope().studio_id
    if studio_id is None:
        raise NoScope("a machine belongs to one studio")
    try:
        address_of(base_url)
    except ServerRefuses as error:
        said = Words(error.message.zh + error.hint.zh, f"{error.message.en} {error.hint.en}")
        raise Refused(error.code, said) from error
    if not model.strip():
        raise Refused("model_missing", Words("写下模型名。", "Write the model's name."))
    row = Machine.objects.select_for_update().first() or Machine()
    moved = bool(row.base_url) and row.base_url != base_url.strip().rstrip("/")
    row.base_url, row.model = base_url.strip().rstrip("/")[:200], model.strip()[:120]
    row.set_by, row.set_at = by, timezone.now()
    row.save()
    if drop_key or (moved and not key.strip()):
        forget_key(studio_id)  # a key is for one server: it is never sent to another
    if key.strip():
        keep_key(studio_id, key)
    note("machine.set", Words("设置机器翻译：{m}", "Set the translation server: {m}").fill(m=row), by=by,
         key_changed=bool(key.strip()))  # fmt: skip
    return row
