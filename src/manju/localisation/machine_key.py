"""The key of the studio's translation server; blank where none was given (a server of one's own often wants none)."""

from __future__ import annotations

from typing import Final

from manju.people.secrets import Secrets

__all__ = ["forget_key", "has_key", "keep_key", "key_of"]

_KEYS: Final = Secrets("translation")
has_key, forget_key = _KEYS.has, _KEYS.forget


def key_of(studio_id: int) -> str:
    return (_KEYS.read(studio_id) or b"").decode().strip()


def keep_key(studio_id: int, key: str) -> None:
    _KEYS.keep(studio_id, key.strip().encode())
