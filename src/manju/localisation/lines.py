"""What people do to single lines: edit, check, split, merge, insert, delete, shift; and undoing it."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils import timezone

from manju.localisation.changing import Deed, Refused, locked, take_back, unchanged_since
from manju.localisation.models import TEXT_LONG, Change, SubtitleLine, SubtitleTrack
from manju.media.subtitles import clean
from manju.people.audit import note
from manju.people.models import User
from manju.words import Words

SHORTEST_MS = 40
LONGEST_MS = 24 * 3600 * 1000
NEW_MS = 2000


@transaction.atomic
def edit_line(
    line: SubtitleLine, *, seen: int, by: User, text: str | None = None, start_ms: int | None = None,
    end_ms: int | None = None, speaker: str | None = None,
) -> SubtitleLine:  # fmt: skip
    """Write what was changed; `seen` is the version the person saw. New words are a person's and unchecked again.

    Raises:
        Conflict: somebody else has changed the same part since.
        Refused: `removed`, `times_impossible`, `text_too_long`.
    """
    row = locked(line)
    wanted: dict[str, object] = {}
    if text is not None and (words := _text(text)) != row.text:
        wanted["text"] = words
    if start_ms is not None and start_ms != row.start_ms:
        wanted["start_ms"] = start_ms
    if end_ms is not None and end_ms != row.end_ms:
        wanted["end_ms"] = end_ms
    if speaker is not None and (name := clean(speaker)[:80]) != row.speaker:
        wanted["speaker"] = name
    if not wanted:
        return row
    unchanged_since(row, seen, wanted)
    start, end = start_ms if start_ms is not None else row.start_ms, end_ms if end_ms is not None else row.end_ms
    _possible(start, end)
    if "text" in wanted:
        wanted |= {"origin": "hand", "flags": [], "checked_by": None, "checked_at": None}
        if row.translates is not None:
            wanted["translates_version"] = row.translates.version
    deed = Deed(row.track, "edit", by=by)
    deed.change(row, **wanted)
    _note("line.edited", Words("改字幕", "Edited a subtitle"), row.track, by=by, line=row.pk)
    return row


@transaction.atomic
def check_line(line: SubtitleLine, *, is_checked: bool, by: User) -> SubtitleLine:
    """Say that a person has read the line and finds it right, or take that back.

    Raises:
        Refused: `removed`, or `empty`: nothing to check.
    """
    row = locked(line)
    if is_checked and not row.text.strip():
        raise Refused("empty", Words("空行不能算校对过。", "An empty line cannot be checked."))
    if row.is_checked == is_checked:
        return row
    deed = Deed(row.track, "check", by=by)
    deed.change(row, checked_by=by if is_checked else None, checked_at=deed.at if is_checked else None)
    said = Words("校对字幕", "Checked a subtitle") if is_checked else Words("取消校对", "Took a check back")
    _note("line.checked", said, row.track, by=by, line=row.pk)
    return row


@transaction.atomic
def split_line(line: SubtitleLine, *, at_character: int | None = None, by: User) -> tuple[SubtitleLine, SubtitleLine]:
    """Two lines of one: at a place in the text, else in its middle; the time is shared by the length of the words.

    Raises:
        Refused: `removed`, `too_short`.
    """
    row = locked(line)
    text, length = row.text, row.end_ms - row.start_ms
    place = at_character if at_character is not None and 0 < at_character < len(text) else _middle(text)
    first, second = clean(text[:place]), clean(text[place:])
    if not first or not second or length < 2 * SHORTEST_MS:
        raise Refused("too_short", Words("这一行太短，拆不开。", "This line is too short to split."))
    share = len(first) / (len(first) + len(second))
    middle = row.start_ms + min(length - SHORTEST_MS, max(SHORTEST_MS, round(length * share)))
    deed = Deed(row.track, "split", by=by)
    end = row.end_ms
    deed.change(row, text=first, end_ms=middle, checked_by=None, checked_at=None)
    added = deed.add(
        SubtitleLine(
            track=row.track, start_ms=middle, end_ms=end, text=second, speaker=row.speaker, is_top=row.is_top,
            styling=row.styling, origin=row.origin, machine=row.machine, machine_at=row.machine_at,
            translates=row.translates, translates_version=row.translates_version,
        )
    )  # fmt: skip
    _note("line.split", Words("拆字幕", "Split a subtitle"), row.track, by=by, line=row.pk)
    return row, added


@transaction.atomic
def merge_line(line: SubtitleLine, *, by: User) -> SubtitleLine:
    """One line of this and the next.

    Raises:
        Refused: `removed`, `last`, `text_too_long`.
    """
    row = locked(line)
    later = [x for x in row.track.live() if (x.start_ms, x.end_ms, x.pk) > (row.start_ms, row.end_ms, row.pk)]
    if not later:
        raise Refused("last", Words("后面没有可以合并的行。", "There is no line after it to merge with."))
    following = locked(later[0])
    joint = "" if row.track.language.split("-")[0] in ("zh", "ja", "th") else " "
    text = _text(f"{row.text}{joint}{following.text}" if row.text and following.text else row.text + following.text)
    deed = Deed(row.track, "merge", by=by)
    deed.remove(following)
    end = max(row.end_ms, following.end_ms)
    deed.change(row, text=text, end_ms=end, checked_by=None, checked_at=None)
    _note("line.merged", Words("合并字幕", "Merged subtitles"), row.track, by=by, line=row.pk)
    return row


@transaction.atomic
def insert_line(
    track: SubtitleTrack, *, start_ms: int, end_ms: int | None = None, text: str = "", by: User
) -> SubtitleLine:
    """A new line; without an end it takes two seconds, or what is free before the next one.

    Raises:
        Refused: `times_impossible`, `text_too_long`.
    """
    if end_ms is None:
        following = track.live().filter(start_ms__gt=start_ms).first()
        free = following.start_ms - start_ms if following else NEW_MS
        end_ms = start_ms + max(SHORTEST_MS, min(NEW_MS, free))
    _possible(start_ms, end_ms)
    deed = Deed(track, "insert", by=by)
    line = deed.add(SubtitleLine(track=track, start_ms=start_ms, end_ms=end_ms, text=_text(text), origin="hand"))
    _note("line.added", Words("加字幕", "Added a subtitle"), track, by=by, line=line.pk)
    return line


@transaction.atomic
def delete_line(line: SubtitleLine, *, by: User) -> None:
    """Take a line out of its track; it stays for the record and can be brought back."""
    row = locked(line)
    Deed(row.track, "delete", by=by).remove(row)
    _note("line.deleted", Words("删字幕", "Deleted a subtitle"), row.track, by=by, line=row.pk)


@transaction.atomic
def shift_lines(track: SubtitleTrack, *, by_ms: int, from_ms: int = 0, by: User) -> int:
    """Move all lines that begin at or after `from_ms`; how many moved.

    Raises:
        Refused: `times_impossible`: the first one would begin before the film.
    """
    rows = list(track.live().select_for_update().filter(start_ms__gte=from_ms))
    if not rows or not by_ms:
        return 0
    _possible(rows[0].start_ms + by_ms, max(r.end_ms for r in rows) + by_ms)
    deed = Deed(track, "shift", by=by)
    moved = {row.pk: (row.start_ms + by_ms, row.end_ms + by_ms) for row in rows}
    deed.change_many(rows, lambda row: {"start_ms": moved[row.pk][0], "end_ms": moved[row.pk][1]})
    said = Words("平移 {n} 行字幕 {s} 秒", "Shifted subtitles: {n} by {s} s").fill(n=len(rows), s=f"{by_ms / 1000:+g}")
    _note("lines.shifted", said, track, by=by)
    return len(rows)


@transaction.atomic
def undo(track: SubtitleTrack, *, by: User) -> Change:
    """Undo this person's latest change of the track.

    Raises:
        Refused: `nothing_to_undo`, `changed_since`.
    """
    SubtitleTrack.objects.select_for_update().get(pk=track.pk)
    change = take_back(track, by=by)
    _note("lines.undone", Words("撤销字幕改动", "Undid a change of subtitles"), track, by=by, change=change.pk)
    return change


def _text(typed: str) -> str:
    text = clean(typed)
    if len(text) > TEXT_LONG:
        raise Refused("text_too_long", Words("一行最多 1000 字。", "A line has at most 1,000 characters."))
    return text


def _possible(start_ms: int, end_ms: int) -> None:
    if not 0 <= start_ms < end_ms <= LONGEST_MS:
        raise Refused(
            "times_impossible",
            Words(
                "时间不对：开始要在结束之前，不能早于片头。",
                "Impossible times: it must begin before it ends, within the film.",
            ),
        )


def _middle(text: str) -> int:
    """Where a line is best parted: at its break, after punctuation, at a space; nearest to the middle."""
    for pattern in (r"\n", r"(?<=[。！？!?；;…])", r"(?<=[，、,：:])", r"\s", r"(?<=.)"):
        places = [m.end() for m in re.finditer(pattern, text) if 0 < m.end() < len(text)]
        near = [p for p in places if 0.2 * len(text) <= p <= 0.8 * len(text)] or (places if pattern == r"\n" else [])
        if near:
            return min(near, key=lambda p: abs(p - len(text) / 2))
    return len(text) // 2


def _note(verb: str, said: Words, track: SubtitleTrack, *, by: User, **details: object) -> None:
    episode = track.episode
    what = Words("{said}：《{work}》第 {n} 集，{l}", "{said}: {work} episode {n}, {l}").fill(
        said=said, work=episode.season.work.title, n=episode.number, l=track.language_name
    )
    note(verb, what, by=by, link=track.get_absolute_url(), track=track.pk, at=timezone.now().isoformat(), **details)
