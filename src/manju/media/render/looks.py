"""A framing at a size and a frame rate, and which second of it each frame shows."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction

from manju.media.reframe.framing import FRAMING_VERSION, Framing
from manju.media.render.spans import Span

__all__ = ["Look", "ShotKey", "shown_at"]


@dataclass(frozen=True, slots=True)
class ShotKey:
    """What a look shows from its frame number `first` on, until the next one; `digest` is of all that decides it."""

    first: int
    digest: str


@dataclass(frozen=True, slots=True)
class Look:
    """A framed picture: outputs of one look share it. `size` is (width, height) in pixels."""

    framing: Framing
    size: tuple[int, int]
    fps: Fraction

    def starts(self, span: Span) -> list[int]:
        """Numbers of the frames in a span with which a shot begins, the first frame of the span before them."""
        first, end = span.frames(self.fps)
        numbers = {_frame(s.start_s, self.fps) for s in self.framing.shots}
        return [first, *sorted(n for n in numbers if n > first and (end is None or n < end))]

    def shots(self, span: Span) -> list[ShotKey]:
        """The shots seen in a span, each known by what it shows; why it shows it, and who said so, does not matter."""
        keys = []
        for first in self.starts(span):
            shot = self.framing.shots[self.framing.index_at(shown_at(self, first))]
            plain = Framing(self.framing.shape, (replace(shot, start_s=0.0, end_s=1.0, reason="", by_hand=False),))
            said = json.dumps([FRAMING_VERSION, plain.as_json()], sort_keys=True)
            keys.append(ShotKey(first, hashlib.sha256(said.encode()).hexdigest()))
        return keys


def shown_at(look: Look, frame: int) -> float:
    """The second of the framing that a frame shows: its own, or the start of a shot that is shown a little early.

    At another rate than the master's, a frame shows what comes up to half a frame later.

    >>> from manju.media.reframe.framing import Move, Pane, Shot
    >>> pane = Pane(0.5, 1.0, Move.still(0.5), Move.still(0.5))
    >>> framing = Framing((1, 1), (Shot(0, 1.01, "window", (pane,)), Shot(1.01, 9, "window", (pane,))))
    >>> [shown_at(Look(framing, (32, 32), Fraction(25)), n) for n in (24, 25, 26)]
    [0.96, 1.01, 1.04]
    """
    time_s = float(frame / look.fps)
    starts = [s.start_s for s in look.framing.shots]
    n = bisect_right(starts, time_s) if time_s < starts[-1] else len(starts)
    if n < len(starts) and _frame(starts[n], look.fps) <= frame:
        return starts[n]
    return time_s


def _frame(time_s: float, fps: Fraction) -> int:
    """The frame with which something begins that begins at this second; seconds are written to the microsecond."""
    return int(Fraction(time_s).limit_denominator(10**6) * fps + Fraction(1, 2) + Fraction(1, 1000))
