"""The triggers that keep scripts and the creation log as they were written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.people.append_only import AppendOnly

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = tuple(
    f"production_{name}" for name in ("paperversion", "creationentry", "reference", "output", "decision", "edit")
)
_ROWS: Final = AppendOnly("production", KEPT)
install, remove = _ROWS.install, _ROWS.remove
