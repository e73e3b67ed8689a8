"""The triggers that keep the list of evidence packs as it was written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.people.append_only import AppendOnly

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = ("protection_evidencepack",)
_ROWS: Final = AppendOnly("protection", KEPT)
install, remove = _ROWS.install, _ROWS.remove
