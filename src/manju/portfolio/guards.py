"""The triggers that keep what the gates' people and days wrote as it was written, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from manju.books.guards import Editor

__all__ = ["KEPT", "install", "remove"]

KEPT: Final = tuple(f"portfolio_{name}" for name in ("threshold", "handevidence", "override", "turn", "simulation"))
_SQLITE: Final = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION portfolio_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$
"""
_POSTGRES: Final = """
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION portfolio_append_only()
"""


def install(editor: Editor, vendor: str) -> None:
    """Put the triggers on the tables of the database in use."""
    if vendor == "postgresql":
        editor.execute(_FUNCTION)
        for table in KEPT:
            editor.execute(_POSTGRES.format(table=table))
        return
    for table in KEPT:
        for verb in ("update", "delete"):
            editor.execute(_SQLITE.format(table=table, verb=verb, VERB=verb.upper()).strip())


def remove(editor: Editor, vendor: str) -> None:
    """Take them away again: for undoing the migration, and for tests that empty all tables."""
    if vendor == "postgresql":
        editor.execute("DROP FUNCTION IF EXISTS portfolio_append_only() CASCADE")
        return
    for table in KEPT:
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
