"""Keys of generators: files of the home that only its owner can read, never shown again."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

__all__ = ["forget_key", "has_key", "keep_key", "key_of"]


def key_of(generator_id: int) -> str:
    """The key, or blank where none was given (a server of one's own wants none)."""
    try:
        return _path(generator_id).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def has_key(generator_id: int) -> bool:
    return _path(generator_id).is_file()


def keep_key(generator_id: int, key: str) -> None:
    """Write the key in place of the one before; the file appears whole, with mode 0600."""
    path = _path(generator_id)
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


def forget_key(generator_id: int) -> None:
    _path(generator_id).unlink(missing_ok=True)


def _path(generator_id: int) -> Path:
    return Path(settings.HOME) / "keys" / f"generator-{generator_id}"
