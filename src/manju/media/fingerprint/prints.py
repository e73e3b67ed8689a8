"""A film's fingerprint: what is kept of its pictures, as arrays and as bytes."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["FINGERPRINT_VERSION", "POINT", "SAMPLE", "Fingerprint"]

FINGERPRINT_VERSION: Final = 1

SAMPLE: Final = np.dtype(
    [("time", "<f4"), ("hash", "<u8", (4,)), ("kept", "i1", (96,)), ("views", "<u8", (3, 4)), ("viewed", "u1")]
)
"""One moment, about four a second: hash of the whole, 96 cosine terms, hashes of three parts (every other moment)."""

POINT: Final = np.dtype([("sample", "<u4"), ("bits", "<u8", (2,)), ("x", "u1"), ("y", "u1"), ("size", "u1"),
                         ("angle", "u1")])  # fmt: skip
"""One point of a key picture. x, y: 1/256 of the picture; size: log2 steps of 1/16; angle: 1/256 of a turn."""

_MAGIC: Final = b"MJFP"
_HEAD: Final = struct.Struct("<4sHHdIIII4B")
MOST_SAMPLES: Final = 4 * 3600 * 5
MOST_POINTS: Final = MOST_SAMPLES * 8


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What a film looks like over time, within its own borders. `shape`: (width, height) of that in pixels;
    `inside`: left, top, right, bottom of it in the frame, in 1/255."""

    version: int
    duration_s: float
    shape: tuple[int, int]
    inside: tuple[int, int, int, int]
    samples: npt.NDArray[np.void]  # of SAMPLE, by time
    points: npt.NDArray[np.void]  # of POINT, by sample

    @property
    def count(self) -> int:
        """Moments kept."""
        return len(self.samples)

    def to_bytes(self) -> bytes:
        """Compact form: head, zlib of samples and points, CRC-32 of all before it."""
        packed = zlib.compress(self.samples.tobytes() + self.points.tobytes(), 1)
        counts = len(self.samples), len(self.points)
        head = _HEAD.pack(_MAGIC, self.version, 0, self.duration_s, *self.shape, *counts, *self.inside)
        return head + packed + struct.pack("<I", zlib.crc32(head + packed))

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """Read `to_bytes` again.

        Raises:
            ValueError: other data, damaged data, or a version this program does not know.
        """
        if len(data) < _HEAD.size + 4 or data[:4] != _MAGIC:
            raise ValueError("not a fingerprint")
        _, version, _, duration, width, height, samples, points, *inside = _HEAD.unpack_from(data)
        if version != FINGERPRINT_VERSION:
            raise ValueError(f"fingerprint of version {version}, this program knows {FINGERPRINT_VERSION}")
        if zlib.crc32(data[:-4]) != struct.unpack("<I", data[-4:])[0]:
            raise ValueError("damaged fingerprint")
        if samples > MOST_SAMPLES or points > MOST_POINTS or not width or not height or not 0 <= duration < 1e6:
            raise ValueError("not a fingerprint: impossible sizes")
        size = samples * SAMPLE.itemsize + points * POINT.itemsize
        unpacker = zlib.decompressobj()
        try:
            raw = unpacker.decompress(data[_HEAD.size : -4], size + 1)
        except zlib.error as error:
            raise ValueError("damaged fingerprint") from error
        if len(raw) != size:
            raise ValueError("damaged fingerprint")
        table = np.frombuffer(raw, SAMPLE, samples)
        found = np.frombuffer(raw, POINT, points, offset=samples * SAMPLE.itemsize)
        if len(found) and int(found["sample"].max()) >= samples:
            raise ValueError("damaged fingerprint")
        left, top, right, bottom = inside
        if left >= right or top >= bottom:
            raise ValueError("not a fingerprint: impossible sizes")
        return cls(version, duration, (width, height), (left, top, right, bottom), table, found)
