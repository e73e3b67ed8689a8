"""The AIGC label in MP3 (ID3v2 TXXX frame) and WAV (RIFF chunk `AIGC`), sound untouched."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

DESCRIPTION: Final = "AIGC"
MAX_TAG: Final = 16 * 2**20
MAX_VALUE: Final = 2**20
MAX_VALUES: Final = 16


class SoundBroken(ValueError):
    """The tag or chunks of a sound file cannot be walked."""


def read_mp3(path: Path) -> list[tuple[str, str]]:
    """AIGC values of the ID3v2 tag as (carrier, text)."""
    with path.open("rb") as file:
        tag = _tag(file)
    if tag is None:
        return []
    found = []
    for name, _, body in _frames(tag):
        if name in (b"TXXX", b"TXX"):
            description, value = _user_text(body)
            if description == DESCRIPTION:
                found.append(("id3/TXXX", value))
    return found


def write_mp3(source: Path, target: Path, text: str) -> None:
    """Copy with the TXXX frame set; a file without ID3v2 gets a 2.4 tag, other frames stay byte for byte.

    Raises:
        SoundBroken: the tag cannot be walked, or is of ID3v2.2.
    """
    with source.open("rb") as file:
        tag = _tag(file)
        version = tag[3] if tag else 4
        if version not in (3, 4):
            raise SoundBroken(f"ID3v2.{version} tags cannot be written")
        kept: list[bytes] = []
        if tag:
            for name, raw, body in _frames(tag):
                if name == b"TXXX" and _user_text(body)[0] == DESCRIPTION:
                    continue
                kept.append(raw)
        frames = b"".join([*kept, _new_frame(version, text)])
        file.seek(len(tag) if tag else 0)
        with target.open("wb") as out:
            out.write(b"ID3" + bytes((version, 0, 0)) + _syncsafe(len(frames)) + frames)
            shutil.copyfileobj(file, out, 2**20)


def read_wav(path: Path) -> list[tuple[str, str]]:
    """The RIFF `AIGC` chunks as (carrier, text)."""
    found: list[tuple[str, str]] = []
    with path.open("rb") as file:
        for kind, at, size in _riff_chunks(file):
            if kind == b"AIGC" and len(found) < MAX_VALUES:
                file.seek(at + 8)
                found.append(("riff/AIGC", file.read(min(size, MAX_VALUE)).rstrip(b"\0").decode("utf-8", "replace")))
    return found


def write_wav(source: Path, target: Path, text: str) -> None:
    """Copy with the RIFF `AIGC` chunk set (at the end), all other chunks byte for byte.

    Raises:
        SoundBroken: not a plain RIFF WAVE (RF64 holds more than 4 GiB and is refused), or it would grow past 4 GiB.
    """
    value = text.encode("utf-8")
    chunk = b"AIGC" + struct.pack("<I", len(value)) + value + (b"\0" if len(value) % 2 else b"")
    with source.open("rb") as file:
        if file.read(4) != b"RIFF":
            raise SoundBroken("RF64 files cannot be written")
        parts = [(kind, at, size) for kind, at, size in _riff_chunks(file) if kind != b"AIGC"]
        total = 4 + sum(8 + size + size % 2 for _, _, size in parts) + len(chunk)
        if total > 0xFFFFFFFF:
            raise SoundBroken("the file would grow past 4 GiB")
        with target.open("wb") as out:
            out.write(b"RIFF" + struct.pack("<I", total) + b"WAVE")
            for kind, at, size in parts:
                out.write(kind + struct.pack("<I", size))
                file.seek(at + 8)
                _copy(file, out, size)
                if size % 2:
                    out.write(b"\0")
            out.write(chunk)


def _tag(file: BinaryIO) -> bytes | None:
    head = file.read(10)
    if len(head) < 10 or head[:3] != b"ID3":
        file.seek(0)
        return None
    size = _unsyncsafe(head[6:10])
    if size > MAX_TAG:
        raise SoundBroken("the ID3 tag is larger than any tag can be")
    body = file.read(size)
    if len(body) < size:
        raise SoundBroken("the ID3 tag is cut off")
    return head + body


def _frames(tag: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The frames of a tag as (name, raw bytes for copying, body)."""
    version, flags = tag[3], tag[5]
    data = tag[10:]
    if flags & 0x80 and version < 4:
        data = data.replace(b"\xff\x00", b"\xff")
    at = 0
    if flags & 0x40:
        if len(data) < 4:
            raise SoundBroken("the extended ID3 header is cut off")
        at = _unsyncsafe(data[:4]) if version == 4 else struct.unpack(">I", data[:4])[0] + 4
    name_length, head = (3, 6) if version == 2 else (4, 10)
    while at + head <= len(data) and data[at] != 0:
        name = data[at : at + name_length]
        if version == 2:
            size = int.from_bytes(data[at + 3 : at + 6], "big")
        elif version == 3:
            (size,) = struct.unpack_from(">I", data, at + 4)
        else:
            size = _unsyncsafe(data[at + 4 : at + 8])
        end = at + head + size
        if end > len(data):
            raise SoundBroken("an ID3 frame is longer than its tag")
        body = data[at + head : end]
        if version == 4 and data[at + 9] & 0x02:
            body = body.replace(b"\xff\x00", b"\xff")
        yield name, data[at:end], body
        at = end


_ENCODINGS: Final = {0: ("latin1", b"\0"), 1: ("utf-16", b"\0\0"), 2: ("utf-16-be", b"\0\0"), 3: ("utf-8", b"\0")}


def _user_text(body: bytes) -> tuple[str, str]:
    if not body or body[0] not in _ENCODINGS:
        return "", ""
    encoding, end = _ENCODINGS[body[0]]
    rest = body[1:]
    cut = rest.find(end)
    while len(end) == 2 and cut >= 0 and cut % 2:
        cut = rest.find(end, cut + 1)
    if cut < 0:
        return "", ""
    description = rest[:cut].decode(encoding, "replace")
    value = rest[cut + len(end) :].decode(encoding, "replace")
    return description.lstrip("\ufeff"), value.rstrip("\0").lstrip("\ufeff")


def _new_frame(version: int, text: str) -> bytes:
    if version == 4:
        body = b"\x03" + DESCRIPTION.encode() + b"\0" + text.encode("utf-8")
        return b"TXXX" + _syncsafe(len(body)) + b"\0\0" + body
    body = b"\x01" + DESCRIPTION.encode("utf-16") + b"\0\0" + text.encode("utf-16")
    return b"TXXX" + struct.pack(">I", len(body)) + b"\0\0" + body


def _syncsafe(value: int) -> bytes:
    return bytes((value >> shift) & 0x7F for shift in (21, 14, 7, 0))


def _unsyncsafe(raw: bytes) -> int:
    return (raw[0] & 0x7F) << 21 | (raw[1] & 0x7F) << 14 | (raw[2] & 0x7F) << 7 | raw[3] & 0x7F


def _riff_chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """(type, offset of the chunk's head, size of its body), the last one cut to what is there."""
    file.seek(0, 2)
    length = file.tell()
    file.seek(0)
    head = file.read(12)
    if len(head) < 12 or head[8:12] != b"WAVE":
        raise SoundBroken("no RIFF WAVE head")
    at = 12
    for _ in range(100_000):
        if at + 8 > length:
            return
        file.seek(at)
        kind, size = struct.unpack("<4sI", file.read(8))
        size = min(size, length - at - 8)
        yield kind, at, size
        at += 8 + size + size % 2
    raise SoundBroken("too many RIFF chunks")


def _copy(file: BinaryIO, out: BinaryIO, count: int) -> None:
    while count > 0:
        piece = file.read(min(2**20, count))
        if not piece:
            raise SoundBroken("the file became shorter while it was read")
        out.write(piece)
        count -= len(piece)
