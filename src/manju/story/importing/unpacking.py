"""A zip opened with care: real sizes are counted, paths stay inside, names come out in their own script."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from manju.story.errors import StoryError, damaged, encrypted, too_large, unsafe

__all__ = ["unpacked"]

PARTS_MAX: Final = 20_000
BYTES_MAX: Final = 600 * 1024 * 1024  # of all parts together, unpacked
DEPTH_MAX: Final = 3  # Notion puts a large export's parts into a zip of zips
UTF8: Final = 0x800  # the flag that says a name is UTF-8
ENCRYPTED: Final = 0x1
SKIPPED: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def unpacked(raw: bytes, name: str, *, nested: bool = True) -> dict[str, bytes]:
    """Every file of a zip by its path; zips within it are opened too, their files as if they lay beside them.

    Raises:
        StoryError: `damaged`, `encrypted`, `too_large`, `unsafe_archive`.
    """
    found: dict[str, bytes] = {}
    left = _Left(name)
    _unpack(raw, name, found, left, DEPTH_MAX if nested else 0)
    return found


class _Left:
    """How many bytes and parts may still come out."""

    def __init__(self, name: str) -> None:
        self.name, self.bytes, self.parts = name, BYTES_MAX, PARTS_MAX

    def read(self, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
        self.parts -= 1
        with packed.open(part) as opened:
            data = opened.read(self.bytes + 1)
        self.bytes -= len(data)
        if self.bytes < 0 or self.parts < 0:
            raise too_large(self.name)
        return data


def _unpack(raw: bytes, name: str, found: dict[str, bytes], left: _Left, depth: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for path, part in _parts(packed, name):
                data = left.read(packed, part)
                if depth and path.lower().endswith(".zip") and data.startswith(b"PK"):
                    _unpack(data, path, found, left, depth - 1)
                else:
                    found.setdefault(path, data)
    except StoryError:
        raise
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, zlib.error, OSError) as error:
        raise damaged(name) from error
    except RuntimeError as error:  # zipfile's word for a part with a password
        raise encrypted(name) from error


def _parts(packed: zipfile.ZipFile, name: str) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    for part in packed.infolist():
        if part.flag_bits & ENCRYPTED:
            raise encrypted(name)
        path = _name_of(part).replace("\\", "/")
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or path[1:2] == ":":
            raise unsafe(name)
        if not part.is_dir() and not path.startswith(SKIPPED) and not path.endswith(SKIPPED):
            yield str(pure), part


def _name_of(part: zipfile.ZipInfo) -> str:
    """A name whose bytes were read as code page 437 though they are UTF-8 or GB18030, read as what they are."""
    if part.flag_bits & UTF8:
        return part.filename
    try:
        raw = part.filename.encode("cp437")
    except UnicodeEncodeError:
        return part.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename
