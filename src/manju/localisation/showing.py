"""What the editor shows: rows with source, speed and findings, the waveform, and the counts in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from manju.catalogue.models import Master
from manju.catalogue.showing import wave_path
from manju.localisation.clock import clock_of
from manju.localisation.models import SubtitleLine, SubtitleTrack
from manju.localisation.tracks import track_of
from manju.media.subtitles.checks import Finding, check_track
from manju.media.subtitles.pace import pace_of, speed
from manju.media.subtitles.terms import TermRule, places, used
from manju.words import Words

BARS: Final = 4000
PIXELS_PER_S: Final = 56
LEAST_PIXELS: Final = 600
RIGHT_TO_LEFT: Final = frozenset({"ar", "he", "fa", "ur"})

FLAGS: Final[dict[str, Words]] = {
    "term": Words("机器没按术语译", "the machine broke the glossary"),
    "length": Words("机器译得太长", "the machine made it too long"),
    "missing": Words("机器没有译这一行", "the machine left this line out"),
    "refused": Words("机器拒绝翻译", "the machine refused"),
    "language": Words("机器答的不是这种语言", "the machine answered in another language"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a source text: a term of the glossary, with how it is translated, or plain words."""

    text: str
    term: TermRule | None = None

    @property
    def right(self) -> str:
        return self.term.targets[0] if self.term and self.term.targets else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the editor."""

    line: SubtitleLine
    number: int
    source: tuple[Stretch, ...]
    findings: tuple[Finding, ...]
    rate: float
    limit: float
    is_stale: bool
    left_percent: float
    width_percent: float

    @property
    def start(self) -> str:
        return clock_of(self.line.start_ms)

    @property
    def end(self) -> str:
        return clock_of(self.line.end_ms)

    @property
    def flags(self) -> list[Words]:
        return [FLAGS[name] for name in self.line.flags if name in FLAGS]

    @property
    def is_bad(self) -> bool:
        return any(f.is_bad for f in self.findings)

    @property
    def wants_work(self) -> bool:
        return bool(self.findings or self.line.flags or self.is_stale)

    @property
    def tone(self) -> str:
        """How the reading speed is shown: good, warn over the limit, bad far over it."""
        if self.rate <= self.limit * 1.02:
            return "good"
        return "warn" if self.rate <= self.limit * 1.4 else "bad"

    @property
    def meter(self) -> int:
        """The speed as a share of twice the limit, for the bar."""
        return min(100, round(50 * self.rate / self.limit))


@dataclass(frozen=True, slots=True)
class Board:
    """A track as the editor shows it."""

    track: SubtitleTrack
    rows: tuple[Row, ...]
    untranslated: int
    film_ms: int

    @property
    def unchecked(self) -> int:
        return sum(not r.line.is_checked for r in self.rows)

    @property
    def faulty(self) -> int:
        return sum(r.wants_work for r in self.rows)

    @property
    def pixels(self) -> int:
        return max(LEAST_PIXELS, self.film_ms * PIXELS_PER_S // 1000)

    @property
    def direction(self) -> str:
        return "rtl" if self.track.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"

    @property
    def headline(self) -> Words:
        """The page's answer in words."""
        name = self.track.language_name
        if not self.rows:
            return Words("{l}字幕还没有文字", "No {l} subtitles yet").fill(l=name)
        if self.untranslated:
            return Words("{l}字幕还有 {n} 行没译", "{l} subtitles: {n} to translate").fill(l=name, n=self.untranslated)
        if self.unchecked:
            return Words("{l}字幕还有 {n} 行要校对", "{l} subtitles: {n} to check").fill(l=name, n=self.unchecked)
        return Words("{l}字幕都校对过了", "{l} subtitles: all checked").fill(l=name)

    def row(self, pk: int) -> Row | None:
        return next((r for r in self.rows if r.line.pk == pk), None)

    def around(self, pk: int) -> list[Row]:
        """The row and its neighbours, whose findings may change with it."""
        at = next((i for i, r in enumerate(self.rows) if r.line.pk == pk), None)
        return [] if at is None else list(self.rows[max(0, at - 1) : at + 2])

    def shown(self, which: str) -> list[Row]:
        if which == "unchecked":
            return [r for r in self.rows if not r.line.is_checked]
        if which == "findings":
            return [r for r in self.rows if r.wants_work]
        return list(self.rows)


def board_of(track: SubtitleTrack) -> Board:
    """Everything the editor knows of a track; a handful of queries whatever its length."""
    lines = list(track.live().select_related("changed_by", "checked_by", "translates"))
    base = track.from_track or _base(track)
    sources = list(base.live()) if base is not None else []
    beside = [_source_of(line, sources) for line in lines]
    terms = track.terms()
    master = track.episode.master
    film_ms = round((master.duration_s or 0) * 1000) if master else 0
    found: dict[int, list[Finding]] = {}
    said = [s.text if s else "" for s in beside]
    for finding in check_track(
        [x.line for x in lines], track.language, film_ms=film_ms or None, sources=said, terms=terms
    ):
        found.setdefault(finding.line, []).append(finding)
    length = max([film_ms, *(x.end_ms for x in lines), 1000])
    limit = pace_of(track.language).per_second
    rows = tuple(
        Row(
            line, i + 1, _marked(said[i], terms), tuple(found.get(i, ())),
            speed(line.text, line.end_ms - line.start_ms, track.language), limit, _is_stale(line),
            100 * line.start_ms / length, 100 * (line.end_ms - line.start_ms) / length,
        )
        for i, line in enumerate(lines)
    )  # fmt: skip
    missing = 0
    if track.from_track is not None:
        there = {line.translates_id for line in lines if line.text.strip()}
        missing = sum(1 for s in sources if s.text.strip() and s.pk not in there and not _covered(s, lines))
    return Board(track, rows, missing, length)


def wave_of(master: Master | None) -> str:
    """The waveform as an SVG path in a box of 1000 x 40, full length of the film; empty without sound."""
    return wave_path(master, bars=BARS, wide=1000, least=0.4)


def _base(track: SubtitleTrack) -> SubtitleTrack | None:
    """What an imported track is read beside: the subtitles in the work's own language."""
    own = track.episode.season.work.language
    return track_of(track.episode, own) if own != track.language else None


def _source_of(line: SubtitleLine, sources: Sequence[SubtitleLine]) -> SubtitleLine | None:
    """The line it translates, else the one it shares most time with."""
    if line.translates is not None and line.translates.removed_at is None:
        return line.translates
    best, most = None, 0
    for source in sources:
        shared = min(line.end_ms, source.end_ms) - max(line.start_ms, source.start_ms)
        if shared > most:
            best, most = source, shared
    return best


def _covered(source: SubtitleLine, lines: Sequence[SubtitleLine]) -> bool:
    """Whether a line that lost its own translation is under another one, as after merging."""
    middle = (source.start_ms + source.end_ms) // 2
    return any(line.start_ms <= middle <= line.end_ms and line.text.strip() for line in lines)


def _is_stale(line: SubtitleLine) -> bool:
    """Whether the source has been changed since this was written."""
    source = line.translates
    return source is not None and line.translates_version is not None and source.version > line.translates_version


def _marked(text: str, terms: Sequence[TermRule]) -> tuple[Stretch, ...]:
    """The text in stretches, the terms of the glossary apart."""
    if not text:
        return ()
    spans = sorted(
        (begin, end, term) for term in used(terms, text) for begin, end in places(text, term.source, case=term.case)
    ) if terms else []  # fmt: skip
    out: list[Stretch] = []
    at = 0
    for begin, end, term in spans:
        if begin < at:
            continue
        if begin > at:
            out.append(Stretch(text[at:begin]))
        out.append(Stretch(text[begin:end], term))
        at = end
    if at < len(text):
        out.append(Stretch(text[at:]))
    return tuple(out)
