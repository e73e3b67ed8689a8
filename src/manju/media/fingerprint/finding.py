"""What a suspect shows of the masters on some shelves: lines tried, made exact, judged, and put together."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.fingerprint.aligning import Aligned, align
from manju.media.fingerprint.evidence import SCORE_LEAST, together, unlikely_placing
from manju.media.fingerprint.extracting import PER_S
from manju.media.fingerprint.hashes import Rect
from manju.media.fingerprint.lines import NEAR_S, Line, lines_of, promising
from manju.media.fingerprint.pairs import BY_POINTS, Pairs, pairs_on
from manju.media.fingerprint.shelf import Shelf
from manju.media.fingerprint.stretches import Stretch, stretches
from manju.media.fingerprint.suspects import Query, windows
from manju.media.traces import Match, Segment

__all__ = ["Place", "Placed", "Shelves", "found_on"]

LINES_TRIED: Final = 14
AGAIN_TRIED: Final = 4  # lines of a master that was found, through what is not explained yet
UNEXPLAINED_S: Final = 1.5
CLEAR: Final = 0.8  # correlation
ALIKE: Final = 0.45
UNCHANGED: Final = 0.03  # speeds within this are no reason for doubt; others, as one in ten films has them, are
SLOWEST, FASTEST = 0.74, 1.38  # master seconds per suspect second: beyond, a film is hardly watched
REACH_S: Final = 1.2  # a line so near to one that was made exact would come to the same
LASTING_S: Final = 4.0  # shorter stretches are judged without points: sister episodes share drawings for a shot
BESIDE: Final = 0.1  # of the master's frame
APART: Final = 0.4  # overlap of two places: what overlaps less is a window beside or in another picture

Shelves = Sequence[tuple[Shelf, frozenset[int]]]
"""Shelves, each with the masters that were taken out of it."""

Done = Callable[[Shelf], None]


@dataclass(frozen=True, eq=False)
class Place:
    """Where in the suspect's frame a segment's master is.

    `placing` float64 [2, 3] takes (x, y, 1) of the suspect's frame, as shares of width and height (0, 0 top left)
    and with left and right exchanged first when the segment is mirrored, to shares of the master's frame.
    """

    placing: npt.NDArray[np.float64]

    @property
    def rect(self) -> Rect:
        """Left, top, right, bottom of the master's frame in the suspect's, as shares; may reach outside (a crop)."""
        return _rect(self.placing)


def _rect(placing: npt.NDArray[np.float64]) -> Rect:
    back = np.linalg.inv(np.vstack([placing, [0, 0, 1]]))
    corners = (back @ np.array([[0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]]))[:2]
    return (float(corners[0].min()), float(corners[1].min()), float(corners[0].max()), float(corners[1].max()))


@dataclass(frozen=True, eq=False)
class Placed:
    """A match and, for each of its segments, where it is in the frame."""

    match: Match
    places: tuple[Place, ...]


def found_on(shelves: Shelves, query: Query, worst: float, *, done: Done = lambda _: None) -> list[Placed]:
    """The masters that the suspect shows, best first.

    `worst`: the log10 of a false match that still counts; `done` is called when a shelf has been searched through.
    """
    places_log10 = math.log10(max(1, sum(len(s.times_s) for s, _ in shelves)))
    found: list[_Seen] = []
    for part in windows(query):
        found += _in_window(shelves, _Asked(part, places_log10, worst, done))
    return _placed(found)


@dataclass(frozen=True, eq=False)
class _Asked:
    """A window of a query, in how many places (log10) it may be by accident, and what still counts."""

    part: Query
    places_log10: float
    worst: float
    done: Done


def _in_window(shelves: Shelves, asked: _Asked) -> list[_Seen]:
    part = asked.part
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as workers:
        all_pairs = list(workers.map(lambda entry: _pairs(entry[0], entry[1], asked), shelves))
    own = [
        _Own(shelf, pairs.chosen(rows))
        for (shelf, _), pairs in zip(shelves, all_pairs, strict=True)
        for rows in promising(pairs)
    ]
    lines = _strongest((o.shelf, line) for o in own for line in o.lines(part))
    found = _tried(lines[:LINES_TRIED], [], asked)
    seen = []
    for o in own:
        mine = [f for f in found if f.shelf is o.shelf and f.line.master == o.master]
        if not mine:
            continue
        more = o.lines(part, without=_covered(_course(mine), len(part)))
        mine = _tried(_strongest((o.shelf, line) for line in more)[:AGAIN_TRIED], mine, asked)
        seen += _pieced(mine, asked)
    return seen


@dataclass(frozen=True, eq=False)
class _Own:
    """The pairs of one master."""

    shelf: Shelf
    pairs: Pairs

    @property
    def master(self) -> int:
        return int(self.pairs.master[0])

    def lines(self, part: Query, *, without: npt.NDArray[np.bool_] | None = None) -> list[Line]:
        """The lines through them; with `without` [moments] only those through pairs of the other moments."""
        pairs = self.pairs
        if without is not None:
            left = ~without
            if left.sum() < UNEXPLAINED_S * PER_S:
                return []
            pairs = pairs.chosen(np.flatnonzero(left[pairs.moment]))
        return lines_of(pairs, part.times_s[pairs.moment], self.shelf.times_s[pairs.shown]) if len(pairs) else []


def _strongest(lines: Iterable[tuple[Shelf, Line]]) -> list[tuple[Shelf, Line]]:
    return sorted(lines, key=lambda entry: -entry[1].weight)


def _tried(lines: list[tuple[Shelf, Line]], found: list[_Found], asked: _Asked) -> list[_Found]:
    """`found` and those of the lines that the pictures bear out."""
    found = list(found)
    for shelf, line in lines:
        if any(_explains(other, shelf, line, asked.part) for other in found):
            continue
        aligned = align(shelf, asked.part, line)
        if aligned is None or not SLOWEST < aligned.speed < FASTEST:
            continue
        one = _Found(shelf, line, aligned)
        again = any(other.master_id == one.master_id for other in found)
        places_log10 = one.own_places if again else asked.places_log10
        seen = _seen(one, asked.part, (aligned.first, aligned.last), places_log10)
        if seen is not None and seen.log10_false <= asked.worst:
            found.append(replace(one, seen=seen))
    return found


def _course(own: list[_Found]) -> list[Stretch]:
    if len(own) == 1:
        return [(0, own[0].aligned.first, own[0].aligned.last)]
    return stretches(np.stack([f.aligned.agree for f in own]))


def _covered(course: list[Stretch], moments: int) -> npt.NDArray[np.bool_]:
    covered = np.zeros(moments, bool)
    for _, first, last in course:
        covered[first : last + 1] = True
    return covered


@dataclass(frozen=True, eq=False)
class _Found:
    """A line made exact, and the stretch that was accepted of it."""

    shelf: Shelf
    line: Line
    aligned: Aligned
    seen: _Seen | None = None

    @property
    def master_id(self) -> int:
        return int(self.shelf.master_ids[self.line.master])

    @property
    def own_places(self) -> float:
        """log10 of how many moments the master has: where else a second stretch of it could lie."""
        first, last = self.shelf.moments[self.line.master : self.line.master + 2]
        return math.log10(max(1, int(last - first)))


def _pieced(own: list[_Found], asked: _Asked) -> list[_Seen]:
    """The stretches of one master: each moment on the one of its lines that the pictures agree with."""
    alone = [f.seen for f in own if f.seen is not None]
    if len(own) < 2:
        return alone
    pieces = []
    for n, first, last in _course(own):
        seen = _seen(own[n], asked.part, (first, last), own[n].own_places)
        if seen is not None and seen.log10_false <= asked.worst:
            pieces.append(seen)
    return pieces or alone


@dataclass(frozen=True, eq=False)
class _Seen:
    """One accepted stretch, before stretches are put together."""

    master_id: int
    segment: Segment
    score: float
    log10_false: float
    place: Place


def _pairs(shelf: Shelf, gone: frozenset[int], asked: _Asked) -> Pairs:
    pairs = pairs_on(shelf, asked.part)
    asked.done(shelf)
    if not gone:
        return pairs
    return pairs.chosen(np.flatnonzero(~np.isin(shelf.master_ids[pairs.master], list(gone))))


def _explains(other: _Found, shelf: Shelf, line: Line, part: Query) -> bool:
    """Whether what a line stands on is already known to show that master: clearly, or at about the line's times."""
    if other.master_id != int(shelf.master_ids[line.master]) or other.line.mirrored != line.mirrored:
        return False
    agree, times_s = other.aligned.agree[line.pairs.moment], part.times_s[line.pairs.moment]
    late = line.off(times_s, other.aligned.start_s + other.aligned.speed * times_s)
    held = (agree > CLEAR) | ((agree > ALIKE) & (np.abs(late) < REACH_S))
    return bool(line.pairs.evidence[held].sum() > 0.5 * line.pairs.evidence.sum())


def _seen(one: _Found, part: Query, ends: tuple[int, int], places_log10: float) -> _Seen | None:
    """The stretch between two moments (both included); None when it is not alike enough."""
    shelf, line, aligned = one.shelf, one.line, one.aligned
    first, last = ends
    times = part.times_s.astype(np.float64)
    span = np.arange(first, last + 1)
    agree = aligned.agree[span]
    score = float(np.clip(agree, 0, 1).mean())
    shown_s = shelf.times_s[shelf.moments[line.master] : shelf.moments[line.master + 1]]
    shown = np.abs(shown_s[None, :] - (aligned.start_s + aligned.speed * times[span])[:, None]).argmin(axis=1)
    lasting = times[last] - times[first] >= LASTING_S
    points = _points_on(shelf, part, line, aligned)[span] if lasting else np.zeros(len(span))
    pictures = shelf.hashes[shelf.moments[line.master] + shown]
    unusual = unlikely_placing(_rect(aligned.placing)) + (abs(aligned.speed - 1) > UNCHANGED)
    log10_false = together(
        aligned.asked[span], aligned.shown[span], points, pictures, places_log10=places_log10, unusual=unusual
    )
    if score < SCORE_LEAST:
        return None
    half = 0.5 * float(np.median(np.diff(times))) if len(times) > 1 else 0.125
    begin, end = max(times[first] - half, times[0]), times[last] + half
    segment = Segment(
        float(begin), float(end), float(max(0.0, aligned.start_s + aligned.speed * begin)),
        float(aligned.start_s + aligned.speed * end), float(aligned.speed), line.mirrored,
    )  # fmt: skip
    left, top, right, bottom = shelf.insides[line.master].astype(np.float64) / 255
    placing = np.diag([right - left, bottom - top]) @ aligned.placing + np.array([[0, 0, left], [0, 0, top]])
    return _Seen(int(shelf.master_ids[line.master]), segment, score, log10_false, Place(placing))


def _points_on(shelf: Shelf, part: Query, line: Line, aligned: Aligned) -> npt.NDArray[np.float64]:
    """Evidence of points for each moment: those that agree with the exact line and its placing."""
    pairs = line.pairs
    late = shelf.times_s[pairs.shown] - (aligned.start_s + aligned.speed * part.times_s[pairs.moment])
    corners = np.array([[0, 1, 0, 1, 0.5], [0, 0, 1, 1, 0.5], [1, 1, 1, 1, 1]])
    beside = np.abs((pairs.placing - aligned.placing) @ corners).mean(axis=(1, 2))
    on = (pairs.kind == BY_POINTS) & (np.abs(late) < NEAR_S) & (beside < BESIDE)
    found = np.zeros(len(part))
    np.maximum.at(found, pairs.moment[on], pairs.evidence[on])
    return found


def _placed(found: list[_Seen]) -> list[Placed]:
    """Stretches as matches: of one master no two at the same seconds; weak doubles of a better match dropped."""
    found = sorted(found, key=lambda s: s.log10_false)
    kept: list[_Seen] = []
    for seen in found:
        if any(_same(seen, other) for other in kept):
            continue
        kept.append(seen)
    matches = []
    for master_id in dict.fromkeys(s.master_id for s in kept):
        own = sorted((s for s in kept if s.master_id == master_id), key=lambda s: s.segment.suspect_start_s)
        matches.append(Placed(
            Match(master_id, tuple(s.segment for s in own), round(max(s.score for s in own), 4),
                  sum(s.log10_false for s in own)),
            tuple(s.place for s in own),
        ))  # fmt: skip
    return sorted(matches, key=lambda p: p.match.log10_false_match)


def _same(seen: _Seen, other: _Seen) -> bool:
    a, b = seen.segment, other.segment
    shared = min(a.suspect_end_s, b.suspect_end_s) - max(a.suspect_start_s, b.suspect_start_s)
    if shared <= 0.5 * min(a.suspect_end_s - a.suspect_start_s, b.suspect_end_s - b.suspect_start_s):
        return False
    if seen.master_id == other.master_id:
        return True
    return seen.log10_false > 0.5 * other.log10_false and _overlap(seen.place.rect, other.place.rect) > APART


def _overlap(a: Rect, b: Rect) -> float:
    """Area of both over area of either; what lies outside the frame counts for neither."""
    (a0, a1, a2, a3), (b0, b1, b2, b3) = (np.clip(r, 0.0, 1.0).tolist() for r in (a, b))
    both = max(0.0, min(a2, b2) - max(a0, b0)) * max(0.0, min(a3, b3) - max(a1, b1))
    either = (a2 - a0) * (a3 - a1) + (b2 - b0) * (b3 - b1) - both
    return float(both / either) if either > 0 else 0.0
