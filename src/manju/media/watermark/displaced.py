"""Marks that lie beside their place: in a slow pan a picture at the wrong time looks right, but its mark is displaced.

Where it lies is asked of the pilot, which all copies share: nothing here costs anything of the bound.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.watermark.lattice import Lattice

__all__ = ["displacements"]

Field = npt.NDArray[np.float32]

PEAKS: Final = 6
LEAST_Z: Final = 3.0  # of a peak, in deviations of the whole plane
NOT_OWN: Final = 3.0  # points: what lies closer was looked for already
APART: Final = 6.0  # points between peaks
REACH: Final = 0.45  # of a side


def displacements(fields: list[tuple[Field, Field]], lattice: Lattice) -> list[tuple[float, float]]:
    """How far (x, y in points) a mark may lie from where it is looked for, the likeliest first, at most `PEAKS`.

    `fields`: for each shot what is left of the suspect (`scoring.whitened`) and the pilot's field, both float32
    on the lattice's points. A mark found at (x, y) belongs to (x - dx, y - dy). The correlation of both under every
    shift, by the Fourier transform without wrapping round; its peaks, in deviations of the whole plane.

    >>> drawn = np.random.default_rng(1).normal(size=(60, 80)).astype(np.float32)
    >>> displacements([(np.roll(drawn, (5, -9), (0, 1)), drawn)], Lattice(20, 15, 4))
    [(-9.0, 5.0)]
    """
    shape = (lattice.height * 2, lattice.width * 2)
    plane = np.zeros(shape)
    for left, pilot in fields:
        there, here = np.fft.rfft2(left, shape), np.fft.rfft2(pilot, shape)
        plane += np.fft.irfft2(there * np.conj(here), shape)
    down = np.fft.fftfreq(shape[0], 1 / shape[0])[:, None]
    across = np.fft.fftfreq(shape[1], 1 / shape[1])[None, :]
    held = (np.abs(down) <= REACH * lattice.height) & (np.abs(across) <= REACH * lattice.width)
    deviation = float(plane[held].std())
    open_ = held & (np.hypot(down, across) >= NOT_OWN)
    found: list[tuple[float, float]] = []
    for _ in range(PEAKS):
        at = int(np.where(open_, plane, -np.inf).argmax())
        row, column = divmod(at, shape[1])
        if deviation == 0 or plane[row, column] < LEAST_Z * deviation:
            break
        y, x = float(down[row, 0]), float(across[0, column])
        found.append((x, y))
        open_ &= np.hypot(down - y, across - x) >= APART
    return found
