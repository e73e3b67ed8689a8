"""Informed reading: a suspect is held against its master, what is left over against every copy's chips; read_v1.

First everything is settled that needs no copy's code: times, places, light, weights. Only then are codes drawn, and
each scoring of all copies is one try that the bound counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.errors import MediaError
from manju.media.footage import Footage, watch
from manju.media.side_by_side import each
from manju.media.traces import Reading, Segment, Sight
from manju.media.watermark.alignment import Aligned, Pair, Start, align, align_from, likeliest_time
from manju.media.watermark.codes import chips_of_many
from manju.media.watermark.displaced import displacements
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.geometry import placed
from manju.media.watermark.scoring import weigh, whitened
from manju.media.watermark.strength import LOOKED_AT, look_size
from manju.media.watermark.survey import Survey

__all__ = ["READ_VERSION", "Film", "Original", "read", "retimed"]

READ_VERSION: Final = 1
STRETCH_S: Final = 12.0  # of a suspect read at once
STRETCHES: Final = 6  # of one segment, spread evenly where it is longer
LOOKS: Final = 96  # frames of a stretch that are looked at
LOOKS_PER_S: Final = 8.0  # and at least so many of a second
WINDOW_S: Final = 2.5  # least part of a stretch that is scored by itself: two copies may be spliced
WINDOWS: Final = 4  # parts of a stretch; every run of them is scored
MARGIN_S: Final = 0.8  # of master read before and after
CANVAS: Final = LOOKED_AT  # pixels of the master's canvas to a point of the lattice
FRAME_POINTS: Final = 640 * 360  # a suspect's frame is looked at no larger than this
FAR_S: Final = 9.0  # and where a slow pan hides how late it is
ALSO_LIKE: Final = 0.6  # of the likeness of the first alignment: what else is worth trying
PILOT_SURE: Final = 5.0  # z of the pilot from which no other alignment is tried
PILOT_BETTER: Final = 1.5  # what another one must have more of it
SHOWN: Final = 6  # moments kept to be shown
AROUND: Final = 8.0  # points over which a frame's noise is taken to be alike
LEAST_VARIANCE: Final = 0.1
BLOWN_UP: Final = 16  # times that a residual is shown enlarged
LEAST_SLOPE_S: Final = 3.0  # of suspect from which a slope says more than the fingerprint's
SLOPE_OFF: Final = 0.4  # and how far that may be off

Field = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Film:
    """A file that frames are read from: how it is demuxed, its picture in pixels as displayed, its length.

    `colour_matrix`: of its luma, when it is held against a file whose luma is that of BT.709.
    """

    path: Path
    demuxer: str | None
    width: int
    height: int
    duration_s: float
    colour_matrix: str = "bt709"


@dataclass(frozen=True, eq=False, slots=True)
class Original:
    """A master as the reader knows it: the film, its survey, and the key its copies were marked with."""

    master_id: int
    film: Film
    survey: Survey
    key: MarkKey


@dataclass
class _Evidence:
    """Sums over the frames of one part of a stretch and one shot: see `scoring.weigh`."""

    numerator: Field
    denominator: Field


_Line = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]  # seconds of suspect and master that belong together
Part = tuple[int, int]  # (part of the suspect, shot of the master)
Shares = npt.NDArray[np.float64]  # [2, 3]: of the suspect's frame to shares of the master's
_Told = tuple[Pair, Aligned, "dict[Part, _Evidence]", list[Sight]]


def read(
    suspect: Film,
    original: Original,
    segments: Sequence[Segment],
    copy_ids: Sequence[int] | npt.NDArray[np.int64],
    *,
    places: Sequence[Shares] = (),
    cancelled: Callable[[], bool] = lambda: False,
) -> Reading:
    """Score every copy of a master against what the suspect shows of it.

    `segments`: where the suspect shows this master, from the fingerprint (times good to 0.5 s); they come back with
    the times that the alignment found. `places`: where in the frame each of them is (`fingerprint.Place.placing`), if
    that is known. A reading with no z above the bound of `traces.bound_z(len(copy_ids) * tries)`
    names nobody; without copies there is still the alignment.

    Raises:
        MediaError: the master cannot be decoded where the segments point.
        Cancelled: `cancelled()` became true.
    """
    ids = np.asarray(copy_ids, np.int64)
    evidence: dict[Part, _Evidence] = {}
    sights: list[Sight] = []
    windows: list[list[int]] = []
    lines: dict[int, list[_Line]] = {}
    part = 0
    for number, stretch in _stretches(segments):
        look = partial(_pair, suspect, original, stretch, places[number] if places else None, cancelled)
        pair = look()
        count = int(np.clip((stretch.suspect_end_s - stretch.suspect_start_s) // WINDOW_S, 1, WINDOWS))
        told = _told(pair, original, look if len(ids) else None, first=part, count=count) if pair else None
        if told is None:
            continue
        pair, aligned, said, shown = told
        evidence |= said
        sights += shown
        lines.setdefault(number, []).append((pair.suspect.times_s, pair.master.times_s[aligned.frames]))
        windows += [list(range(part + a, part + b)) for a in range(count) for b in range(a + 1, count + 1)]
        part += count
    if part > 1 and list(range(part)) not in windows:
        windows.append(list(range(part)))
    z, pilot_z = _scored(evidence, windows, original, ids)
    exact = tuple(retimed(segment, lines.get(number, [])) for number, segment in enumerate(segments))
    return Reading(original.master_id, ids, z, pilot_z, tuple(_spread(sights)), max(1, len(windows)), exact)


def retimed(segment: Segment, lines: Sequence[_Line]) -> Segment:
    """The segment with the line of time through what was aligned: the median of pairwise slopes (Sen 1968).

    `lines`: (suspect seconds [n], master seconds [n]) of each stretch. Short ones keep the segment's speed.
    """
    if not lines:
        return segment
    here = np.concatenate([mine for mine, _ in lines])
    there = np.concatenate([theirs for _, theirs in lines])
    speed = segment.speed
    if np.ptp(here) >= LEAST_SLOPE_S:
        half = len(here) // 2
        apart = here[half : 2 * half] - here[:half]
        slope = float(np.median((there[half : 2 * half] - there[:half])[apart > 0] / apart[apart > 0]))
        speed = slope if abs(slope / segment.speed - 1) < SLOPE_OFF else speed
    at_start = float(np.median(there - speed * (here - segment.suspect_start_s)))
    return replace(
        segment,
        master_start_s=max(0.0, at_start),
        master_end_s=at_start + speed * (segment.suspect_end_s - segment.suspect_start_s),
        speed=speed,
    )


def _stretches(segments: Sequence[Segment]) -> Iterator[tuple[int, Segment]]:
    """Segments, by number, in stretches of at most `STRETCH_S`, at most `STRETCHES` of each, evenly spread."""
    for number, segment in enumerate(segments):
        length = segment.suspect_end_s - segment.suspect_start_s
        count = max(1, round(length / STRETCH_S + 0.49))
        each = length / count
        for n in np.unique(np.linspace(0, count - 1, min(count, STRETCHES)).round()):
            start = segment.suspect_start_s + float(n) * each
            yield number, Segment(
                start, start + each, segment.master_time(start), segment.master_time(start + each), segment.speed,
                segment.mirrored,
            )  # fmt: skip


def _pair(
    suspect: Film, original: Original, stretch: Segment, place: Shares | None, cancelled: Callable[[], bool],
    *, margin_s: float = MARGIN_S,
) -> Pair | None:  # fmt: skip
    """Both films' frames of a stretch, and of the master so much before and after; None: no frame decodes there."""
    shrink = min(1.0, (FRAME_POINTS / (suspect.width * suspect.height)) ** 0.5)
    size = (max(16, round(suspect.width * shrink / 2) * 2), max(16, round(suspect.height * shrink / 2) * 2))
    length_s = stretch.suspect_end_s - stretch.suspect_start_s
    try:
        seen = watch(
            suspect.path, size=size, start_s=stretch.suspect_start_s, demuxer=suspect.demuxer,
            length_s=length_s, most_per_s=max(LOOKS_PER_S, LOOKS / max(length_s, 1.0)), cancelled=cancelled,
        )  # fmt: skip
    except MediaError:  # a damaged suspect: what does not decode is not evidence
        return None
    if len(seen) == 0:
        return None
    if stretch.mirrored:
        seen = Footage(seen.times_s, np.ascontiguousarray(seen.frames[:, :, ::-1]))
    start = max(0.0, min(stretch.master_start_s, stretch.master_end_s) - margin_s)
    length = abs(stretch.master_end_s - stretch.master_start_s) + 2 * margin_s
    theirs = watch(
        original.film.path, size=look_size(original.survey.lattice), start_s=start, length_s=length,
        demuxer=original.film.demuxer, most_per_s=31, colour_matrix=original.film.colour_matrix, cancelled=cancelled,
    )  # fmt: skip
    if len(theirs) == 0:
        return None
    canvas = look_size(original.survey.lattice)
    return Pair(seen, theirs, stretch, None if place is None else placed(place, canvas, size))


def _told(
    pair: Pair, original: Original, look: Callable[..., Pair | None] | None, *, first: int, count: int
) -> _Told | None:
    """What a stretch tells under the first alignment, or another one that the pilot clearly likes better.

    The pilot is the same in all copies and tells nothing of whose this is: choosing by it costs nothing of the bound.
    `look` gives the pair with more of the master around it (None: there are no copies, the first alignment will do).
    None: the stretch cannot be aligned.
    """
    aligned = align(pair)
    if aligned is None:
        return None
    best: _Told = pair, aligned, *_gathered(pair, aligned, original.survey, first=first, count=count)
    best_z = _pilot_z(best[2], original)

    def tried(pair: Pair, start: Start) -> None:
        nonlocal best, best_z
        other = align_from(pair, start)
        told: _Told = pair, other, *_gathered(pair, other, original.survey, first=first, count=count)
        pilot_z = _pilot_z(told[2], original)
        if pilot_z > best_z + PILOT_BETTER:
            best, best_z = told, pilot_z

    for start in aligned.others if look else ():
        if best_z < PILOT_SURE:
            tried(pair, start)
    if look and best_z < PILOT_SURE:
        moved = displacements(_beside_pilot(best[2], original), original.survey.lattice)
        wide = look(margin_s=FAR_S) if moved else None
        placing = best[1].placings[len(best[1].placings) // 2]
        for x, y in moved if wide else ():
            shift = np.array([[1.0, 0, CANVAS * x], [0, 1, CANVAS * y], [0, 0, 1]])
            if wide and best_z < PILOT_SURE:
                start = likeliest_time(wide, placing @ shift, within_s=FAR_S)
                if start.like > ALSO_LIKE * aligned.like:
                    tried(wide, start)
    return best


def _beside_pilot(evidence: dict[Part, _Evidence], original: Original) -> list[tuple[Field, Field]]:
    """For each shot what is left of the suspect, and the pilot as it was written."""
    lattice, key = original.survey.lattice, original.key
    cells = lattice.pilot_cells(key.secret)
    fields = []
    for shot in sorted({shot for _, shot in evidence}):
        parts = [one for (_, s), one in evidence.items() if s == shot]
        left = whitened(*_summed(parts), lattice)
        pilot = np.zeros(lattice.cells, np.float32)
        pilot[cells] = key.pilot(shot, int(cells.sum()))
        fields.append((left, lattice.spread(pilot)))
    return fields


def _summed(parts: Sequence[_Evidence]) -> tuple[Field, Field]:
    return np.sum([p.numerator for p in parts], axis=0), np.sum([p.denominator for p in parts], axis=0)


def _pilot_z(evidence: dict[Part, _Evidence], original: Original) -> float:
    lattice, key = original.survey.lattice, original.key
    pilot = lattice.pilot_cells(key.secret)
    total = power = 0.0
    for (_, shot), one in evidence.items():
        weights = weigh(one.numerator, one.denominator, lattice)[pilot].astype(np.float64)
        total += float(weights @ key.pilot(shot, int(pilot.sum())))
        power += float(weights @ weights)
    return float(total / max(power, 1e-30) ** 0.5)


def _gathered(
    pair: Pair, aligned: Aligned, survey: Survey, *, first: int, count: int
) -> tuple[dict[Part, _Evidence], list[Sight]]:
    """What the frames of a stretch say, by its parts and the master's shots, and moments to show."""
    evidence: dict[Part, _Evidence] = {}
    total = len(pair.suspect)
    shown = {int(i) for i in np.linspace(0, total - 1, SHOWN + 2)[1:-1]} if total > SHOWN else set(range(total))
    said = each(lambda i: _said(pair, aligned, survey, i, shown=i in shown), range(total))
    for i, one in enumerate(said):
        part = (first + min(count - 1, i * count // total), survey.shot_at(one.master_s))
        sums = evidence.get(part)
        if sums is None:
            sums = evidence[part] = _Evidence(np.zeros_like(one.numerator), np.zeros_like(one.denominator))
        sums.numerator += one.numerator
        sums.denominator += one.denominator
    return evidence, [one.sight for one in said if one.sight is not None]


@dataclass(frozen=True, eq=False)
class _Said:
    """What one frame adds to the evidence."""

    master_s: float
    numerator: Field
    denominator: Field
    sight: Sight | None


def _said(pair: Pair, aligned: Aligned, survey: Survey, i: int, *, shown: bool) -> _Said:
    j = int(aligned.frames[i])
    time_s = float(pair.master.times_s[j])
    one = pair.explained(i, j, aligned.placings[i], beside=True)
    strength = survey.strength_at(time_s)
    variance = _smooth(one.residual * one.residual * one.weight) / (_smooth(one.weight) + 1e-3) + LEAST_VARIANCE
    say = np.asarray(strength * one.weight / variance, np.float32)
    sight = _sight(pair, i, j, one.residual, one.seen) if shown else None
    return _Said(time_s, np.asarray(say * one.residual), np.asarray(say * strength), sight)


def _scored(
    evidence: dict[Part, _Evidence], windows: list[list[int]], original: Original, ids: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], float]:
    """The highest z of each copy over the windows, and that of the pilot over all there is."""
    if not evidence:
        return np.zeros(len(ids)), 0.0
    lattice, key = original.survey.lattice, original.key
    pilot = lattice.pilot_cells(key.secret)
    code_cells = int((~pilot).sum())
    sums, powers = np.zeros((len(ids), len(windows))), np.zeros(len(windows))
    pilot_sum = pilot_power = 0.0
    for shot in sorted({shot for _, shot in evidence}):
        weights = np.zeros((lattice.cells, len(windows)), np.float32)
        for n, window in enumerate(windows):
            mine = [evidence[p, shot] for p in window if (p, shot) in evidence]
            if mine:
                weights[:, n] = weigh(*_summed(mine), lattice)
        longest = weights[pilot, -1].astype(np.float64)
        shared = key.pilot(shot, int(pilot.sum()))
        pilot_sum += float(longest @ shared)
        pilot_power += float(longest @ longest)
        codes = weights[~pilot]
        powers += np.square(codes.astype(np.float64)).sum(0)
        at = 0
        for some in chips_of_many(key.secret, "copy", key.work, shot, last=ids, count=code_cells):
            sums[at : at + len(some)] += some.astype(np.float32) @ codes
            at += len(some)
    z = sums / np.sqrt(np.maximum(powers, 1e-30))
    return z.max(1, initial=-np.inf), pilot_sum / max(pilot_power, 1e-30) ** 0.5


def _sight(pair: Pair, i: int, j: int, residual: Field, seen: Field) -> Sight:
    """A moment to show: suspect and master on the canvas, and the residual enlarged."""
    return Sight(
        float(pair.suspect.times_s[i]), float(pair.master.times_s[j]), _shown(seen), _shown(pair.canvas(j)),
        _shown(128 + BLOWN_UP * residual),
    )  # fmt: skip


def _shown(picture: Field) -> npt.NDArray[np.uint8]:
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def _spread(sights: list[Sight]) -> list[Sight]:
    """At most `SHOWN` of them, evenly."""
    if len(sights) <= SHOWN:
        return sights
    return [sights[int(i)] for i in np.linspace(0, len(sights) - 1, SHOWN)]


def _smooth(field: Field) -> Field:
    return np.asarray(cv2.GaussianBlur(field, (0, 0), AROUND), np.float32)
