"""The triggers that keep choices of directions as they were written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.people.append_only import AppendOnly

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = ("topics_choice",)
_ROWS: Final = AppendOnly("topics", KEPT)
install, remove = _ROWS.install, _ROWS.remove
