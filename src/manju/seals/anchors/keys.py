"""Address and secrets of an anchor service: a file of the home that only its owner can read, never shown again.

The address is kept here too, for those of public endpoints often hold a key.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings

from manju.words import Words

__all__ = ["Kept", "forget", "keep", "kept", "scrubbed"]

LONG_ENOUGH = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """`identity`: the public half of a cloud's key; `secret`: its other half, or a chain's private key."""

    address: str
    secret: str = field(repr=False)
    identity: str = ""


def kept(service_id: int) -> Kept | None:
    """What is kept of a service; None when the file is gone or no longer readable as ours."""
    try:
        return Kept(**json.loads(_path(service_id).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def keep(service_id: int, what: Kept) -> None:
    """Write it in place of what was before; the file appears whole, with mode 0600."""
    path = _path(service_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(asdict(what)).encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def forget(service_id: int) -> None:
    _path(service_id).unlink(missing_ok=True)


def scrubbed(said: Words, what: Kept | None) -> Words:
    """What a service said, without what it may have echoed of address and secrets.

    >>> str(scrubbed(Words("拒绝了 AKID1234", "no, AKID1234"), Kept("https://h.example/", "s3cret!", "AKID1234")))
    '拒绝了 …'
    """
    if what is None:
        return said
    pieces = {what.address, what.secret, what.secret.removeprefix("0x"), what.identity}
    pieces |= {piece for piece in re.split(r"[/?&=#@:]", what.address.partition("//")[2]) if len(piece) >= 16}
    zh, en = said.zh, said.en
    for piece in sorted((p for p in pieces if len(p) >= LONG_ENOUGH), key=len, reverse=True):
        zh, en = zh.replace(piece, "…"), en.replace(piece, "…")
    return Words(zh, en)


def _path(service_id: int) -> Path:
    return Path(settings.HOME) / "keys" / f"anchor-{service_id}"
