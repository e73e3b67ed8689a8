"""The survey of a master: its shots and how strong a mark may be where and when; made once, kept for every copy.

With it a further copy costs its encode only, and the reader knows what was written how strongly.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.watermark.lattice import Lattice
from manju.media.watermark.shots import Thumb, compare, cuts, thumb
from manju.media.watermark.strength import Gray, look_size, map_shape, strength

__all__ = ["STEPS_PER_S", "Survey", "Surveyor"]

STEPS_PER_S: Final = 6
UNIT: Final = 1 / 48  # grey levels to a step of the stored strength
MEAN_BUDGET: Final = 0.55  # grey levels squared: 50.7 dB over the film, dither included
FRAME_BUDGET: Final = 2.2  # 44.7 dB in the worst frame
DITHER_NOISE: Final = 1 / 6  # mean of f(1 - f): what rounding by dither adds
CHIP_POWER: Final = 0.742  # mean square of a field of +1/-1 chips: the bicubic kernel's
BLIND_POWER: Final = 0.5  # of the blind layer, as a factor on that of the chips
BLIND_MOST: Final = 0.66  # grey levels: strength beyond which the blind layer grows no further
MAGIC: Final = b"MJSV\x01"


@dataclass(frozen=True, eq=False)
class Survey:
    """Shots (start times in seconds, first 0.0) and strength of a master's mark.

    `strengths`: uint8 [steps, *map_shape] in `UNIT` grey levels, `STEPS_PER_S` of them to a second, each the
    least of the frames in its step. `lattice` is that of the master's picture.
    """

    lattice: Lattice
    duration_s: float
    shots: tuple[float, ...]
    strengths: npt.NDArray[np.uint8]

    def shot_at(self, time_s: float) -> int:
        """Number of the shot on screen at this time of the master."""
        return max(0, int(np.searchsorted(self.shots, time_s + 1e-6, side="right")) - 1)

    def step_at(self, time_s: float) -> int:
        """Number of the step of `strengths` that holds at this time of the master."""
        return min(max(int(time_s * STEPS_PER_S + 1e-6), 0), len(self.strengths) - 1)

    def strength_at(self, time_s: float) -> npt.NDArray[np.float32]:
        """Strength in grey levels at this time of the master: a field on the lattice, float32."""
        coarse = self.strengths[self.step_at(time_s)].astype(np.float32) * np.float32(UNIT)
        size = (self.lattice.width, self.lattice.height)
        return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.float32)

    def to_bytes(self) -> bytes:
        """Compact, versioned, the same bytes for the same survey."""
        head = json.dumps(
            {"columns": self.lattice.columns, "rows": self.lattice.rows, "points": self.lattice.points,
             "duration_s": self.duration_s, "shots": list(self.shots), "steps": len(self.strengths)},
            sort_keys=True,
        ).encode()  # fmt: skip
        # differences in time are mostly zero
        changes = np.diff(self.strengths, axis=0, prepend=np.zeros_like(self.strengths[:1]))
        return MAGIC + struct.pack(">I", len(head)) + head + zlib.compress(changes.tobytes(), 6)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Survey:
        """The inverse of `to_bytes`.

        Raises:
            ValueError: these are not the bytes of a survey of this version.
        """
        if raw[: len(MAGIC)] != MAGIC:
            raise ValueError("not a survey of this version")
        try:
            (length,) = struct.unpack_from(">I", raw, len(MAGIC))
            at = len(MAGIC) + 4 + length
            head = json.loads(raw[len(MAGIC) + 4 : at])
            lattice = Lattice(int(head["columns"]), int(head["rows"]), int(head["points"]))
            shape = (int(head["steps"]), *map_shape(lattice))
            changes = np.frombuffer(zlib.decompress(raw[at:]), np.uint8).reshape(shape)
        except (struct.error, KeyError, TypeError, ValueError, zlib.error) as error:
            raise ValueError("a survey that is damaged") from error
        strengths = np.cumsum(changes, axis=0, dtype=np.uint8)
        return cls(lattice, float(head["duration_s"]), tuple(float(s) for s in head["shots"]), strengths)


class Surveyor:
    """Makes a survey while a master is decoded for whatever reason: `see` every frame, then `finish`."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self.size = look_size(lattice)
        self._times: list[float] = []
        self._changes: list[float] = []
        self._likeness: list[float] = []
        self._last: Thumb | None = None
        self._steps: list[npt.NDArray[np.uint8]] = []
        self._least: npt.NDArray[np.float32] | None = None

    def see(self, small: Gray, time_s: float) -> None:
        """One frame, in order: luma uint8 of `look_size`, time in seconds from the start of the film."""
        may, mean = strength(small)
        now = thumb(mean)
        change, alike = compare(self._last, now) if self._last is not None else (0.0, 1.0)
        self._times.append(time_s)
        self._changes.append(change)
        self._likeness.append(alike)
        self._last = now
        while len(self._steps) < int(time_s * STEPS_PER_S + 1e-6):
            self._close_step(may)
        self._least = may if self._least is None else np.minimum(self._least, may)

    def finish(self, duration_s: float) -> Survey:
        """The survey of all that was seen.

        Raises:
            ValueError: no frame was seen.
        """
        if self._least is None:
            raise ValueError("a film without frames cannot be surveyed")
        self._close_step(self._least)
        strengths = _within_budget(np.stack(self._steps))
        return Survey(self.lattice, duration_s, cuts(self._times, self._changes, self._likeness), strengths)

    def _close_step(self, following: npt.NDArray[np.float32]) -> None:
        """Keep the step that ends here; where no frame fell into it, what follows holds for it too."""
        least = following if self._least is None else self._least
        power = _power(least) + DITHER_NOISE
        if power > FRAME_BUDGET:
            least = least * np.float32(np.sqrt((FRAME_BUDGET - DITHER_NOISE) / (power - DITHER_NOISE)))
        self._steps.append(np.asarray(np.floor(least / UNIT), np.uint8))
        self._least = None


def _within_budget(strengths: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """All strengths lowered alike where the film as a whole would be marked too strongly."""
    power = sum(_power(s.astype(np.float32) * np.float32(UNIT)) for s in strengths) / len(strengths)
    if power + DITHER_NOISE <= MEAN_BUDGET:
        return strengths
    gain = np.sqrt((MEAN_BUDGET - DITHER_NOISE) / power)
    return np.asarray(np.floor(strengths * np.float32(gain)), np.uint8)


def _power(strength: npt.NDArray[np.float32]) -> float:
    """Mean square in grey levels of a mark of this strength, blind layer included, dither not."""
    faint = np.minimum(strength, np.float32(BLIND_MOST))
    return CHIP_POWER * float(np.square(strength).mean() + BLIND_POWER * np.square(faint).mean())
