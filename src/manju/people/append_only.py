"""Rows that are kept as they were written: triggers that refuse a change or a deletion, on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

__all__ = ["AppendOnly", "Editor"]

_SQLITE: Final = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION {room}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$
"""
_POSTGRES: Final = """
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {room}_append_only()
"""


class Editor(Protocol):
    """What runs a statement: a schema editor of a migration, or a cursor."""

    def execute(self, sql: str) -> object: ...


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """The tables of one room whose rows are only added.

    A migration of the room calls `install`; one that makes such a table anew (SQLite does) must call it again.
    """

    room: str
    tables: tuple[str, ...]

    def install(self, editor: Editor, vendor: str) -> None:
        """Put the triggers on the tables of the database in use."""
        if vendor == "postgresql":
            editor.execute(_FUNCTION.format(room=self.room))
            for table in self.tables:
                editor.execute(_POSTGRES.format(table=table, room=self.room))
            return
        for table in self.tables:
            for verb in ("update", "delete"):
                editor.execute(_SQLITE.format(table=table, verb=verb, VERB=verb.upper()).strip())

    def remove(self, editor: Editor, vendor: str) -> None:
        """Take them away again: for undoing the migration, and for tests that empty all tables."""
        if vendor == "postgresql":
            editor.execute(f"DROP FUNCTION IF EXISTS {self.room}_append_only() CASCADE")
            return
        for table in self.tables:
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
