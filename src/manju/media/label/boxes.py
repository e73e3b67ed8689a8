"""ISO base media boxes (ISO/IEC 14496-12): walking them without trusting a single length field."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

MAX_BOXES: Final = 200_000
MAX_DEPTH: Final = 16


class BoxesBroken(ValueError):
    """A box says it is longer than what holds it, or shorter than its own head."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: four-letter type, where it starts, its head and its whole length in bytes."""

    kind: bytes
    start: int
    head: int
    size: int

    @property
    def body(self) -> int:
        return self.start + self.head

    @property
    def end(self) -> int:
        return self.start + self.size


def boxes(data: bytes | memoryview, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes in `data[start:end]`, one after the other.

    Raises:
        BoxesBroken: where the chain of lengths breaks.
    """
    limit = len(data) if end is None else end
    at = start
    for _ in range(MAX_BOXES):
        if at == limit:
            return
        if at + 8 > limit:
            # QuickTime ends some containers with a 32-bit zero
            if bytes(data[at:limit]).strip(b"\0") == b"":
                return
            raise BoxesBroken("a box head is cut off")
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            if at + 16 > limit:
                raise BoxesBroken("a 64-bit box head is cut off")
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        # "to the end" (size 0) is for the outermost box only: inside, it would swallow what is written behind it
        if size < head or at + size > limit:
            raise BoxesBroken(f"box {kind!r} is longer than what holds it")
        yield Box(kind, at, head, size)
        at += size
    raise BoxesBroken("too many boxes")


def top_level(file: BinaryIO, length: int) -> Iterator[Box]:
    """The outermost boxes of a file, reading only their heads; stops quietly at a cut-off last box."""
    at = 0
    for _ in range(MAX_BOXES):
        if at + 8 > length:
            return
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            raw = file.read(8)
            if len(raw) < 8:
                return
            (size,) = struct.unpack(">Q", raw)
            head = 16
        elif size == 0:
            size = length - at
        if size < head:
            raise BoxesBroken(f"box {kind!r} is shorter than its head")
        yield Box(kind, at, head, min(size, length - at))
        at += size
    raise BoxesBroken("too many boxes")


def box(kind: bytes, *parts: bytes) -> bytes:
    """Write a box.

    >>> box(b"free", b"ab").hex()
    '0000000a667265656162'
    """
    body = b"".join(parts)
    if len(body) + 8 > 0xFFFFFFFF:
        return struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, kind) + body
