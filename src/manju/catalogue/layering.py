"""What people do to an episode's stems and lettering layers: bring, move, lay aside; and which master is text-free."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from manju.catalogue.admission import plain_name
from manju.catalogue.models import Episode, LetteringLayer, Master, Stem
from manju.media.errors import MediaError
from manju.media.languages import language_name
from manju.media.lettering.drawing import check_layer
from manju.media.lettering.spans import MOST, LetteringSpan
from manju.media.mixing.stems import GAIN_MAX_DB, OFFSET_MAX_MS, StemKind, look_at_stem, read_stem
from manju.media.sniff import sniff
from manju.media.whole import sha256_of
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.words import Words

LARGEST_LAYER: Final = 24 * 2**20


@dataclass(frozen=True, slots=True)
class Brought:
    """A layer as it arrived: the span its name or list gave it, and what its file was called."""

    span: LetteringSpan
    name: str


def film_of(episode: Episode) -> Master:
    """The master that stems and layers must go with.

    Raises:
        Refused: there is none yet.
    """
    master = episode.text_free_master or episode.master
    if master is None or not master.duration_s:
        raise Refused(Words("先传母版，等检查完，再传配音和文字层。",
                            "Upload the master first; dub and lettering come once it has been checked."))  # fmt: skip
    return master


@transaction.atomic
def add_stem(episode: Episode, kind: StemKind, source: Path, *, by: User, name: str, language: str = "") -> Stem:
    """Take a stem; the one of its kind and language that was in use is laid aside. `source` stays where it is.

    Raises:
        MediaError: it is no sound, or does not go with the film.
        Refused: there is no master to go with.
    """
    film_s = film_of(episode).duration_s or 0.0
    read = read_stem(kind, source)
    facts = look_at_stem(read, film_s=film_s)
    stored = _stored("stems", source, read.sha256, sniff(source).container, studio=episode.studio_id)
    now = timezone.now()
    language = language if kind == "dub" else ""
    before = Stem.objects.in_use().filter(episode=episode, kind=kind, language=language)
    before.update(retired_at=now)
    row: Stem = Stem.objects.create(
        episode=episode, kind=kind, language=language, file=stored, original_name=plain_name(name),
        size_bytes=source.stat().st_size, sha256=read.sha256, duration_s=facts.duration_s, uploaded_by=by,
    )  # fmt: skip
    _note("stem.added", Words("收下{s}：{e}", "Received {s}: {e}"), row, by=by)
    return row


@transaction.atomic
def move_stem(row: Stem, *, by: User, gain_db: float, offset_ms: int) -> None:
    """Set a stem's level and where it begins.

    Raises:
        Refused: out of range, or the film would end before it.
    """
    if not abs(gain_db) <= GAIN_MAX_DB or abs(offset_ms) > OFFSET_MAX_MS:  # not: so that NaN is none
        raise Refused(Words("音量在 ±24 dB 之间，偏移在 ±60 秒之间。", "Level within ±24 dB, offset within ±60 s."))
    if (row.gain_db, row.offset_ms) == (gain_db, offset_ms):
        return
    row.gain_db, row.offset_ms = gain_db, offset_ms
    row.save(update_fields=["gain_db", "offset_ms"])
    _note("stem.moved", Words("调整{s}：{e}", "Adjusted {s}: {e}"), row, by=by)


@transaction.atomic
def remove_stem(row: Stem, *, by: User) -> None:
    """Lay a stem aside; its file stays for the deliverables made with it."""
    if Stem.objects.in_use().filter(pk=row.pk).update(retired_at=timezone.now()):
        _note("stem.removed", Words("不再用{s}：{e}", "No longer used: {s}, {e}"), row, by=by)


@transaction.atomic
def add_layers(episode: Episode, language: str, brought: Sequence[Brought], *, by: User) -> int:
    """Take lettering layers of a language; returns how many are new. A layer at the same time replaces the one there.

    Every layer is read and its letters looked for in the fonts before any row is written.

    Raises:
        MediaError: a layer cannot be used.
        Refused: there is no master, or there would be too many.
    """
    master = film_of(episode)
    size = int(master.probe["width"]), int(master.probe["height"])
    for one in brought:
        if one.span.start_s >= (master.duration_s or 0.0):
            raise MediaError(
                "layer_time_wrong",
                Words("{f} 在片子结束以后才出现。", "{f} would begin after the film ends.").fill(f=one.name),
                Words("改它的时间。", "Correct its time."),
            )
        check_layer(one.span.path, size, language=language, name=one.name)
    rows = LetteringLayer.objects.in_use().filter(episode=episode, language=language)
    if rows.count() + len(brought) > MOST:
        raise Refused(Words("一种语言最多 {n} 层。", "At most {n} layers in a language.").fill(n=MOST))
    new = 0
    for one in brought:
        span = one.span
        there = rows.filter(start_s=span.start_s, end_s=span.end_s)
        if there.filter(sha256=span.sha256, fade_s=span.fade_s).exists():
            continue
        there.update(retired_at=timezone.now())
        rows.filter(sha256=span.sha256, start_s=span.start_s).update(retired_at=timezone.now())
        stored = _stored("layers", span.path, span.sha256, span.path.suffix[1:].lower(), studio=episode.studio_id)
        LetteringLayer.objects.create(
            episode=episode, language=language, file=stored, original_name=plain_name(one.name),
            size_bytes=span.path.stat().st_size, sha256=span.sha256, start_s=span.start_s, end_s=span.end_s,
            fade_s=span.fade_s, uploaded_by=by,
        )  # fmt: skip
        new += 1
    if new:
        said = Words("收下{l}文字层 {n} 个：{e}", "Received {n} lettering layers in {l}: {e}")
        note("layers.added", said.fill(l=language_name(language), n=new, e=episode.name), by=by,
             link=episode.get_absolute_url())  # fmt: skip
    return new


@transaction.atomic
def remove_layers(rows: Sequence[LetteringLayer], *, by: User) -> None:
    """Lay layers of one episode aside."""
    count = LetteringLayer.objects.in_use().filter(pk__in=[r.pk for r in rows]).update(retired_at=timezone.now())
    if count:
        first = rows[0]
        said = Words("不再用{l}文字层 {n} 个：{e}", "No longer used: {n} lettering layers in {l}, {e}")
        note("layers.removed", said.fill(l=first.language_name, n=count, e=first.episode.name), by=by,
             link=first.episode.get_absolute_url())  # fmt: skip


@transaction.atomic
def mark_text_free(master: Master, *, by: User, text_free: bool) -> None:
    """Say that a master has no lettering burnt in, or that it has."""
    if Master.objects.filter(pk=master.pk).exclude(text_free=text_free).update(text_free=text_free):
        said = Words("{f} 是无字母版：{e}", "{f} is the text-free master: {e}")
        if not text_free:
            said = Words("{f} 不是无字母版：{e}", "{f} is not text-free: {e}")
        note("master.text_free", said.fill(f=master.original_name, e=master.episode.name), by=by,
             link=master.episode.get_absolute_url(), master=master.pk)  # fmt: skip


def _stored(folder: str, source: Path, sha256: str, ending: str, *, studio: int) -> str:
    """Copy a file to its place by content, whole or not at all; its path under the media folder."""
    media = Path(settings.MEDIA_ROOT)
    place = media / folder / str(studio) / sha256[:2] / f"{sha256[:32]}.{ending}"
    if not place.is_file() or sha256_of(place) != sha256:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{secrets.token_hex(8)}.{ending}")
        try:
            shutil.copyfile(source, beside)
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)
    return place.relative_to(media).as_posix()


def _note(verb: str, said: Words, row: Stem, *, by: User) -> None:
    note(verb, said.fill(s=row.name, e=row.episode.name), by=by, link=row.episode.get_absolute_url(), stem=row.pk)
