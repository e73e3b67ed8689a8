"""Keys of generators; blank where none was given (a server of one's own wants none)."""

from __future__ import annotations

from typing import Final

from manju.people.secrets import Secrets

__all__ = ["forget_key", "has_key", "keep_key", "key_of"]

_KEYS: Final = Secrets("generator")
has_key, forget_key = _KEYS.has, _KEYS.forget


def key_of(generator_id: int) -> str:
    return (_KEYS.read(generator_id) or b"").decode().strip()


def keep_key(generator_id: int, key: str) -> None:
    _KEYS.keep(generator_id, key.strip().encode())
