"""Finding near hashes among millions: parts of the bits as keys, weak bits turned, every find checked exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Finds", "Keys", "near"]

BANDS: Final = 4
LEAST_BITS: Final = 8
MOST_BITS: Final = 22
PIECE: Final = 2**18
FULLEST: Final = 96  # entries of a key; fuller ones are dark or empty pictures, which say nothing

U64 = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Keys:
    """Entries sorted by each of four keys. Key k is made of bits k, k + 4, k + 8 … of the hash.

    `order` uint32 [4, n]: entries by key; `starts` uint32 [4, 2^bits + 1]: where each key's entries begin.
    """

    order: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.uint32]

    @property
    def bits(self) -> int:
        return int(self.starts.shape[1] - 1).bit_length() - 1

    @classmethod
    def of(cls, hashes: U64) -> Keys:
        """Keys of hashes [n, words]: of so many bits that about four entries share one."""
        n, words = hashes.shape
        bits = int(np.clip(int(np.log2(max(n, 2))) - 2, LEAST_BITS, min(MOST_BITS, words * 64 // BANDS)))
        order = np.empty((BANDS, n), np.uint32)
        starts = np.empty((BANDS, 2**bits + 1), np.uint32)
        keys = np.empty((BANDS, n), np.uint32)
        for first in range(0, n, PIECE):
            keys[:, first : first + PIECE] = _keys(hashes[first : first + PIECE], bits)
        for band in range(BANDS):
            order[band] = np.argsort(keys[band], kind="stable")
            counted = np.bincount(keys[band], minlength=2**bits)
            starts[band, 0] = 0
            starts[band, 1:] = np.cumsum(counted)
        return cls(order, starts)


@dataclass(frozen=True, eq=False)
class Finds:
    """Pairs of a question's row and an entry with the bits they differ in; each pair once."""

    row: npt.NDArray[np.int64]
    entry: npt.NDArray[np.int64]
    bits: npt.NDArray[np.int64]


Fits = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], npt.NDArray[np.bool_]]
"""Which of these pairs of a row and an entry are worth comparing."""


def near(
    hashes: U64, keys: Keys, asked: U64, sizes: npt.NDArray[np.floating], *, most_bits: int, turned: int,
    fits: Fits | None = None,
) -> Finds:  # fmt: skip
    """Entries whose hash differs from a row's in at most `most_bits` bits.

    `asked` uint64 [rows, words]; `sizes` [rows, >= 4 x key bits]: how sure each bit is. In every key the `turned`
    least sure bits are tried both ways. Found are those that agree in one key so, not all there are.
    """
    rows = len(asked)
    if not rows or not len(hashes):
        nothing = np.empty(0, np.int64)
        return Finds(nothing, nothing, nothing)
    bits = keys.bits
    own = _keys(asked, bits).astype(np.int64)
    found_rows, found_entries = [], []
    for band in range(BANDS):
        sure = sizes[:, band : band + BANDS * bits : BANDS]
        weak = np.argpartition(sure, turned, axis=1)[:, :turned] if turned < sure.shape[1] else np.argsort(sure, 1)
        masks = (np.int64(1) << weak.astype(np.int64)) @ _subsets(turned)
        tried = own[band][:, None] ^ masks
        begin = keys.starts[band][tried].astype(np.int64)
        length = keys.starts[band][tried + 1].astype(np.int64) - begin
        length[length > FULLEST] = 0
        flat = length.ravel()
        row = np.repeat(np.repeat(np.arange(rows), masks.shape[1]), flat)
        inside = np.arange(flat.sum()) - np.repeat(np.cumsum(flat) - flat, flat)
        found_rows.append(row)
        found_entries.append(keys.order[band][np.repeat(begin.ravel(), flat) + inside].astype(np.int64))
    row, entry = np.concatenate(found_rows), np.concatenate(found_entries)
    kept_rows, kept_entries, kept_bits = [], [], []
    for first in range(0, len(row), PIECE):
        r, e = row[first : first + PIECE], entry[first : first + PIECE]
        if fits is not None:
            worth = np.flatnonzero(fits(r, e))
            r, e = r[worth], e[worth]
        turned_bits = hashes[e] ^ asked[r]
        differ = np.bitwise_count(turned_bits[:, 0]).astype(np.int64)
        for word in range(1, turned_bits.shape[1]):  # four times as fast as a sum over so short an axis
            differ += np.bitwise_count(turned_bits[:, word])
        near_enough = differ <= most_bits
        kept_rows.append(r[near_enough])
        kept_entries.append(e[near_enough])
        kept_bits.append(differ[near_enough])
    row, entry, differ = np.concatenate(kept_rows), np.concatenate(kept_entries), np.concatenate(kept_bits)
    _, once = np.unique(row * len(hashes) + entry, return_index=True)
    return Finds(row[once], entry[once], differ[once])


def _keys(hashes: U64, bits: int) -> npt.NDArray[np.uint32]:
    """The four keys of hashes [n, words]: uint32 [4, n]."""
    single = np.unpackbits(
        np.ascontiguousarray(hashes).astype("<u8").view(np.uint8), axis=1, bitorder="little", count=BANDS * bits
    )
    weights = np.uint32(1) << np.arange(bits, dtype=np.uint32)
    return np.stack([single[:, band::BANDS] @ weights for band in range(BANDS)]).astype(np.uint32)


def _subsets(turned: int) -> npt.NDArray[np.int64]:
    """Every choice of the weak bits: 0/1, [turned, 2^turned]."""
    return (np.arange(2**turned)[None, :] >> np.arange(turned)[:, None]) & 1
