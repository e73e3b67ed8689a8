"""What is added to a master's picture to make a copy: embed_v1, a field of secret chips, still within each shot."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.watermark.codes import chips
from manju.media.watermark.lattice import Field
from manju.media.watermark.survey import BLIND_MOST, STEPS_PER_S, Survey

__all__ = ["EMBED_VERSION", "MIDDLE", "SCALE", "MarkKey", "Writer"]

EMBED_VERSION: Final = 1
MIDDLE: Final = 128  # a mark stream's value that adds nothing
SCALE: Final = 16  # a mark stream's steps to a grey level


@dataclass(frozen=True, slots=True)
class MarkKey:
    """The studio's secret (32 bytes) and the work: SHA-256 of the master, so that no two masters share chips."""

    secret: bytes = field(repr=False)
    work: bytes

    def pilot(self, shot: int, count: int) -> npt.NDArray[np.int8]:
        """The chips that all copies of the work share in a shot: int8 [count], +1/-1."""
        return chips(self.secret, "pilot", self.work, shot, count=count)


@dataclass(frozen=True, eq=False)
class Writer:
    """Writes mark streams of one master."""

    key: MarkKey
    survey: Survey

    def cells(self, copy_id: int, shot: int) -> npt.NDArray[np.int8]:
        """All chips of a copy in a shot: int8 [cells], pilot and code in their places."""
        pilot = self.survey.lattice.pilot_cells(self.key.secret)
        out = np.empty(self.survey.lattice.cells, np.int8)
        out[pilot] = self.key.pilot(shot, int(pilot.sum()))
        out[~pilot] = chips(self.key.secret, "copy", self.key.work, shot, copy_id, count=int((~pilot).sum()))
        return out

    def changes(
        self, copy_id: int, extra: Field | None = None, *, since_s: float = 0.0
    ) -> Iterator[tuple[float, bytes]]:
        """The mark of a copy each time it changes: (second from which it holds, field); the first holds from 0.0.

        A field is uint8 [height, width] of the lattice: MIDDLE + SCALE x (grey levels to add to the luma of the
        master's picture). `extra` is a field in units of the strength, which counts up to `BLIND_MOST` there; it is
        added to the chips of every shot. `since_s`: the first change is the last one at or before that second.
        """
        survey = self.survey
        times = sorted({step / STEPS_PER_S for step in range(len(survey.strengths))} | set(survey.shots))
        before: tuple[int, int] | None = None
        laid = np.empty(0, np.float32)
        for time_s in times[max(0, bisect_right(times, since_s) - 1) :]:
            shot, step = survey.shot_at(time_s), survey.step_at(time_s)
            if before is None or shot != before[0]:
                laid = survey.lattice.spread(self.cells(copy_id, shot))
            elif np.array_equal(survey.strengths[step], survey.strengths[before[1]]):
                continue
            before = shot, step
            strength = survey.strength_at(time_s)
            delta = strength * laid
            if extra is not None:
                delta += np.minimum(strength, np.float32(BLIND_MOST)) * extra
            yield time_s, np.clip(np.rint(delta * SCALE) + MIDDLE, 0, 255).astype(np.uint8).tobytes()

    def frames(self, copy_id: int, fps: Fraction, extra: Field | None = None) -> Iterator[bytes]:
        """The mark stream of a copy: what `changes` says, one field per 1/fps s from t = 0 to the end of the film."""
        following = self.changes(copy_id, extra)
        field, coming = b"", next(following, None)
        for n in range(max(1, round(self.survey.duration_s * fps) + 1)):
            while coming is not None and coming[0] <= float(n / fps) + 1e-6:
                field, coming = coming[1], next(following, None)
            yield field
