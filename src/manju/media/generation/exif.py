"""The few EXIF fields that tools write generations into, read from the TIFF structure itself."""

from __future__ import annotations

import struct
from typing import Final

__all__ = ["read_exif", "user_comment"]

TAGS: Final = {
    0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model", 0x0131: "Software", 0x0132: "DateTime",
    0x013B: "Artist", 0x9003: "DateTimeOriginal", 0x9011: "OffsetTimeOriginal", 0x9010: "OffsetTime",
    0x9286: "UserComment", 0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9E: "XPKeywords",
}  # fmt: skip
SUB: Final = 0x8769  # Exif IFD
SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
ENTRIES_MOST: Final = 1000


def read_exif(data: bytes) -> dict[str, str]:
    """Texts by EXIF tag name (Exif 3.0, 4.6); whatever points out of the data is left out.

    Any further tag that holds `name:{…}` (as ComfyUI writes into WebP) is given under its number.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None or len(data) < 8:
        return {}
    found: dict[str, str] = {}
    waiting, seen = [_u32(data, 4, order)], set[int]()
    while waiting:
        at = waiting.pop()
        if at in seen or at + 2 > len(data) or len(seen) > 16:
            continue
        seen.add(at)
        for tag, value in _entries(data, at, order):
            if tag == SUB and len(value) == 4:
                waiting.append(struct.unpack(f"{order}I", value)[0])
                continue
            name = TAGS.get(tag) or (f"tag {tag:#06x}" if value[:1].isalpha() and b":{" in value[:64] else "")
            if name and name not in found:
                text = _text(tag, value, order)
                if text:
                    found[name] = text
    return found


def user_comment(data: bytes, order: str) -> str:
    """UserComment after its eight-byte character code: ASCII, UNICODE (either byte order), JIS or none.

    >>> user_comment(b"UNICODE\\0" + "灯 lamp".encode("utf-16-be"), "<")
    '灯 lamp'
    """
    code, rest = data[:8], data[8:]
    if code == b"UNICODE\0":
        return _utf16(rest, order)
    if code == b"JIS\0\0\0\0\0":
        return rest.decode("iso2022_jp", errors="replace").rstrip("\0")
    if code not in (b"ASCII\0\0\0", b"\0" * 8):
        rest = data
    return _plain(rest)


def _entries(data: bytes, at: int, order: str) -> list[tuple[int, bytes]]:
    out = []
    for n in range(min(struct.unpack_from(f"{order}H", data, at)[0], ENTRIES_MOST)):
        place = at + 2 + 12 * n
        if place + 12 > len(data):
            break
        tag, kind, many = struct.unpack_from(f"{order}HHI", data, place)
        size = SIZES.get(kind, 1) * many
        start = place + 8 if size <= 4 else _u32(data, place + 8, order)
        if start + size <= len(data):
            out.append((tag, data[start : start + size]))
    return out


def _text(tag: int, value: bytes, order: str) -> str:
    if tag == 0x9286:
        return user_comment(value, order).replace("\0", "")
    if 0x9C9B <= tag <= 0x9C9F:
        return value.decode("utf-16-le", errors="replace").replace("\0", "")
    return _plain(value)


def _plain(value: bytes) -> str:
    try:
        return value.decode("utf-8").replace("\0", "").strip()
    except UnicodeDecodeError:
        return value.decode("latin-1").replace("\0", "").strip()


def _utf16(data: bytes, order: str) -> str:
    """Tools do not keep to the file's byte order: the one that gives more letters of known scripts is taken."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    readings = [data.decode(f"utf-16-{e}", errors="replace") for e in (("le", "be") if order == "<" else ("be", "le"))]
    return max(readings, key=_likely).rstrip("\0")


def _likely(text: str) -> float:
    """How much of a text is ASCII, CJK or its punctuation: bytes in the wrong order give neither."""
    sample = text[:2000]
    known = sum(
        1 if " " <= c <= "~" or c in "\n\r\t" else 0.6 if "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" else 0
        for c in sample
    )
    return known / max(1, len(sample))


def _u32(data: bytes, at: int, order: str) -> int:
    found: int = struct.unpack_from(f"{order}I", data, at)[0] if at + 4 <= len(data) else len(data)
    return found
