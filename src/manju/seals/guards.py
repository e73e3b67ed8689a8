"""The triggers that keep evidence as it was written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.people.append_only import AppendOnly

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = tuple(
    f"seals_{name}"
    for name in ("evidenceitem", "batch", "leaf", "token", "attempt", "logkey", "logentry", "signedhead", "receipt")
)
_ROWS: Final = AppendOnly("seals", KEPT)
install, remove = _ROWS.install, _ROWS.remove
