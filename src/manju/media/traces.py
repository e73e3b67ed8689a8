"""What tracing a suspect file comes to: which master, which seconds, whose copy, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Match", "Named", "Reading", "Segment", "Sight", "Trace"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the suspect and the stretch of the master it shows; `speed` = master seconds per suspect second."""

    suspect_start_s: float
    suspect_end_s: float
    master_start_s: float
    master_end_s: float
    speed: float
    mirrored: bool

    def master_time(self, suspect_s: float) -> float:
        """Master seconds shown at this second of the suspect."""
        return self.master_start_s + (suspect_s - self.suspect_start_s) * self.speed


@dataclass(frozen=True, slots=True)
class Match:
    """One master found in the suspect. `score` 0..1; `log10_false_match`: chance of such a match by accident."""

    master_id: int
    segments: tuple[Segment, ...]
    score: float
    log10_false_match: float


@dataclass(frozen=True, eq=False, slots=True)
class Sight:
    """One moment looked at: suspect, master as the suspect shows it, residual (all uint8 H x W, grey, one size)."""

    suspect_s: float
    master_s: float
    suspect: npt.NDArray[np.uint8]
    master: npt.NDArray[np.uint8]
    residual: npt.NDArray[np.uint8]  # 128 = no difference; 16 times enlarged


@dataclass(frozen=True, eq=False)
class Reading:
    """One master's copies scored against the suspect.

    `z[i]` belongs to `copy_ids[i]`: the correlation of the suspect's residual with that copy's chips, in standard
    deviations of a code that is not in it. P(z > t) <= exp(-t^2/2) whatever the suspect is (Hoeffding).
    """

    master_id: int
    copy_ids: npt.NDArray[np.int64]
    z: npt.NDArray[np.float64]
    pilot_z: float  # of the part all copies of a master share: whether this is one of the marked copies at all
    sights: tuple[Sight, ...] = ()
    tries: int = 1  # how often every copy was scored (segments, alternatives): counted in the bound
    segments: tuple[Segment, ...] = ()  # where the master is shown, to a frame: as the reader aligned it


@dataclass(frozen=True, slots=True)
class Named:
    """A copy above the bound; `log10_false_alarm` is per suspect: every copy and every try is counted."""

    master_id: int
    copy_id: int
    z: float
    log10_false_alarm: float


@dataclass(frozen=True, eq=False)
class Trace:
    """The whole answer on one suspect. `matches`, `named`: best first. `bound_z`: what a copy's z must exceed."""

    matches: tuple[Match, ...]
    readings: tuple[Reading, ...]
    named: tuple[Named, ...]
    scored: int
    bound_z: float
    seconds: float
    timings_s: dict[str, float] = field(default_factory=dict)


def bound_z(scored: int, log10_false_alarm: float = -9.0) -> float:
    """The z that a copy must exceed so that an innocent one of `scored` does so with at most this chance.

    Solves scored * exp(-z^2 / 2) = 10 ** log10_false_alarm.

    >>> round(bound_z(10_000), 2)
    7.74
    """
    return math.sqrt(2 * (math.log(max(1, scored)) - log10_false_alarm * math.log(10)))


def log10_false_alarm(z: float, scored: int) -> float:
    """log10 of the chance that any of `scored` innocent copies reaches `z`; 0 when the bound says nothing.

    >>> round(log10_false_alarm(9.8, 312), 1)
    -18.4
    """
    if z <= 0:
        return 0.0
    return min(0.0, math.log10(max(1, scored)) - z * z / 2 / math.log(10))
