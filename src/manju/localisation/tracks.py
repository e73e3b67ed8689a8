"""Whole tracks: taken from a file, begun by hand, removed, written out as a file; and which are there."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from manju.catalogue.models import Episode
from manju.localisation.changing import Deed, Refused
from manju.localisation.models import TEXT_LONG, SubtitleLine, SubtitleTrack
from manju.media.errors import MediaError
from manju.media.languages import LANGUAGE_NAMES, language_name
from manju.media.subtitles import parse, written
from manju.media.subtitles.reading import Format, Rejected
from manju.people.audit import note
from manju.people.models import User
from manju.words import Words


@dataclass(frozen=True, slots=True)
class Shown:
    """A track in a list: how many lines it has and how many a person has checked."""

    track: SubtitleTrack
    lines: int
    checked: int

    @property
    def percent(self) -> int:
        return self.checked * 100 // self.lines if self.lines else 0

    @property
    def is_checked(self) -> bool:
        return bool(self.lines) and self.checked == self.lines


def shown_tracks(episode: Episode) -> list[Shown]:
    """The tracks of an episode with their counts, the work's own language first; one query."""
    live = Q(lines__removed_at=None, lines__isnull=False)
    rows = SubtitleTrack.objects.filter(episode=episode, removed_at=None).annotate(
        n=Count("lines", filter=live), done=Count("lines", filter=live & Q(lines__checked_at__isnull=False))
    )
    own = episode.season.work.language
    shown = [Shown(row, row.n, row.done) for row in rows]
    return sorted(shown, key=lambda s: (s.track.language != own, s.track.language))


def track_of(episode: Episode, language: str) -> SubtitleTrack | None:
    """The subtitles of an episode in a language, when there are any."""
    found: SubtitleTrack | None = (
        SubtitleTrack.objects.filter(episode=episode, language=language, kind="subtitles", removed_at=None)
        .select_related("episode__season__work", "from_track").first()
    )  # fmt: skip
    return found


@transaction.atomic
def import_track(episode: Episode, language: str, raw: bytes, *, name: str, by: User) -> SubtitleTrack:
    """Take a file's lines as the subtitles of this language; lines that were there are replaced, and can be undone.

    Cues that cannot be used are kept with the track, with their row and the reason.

    Raises:
        Refused: `language_unknown`, or with the reader's own words about the file; nothing is changed.
    """
    known_language(language)
    try:
        read = parse(raw, language=language)
    except MediaError as error:
        said = Words(error.message.zh + error.hint.zh, f"{error.message.en} {error.hint.en}")
        raise Refused(error.code, said) from error
    Episode.objects.select_for_update().get(pk=episode.pk)
    track = track_of(episode, language) or SubtitleTrack(episode=episode, language=language, source="imported")
    long = [c for c in read.cues if len(c.text) > TEXT_LONG]
    too_long = Words("超过 1000 字", "it has more than 1,000 characters")
    left_out = [*read.rejected, *(Rejected(0, "too_long", too_long, c.text[:120]) for c in long)]
    track.source, track.from_track = SubtitleTrack.Source.IMPORTED, None
    track.head, track.file_name, track.made_by = read.head, name[:255], by
    track.rejected = [
        {"row": r.row, "code": r.code, "zh": r.reason.zh, "en": r.reason.en, "content": r.content} for r in left_out
    ]
    track.save()
    deed = Deed(track, "import", by=by)
    deed.change_many(list(track.live().select_for_update()), lambda _: {"removed_at": deed.at})
    deed.add_many(
        [
            SubtitleLine(
                track=track, start_ms=c.start_ms, end_ms=c.end_ms, text=c.text, speaker=c.speaker, is_top=c.top,
                styling=c.styling, origin="imported",
            )
            for c in read.cues if len(c.text) <= TEXT_LONG
        ]
    )  # fmt: skip
    _note("subtitles.imported", Words("导入字幕", "Imported subtitles"), track, by=by, rejected=len(left_out))
    return track


@transaction.atomic
def begin_track(episode: Episode, language: str, *, by: User) -> SubtitleTrack:
    """An empty track to be typed; one that is there is given back.

    Raises:
        Refused: `language_unknown`.
    """
    known_language(language)
    Episode.objects.select_for_update().get(pk=episode.pk)
    there = track_of(episode, language)
    if there is not None:
        return there
    track: SubtitleTrack = SubtitleTrack.objects.create(
        episode=episode, language=language, source=SubtitleTrack.Source.TYPED, made_by=by
    )
    _note("subtitles.begun", Words("新建字幕", "Began subtitles"), track, by=by)
    return track


@transaction.atomic
def remove_track(track: SubtitleTrack, *, by: User) -> None:
    """Take a track out of its episode; its lines stay for the record.

    Raises:
        Refused: `translated_from`: others are translations of it.
    """
    row: SubtitleTrack = SubtitleTrack.objects.select_for_update().get(pk=track.pk)
    others = [t.language_name for t in row.translations.filter(removed_at=None)]
    if others:
        said = Words("{l}字幕是从它译的，先删那一条。", "The {l} subtitles are translated from it; remove those first.")
        raise Refused("translated_from", said.fill(l=others[0]))
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    _note("subtitles.removed", Words("删字幕", "Removed subtitles"), row, by=by)


def export_track(track: SubtitleTrack, form: Format) -> str:
    """The text of the track as a file; empty lines are left out."""
    return written([line.cue for line in track.live() if line.text.strip()], form, head=track.head)


def stored_file(track: SubtitleTrack) -> tuple[str, str]:
    """The track as SubRip under the media folder, named by its SHA-256: its path there and the sum.

    The same lines give the same file, so what was rendered with them is not rendered again.

    Raises:
        Refused: `no_lines`.
    """
    text = export_track(track, "srt")
    if not text:
        raise Refused("no_lines", Words("这条字幕还没有文字。", "These subtitles have no lines yet."))
    content = text.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    media = Path(settings.MEDIA_ROOT)
    place = media / "subtitles" / f"{sha256}.srt"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{secrets.token_hex(8)}.srt")
        try:
            beside.write_bytes(content)
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)
    return place.relative_to(media).as_posix(), sha256


def known_language(language: str) -> None:
    """Stop for a tag that is none of the house's languages.

    Raises:
        Refused: `language_unknown`.
    """
    if language not in LANGUAGE_NAMES:
        raise Refused("language_unknown", Words("没有这种语言。", "There is no such language."))


def _note(verb: str, said: Words, track: SubtitleTrack, *, by: User, **details: object) -> None:
    episode = track.episode
    what = Words("{said}：《{work}》第 {n} 集，{l}", "{said}: {work} episode {n}, {l}").fill(
        said=said, work=episode.season.work.title, n=episode.number, l=language_name(track.language)
    )
    note(verb, what, by=by, link=track.get_absolute_url(), track=track.pk, **details)
