"""The word of the blind layer: 48 bits in eight symbols of a Reed-Solomon code, each symbol a secret row of chips.

A symbol's 2^16 possible rows form a random linear code with a secret scramble over it: for whoever lacks the key every
row is a row of coin tosses, and a fast Walsh-Hadamard transform correlates with all of them at once.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.watermark.codes import chips

__all__ = [
    "BLOCK",
    "SYMBOLS",
    "WORD_BITS",
    "Decoded",
    "blind_word",
    "decode",
    "log10_false_alarm",
    "rows_of",
    "symbols_of",
]

WORD_BITS: Final = 48
SYMBOLS: Final = 8  # of 16 bits; any three of them give the word, two words share at most two
MESSAGE: Final = 3
DISTANCE: Final = SYMBOLS - MESSAGE + 1
BLOCK: Final = 384  # chips to a symbol
LIST: Final = 24  # rows of each symbol that are thought possible
FIELD: Final = 0x1100B  # x^16 + x^12 + x^3 + x + 1, primitive over GF(2)

Symbols = npt.NDArray[np.uint16]
Sums = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The likeliest word: `z` over all its chips, `z_least` over the `DISTANCE` symbols that say least for it.

    Both in standard deviations of a row that is not in the picture: P(z > t) <= exp(-t^2 / 2).
    """

    word: int
    z: float
    z_least: float


def blind_word(secret: bytes, copy_id: int) -> int:
    """The 48 bits a copy bears in its blind layer: its number, so that no registry is needed to name it.

    The rows of chips are secret for every word, so a plain number gives nothing away. A number that is too large for
    the word is drawn from the studio's secret and the number; to name such a copy takes the registry.

    >>> blind_word(bytes(32), 5), blind_word(bytes(32), 2**60) < 2**WORD_BITS
    (5, True)
    """
    if 0 <= copy_id < 1 << WORD_BITS:
        return copy_id
    bits = chips(secret, "blind word", copy_id, count=WORD_BITS) > 0
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def symbols_of(word: int) -> Symbols:
    """The eight symbols of a word, uint16: the polynomial through its three 16-bit parts at eight points.

    >>> symbols_of(0x000100020003)[:3].tolist()
    [1, 2, 3]
    """
    parts = np.array([word >> 32 & 0xFFFF, word >> 16 & 0xFFFF, word & 0xFFFF], np.uint16)
    return _through((0, 1, 2), tuple(parts[i : i + 1] for i in range(MESSAGE)))[:, 0]


def rows_of(secret: bytes, word: int) -> npt.NDArray[np.int8]:
    """The chips of a word: int8 [SYMBOLS, BLOCK] of +1/-1."""
    scramble, generator = _rows(secret)
    parity = np.bitwise_count(generator & symbols_of(word)[:, None]) & 1
    return np.asarray(scramble * (1 - 2 * parity.astype(np.int8)), np.int8)


def decode(secret: bytes, weights: Sums, *, issued: npt.NDArray[np.int64] | None = None) -> Decoded | None:
    """The word that weights (float32 [SYMBOLS, BLOCK], zero where nothing was seen) speak for most; None: for none.

    Soft list decoding: the `LIST` best rows of any three symbols make a word, the other five bear witness.
    With `issued` (words) only these are looked at.

    >>> key = bytes(32)
    >>> decode(key, rows_of(key, 123456789).astype(np.float32)).word
    123456789
    """
    norms = np.square(weights, dtype=np.float64).sum(1)
    if not norms.any():
        return None
    sums = _sums(secret, weights)
    symbols = _listed(sums) if issued is None else np.stack([symbols_of(int(w)) for w in issued], axis=1)
    if symbols.shape[1] == 0:
        return None
    totals = np.take_along_axis(sums, symbols.astype(np.int64), 1).sum(0)
    best = symbols[:, int(totals.argmax())]
    own = sums[np.arange(SYMBOLS), best].astype(np.float64)
    word = int(best[0]) << 32 | int(best[1]) << 16 | int(best[2])
    least = min(_z(own[list(some)], norms[list(some)]) for some in combinations(range(SYMBOLS), DISTANCE))
    return Decoded(word, _z(own, norms), least)


def log10_false_alarm(found: Decoded, tries: int, *, issued: int | None = None) -> float:
    """log10 of the chance that an unmarked film is given any word, or a marked one another word than its own.

    The first: tries x words x exp(-z^2 / 2), with 2^48 words, or as many as were `issued` where only these are looked
    at. The second: a wrong word differs from the right one in at least `DISTANCE` symbols; for each choice of them at
    most 2^16 words agree in the rest (at most `issued`), and their chips there are coin tosses.

    >>> round(log10_false_alarm(Decoded(0, 12.0, 10.5), 100), 1)
    -14.8
    """
    tail = math.log10(math.e) / 2
    words = 2**WORD_BITS if issued is None else max(1, issued)
    any_word = math.log10(tries) + math.log10(words) - tail * max(0.0, found.z) ** 2
    choices = math.comb(SYMBOLS, DISTANCE)
    another = math.log10(tries * choices * min(words, 1 << 16)) - tail * max(0.0, found.z_least) ** 2
    return min(0.0, max(any_word, another))


def _z(sums: npt.NDArray[np.float64], norms: npt.NDArray[np.float64]) -> float:
    return float(sums.sum() / math.sqrt(max(float(norms.sum()), 1e-30)))


def _sums(secret: bytes, weights: Sums) -> Sums:
    """Weight x chip summed for every row of every symbol: float32 [SYMBOLS, 2^16]."""
    scramble, generator = _rows(secret)
    out = np.zeros((SYMBOLS, 1 << 16), np.float32)
    np.add.at(out, (np.arange(SYMBOLS)[:, None], generator), weights * scramble)
    step = 1
    while step < 1 << 16:  # Walsh-Hadamard
        pairs = out.reshape(SYMBOLS, -1, 2, step)
        plus, minus = pairs[:, :, 0] + pairs[:, :, 1], pairs[:, :, 0] - pairs[:, :, 1]
        pairs[:, :, 0], pairs[:, :, 1] = plus, minus
        step *= 2
    return out


def _listed(sums: Sums) -> Symbols:
    """Of every three symbols the best word of their listed rows, uint16 [SYMBOLS, 56]."""
    listed = np.argpartition(sums, -LIST, axis=1)[:, -LIST:].astype(np.uint16)
    found = []
    for three in combinations(range(SYMBOLS), MESSAGE):
        parts = tuple(listed[b] for b in three)
        products = [[_times(c, p) for c, p in zip(row, parts, strict=True)] for row in _coefficients(three)]
        total = np.zeros((LIST, LIST, LIST), np.float32)
        for b, (one, two, last) in enumerate(products):
            total += sums[b][one[:, None, None] ^ two[None, :, None] ^ last[None, None, :]]
        i, j, k = np.unravel_index(int(total.argmax()), total.shape)
        found.append([one[i] ^ two[j] ^ last[k] for one, two, last in products])
    return np.array(found, np.uint16).T


@lru_cache(maxsize=8)
def _rows_kept(digest: bytes, secret: bytes) -> tuple[npt.NDArray[np.int8], Symbols]:
    del digest
    scramble = np.stack([chips(secret, "blind scramble", b, count=BLOCK) for b in range(SYMBOLS)])
    bits = np.stack([chips(secret, "blind generator", b, count=BLOCK * 16) > 0 for b in range(SYMBOLS)])
    packed = np.packbits(bits.reshape(SYMBOLS, BLOCK, 16), axis=2)
    return scramble, packed.view(">u2")[..., 0].astype(np.uint16)


def _rows(secret: bytes) -> tuple[npt.NDArray[np.int8], Symbols]:
    return _rows_kept(hashlib.sha256(secret).digest(), secret)


def _through(at: tuple[int, ...], parts: tuple[Symbols, ...]) -> Symbols:
    """All symbols of the words that have these parts at these places, uint16 [SYMBOLS, n]."""
    rows = [[_times(c, p) for c, p in zip(row, parts, strict=True)] for row in _coefficients(at)]
    return np.stack([one ^ two ^ last for one, two, last in rows])


@cache
def _coefficients(at: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Lagrange's: symbol b of a word = sum of coefficient x symbol at the three places, in GF(2^16)."""
    return tuple(tuple(_lagrange(b, i, at) for i in at) for b in range(SYMBOLS))


def _lagrange(b: int, i: int, at: tuple[int, ...]) -> int:
    powers, logs = _tables()
    out = 0  # as a logarithm
    for j in at:
        if j == i:
            continue
        if b == j:
            return 0
        out += int(logs[b ^ j]) - int(logs[i ^ j])
    return int(powers[out % 0xFFFF])


def _times(factor: int, values: Symbols) -> Symbols:
    if factor == 0:
        return np.zeros_like(values)
    powers, logs = _tables()
    product = powers[(int(logs[factor]) + logs[values].astype(np.int64)) % 0xFFFF]
    return np.where(values == 0, np.uint16(0), product).astype(np.uint16)


@cache
def _tables() -> tuple[Symbols, npt.NDArray[np.int32]]:
    """Powers of x in GF(2^16), and the logarithm of every element but 0."""
    powers, logs = np.zeros(0xFFFF, np.uint16), np.zeros(1 << 16, np.int32)
    value = 1
    for n in range(0xFFFF):
        powers[n], logs[value] = value, n
        value <<= 1
        if value >> 16:
            value ^= FIELD
    return powers, logs
