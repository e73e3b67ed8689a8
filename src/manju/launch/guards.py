"""The triggers that keep rulings as they were written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.people.append_only import AppendOnly

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = ("launch_ruling",)
_ROWS: Final = AppendOnly("launch", KEPT)
install, remove = _ROWS.install, _ROWS.remove
