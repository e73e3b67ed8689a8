"""Where this installation keeps its data: database, media, keys, under MANJU_HOME."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The data folder: MANJU_HOME, else ~/.manju. Made on first use, readable by its owner only."""
    folder = Path(os.environ.get("MANJU_HOME") or Path.home() / ".manju").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret(name: str) -> str:
    """A secret of this home, made once (64 hex digits) and kept in a file only its owner can read.

    Two processes starting at once agree on one value: the file is created exclusively, the loser reads it.
    """
    keys = home() / "keys"
    keys.mkdir(exist_ok=True, mode=0o700)
    path = keys / name
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_when_written(path)
    with os.fdopen(fd, "w", encoding="ascii") as file:
        value = secrets.token_hex(32)
        file.write(value)
    return value


def _read_when_written(path: Path) -> str:
    import time

    for _ in range(100):
        value = path.read_text(encoding="ascii")
        if len(value) == 64:
            return value
        time.sleep(0.02)
    raise RuntimeError(f"{path} is empty: delete it and start again")
