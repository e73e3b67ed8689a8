"""Pieces of films that were rendered before, kept under the hash of everything that decides what they show."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manju.media.limits import GIB
from manju.media.whole import written_whole

__all__ = ["Store"]

DAY_S: Final = 24 * 3600.0
OLDEST_S: Final = 7 * DAY_S  # since it was last used
LARGEST_BYTES: Final = 20 * GIB
SPARE_BYTES: Final = 2 * GIB  # of the file system: what must stay free, whatever the other two say
ABANDONED_S: Final = DAY_S  # half-written files older than this belong to nobody


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of pieces: `<first two digits>/<key>.mp4`. Several processes and machines may use it at once.

    A piece appears whole or not at all; which of two equal ones stays does not matter.
    """

    folder: Path

    def path(self, key: str, ending: str = ".mp4") -> Path:
        """Where the piece of this key (hex) is, or would be; other endings: what is known about it."""
        return self.folder / key[:2] / f"{key}{ending}"

    def find(self, key: str) -> Path | None:
        """The piece, which is thereby used and stays; None when there is none."""
        path = self.path(key)
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    @contextmanager
    def put(self, key: str, ending: str = ".mp4") -> Iterator[Path]:
        """A file to write the piece to: it is kept at the end, or gone when that fails."""
        path = self.path(key, ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as beside:
            yield beside

    def clear(
        self, *, oldest_s: float = OLDEST_S, largest_bytes: int = LARGEST_BYTES, now_s: float | None = None
    ) -> int:
        """Remove what was not used for long, and of the rest the longest unused until it is small enough.

        Returns the bytes that were freed.
        """
        now = time.time() if now_s is None else now_s
        kept: list[tuple[float, int, Path]] = []
        freed = 0
        for path in self.folder.glob("??/*"):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            age = now - status.st_mtime
            whole = not path.name.startswith(".")
            if age > (oldest_s if whole else ABANDONED_S):
                freed += _gone(path, status.st_size)
            elif whole:
                kept.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in kept)
        room = self._room(total, largest_bytes)
        for _, size, path in sorted(kept):
            if total <= room:
                break
            total -= size
            freed += _gone(path, size)
        return freed

    def _room(self, total: int, largest_bytes: int) -> int:
        """Bytes the pieces may take: as told, less where the disk is nearly full."""
        if not self.folder.is_dir():
            return largest_bytes
        return max(0, min(largest_bytes, total + shutil.disk_usage(self.folder).free - SPARE_BYTES))


def _gone(path: Path, size: int) -> int:
    path.unlink(missing_ok=True)
    return size
