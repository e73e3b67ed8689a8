"""Tracing a suspect: which master, which seconds, whose copy; the fingerprint finds, the watermark names."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.errors import Cancelled, MediaError
from manju.media.fingerprint import Index, Placed, look
from manju.media.probe import Probe, probe
from manju.media.registering import Registration
from manju.media.traces import Named, Reading, Trace, bound_z, log10_false_alarm
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.reading import Film, Original, read
from manju.words import Words

__all__ = ["MATCHES_READ", "Known", "film_in", "trace"]

MATCHES_READ: Final = 8  # masters whose copies are scored, best matches first

Progress = Callable[[float, Words], None]


@dataclass(frozen=True, eq=False)
class Known:
    """A registered master as tracing needs it: its file, its registration, the studio's secret, the copies made."""

    master_id: int
    path: Path
    registration: Registration
    secret: bytes = field(repr=False)
    copy_ids: npt.NDArray[np.int64]


def trace(
    suspect: Path,
    *,
    index: Index,
    known: Callable[[int], Known | None],
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Trace:
    """Find what a suspect shows and name the copies it was made from.

    `known` gives what is on file for a master that the index found; None: its file is gone, so the match stands
    without a copy and with the fingerprint's times. A copy is named when its z passes the bound for all copies scored
    in this trace, however many masters, windows and tries they took: at most one trace in 10^9 names an innocent one.

    Raises:
        MediaError: the suspect has no picture or does not decode.
        Cancelled: `cancelled()` became true.
    """
    began = time.monotonic()
    progress(0.0, Words("看可疑文件", "Looking at the suspect"))
    film = film_in(suspect)
    query = look(suspect, demuxer=film.demuxer, cancelled=cancelled)
    looked = time.monotonic()
    progress(0.35, Words("在片库里找", "Searching the catalogue"))
    found = index.match_with_places(query)
    matches = [placed.match for placed in found]
    matched = time.monotonic()
    readings = []
    for n, placed in enumerate(found[:MATCHES_READ]):
        if cancelled():
            raise Cancelled
        progress(0.4 + 0.6 * n / len(found[:MATCHES_READ]), Words("读水印", "Reading the watermark"))
        on_file = known(placed.match.master_id)
        if on_file is not None:
            readings.append(_read(film, on_file, placed, cancelled))
    exact = {r.master_id: r.segments for r in readings}
    matches = [replace(m, segments=exact.get(m.master_id, m.segments)) for m in matches]
    scored = sum(len(r.copy_ids) * r.tries for r in readings)
    ended = time.monotonic()
    return Trace(
        matches=tuple(matches),
        readings=tuple(readings),
        named=named(readings, scored),
        scored=scored,
        bound_z=bound_z(scored),
        seconds=ended - began,
        timings_s={"look": looked - began, "match": matched - looked, "read": ended - matched},
    )


def film_in(suspect: Path) -> Film:
    """What there is to see in a suspect.

    Raises:
        MediaError: nothing, or it is not media at all.
    """
    facts = probe(suspect)
    if not facts.video_codec or not facts.width or not facts.height:
        raise MediaError(
            "no_video",
            Words("这个文件没有画面，没法追踪。", "This file has no picture, so it cannot be traced."),
            Words("换一个视频文件；图片用 trace-image。", "Use a video file; for a picture, trace-image."),
        )
    return film_of(suspect, facts)


def film_of(path: Path, facts: Probe) -> Film:
    """A probed file as frames are read from it."""
    return Film(path, facts.demuxer, facts.width, facts.height, facts.duration_s)


def named(readings: list[Reading], scored: int) -> tuple[Named, ...]:
    """The copies whose z passes the bound for `scored` scorings, the surest first.

    >>> one = Reading(1, np.array([7, 8]), np.array([12.0, 3.0]), 5.0)
    >>> [(n.copy_id, round(n.log10_false_alarm)) for n in named([one], 2)]
    [(7, -31)]
    """
    limit = bound_z(scored)
    found = [
        Named(r.master_id, int(r.copy_ids[i]), float(r.z[i]), log10_false_alarm(float(r.z[i]), scored))
        for r in readings
        for i in np.flatnonzero(r.z > limit)
    ]
    return tuple(sorted(found, key=lambda n: -n.z))


def _read(film: Film, on_file: Known, placed: Placed, cancelled: Callable[[], bool]) -> Reading:
    registration = on_file.registration
    master = Film(on_file.path, None, registration.width, registration.height, registration.duration_s)
    key = MarkKey(on_file.secret, registration.work)
    original = Original(placed.match.master_id, master, registration.survey, key)
    places = [place.placing for place in placed.places]
    return read(film, original, placed.match.segments, on_file.copy_ids, places=places, cancelled=cancelled)
