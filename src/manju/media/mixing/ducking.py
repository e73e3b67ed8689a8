"""Ducking: where somebody speaks in a dub, and the gain curve by which everything else gives way, without a click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FRAME_S: Final = 0.010
GATE_DB: Final = -50.0  # under this nothing counts as speech
BELOW_LOUD_DB: Final = 26.0  # speech lies within this much of a track's loud tenth
SHORTEST_S: Final = 0.06  # shorter bursts are clicks and breath
BRIDGED_S: Final = 0.35  # pauses between words

ATTACK_S: Final = 0.18
HOLD_S: Final = 0.30
RELEASE_S: Final = 0.70

Levels = npt.NDArray[np.float32]  # one value per 10 ms
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Curve:
    """A gain in dB per 10 ms, 0 or less; between its points it runs straight in dB."""

    gain_db: Levels

    def gains(self, first: int, count: int, rate: int = 48_000) -> npt.NDArray[np.float32]:
        """Linear gains of `count` samples from sample `first` on."""
        at = (np.arange(first, first + count, dtype=np.float64) / rate) / FRAME_S
        gains = np.interp(at, np.arange(len(self.gain_db)), self.gain_db)
        return np.asarray(10.0 ** (gains / 20), np.float32)


def activity(levels_db: Levels) -> Flags:
    """Where somebody speaks, by the level (dBFS) of the voice band per 10 ms.

    A frame speaks when it is above the gate and within 26 dB of the track's own loud tenth. Pauses up to 0.35 s
    between two of them speak too; what is shorter than 60 ms alone does not.

    >>> quiet, loud = np.full(50, -80, np.float32), np.full(20, -20, np.float32)
    >>> flags = activity(np.concatenate([quiet, loud, quiet]))
    >>> int(flags.argmax()), int(flags.sum())
    (50, 20)
    """
    speaking = levels_db[levels_db > GATE_DB]
    if speaking.size == 0:
        return np.zeros(len(levels_db), np.bool_)
    threshold = max(GATE_DB, float(np.percentile(speaking, 90)) - BELOW_LOUD_DB)
    flags = _without_short(levels_db > threshold, round(SHORTEST_S / FRAME_S))
    return ~_without_short(~flags, round(BRIDGED_S / FRAME_S), inside_only=True)


def duck(
    speech: Flags, *, depth_db: float, attack_s: float = ATTACK_S, hold_s: float = HOLD_S, release_s: float = RELEASE_S
) -> Curve:
    """The gain that goes down by `depth_db` for speech: g(t) = -depth · max(r_in(t), s(t), r_out(t)).

    r_in rises over `attack_s` *before* the first sound (the look-ahead: every word is heard from its beginning),
    r_out falls over `release_s` after `hold_s`; both are half a cosine, so the curve has no corner and no jump.

    >>> curve = duck(np.arange(300) // 100 == 1, depth_db=12)
    >>> float(curve.gain_db[100]), float(curve.gain_db[60]), round(float(curve.gain_db[91]), 1)
    (-12.0, 0.0, -6.0)
    """
    until, since = _distances(speech)
    rising = _ramp(1.0 - until * FRAME_S / attack_s)
    falling = _ramp(1.0 - (since * FRAME_S - hold_s) / release_s)
    depth = np.maximum(np.maximum(rising, falling), speech.astype(np.float32))
    return Curve(np.asarray(-depth_db * depth + 0.0, np.float32))


def _ramp(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    ramp: npt.NDArray[np.float64] = 0.5 - 0.5 * np.cos(np.pi * np.clip(x, 0.0, 1.0))
    return ramp


def _distances(speech: Flags) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Frames until the next speech and since the last; very far where there is none."""
    index = np.arange(len(speech), dtype=np.float64)
    far = 1e9
    since = index - np.maximum.accumulate(np.where(speech, index, -far))
    until = np.minimum.accumulate(np.where(speech, index, far)[::-1])[::-1] - index
    return until, since


def _without_short(flags: Flags, least: int, *, inside_only: bool = False) -> Flags:
    """Runs of True shorter than `least` frames become False; `inside_only` leaves those at the ends."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    kept = flags.copy()
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        at_an_end = begin == 0 or end == len(flags)
        if end - begin < least and not (inside_only and at_an_end):
            kept[begin:end] = False
    return kept
