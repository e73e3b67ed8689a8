"""Subtitles of an order: the track of each channel's language as a file named by its content; what is unchecked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from manju.catalogue.models import Episode
from manju.distribution.wanted import Wanted
from manju.localisation.models import SubtitleLine
from manju.localisation.tracks import stored_file, track_of
from manju.media.languages import language_name
from manju.words import Words


@dataclass(frozen=True, slots=True)
class Offered:
    """A language in which the episodes of an order have subtitles: in how many, and how many lines are unchecked."""

    language: str
    episodes: int
    lines: int
    unchecked: int

    @property
    def name(self) -> Words:
        return language_name(self.language)


def offered(episodes: Sequence[Episode]) -> list[Offered]:
    """What subtitles there are for these episodes, by language; one query."""
    rows = SubtitleLine.objects.live().filter(
        track__episode__in=list(episodes), track__removed_at=None, track__kind="subtitles"
    ).exclude(text="").values_list("track__language", "track__episode", "checked_at")  # fmt: skip
    found: dict[str, list[tuple[int, bool]]] = {}
    for language, episode, checked_at in rows:
        found.setdefault(language, []).append((episode, checked_at is not None))
    return [
        Offered(language, len({e for e, _ in lines}), len(lines), sum(not checked for _, checked in lines))
        for language, lines in sorted(found.items())
    ]


def with_track(wanted: Wanted, episode: Episode, language: str) -> Wanted:
    """The same with the episode's subtitles in this language, unless it brings a file of its own or there are none."""
    if wanted.subtitles:
        return wanted
    track = track_of(episode, language) or track_of(episode, language.split("-", maxsplit=1)[0])
    lines = track.live().exclude(text="") if track is not None else None
    if track is None or lines is None or not lines.exists():
        return wanted
    path, sha256 = stored_file(track)
    is_checked = not lines.filter(checked_at=None).exists()
    return replace(wanted, subtitles=path, subtitles_sha256=sha256, subtitles_checked=is_checked)
