"""The secret codes: chips of +1 and -1 drawn by a keyed pseudo-random function, one stream per purpose.

Whoever lacks the key cannot tell them from coin tosses; that is all the bound on false alarms rests on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["KEY_BYTES", "Chips", "chips", "chips_of_many"]

KEY_BYTES: Final = 32
DOMAIN: Final = b"manju watermark codes v1"

Chips = npt.NDArray[np.int8]
Part = str | bytes | int


def chips(key: bytes, *parts: Part, count: int) -> Chips:
    """`count` chips of +1/-1 (int8) that belong to `key` and `parts`; other parts give independent ones.

    SHAKE-256 over the key and the parts with their lengths (a keyed sponge is a PRF: NIST SP 800-185).

    Raises:
        ValueError: the key has not `KEY_BYTES` bytes.

    >>> chips(bytes(32), "pilot", 0, count=8).tolist()
    [-1, -1, 1, -1, 1, -1, 1, 1]
    """
    sponge = hashlib.shake_256(_prefix(key))
    sponge.update(_encoded(parts))
    return _as_chips(sponge.digest((count + 7) // 8), count)


def chips_of_many(
    key: bytes, *parts: Part, last: Sequence[int] | npt.NDArray[np.int64], count: int, batch: int = 2048
) -> Iterator[npt.NDArray[np.int8]]:
    """The chips of `chips(key, *parts, n)` for every n of `last`, as arrays of at most `batch` rows x `count`."""
    sponge = hashlib.shake_256(_prefix(key))
    sponge.update(_encoded(parts))
    size = (count + 7) // 8
    for at in range(0, len(last), batch):
        some = last[at : at + batch]
        raw = bytearray(len(some) * size)
        for i, n in enumerate(some):
            one = sponge.copy()
            one.update(_encoded((int(n),)))
            raw[i * size : (i + 1) * size] = one.digest(size)
        bits = np.unpackbits(np.frombuffer(raw, np.uint8).reshape(len(some), size), axis=1, count=count)
        yield (bits.view(np.int8) << 1) - np.int8(1)


def _prefix(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a watermark key has {KEY_BYTES} bytes, not {len(key)}")
    return DOMAIN + key


def _encoded(parts: Sequence[Part]) -> bytes:
    """Parts with kind and length before each, so that no two lists of parts run together alike."""
    out = bytearray()
    for part in parts:
        if isinstance(part, int):
            kind, raw = b"i", part.to_bytes(8, "big", signed=True)
        elif isinstance(part, str):
            kind, raw = b"s", part.encode()
        else:
            kind, raw = b"b", part
        out += kind + len(raw).to_bytes(4, "big") + raw
    return bytes(out)


def _as_chips(raw: bytes, count: int) -> Chips:
    bits = np.unpackbits(np.frombuffer(raw, np.uint8), count=count)
    return (bits.view(np.int8) << 1) - np.int8(1)
