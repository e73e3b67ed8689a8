"""The texts inside a picture file: PNG text chunks, EXIF, XMP, comments; sizes bounded, broken parts named."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from manju.media.errors import MediaError
from manju.media.generation.exif import read_exif
from manju.words import Words

__all__ = ["LONGEST", "Texts", "read_texts"]

LONGEST: Final = 8 * 2**20  # bytes of one text; workflows of a thousand nodes stay below 2 MB
CHUNKS_MOST: Final = 200_000
ALL_TEXTS: Final = 4 * LONGEST
PNG: Final = b"\x89PNG\r\n\x1a\n"
XMP_HEAD: Final = b"http://ns.adobe.com/xap/1.0/\0"


@dataclass
class Texts:
    """What was found: texts by name, the XMP packet, whether C2PA is there, and what was wrong."""

    texts: dict[str, str] = field(default_factory=dict)
    exif: dict[str, str] = field(default_factory=dict)
    xmp: str = ""
    has_c2pa: bool = False
    notes: list[Words] = field(default_factory=list)
    size: int = 0

    def add(self, name: str, text: str) -> None:
        """Keep a text under its name; a second one of the same name gets a number. NUL signs are left out."""
        clean = text.replace("\0", "")
        self.size += len(clean)
        if self.size > ALL_TEXTS:
            self.say(Words("文字太多，后面的没有读。", "Too much text; the rest was not read."))
            return
        key, n = name[:80], 2
        while key in self.texts:
            key, n = f"{name[:76]} {n}", n + 1
            if n > 50:
                return
        self.texts[key] = clean

    def say(self, what: Words) -> None:
        if what not in self.notes:
            self.notes.append(what)


def read_texts(path: Path) -> Texts:
    """All texts of a PNG, JPEG or WebP file; of other files none.

    Pixels are never decoded and chunks of pixels are skipped, so a huge picture costs no more than a small one.

    Raises:
        MediaError: `file_missing`.
    """
    found = Texts()
    try:
        with path.open("rb") as file:
            head = file.read(12)
            file.seek(0)
            if head.startswith(PNG):
                _png(file, found)
            elif head.startswith(b"\xff\xd8"):
                _jpeg(file, found)
            elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
                _webp(file, found)
    except OSError as error:
        raise MediaError(
            "file_missing",
            Words("打不开文件：{name}", "Cannot open the file: {name}").fill(name=path.name),
            Words("检查路径和读取权限。", "Check the path and its read permission."),
        ) from error
    return found


def _png(file: IO[bytes], found: Texts) -> None:
    """PNG third edition, 5.3 and 11.3.3: tEXt, zTXt, iTXt, eXIf; `caBX` holds C2PA."""
    file.seek(len(PNG))
    for _ in range(CHUNKS_MOST):
        head = file.read(8)
        if len(head) < 8:
            if head:
                found.say(_CUT)
            return
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IEND":
            return
        if kind not in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"caBX"):
            file.seek(length + 4, 1)
            continue
        if kind == b"caBX" or length > LONGEST:
            found.has_c2pa |= kind == b"caBX"
            if kind != b"caBX":
                found.say(_TOO_LONG)
            file.seek(length + 4, 1)
            continue
        data, check = file.read(length), file.read(4)
        if len(data) < length or len(check) < 4:
            found.say(_CUT)
        elif struct.unpack(">I", check)[0] != zlib.crc32(kind + data):
            found.say(
                Words("一段文字的校验和不对，照样读了。", "The checksum of a text is wrong; it was read all the same.")
            )
        _png_text(kind, data, found)
    found.say(Words("数据块太多，后面的没有读。", "Too many chunks; the rest was not read."))


def _png_text(kind: bytes, data: bytes, found: Texts) -> None:
    if kind == b"eXIf":
        found.exif |= read_exif(data)
        return
    name, sep, rest = data.partition(b"\0")
    if not sep:
        found.say(Words("一段文字没有名字，跳过了。", "A text without a name was skipped."))
        return
    key = name.decode("latin-1")
    if kind == b"tEXt":
        found.add(key, decoded(rest))
        return
    if kind == b"zTXt":
        _add_packed(key, rest[1:], found)
        return
    if len(rest) < 2:
        found.say(_CUT)
        return
    parts = rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        found.say(_CUT)
    elif key == "XML:com.adobe.xmp":
        found.xmp = found.xmp or decoded(_unpacked(parts[2], found) if rest[0] else parts[2])
    elif rest[0]:
        _add_packed(key, parts[2], found)
    else:
        found.add(key, decoded(parts[2]))


def _add_packed(key: str, packed: bytes, found: Texts) -> None:
    data = _unpacked(packed, found)
    if data:
        found.add(key, decoded(data))


def _unpacked(packed: bytes, found: Texts) -> bytes:
    """Zlib, stopped at the limit: a small chunk can hold a thousand times its size."""
    engine = zlib.decompressobj()
    try:
        data = engine.decompress(packed, LONGEST)
    except zlib.error:
        found.say(Words("一段压缩的文字坏了，读不出来。", "A packed text is broken and cannot be read."))
        return b""
    if engine.unconsumed_tail:
        found.say(_TOO_LONG)
        return b""
    return data


def _jpeg(file: IO[bytes], found: Texts) -> None:
    """JPEG segments up to the picture itself (ITU-T T.81, B.1.1.4): EXIF, XMP, comments, JUMBF."""
    file.seek(2)
    for kind, data in _segments(file, found):
        if kind == 0xE1 and data.startswith(b"Exif\0"):
            found.exif |= read_exif(data[6:])
        elif kind == 0xE1 and data.startswith(XMP_HEAD):
            found.xmp = found.xmp or decoded(data[len(XMP_HEAD) :])
        elif kind == 0xEB and b"jumb" in data[:64]:
            found.has_c2pa = True
        elif kind == 0xFE:
            found.add("comment", decoded(data))


def _segments(file: IO[bytes], found: Texts) -> Iterator[tuple[int, bytes]]:
    for _ in range(CHUNKS_MOST):
        byte = file.read(1)
        while byte and byte != b"\xff":
            byte = file.read(1)
        while byte == b"\xff":
            byte = file.read(1)
        if not byte:
            found.say(_CUT)
            return
        kind = byte[0]
        if kind in (0xDA, 0xD9):
            return
        if 0xD0 <= kind <= 0xD8 or kind == 0x01:
            continue
        size = file.read(2)
        if len(size) < 2:
            found.say(_CUT)
            return
        length = struct.unpack(">H", size)[0] - 2
        data = file.read(max(0, length))
        if len(data) < length:
            found.say(_CUT)
        yield kind, data


def _webp(file: IO[bytes], found: Texts) -> None:
    """RIFF chunks of WebP (RFC 9649): EXIF, XMP, C2PA."""
    file.seek(12)
    for _ in range(CHUNKS_MOST):
        head = file.read(8)
        if len(head) < 8:
            return
        kind, length = struct.unpack("<4sI", head)
        if kind not in (b"EXIF", b"XMP ", b"C2PA"):
            file.seek(length + (length & 1), 1)
            continue
        found.has_c2pa |= kind == b"C2PA"
        if kind == b"C2PA" or length > LONGEST:
            if kind != b"C2PA":
                found.say(_TOO_LONG)
            file.seek(length + (length & 1), 1)
            continue
        data = file.read(length)
        if len(data) < length:
            found.say(_CUT)
        file.seek(length & 1, 1)
        if kind == b"EXIF":
            found.exif |= read_exif(data.removeprefix(b"Exif\0\0"))
        else:
            found.xmp = found.xmp or decoded(data)


def decoded(data: bytes) -> str:
    """UTF-8 as tools write it, else Latin-1 as the PNG standard says; every byte string is one of the two."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


_CUT: Final = Words("文件在中间断了，读了断之前的部分。", "The file is cut off; what stands before the cut was read.")
_TOO_LONG: Final = Words("一段文字超过 8 MB，没有读。", "A text is longer than 8 MB and was not read.")
