"""Whether a finished file bears the mark of the copy it is: a few seconds of it are read as a suspect would be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from manju.media.probe import Probe
from manju.media.reframe.framing import Framing
from manju.media.render.marking import Marker
from manju.media.traces import Segment, bound_z
from manju.media.watermark.reading import Film, Original, read
from manju.media.watermark.survey import STEPS_PER_S, Survey

__all__ = ["Mark", "MarkFound", "find_mark", "strongest"]

READ_S: Final = (3.0, 10.0, 30.0)  # each is read only when the one before was not enough
SHORT_S: Final = 0.7  # of a shot: less is not worth reading
OTHERS: Final = 200  # copies that are not in the file and must not be found in it


@dataclass(frozen=True, eq=False, slots=True)
class Mark:
    """The mark a file must bear, and the master it was laid on."""

    marker: Marker
    copy_id: int
    master: Path
    master_facts: Probe
    framing: Framing | None = None  # how the master is shown, when that differs from shot to shot


@dataclass(frozen=True, slots=True)
class MarkFound:
    """What reading gave; `z` None: the picture could not be held against the master's. Seconds of the film."""

    z: float | None
    bound_z: float
    read: bool  # this copy is above the bound, and no other
    start_s: float
    end_s: float


def find_mark(
    path: Path, file: Probe, mark: Mark, *, cancelled: Callable[[], bool] = lambda: False
) -> MarkFound:  # fmt: skip
    """Read the seconds of a deliverable in which its mark is strongest; it shows its master from 0 s at its own speed.

    Raises:
        MediaError: the master does not decode there.
        Cancelled: `cancelled()` became true.
    """
    registration, facts = mark.marker.registration, mark.master_facts
    master = Film(mark.master, facts.demuxer, facts.width, facts.height, facts.duration_s, facts.colour_matrix)
    original = Original(0, master, registration.survey, mark.marker.key)
    suspect = Film(path, file.demuxer, file.width, file.height, file.duration_s)
    # numbers that no copy bears: those of copies are positive
    ids = np.array([mark.copy_id, *range(-OTHERS, 0)], np.int64)
    found, tries = None, 0
    for length_s in READ_S:
        start_s, end_s = strongest(registration.survey, length_s)
        if found is not None and end_s - start_s <= found.end_s - found.start_s:
            break  # the film is no longer than what was read
        reading = read(suspect, original, _segments(mark.framing, start_s, end_s), ids, cancelled=cancelled)
        tries += reading.tries
        limit = bound_z(len(ids) * tries)
        above = ids[reading.z > limit].tolist()
        z = float(reading.z[0]) if reading.z.any() else None
        found = MarkFound(z, limit, read=above == [mark.copy_id], start_s=start_s, end_s=end_s)
        if found.read:
            break
    assert found is not None  # noqa: S101  # at least one length is read
    return found


def _segments(framing: Framing | None, start_s: float, end_s: float) -> list[Segment]:
    """One segment, or, of a framed film, one for each of its shots: the picture lies elsewhere in every one."""
    shots = [] if framing is None else framing.within(start_s, end_s)
    ends = [(max(start_s, s.start_s), min(end_s, s.end_s)) for s in shots] or [(start_s, end_s)]
    worth = [(a, b) for a, b in ends if b - a >= SHORT_S] or [(start_s, end_s)]
    return [Segment(a, b, a, b, 1.0, mirrored=False) for a, b in worth]


def strongest(survey: Survey, length_s: float) -> tuple[float, float]:
    """(start, end) in seconds of the stretch of this length in which the mark is strongest; all of a shorter film."""
    steps = round(length_s * STEPS_PER_S)
    if survey.duration_s <= length_s or len(survey.strengths) <= steps:
        return 0.0, survey.duration_s
    power = np.square(survey.strengths.astype(np.float32)).mean((1, 2))
    start = int(np.convolve(power, np.ones(steps), "valid").argmax()) / STEPS_PER_S
    return start, min(start + length_s, survey.duration_s)
