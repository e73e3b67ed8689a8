"""Where a film goes from one shot to the next: cuts, dissolves, and fades through black or white."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.watermark.shots import compare, cuts, thumb

__all__ = ["ShotFinder"]

BLEND_S: Final = 0.4  # half the length of the span a dissolve is looked for in
BLEND_CHANGE: Final = 10.0  # grey levels between its ends
BLEND_REST: Final = 0.22  # of that change, by which the middle may miss the mean of the ends
BLEND_ALIKE: Final = 0.75  # correlation of the ends from which they are one shot
PLAIN: Final = 6.0  # grey levels of spread under which a frame is plain: black, white, or one colour
APART_S: Final = 0.4
AROUND: Final = 3  # frames before and after
LARGE: Final = 20.0  # grey levels
UNLIKE: Final = 0.4  # correlation
OVER: Final = 1.25

Grey = npt.NDArray[np.uint8]
Thumb = npt.NDArray[np.float32]


@dataclass
class ShotFinder:
    """Give it every frame of a film in order, then ask for the shots.

    >>> finder = ShotFinder()
    >>> for n in range(50):
    ...     finder.add(n / 25, np.random.default_rng(n // 25).integers(0, 255, (54, 96)).astype(np.uint8))
    >>> finder.starts()
    (0.0, 1.0)
    """

    _times: list[float] = field(default_factory=list)
    _thumbs: list[Thumb] = field(default_factory=list)

    def add(self, time_s: float, grey: Grey) -> None:
        self._times.append(time_s)
        self._thumbs.append(thumb(grey.astype(np.float32)))

    def starts(self) -> tuple[float, ...]:
        """Seconds at which shots begin, the first one 0. A dissolve counts from its middle, a fade from its plain end.

        A dissolve is known by its middle being the mean of its ends: nothing that moves is.
        """
        if not self._times:
            return (0.0,)
        pairs = [compare(a, b) for a, b in zip(self._thumbs, self._thumbs[1:], strict=False)]
        changes, likeness = [0.0, *(c for c, _ in pairs)], [1.0, *(k for _, k in pairs)]
        found = list(cuts(self._times, changes, likeness))
        found += [at for at in self._cuts_in_action(changes, likeness) if all(abs(at - o) >= APART_S for o in found)]
        for at in self._blends():
            if all(abs(at - other) >= APART_S for other in found):
                found.append(at)
        return tuple(sorted(found))

    def _cuts_in_action(self, changes: list[float], likeness: list[float]) -> list[float]:
        """Cuts between shots that are both full of movement: the largest change around, between unlike pictures."""
        found = []
        for i in range(1, len(changes)):
            near = [*changes[max(1, i - AROUND) : i], *changes[i + 1 : i + 1 + AROUND]]
            if changes[i] > LARGE and likeness[i] < UNLIKE and changes[i] > OVER * max(near, default=0.0):
                found.append(self._times[i])
        return found

    def _blends(self) -> list[float]:
        times = np.array(self._times)
        if len(times) < 5:
            return []
        step = float(np.median(np.diff(times)))
        reach = max(2, round(BLEND_S / max(step, 1e-3)))
        strength = np.zeros(len(times))
        for k in range(reach, len(times) - reach):
            one, middle, other = self._thumbs[k - reach], self._thumbs[k], self._thumbs[k + reach]
            change, alike = compare(one, other)
            if change < BLEND_CHANGE or (alike > BLEND_ALIKE and min(one.std(), other.std()) > PLAIN):
                continue
            rest = float(np.abs(middle - (one + other) / 2).mean())
            if rest < BLEND_REST * change:
                strength[k] = change
        peaks = cv2.dilate(strength[None], np.ones((1, 2 * reach + 1)))[0]
        found: list[float] = []
        for i in np.nonzero((strength > 0) & (strength >= peaks))[0].tolist():
            at = self._plain_end(i, reach)
            if at is not None and (not found or at - found[-1] >= APART_S):
                found.append(at)
        return found

    def _plain_end(self, i: int, reach: int) -> float | None:
        """Where the shot changes in a blend around frame i; None: at the film's own start or end in plain colour."""
        near = range(max(0, i - reach), min(len(self._thumbs), i + reach + 1))
        flat = [(float(self._thumbs[k].std()), k) for k in near]
        least, k = min(flat)
        if least > PLAIN:
            return self._times[i]
        edge = APART_S
        if self._times[k] - self._times[0] < edge or self._times[-1] - self._times[k] < edge:
            return None
        return self._times[k]
