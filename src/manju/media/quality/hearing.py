"""What is kept of a film's sound while it streams by: how loud every five milliseconds are, and where it clips."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.quality.report import Span, merged

__all__ = ["CLIPPED_RUN", "FULL_SCALE", "HOP_S", "RATE", "Heard", "Listener"]

RATE: Final = 48_000
HOP: Final = 240
HOP_S: Final = HOP / RATE
FULL_SCALE: Final = 0.999
CLIPPED_RUN: Final = 3  # samples in a row at full scale: a peak that only touches it has one or two
QUIETEST_DB: Final = -120.0

Samples = npt.NDArray[np.float32]


class Heard:
    """The sound of a whole film. `level_db`: float32 [hops, channels], RMS of each 5 ms in dBFS, at least -120."""

    def __init__(self, level_db: npt.NDArray[np.float32], clipped: tuple[Span, ...], clipped_runs: int) -> None:
        self.level_db = level_db
        self.clipped = clipped
        self.clipped_runs = clipped_runs

    @property
    def channels(self) -> int:
        return int(self.level_db.shape[1])

    @property
    def loudest_db(self) -> npt.NDArray[np.float32]:
        """[hops]: the louder of the channels."""
        return np.asarray(self.level_db.max(axis=1))

    @property
    def length_s(self) -> float:
        return len(self.level_db) * HOP_S


class Listener:
    """Takes PCM piece by piece (float32 [samples, channels], 48 kHz) and gives what was `heard`.

    >>> listener = Listener(1)
    >>> listener.take(np.ones((480, 1), np.float32))
    >>> listener.heard().clipped, listener.heard().level_db[0].tolist()
    (((0.0, 0.01),), [0.0])
    """

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._rest = np.empty((0, channels), np.float32)
        self._levels: list[npt.NDArray[np.float32]] = []
        self._samples = 0
        self._open = np.zeros(channels, np.int64)  # length of the run at full scale that reaches the last sample
        self._runs = 0
        self._spans: list[Span] = []

    def take(self, samples: Samples) -> None:
        """The next samples; any number of them."""
        self._find_clipping(samples)
        joined = np.concatenate([self._rest, samples])
        whole = len(joined) // HOP * HOP
        power = np.square(joined[:whole].reshape(-1, HOP, self._channels)).mean(axis=1)
        self._levels.append(_db(power))
        self._rest = joined[whole:]
        self._samples += len(samples)

    def heard(self) -> Heard:
        """What was heard so far."""
        levels = self._levels or [np.empty((0, self._channels), np.float32)]
        return Heard(np.concatenate(levels), merged(self._spans, gap_s=0.1), self._runs)

    def _find_clipping(self, samples: Samples) -> None:
        full = np.abs(samples) >= FULL_SCALE
        if not full.any():
            self._open[:] = 0
            return
        for channel in range(self._channels):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], full[:, channel].astype(np.int8), [0]])))
            for start, end in edges.reshape(-1, 2).tolist():
                before = int(self._open[channel]) if start == 0 else 0
                length = before + end - start
                if length >= CLIPPED_RUN:
                    self._runs += before < CLIPPED_RUN
                    first = (self._samples + start - before) / RATE
                    self._spans.append((first, first + length / RATE))
            reaches = len(edges) and edges[-1] == len(full)
            carried = self._open[channel] if reaches and edges[-2] == 0 else 0
            self._open[channel] = carried + edges[-1] - edges[-2] if reaches else 0
        if len(self._spans) > 4096:
            self._spans = list(merged(self._spans, gap_s=0.1))


def _db(power: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(np.maximum(10 * np.log10(np.maximum(power, 1e-20)), QUIETEST_DB), np.float32)
