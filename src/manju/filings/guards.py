"""The triggers that keep histories and allowances as they were written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.people.append_only import AppendOnly

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = ("filings_registrationevent", "filings_filingevent", "filings_allowance")
_ROWS: Final = AppendOnly("filings", KEPT)
install, remove = _ROWS.install, _ROWS.remove
