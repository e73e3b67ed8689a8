"""The key of the studio's translation server: a file of the home that only its owner can read, never shown again."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

__all__ = ["forget_key", "has_key", "keep_key", "key_of"]


def key_of(studio_id: int) -> str:
    """The key, or blank where none was given (a server of one's own often wants none)."""
    try:
        return _path(studio_id).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def has_key(studio_id: int) -> bool:
    return _path(studio_id).is_file()


def keep_key(studio_id: int, key: str) -> None:
    """Write the key in place of the one before; the file appears whole, with mode 0600."""
    path = _path(studio_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key.strip().encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def forget_key(studio_id: int) -> None:
    _path(studio_id).unlink(missing_ok=True)


def _path(studio_id: int) -> Path:
    return Path(settings.HOME) / "keys" / f"translation-{studio_id}"
