"""Where a film may be cut for rendering by pieces: at key frames of its master, each tried before it is believed."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from manju.media.limits import GIB, wrapped

__all__ = ["SEEKABLE", "WHOLE", "Span", "Unseekable", "key_frames", "spans_of"]

LONG_S: Final = 20.0  # a piece costs a seek, a start of FFmpeg and a fresh encoder: about a second's worth of encoding
SHORT_S: Final = 10.0  # no piece is shorter
SEEKABLE: Final = frozenset({"mov", "matroska"})  # demuxers whose times do not jump and whose index can be believed
WALL_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a film in seconds from its beginning, exact; `end` None: to the last frame there is.

    `start` is the time of a key frame of the master, so that decoding can begin there; `seek` is that key frame's time
    when the span begins after it.
    """

    start: Fraction
    end: Fraction | None
    seek: Fraction | None = None

    def frames(self, fps: Fraction) -> tuple[int, int | None]:
        """Numbers of the first frame and of the one after the last, at this frame rate: rounded as FFmpeg's `fps` does.

        >>> Span(Fraction(10), Fraction(20)).frames(Fraction(24000, 1001))
        (240, 480)
        """
        return _frame(self.start, fps), None if self.end is None else _frame(self.end, fps)

    @property
    def decode_from(self) -> Fraction:
        """The time of the key frame at which decoding begins."""
        return self.start if self.seek is None else self.seek


WHOLE: Final = Span(Fraction(0), None)


class Unseekable(Exception):
    """What came out of a piece is not as long as it must be: this file has to be decoded from its beginning."""


def spans_of(path: Path, demuxer: str | None, duration_s: float, *, long_s: float = LONG_S) -> list[Span]:
    """Cut a film into spans of about `long_s`, at key frames; one span when it is short or cannot be cut.

    The cuts depend on nothing but the file, so that pieces are found again.
    """
    if demuxer not in SEEKABLE or duration_s < 1.5 * long_s:
        return [WHOLE]
    count = max(1, round(duration_s / long_s))
    wanted = [duration_s * n / count for n in range(1, count)]
    shortest = min(SHORT_S, long_s / 2)
    cuts: list[Fraction] = []
    for cut in key_frames(path, demuxer, wanted):
        if cut - (cuts[-1] if cuts else 0) >= shortest and duration_s - cut >= shortest:
            cuts.append(cut)
    return [Span(a, b) for a, b in zip([Fraction(0), *cuts], [*cuts, None], strict=True)]


def key_frames(path: Path, demuxer: str, wanted: Sequence[float]) -> list[Fraction]:
    """The times of the key frames at or before the wanted times (seconds), in order, without doubles.

    A limited child seeks to each as FFmpeg will; those it does not arrive at are left out, and all of them when the
    file cannot be sought in at all.
    """
    argv = [sys.executable, "-I", str(Path(__file__).with_name("keys_child.py")), str(path), demuxer,
            *(f"{time_s:.6f}" for time_s in wanted)]  # fmt: skip
    child = subprocess.Popen(
        wrapped(argv, memory_bytes=3 * GIB, cpu_s=int(WALL_S)),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = child.communicate(timeout=WALL_S)
    except subprocess.TimeoutExpired:
        return []
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
    if child.returncode != 0:
        return []
    return sorted({Fraction(*pair) for pair in json.loads(said) if pair[0] > 0})


def _frame(time: Fraction, fps: Fraction) -> int:
    return math.floor(time * fps + Fraction(1, 2))
