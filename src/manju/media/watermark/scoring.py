"""Correlating the residual with codes: the weights first, from suspect, master and pilot; then every copy's z."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.watermark.lattice import Lattice

__all__ = ["weigh", "whitened", "z_of"]

Field = npt.NDArray[np.float32]

SLOW: Final = 3.0  # cells: what changes over more than this is light, not mark
AROUND: Final = 2.75  # cells over which the noise is taken to be alike
CLIP: Final = 3.0  # deviations beyond which a point tells no more
TRUST_POWER: Final = 0.8  # power of the noise that a point's say falls with: between equal say (0.5) and 1 / variance


def weigh(numerator: Field, denominator: Field, lattice: Lattice) -> Field:
    """One weight per cell, float32 [cells], from a residual accumulated over a shot.

    `numerator` = sum of strength x residual / variance, `denominator` = sum of strength^2 / variance, both on the
    lattice's points.
    """
    return lattice.gather(whitened(numerator, denominator, lattice))


def whitened(numerator: Field, denominator: Field, lattice: Lattice) -> Field:
    """What `weigh` gathers, float32 on the lattice's points.

    Light that changes slowly is taken away, noisy places count less, outliers are clipped.
    """
    slow, around = SLOW * lattice.points, AROUND * lattice.points
    field = numerator / (denominator + 1e-6)
    level = cv2.GaussianBlur(numerator, (0, 0), slow) / (cv2.GaussianBlur(denominator, (0, 0), slow) + 1e-6)
    sharp = field - level
    trust = denominator / (denominator + 1e-2)
    energy = cv2.GaussianBlur(sharp * sharp * trust, (0, 0), around) / (cv2.GaussianBlur(trust, (0, 0), around) + 1e-6)
    deviation = np.sqrt(energy + 1e-4)
    clipped = np.clip(sharp / deviation, -CLIP, CLIP)
    return np.asarray(clipped * trust / deviation**TRUST_POWER, np.float32)


def z_of(weights: Field, codes: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
    """z of each code: sum of weight x chip over the norm of the weights; `codes` int8 [n, cells], weights [cells]."""
    norm = float(np.linalg.norm(weights.astype(np.float64)))
    if norm == 0:
        return np.zeros(len(codes))
    return np.asarray(codes.astype(np.float32) @ weights, np.float64) / norm
