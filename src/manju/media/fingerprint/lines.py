"""From pairs of moments to lines: master time = start + speed x suspect time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.fingerprint.pairs import Pairs

__all__ = ["NEAR_S", "Line", "lines_of", "promising"]

SPEEDS: Final = np.array([1.0, *(0.72 * 1.035 ** np.arange(20))])
BIN_S: Final = 0.5
NEAR_S: Final = 0.7
MASTERS_MOST: Final = 40
LINES_MOST: Final = 5  # of one master in one window
UNCHANGED: Final = 1.12  # so much more must another speed be worth: pieces in another order look like films sped up
LEAST: Final = 4.0  # evidence below which no line is drawn


@dataclass(frozen=True, eq=False)
class Line:
    """A guess: this master (place on its shelf) runs from `start_s` at suspect second 0 with `speed`; its pairs."""

    master: int
    mirrored: bool
    start_s: float
    speed: float
    pairs: Pairs
    weight: float

    def off(self, times_s: npt.NDArray[np.floating], shown_s: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Seconds by which moments of the master miss the line."""
        return np.asarray(shown_s - (self.start_s + self.speed * times_s), np.float64)


def promising(pairs: Pairs) -> list[npt.NDArray[np.intp]]:
    """Rows of the masters with most evidence, best first: a moment of the suspect counts once for each master."""
    if not len(pairs):
        return []
    key = pairs.master * (int(pairs.moment.max()) + 1) + pairs.moment
    order = np.lexsort((-pairs.evidence, key))
    once = order[np.unique(key[order], return_index=True)[1]]
    masters, where = np.unique(pairs.master[once], return_inverse=True)
    total = np.bincount(where, pairs.evidence[once])
    best = np.argsort(-total, kind="stable")[:MASTERS_MOST]
    return [np.flatnonzero(pairs.master == masters[b]) for b in best if total[b] >= LEAST]


def lines_of(pairs: Pairs, times_s: npt.NDArray[np.floating], shown_s: npt.NDArray[np.floating]) -> list[Line]:
    """The lines through one master's pairs, strongest first. `times_s`, `shown_s`: seconds of each pair."""
    found = []
    for mirrored in (False, True):
        left = np.flatnonzero(pairs.mirrored == mirrored)
        for _ in range(LINES_MOST):
            line = _best(pairs.chosen(left), times_s[left], shown_s[left], mirrored)
            if line is None:
                break
            found.append(line)
            left = left[np.abs(line.off(times_s[left], shown_s[left])) > NEAR_S]
    return sorted(found, key=lambda line: -line.weight)[:LINES_MOST]


def _best(
    pairs: Pairs, times_s: npt.NDArray[np.floating], shown_s: npt.NDArray[np.floating], mirrored: bool
) -> Line | None:
    if not len(pairs):
        return None
    t, m, e = times_s.astype(np.float64), shown_s.astype(np.float64), pairs.evidence
    best = (0.0, 1.0, 0.0)
    for speed in SPEEDS:
        bins = np.floor((m - speed * t) / BIN_S).astype(np.int64)
        low = int(bins.min())
        votes = _votes(bins - low, pairs.moment, pairs.shown, e)
        votes = votes + np.append(votes[1:], 0.0)
        top = int(votes.argmax())
        weight = float(votes[top]) * (UNCHANGED if speed == 1.0 else 1.0)
        if weight > best[0]:
            best = (weight, float(speed), (low + top + 1) * BIN_S)
    weight, speed, start = best
    if weight < LEAST:
        return None
    on = np.abs(m - (start + speed * t)) <= NEAR_S
    start, speed = _fitted(t[on], m[on], e[on], start, speed)
    on = np.abs(m - (start + speed * t)) <= NEAR_S
    if not on.any():
        return None
    return Line(int(pairs.master[0]), mirrored, start, speed, pairs.chosen(np.flatnonzero(on)), weight)


def _votes(
    bins: npt.NDArray[np.int64], moment: npt.NDArray[np.int64], shown: npt.NDArray[np.int64],
    evidence: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:  # fmt: skip
    """Evidence in each bin: every moment of the suspect once, every moment of the master once."""
    order = np.argsort(-evidence, kind="stable")
    for other in (moment, shown):
        span = int(other.max()) + 1
        order = order[np.sort(np.unique(bins[order] * span + other[order], return_index=True)[1])]
    return np.asarray(np.bincount(bins[order], evidence[order], minlength=int(bins.max()) + 2), np.float64)


def _fitted(
    t: npt.NDArray[np.float64], m: npt.NDArray[np.float64], e: npt.NDArray[np.float64], start: float, speed: float
) -> tuple[float, float]:
    """Least squares through the pairs, held towards the speed that was voted for."""
    hold = 4.0 * float(e.max(initial=1.0))  # as much as a few pairs one second away from the middle
    tm, mm = np.average(t, weights=e), np.average(m, weights=e)
    spread, joint = float((e * (t - tm) ** 2).sum()), float((e * (t - tm) * (m - mm)).sum())
    better = (joint + hold * speed) / (spread + hold)
    better = float(np.clip(better, speed * 0.95, speed * 1.05))
    return float(mm - better * tm), better
