"""The triggers that keep versions, earlier texts and hand-offs as they were written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.people.append_only import AppendOnly

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = tuple(f"bible_{name}" for name in ("bibleversion", "sheettext", "handoff"))
_ROWS: Final = AppendOnly("bible", KEPT)
install, remove = _ROWS.install, _ROWS.remove
