"""Addresses and secrets of destinations: files of the home that only its owner can read, never shown again.

A robot's address holds its token, so the whole address is kept here and the database knows only the host.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

__all__ = ["Kept", "forget", "keep", "kept", "scrubbed"]

LONG_ENOUGH = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """Where to post and what to sign with."""

    address: str = field(repr=False)
    secret: str = field(repr=False)


def keep(what: Kept) -> str:
    """Write it under a new name, which is returned; the file appears whole, with mode 0600."""
    name = uuid.uuid4().hex
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{name}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"address": what.address, "secret": what.secret}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return name


def kept(name: str) -> Kept | None:
    """What was kept under this name; None when the file is gone or cannot be read."""
    try:
        found = json.loads(_path(name).read_text(encoding="utf-8"))
        return Kept(str(found["address"]), str(found["secret"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(name: str) -> None:
    if name:
        _path(name).unlink(missing_ok=True)


def scrubbed(text: str, what: Kept, *, most: int = 300) -> str:
    """An answer of a receiver without what it may have echoed of address and secret.

    >>> kept_ = Kept("https://h.example/send?key=0123456789", "top secret")
    >>> scrubbed("bad key 0123456789 (top secret)", kept_)
    'bad key … (…)'
    """
    parts = urlsplit(what.address)
    hidden = {what.secret, what.address, parts.query, *(v for _, v in parse_qsl(parts.query))}
    hidden |= {piece for piece in parts.path.split("/") if len(piece) >= 2 * LONG_ENOUGH}
    for piece in sorted((h for h in hidden if len(h) >= LONG_ENOUGH), key=len, reverse=True):
        text = text.replace(piece, "…")
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()[:most]


def _path(name: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{32}", name):
        raise ValueError("no name of a kept file")
    return Path(settings.HOME) / "keys" / "alerts" / name
