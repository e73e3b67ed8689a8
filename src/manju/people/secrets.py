"""Secrets of the home: files that only its owner can read, appearing whole, never shown on a page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

__all__ = ["Secrets"]


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of one kind, each under the number of what it belongs to: `keys/KIND-NUMBER` in the home."""

    kind: str

    def read(self, number: int) -> bytes | None:
        """What is kept; None where nothing is."""
        try:
            return self.path(number).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, number: int) -> bool:
        return self.path(number).is_file()

    def keep(self, number: int, secret: bytes) -> None:
        """Write it in place of the one before; the file appears whole, with mode 0600."""
        path = self.path(number)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secret)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def forget(self, number: int) -> None:
        self.path(number).unlink(missing_ok=True)

    def path(self, number: int) -> Path:
        return Path(settings.HOME) / "keys" / f"{self.kind}-{number}"
