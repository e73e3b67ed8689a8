"""The triggers that keep what the gates' people and days wrote as it was written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.people.append_only import AppendOnly

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = tuple(f"portfolio_{name}" for name in ("threshold", "handevidence", "override", "turn", "simulation"))
_ROWS: Final = AppendOnly("portfolio", KEPT)
install, remove = _ROWS.install, _ROWS.remove
