"""A bible brought as a file: read by the story cellar, what is in it counted before anything is taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from manju.story.bible import Bible

__all__ = ["Brought", "brought"]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file holds: the bible, its pictures as files by SHA-256, and what fitted no field: where, text."""

    bible: Bible
    pictures: dict[str, Path]
    unread: tuple[tuple[str, str], ...]


@contextmanager
def brought(path: Path) -> Iterator[Brought]:
    """Read a file; its pictures are there as files inside the block.

    Raises:
        Said: the file is no bible that we can read.
    """
    from manju.story.importing.reading import read_any

    found = read_any(path)
    with TemporaryDirectory(prefix="manju-bible-") as folder:
        pictures: dict[str, Path] = {}
        for sha256, raw in found.pictures.items():
            pictures[sha256] = Path(folder) / f"{sha256}{_suffix(raw)}"
            pictures[sha256].write_bytes(raw)
        yield Brought(found.bible, pictures, tuple((leaf.where, leaf.text) for leaf in found.unread))


def _suffix(raw: bytes) -> str:
    """The ending of a picture's file, by its first bytes."""
    return next((suffix for magic, suffix in _MAGIC if raw.startswith(magic)), "")


_MAGIC = ((b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"), (b"RIFF", ".webp"), (b"BM", ".bmp"))
