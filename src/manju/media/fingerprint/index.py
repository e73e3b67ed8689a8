"""The index of all masters: put in, take out, keep in one file, and ask which of them a suspect shows."""

from __future__ import annotations

import json
import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.fingerprint.aligning import Aligned, align
from manju.media.fingerprint.evidence import ACCEPTED, SCORE_LEAST, together
from manju.media.fingerprint.hashes import Rect
from manju.media.fingerprint.lines import NEAR_S, Line, lines_of, promising
from manju.media.fingerprint.pairs import BY_POINTS, Pairs, pairs_on
from manju.media.fingerprint.prints import FINGERPRINT_VERSION, Fingerprint
from manju.media.fingerprint.shelf import Shelf
from manju.media.fingerprint.stretches import stretches
from manju.media.fingerprint.suspects import Query, windows
from manju.media.traces import Match, Segment
from manju.media.whole import written_whole

__all__ = ["Index", "Place", "Placed"]

SHELF_MASTERS: Final = 2500
PENDING_MOST: Final = 200
LINES_TRIED: Final = 14
CLEAR: Final = 0.8  # correlation
LASTING_S: Final = 4.0  # shorter stretches are judged without points: sister episodes share drawings for a shot
BESIDE: Final = 0.1  # of the master's frame
APART: Final = 0.4  # overlap of two places: what overlaps less is a window beside or in another picture
_MAGIC: Final = b"MJIX0001"
_ALIGN: Final = 64


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
        back = np.linalg.inv(np.vstack([self.placing, [0, 0, 1]]))
        corners = (back @ np.array([[0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]]))[:2]
        return (float(corners[0].min()), float(corners[1].min()), float(corners[0].max()), float(corners[1].max()))


@dataclass(frozen=True, eq=False)
class Placed:
    """A match and, for each of its segments, where it is in the frame."""

    match: Match
    places: tuple[Place, ...]


class Index:
    """Fingerprints of masters, found by what they look like. Not safe to change from several threads.

    `shelves`: what is laid out, each with the masters that were taken out since.
    """

    def __init__(self) -> None:
        self.shelves: list[tuple[Shelf, frozenset[int]]] = []
        self._pending: dict[int, Fingerprint] = {}

    def __len__(self) -> int:
        return len(self._pending) + sum(len(s.master_ids) - len(gone) for s, gone in self.shelves)

    def __contains__(self, master_id: int) -> bool:
        return master_id in self._pending or any(self._holds(n, master_id) for n in range(len(self.shelves)))

    def add(self, master_id: int, fingerprint: Fingerprint) -> None:
        """Put a master in; an older fingerprint of the same master is replaced."""
        self.remove(master_id)
        if fingerprint.count:
            self._pending[master_id] = fingerprint
        if len(self._pending) >= PENDING_MOST:
            self.put_up()

    def remove(self, master_id: int) -> None:
        """Take a master out; nothing happens when it is not in."""
        self._pending.pop(master_id, None)
        for n, (shelf, gone) in enumerate(self.shelves):
            if self._holds(n, master_id):
                self.shelves[n] = (shelf, gone | {master_id})

    def put_up(self) -> None:
        """Lay out what was put in since the last time: asking and saving do so too. Small shelves become one."""
        if not self._pending:
            return
        self.shelves.append((Shelf.of(list(self._pending.items())), frozenset()))
        self._pending = {}
        while len(self.shelves) > 1:
            before, last = self.shelves[-2], self.shelves[-1]
            sizes = len(before[0].master_ids), len(last[0].master_ids)
            if sum(sizes) > SHELF_MASTERS or sizes[0] > 3 * sizes[1] + 100:
                break
            self.shelves[-2:] = [(Shelf.of_shelves([before, last]), frozenset())]

    def match(self, query: Query, *, worst: float = ACCEPTED) -> list[Match]:
        """The masters that the suspect shows, best first; `worst`: the log10 of a false match that still counts."""
        return [placed.match for placed in self.match_with_places(query, worst=worst)]

    def match_with_places(self, query: Query, *, worst: float = ACCEPTED) -> list[Placed]:
        """As `match`, with the place in the frame of every segment."""
        self.put_up()
        if len(query) < 2:
            return []
        places = sum(len(s.times_s) for s, _ in self.shelves)
        found: list[_Seen] = []
        for part in windows(query):
            found += self._in_window(part, math.log10(max(1, places)), worst)
        return _placed(found)

    def save(self, path: Path) -> None:
        """Write the index whole or not at all."""
        self.put_up()
        lists = [
            {"gone": sorted(gone), "arrays": {n: [a.dtype.str, list(a.shape)] for n, a in shelf.arrays().items()}}
            for shelf, gone in self.shelves
        ]
        head = json.dumps({"version": FINGERPRINT_VERSION, "shelves": lists}).encode()
        with written_whole(path) as beside, beside.open("wb") as file:
            file.write(_MAGIC + len(head).to_bytes(8, "little") + head)
            for shelf, _ in self.shelves:
                for array in shelf.arrays().values():
                    file.write(b"\0" * (-file.tell() % _ALIGN))
                    array.tofile(file)

    @classmethod
    def load(cls, path: Path) -> Index:
        """Read a saved index; its arrays stay in the file and are read as they are needed.

        Raises:
            ValueError: another file, a cut off one, or a form this program does not know.
        """
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(_MAGIC) + 8)
            if start[: len(_MAGIC)] != _MAGIC or len(start) < len(_MAGIC) + 8:
                raise ValueError(f"not an index of fingerprints: {path.name}")
            length = int.from_bytes(start[len(_MAGIC) :], "little")
            if length > size:
                raise ValueError(f"the index is cut off: {path.name}")
            head = json.loads(file.read(length))
        if head["version"] != FINGERPRINT_VERSION:
            raise ValueError(f"index of version {head['version']}, this program knows {FINGERPRINT_VERSION}")
        index, at = cls(), len(_MAGIC) + 8 + length
        for listed in head["shelves"]:
            arrays = {}
            for name, (kind, shape) in listed["arrays"].items():
                at += -at % _ALIGN
                dtype = np.dtype(kind)
                bytes_ = int(np.prod(shape)) * dtype.itemsize
                if at + bytes_ > size:
                    raise ValueError(f"the index is cut off: {path.name}")
                held = np.memmap(path, dtype, "r", at, tuple(shape)) if bytes_ else np.empty(tuple(shape), dtype)
                arrays[name] = np.asarray(held)  # a plain array over the file: the class costs time at every slice
                at += bytes_
            if set(arrays) != Shelf.names():
                raise ValueError(f"an index of an earlier form, make it again: {path.name}")
            index.shelves.append((Shelf(**arrays), frozenset(listed["gone"])))
        return index

    def _holds(self, n: int, master_id: int) -> bool:
        shelf, gone = self.shelves[n]
        return master_id not in gone and bool((shelf.master_ids == master_id).any())

    def _in_window(self, part: Query, places_log10: float, worst: float) -> list[_Seen]:
        lines: list[tuple[Shelf, Line]] = []
        with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as workers:
            found_on = list(workers.map(lambda entry: _pairs(entry[0], entry[1], part), self.shelves))
        for (shelf, _), pairs in zip(self.shelves, found_on, strict=True):
            for rows in promising(pairs):
                own = pairs.chosen(rows)
                times = part.times_s[own.moment]
                lines += [(shelf, line) for line in lines_of(own, times, shelf.times_s[own.shown])]
        lines.sort(key=lambda entry: -entry[1].weight)
        found: list[_Found] = []
        for shelf, line in lines[:LINES_TRIED]:
            if any(_explains(other, shelf, line) for other in found):
                continue
            aligned = align(shelf, part, line)
            if aligned is None:
                continue
            one = _Found(shelf, line, aligned)
            again = any(other.master_id == one.master_id for other in found)
            seen = _seen(one, part, (aligned.first, aligned.last), one.own_places if again else places_log10)
            if seen is not None and seen.log10_false <= worst:
                found.append(replace(one, seen=seen))
        return [seen for own in _by_master(found) for seen in _pieced(own, part, places_log10, worst)]


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


def _by_master(found: list[_Found]) -> list[list[_Found]]:
    return [[f for f in found if f.master_id == m] for m in dict.fromkeys(f.master_id for f in found)]


def _pieced(own: list[_Found], part: Query, places_log10: float, worst: float) -> list[_Seen]:
    """The stretches of one master: each moment on the one of its lines that the pictures agree with."""
    alone = [f.seen for f in own if f.seen is not None]
    if len(own) < 2:
        return alone
    pieces = []
    for n, first, last in stretches(np.stack([f.aligned.agree for f in own])):
        seen = _seen(own[n], part, (first, last), own[n].own_places)
        if seen is not None and seen.log10_false <= worst:
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


def _pairs(shelf: Shelf, gone: frozenset[int], part: Query) -> Pairs:
    pairs = pairs_on(shelf, part)
    if not gone:
        return pairs
    return pairs.chosen(np.flatnonzero(~np.isin(shelf.master_ids[pairs.master], list(gone))))


def _explains(other: _Found, shelf: Shelf, line: Line) -> bool:
    """Whether what a line stands on is already known, clearly, to show that master at another time of it."""
    if other.master_id != int(shelf.master_ids[line.master]):
        return False
    held = other.aligned.agree[line.pairs.moment] > CLEAR
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
    log10_false = together(aligned.asked[span], aligned.shown[span], points, pictures, places_log10=places_log10)
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
