"""One weight per cell from what is left of a suspect picture: noisy places and noisy frequencies count less.

Everything here comes from the suspect, the original and the pilot: no copy's code is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.watermark.lattice import Lattice

__all__ = ["Pilot", "whitened"]

AROUND: Final = 8.0  # points over which the noise is taken to be alike
LEAST_VARIANCE: Final = 0.1
CLIP: Final = 3.0  # deviations beyond which a point tells no more
ALIKE: Final = 9  # bins of the spectrum over which its power is averaged
FLOOR: Final = 0.02  # of the mean power: no frequency counts as quieter
BANDS: Final = 8  # rings of frequency that the pilot is asked about
PRIOR: Final = 2.0  # z of the pilot in a ring at which it is believed by half

Field = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Pilot:
    """What all copies share: which cells, bool [cells], and their chips, int8 [as many as are true]."""

    cells: npt.NDArray[np.bool_]
    chips: npt.NDArray[np.int8]


def whitened(residual: Field, weight: Field, strength: Field, lattice: Lattice, pilot: Pilot) -> Field:
    """Weights float32 [cells]. `residual`, `weight` (0..1), `strength`: float32 on the lattice's points.

    The residual is divided by its local deviation (clipped), then each frequency by its power, as a matched filter in
    coloured noise wants it (Turin 1960). How much of the mark came through at low and high frequencies is asked of the
    `pilot`.
    """
    spread = _smooth(weight) + 1e-3
    level = residual - _smooth(residual * weight) / spread
    variance = _smooth(level * level * weight) / spread + LEAST_VARIANCE
    deviation = np.sqrt(variance)
    normal = np.asarray(np.clip(level / deviation, -CLIP, CLIP) * weight, np.float32)
    say = np.asarray(strength / deviation, np.float32)
    power = _power(normal)
    spectrum = np.fft.rfft2(normal) / power
    gain = _gain(spectrum, say, lattice, pilot)
    white = np.fft.irfft2(spectrum * gain, s=normal.shape)
    return lattice.gather(np.asarray(white * say * (weight > 0), np.float32))


def _power(normal: Field) -> npt.NDArray[np.float64]:
    """The power of each frequency of rfft2, averaged over its neighbours."""
    raw = np.square(np.abs(np.fft.rfft2(normal)))
    rolled = np.concatenate([raw[-ALIKE:], raw, raw[:ALIKE]])  # rows go round
    smooth = cv2.blur(rolled, (ALIKE, ALIKE), borderType=cv2.BORDER_REFLECT)[ALIKE:-ALIKE]
    return np.asarray(np.maximum(smooth, FLOOR * smooth.mean()), np.float64) + 1e-9


def _gain(
    spectrum: npt.NDArray[np.complex128], say: Field, lattice: Lattice, pilot: Pilot
) -> npt.NDArray[np.float64]:  # fmt: skip
    """How much of the mark is left at each frequency, from the pilot, ring by ring; towards a half where it is mute."""
    high = np.abs(np.fft.fftfreq(lattice.height))[:, None]
    wide = np.fft.rfftfreq(lattice.width)[None, :]
    ring = np.minimum((np.hypot(high, wide) * 4 * BANDS / 0.7).astype(int), BANDS)
    cells = np.zeros(lattice.cells, np.float32)
    cells[pilot.cells] = pilot.chips
    wanted = np.fft.rfft2(lattice.spread(cells) * say)
    product = np.real(spectrum * np.conj(wanted))
    energy = np.square(np.abs(wanted))
    said = np.bincount(ring.ravel(), product.ravel(), BANDS + 1)
    noise = np.sqrt(np.bincount(ring.ravel(), np.square(product).ravel(), BANDS + 1)) + 1e-12
    scale = np.bincount(ring.ravel(), energy.ravel(), BANDS + 1) + 1e-12
    z = said / noise
    share = said / scale
    best = max(float(share.max(initial=0.0)), 1e-12)
    trust = z * z / (z * z + PRIOR * PRIOR)
    gain = np.clip(trust * share / best + (1 - trust) * 0.5, 0.05, 1.0)
    return np.asarray(gain[ring], np.float64)


def _smooth(field: Field) -> Field:
    return np.asarray(cv2.GaussianBlur(field, (0, 0), AROUND), np.float32)
