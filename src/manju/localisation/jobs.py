"""The long work of localisation: translating a track by the studio's machine."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from manju.jobs.registry import Transient, Working, job
from manju.localisation.changing import Deed
from manju.localisation.machine_key import key_of
from manju.localisation.models import Machine, SubtitleLine, SubtitleTrack
from manju.localisation.translating import Done, Server, ServerDown, Source, translate
from manju.media.errors import MediaError
from manju.people.audit import note
from manju.words import Words

LONGEST_S: Final = 4 * 3600


@job("localisation.translate", title=Words("翻译字幕", "Translate subtitles"), time_limit_s=LONGEST_S, max_attempts=5)
def translate_track(work: Working, track_id: int) -> None:
    """Translate what of its source this track has not yet; every batch is kept as it comes, so a killed job goes on.

    Lines a person has written or checked are left alone. A line no usable translation came for stays empty, flagged.
    """
    track = SubtitleTrack.objects.select_related("from_track", "episode__season__work", "made_by").get(pk=track_id)
    machine = Machine.objects.first()
    if track.removed_at is not None or track.from_track is None:
        return
    if machine is None:
        raise MediaError(
            "machine_missing",
            Words("还没有设置机器翻译。", "No machine translation has been set up."),
            Words("到“机器翻译”设置里填地址和模型。", "Enter address and model under “Machine translation”."),
        )
    server = Server(machine.base_url, machine.model, key_of(track.studio_id))
    sources = [line for line in track.from_track.live() if line.text.strip()]
    done = {line.translates_id: line for line in track.live() if line.text.strip()}
    empty = {line.translates_id: line for line in track.live() if not line.text.strip() and line.translates_id}
    left = [line for line in sources if line.pk not in done]
    rows = {line.pk: line for line in sources}
    total, taken = len(sources), len(sources) - len(left)
    doing = Words("翻成{l}", "Translating to {l}").fill(l=track.language_name)
    work.report(taken / max(1, total), doing)
    refused = 0

    def take(batch: list[Done]) -> None:
        nonlocal taken, refused
        with work.writing():
            deed = Deed(track, "translate", by=None)
            for one in batch:
                _write(deed, _line(track, rows[one.id], one, machine.model), empty.get(one.id))
        taken += len(batch)
        refused += sum(one.text is None for one in batch)
        if not work.cancelled():
            words = Words("翻成{l}：{n}/{m} 行", "Translating to {l}: {n} of {m} lines")
            work.report(taken / max(1, total), words.fill(l=track.language_name, n=taken, m=total))

    before = [(line.text, done[line.pk].text) for line in sources if line.pk in done and line.start_ms < _first(left)]
    try:
        translate(
            [Source(line.pk, line.text, line.end_ms - line.start_ms, line.speaker) for line in left], server,
            source=track.from_track.language, target=track.language, terms=track.terms(), take=take, before=before,
            cancelled=work.cancelled,
        )  # fmt: skip
    except ServerDown as error:
        raise Transient(f"{machine.base_url}: {error}") from error
    note(
        "subtitles.translated",
        Words("机器翻译字幕：《{w}》第 {n} 集，{l}", "Machine-translated subtitles: {w} episode {n}, {l}").fill(
            w=track.episode.season.work.title, n=track.episode.number, l=track.language_name
        ),
        by=None, link=track.get_absolute_url(), track=track.pk, lines=len(left), untranslated=refused,
        model=machine.model,
    )  # fmt: skip
    work.result(lines=len(left), untranslated=refused)


def _write(deed: Deed, line: SubtitleLine, empty: SubtitleLine | None) -> None:
    """A new line, or the words for one that an earlier try left without; a line without words shows why."""
    if empty is None:
        deed.add(line)
    else:
        deed.change(empty, text=line.text, flags=line.flags, machine=line.machine, machine_at=line.machine_at,
                    origin="machine", translates_version=line.translates_version)  # fmt: skip


def _line(track: SubtitleTrack, source: SubtitleLine, one: Done, model: str) -> SubtitleLine:
    return SubtitleLine(
        track=track, start_ms=source.start_ms, end_ms=source.end_ms, text=one.text or "", speaker=source.speaker,
        is_top=source.is_top, styling={k: v for k, v in source.styling.items() if k != "raw"}, origin="machine",
        machine=model, machine_at=timezone.now(), flags=list(one.flags), translates=source,
        translates_version=source.version,
    )  # fmt: skip


def _first(lines: list[SubtitleLine]) -> int:
    return lines[0].start_ms if lines else 2**31
