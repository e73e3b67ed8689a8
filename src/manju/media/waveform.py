"""The waveform of a master: the highest sample of every tenth of a second, small enough to draw in a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media import ffmpeg
from manju.media.probe import Probe

PER_SECOND: Final = 10
SAMPLE_RATE: Final = 24_000  # enough to see by; peaks between samples are the business of `loudness`
WINDOW: Final = SAMPLE_RATE // PER_SECOND


def waveform(path: Path, facts: Probe, *, cancelled: Callable[[], bool] = lambda: False) -> list[int]:
    """Peaks of the mixed-down sound per tenth of a second, 0 (silence) to 127 (full scale), as long as the picture.

    Empty for a film without sound. PCM is streamed: memory does not grow with the length.

    Raises:
        MediaError: the sound cannot be decoded.
        Cancelled: `cancelled()` became true.
    """
    if not facts.has_audio:
        return []
    peaks = _Peaks()
    chain = f"aresample={SAMPLE_RATE}:async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=mono"
    ffmpeg.stream(
        [*ffmpeg.safe_input(path, facts.demuxer), "-map", "0:a:0", "-vn", "-t", f"{facts.duration_s:.6f}",
         "-af", chain, "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"],
        peaks.take,
        cancelled=cancelled,
    )  # fmt: skip
    wanted = max(1, round(facts.duration_s * PER_SECOND))
    found = peaks.finished()[:wanted]
    return found + [0] * (wanted - len(found))


class _Peaks:
    """Windows of 16-bit samples, taken in pieces of any size and reduced to their peaks at once."""

    def __init__(self) -> None:
        self._rest = b""
        self._peaks: list[int] = []

    def take(self, piece: bytes) -> None:
        data = self._rest + piece
        whole = len(data) // (2 * WINDOW)
        samples = np.frombuffer(data, "<i2", whole * WINDOW).reshape(whole, WINDOW)
        self._peaks += _as_int8(samples)
        self._rest = data[whole * 2 * WINDOW :]

    def finished(self) -> list[int]:
        """All peaks; the last, shorter window counts too."""
        rest = np.frombuffer(self._rest, "<i2", len(self._rest) // 2)
        return self._peaks + (_as_int8(rest[np.newaxis]) if rest.size else [])


def _as_int8(samples: npt.NDArray[np.int16]) -> list[int]:
    if samples.size == 0:
        return []
    return [int(p) for p in np.minimum(np.abs(samples.astype(np.int32)).max(axis=1) >> 8, 127)]
