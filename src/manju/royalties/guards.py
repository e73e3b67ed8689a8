"""The triggers that keep statements and the rows of reports as they were written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.people.append_only import AppendOnly

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = ("royalties_statement", "royalties_reportrow", "royalties_withdrawal")
_ROWS: Final = AppendOnly("royalties", KEPT)
install, remove = _ROWS.install, _ROWS.remove
