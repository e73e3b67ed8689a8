"""Address and secrets of an anchor service: a file of the home that only its owner can read, never shown again.

The address is kept here too, for those of public endpoints often hold a key.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Final

from manju.people.secrets import Secrets
from manju.words import Words

__all__ = ["Kept", "forget", "keep", "kept", "scrubbed"]

LONG_ENOUGH: Final = 6
_KEPT: Final = Secrets("anchor")


@dataclass(frozen=True, slots=True)
class Kept:
    """`identity`: the public half of a cloud's key; `secret`: its other half, or a chain's private key."""

    address: str
    secret: str = field(repr=False)
    identity: str = ""


def kept(service_id: int) -> Kept | None:
    """What is kept of a service; None when the file is gone or no longer readable as ours."""
    try:
        return Kept(**json.loads(_KEPT.read(service_id) or b""))
    except (ValueError, TypeError):
        return None


def keep(service_id: int, what: Kept) -> None:
    """Write it in place of what was before; the file appears whole, with mode 0600."""
    _KEPT.keep(service_id, json.dumps(asdict(what)).encode())


def forget(service_id: int) -> None:
    _KEPT.forget(service_id)


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
