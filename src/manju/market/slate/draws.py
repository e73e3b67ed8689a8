"""The chances of a simulation: a stream of random words for every slot, the same however the runs are cut up.

Philox 4x64 (Salmon et al. 2011) is read as raw words: key = seed and stream, counter = block of runs. The arithmetic
on them is whole-number and ours, so that no version of a library changes a figure.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK", "EXTRA", "LICENSING", "MERCHANDISE", "Stream", "happens", "threshold", "within"]

BLOCK: Final = 2048
"""Runs that are drawn together; part of the published algorithm: another number gives other figures."""
LICENSING, MERCHANDISE, EXTRA = 2**32, 2**32 + 1, 2**32 + 2  # streams of the studio; slots have 0, 1, 2 ...

Raw = NDArray[np.uint64]
Minor = NDArray[np.int64]
_LOW: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)


class Stream:
    """Random words of one slot (or of the studio) for the runs of one block."""

    def __init__(self, *, seed: int, stream: int, block: int) -> None:
        key = np.array([seed, stream], dtype=np.uint64)
        self._bits = np.random.Philox(key=key, counter=np.array([0, 0, 0, block], dtype=np.uint64))

    def next(self) -> Raw:
        """One word of 64 bits for each run of the block: the lower half decides, the upper half is an amount."""
        words: Raw = self._bits.random_raw(BLOCK)
        return words


def threshold(chance: Fraction) -> np.uint64:
    """A chance in units of 2^-32.

    >>> int(threshold(Fraction(1, 4))), int(threshold(Fraction(1)))
    (1073741824, 4294967296)
    """
    return np.uint64(round(chance * 2**32))


def happens(words: Raw, under: np.uint64) -> NDArray[np.bool_]:
    """Whether it happens, by the lower halves.

    >>> happens(np.array([5, 2**32 + 3], dtype=np.uint64), np.uint64(4)).tolist()
    [False, True]
    """
    return (words & _LOW) < under


def within(words: Raw, low: int, high: int) -> Minor:
    """Whole numbers uniform in low..high, by the upper halves: low + floor(u * (high - low + 1) / 2^32).

    >>> within(np.array([0, 2**63, 2**64 - 1], dtype=np.uint64), 3_000_000, 8_000_000).tolist()
    [3000000, 5500000, 8000000]
    """
    upper, span = words >> _HALF, high - low + 1
    many, few = np.uint64(span >> 32), np.uint64(span & 0xFFFFFFFF)
    steps = upper * many + ((upper * few) >> _HALF)
    return low + steps.astype(np.int64)
