"""The AIGC label in PNG (iTXt XMP) and JPEG (APP1 XMP), pixels untouched."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from manju.media.label import xmp

PNG: Final = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD: Final = b"XML:com.adobe.xmp"
XMP_APP1: Final = b"http://ns.adobe.com/xap/1.0/\0"
MAX_PICTURE: Final = 128 * 2**20
MAX_TEXT: Final = 4 * 2**20
MAX_VALUES: Final = 16
MAX_APP1: Final = 65_533


class PictureBroken(ValueError):
    """The chunks or segments of a picture cannot be walked."""


def read_png(path: Path) -> list[tuple[str, str]]:
    """AIGC values of a PNG as (carrier, text): in XMP, or in a text chunk of that name."""
    found: list[tuple[str, str]] = []
    for kind, body in _chunks(whole(path)):
        if len(found) >= MAX_VALUES:
            break
        keyword, text = _png_text(kind, body)
        if keyword == XMP_KEYWORD:
            found += [("png/iTXt/xmp", v) for v in xmp.values(text)]
        elif keyword == b"AIGC":
            found.append((f"png/{kind.decode('latin1')}", text))
    return found


def write_png(data: bytes, text: str) -> bytes:
    """The PNG with this value in its XMP chunk (before the first IDAT), all other chunks byte for byte."""
    out = [PNG]
    packet: str | None = None
    chunks = list(_chunks(data))
    for kind, body in chunks:
        keyword, value = _png_text(kind, body)
        if keyword == XMP_KEYWORD and packet is None:
            packet = value
    ours = XMP_KEYWORD + b"\0\0\0\0\0" + xmp.with_value(packet, text).encode()
    placed = False
    for kind, body in chunks:
        if _png_text(kind, body)[0] == XMP_KEYWORD:
            continue
        if kind == b"IDAT" and not placed:
            out.append(_chunk(b"iTXt", ours))
            placed = True
        out.append(_chunk(kind, body))
    if not placed:
        raise PictureBroken("no IDAT chunk")
    return b"".join(out)


def read_jpeg(path: Path) -> list[tuple[str, str]]:
    """AIGC values of a JPEG's XMP segments as (carrier, text)."""
    found: list[tuple[str, str]] = []
    for marker, body in _segments(whole(path))[0]:
        if marker == 0xE1 and body.startswith(XMP_APP1):
            packet = body[len(XMP_APP1) :].decode("utf-8", "replace")
            found += [("jpeg/app1/xmp", v) for v in xmp.values(packet)]
    return found


def write_jpeg(data: bytes, text: str) -> bytes:
    """The JPEG with this value in its XMP segment, EXIF and picture byte for byte."""
    segments, rest = _segments(data)
    old = next((b for m, b in segments if m == 0xE1 and b.startswith(XMP_APP1)), None)
    packet = old[len(XMP_APP1) :].decode("utf-8", "replace") if old is not None else None
    ours = XMP_APP1 + xmp.with_value(packet, text).encode()
    if len(ours) > MAX_APP1:
        raise PictureBroken("the XMP segment would be longer than JPEG allows")
    out = [b"\xff\xd8"]
    placed = False
    for i, (marker, body) in enumerate(segments):
        if body is old:
            out.append(_segment(0xE1, ours))
            placed = True
            continue
        # behind JFIF and EXIF, which readers expect first
        if not placed and old is None and not (marker == 0xE0 or (marker == 0xE1 and body.startswith(b"Exif"))):
            out.append(_segment(0xE1, ours))
            placed = True
        out.append(_segment(marker, body))
        if i == len(segments) - 1 and not placed:
            out.append(_segment(0xE1, ours))
    if not segments:
        out.append(_segment(0xE1, ours))
    return b"".join([*out, rest])


def whole(path: Path) -> bytes:
    """All bytes of a picture file.

    Raises:
        PictureBroken: it is larger than any picture of a deliverable.
    """
    if path.stat().st_size > MAX_PICTURE:
        raise PictureBroken(f"the picture is larger than {MAX_PICTURE // 2**20} MiB")
    return path.read_bytes()


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(PNG):
        raise PictureBroken("no PNG signature")
    at = len(PNG)
    while at < len(data):
        if at + 12 > len(data):
            raise PictureBroken("a PNG chunk is cut off")
        size, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + size > len(data):
            raise PictureBroken("a PNG chunk is longer than the file")
        yield kind, data[at + 8 : at + 8 + size]
        at += 12 + size
        if kind == b"IEND":
            return


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_text(kind: bytes, body: bytes) -> tuple[bytes, str]:
    """Keyword and text of a text chunk; empty for other chunks."""
    if kind == b"tEXt":
        keyword, _, text = body.partition(b"\0")
        return keyword, text.decode("latin1")
    if kind == b"zTXt":
        keyword, _, packed = body.partition(b"\0")
        return keyword, _inflate(packed[1:]).decode("latin1")
    if kind != b"iTXt":
        return b"", ""
    keyword, _, rest = body.partition(b"\0")
    if len(rest) < 2:
        return keyword, ""
    compressed = rest[0] == 1
    _, _, rest = rest[2:].partition(b"\0")
    _, _, text = rest.partition(b"\0")
    return keyword, (_inflate(text) if compressed else text).decode("utf-8", "replace")


def _inflate(packed: bytes) -> bytes:
    inflating = zlib.decompressobj()
    try:
        text = inflating.decompress(packed, MAX_TEXT)
    except zlib.error as error:
        raise PictureBroken("a compressed text chunk is broken") from error
    if inflating.unconsumed_tail:
        raise PictureBroken("a compressed text chunk is too large")
    return text


def _segments(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The marker segments before the picture, and everything from the first scan on."""
    if data[:2] != b"\xff\xd8":
        raise PictureBroken("no JPEG signature")
    segments: list[tuple[int, bytes]] = []
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise PictureBroken("a JPEG segment does not begin with its marker")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in (0xDA, 0xD9):
            return segments, data[at:]
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            raise PictureBroken("a JPEG restart marker before the picture")
        (size,) = struct.unpack_from(">H", data, at + 2)
        if size < 2 or at + 2 + size > len(data):
            raise PictureBroken("a JPEG segment is longer than the file")
        segments.append((marker, data[at + 4 : at + 2 + size]))
        at += 2 + size
    raise PictureBroken("the JPEG has no picture")


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
