"""The triggers that keep postings and closings as they were written, on SQLite and PostgreSQL.

The migration installs them. On PostgreSQL posting and closing also take turns: who posts shares a lock, who closes
holds it alone, so that a closing never overlooks a posting that is being written.
"""

from __future__ import annotations

from typing import Final, Protocol

KEPT: Final = ("books_posting", "books_closing")
LOCK: Final = 7305  # of pg_advisory_xact_lock; any number nobody else uses

_SQLITE_KEPT: Final = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_SQLITE_CLOSED: Final = """
CREATE TRIGGER books_posting_closed BEFORE INSERT ON books_posting
WHEN EXISTS (SELECT 1 FROM books_closing WHERE studio_id = NEW.studio_id AND through >= NEW.date)
BEGIN SELECT RAISE(ABORT, 'period_closed'); END
"""
_POSTGRES: Final = (
    """
    CREATE FUNCTION books_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$
    """,
    f"""
    CREATE FUNCTION books_posting_turn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock_shared({LOCK}); RETURN NULL; END $$
    """,
    f"""
    CREATE FUNCTION books_closing_turn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NULL; END $$
    """,
    """
    CREATE FUNCTION books_posting_closed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM added a JOIN books_closing c ON c.studio_id = a.studio_id AND c.through >= a.date) THEN
        RAISE EXCEPTION 'period_closed' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER books_posting_turn BEFORE INSERT ON books_posting EXECUTE FUNCTION books_posting_turn()",
    "CREATE TRIGGER books_closing_turn BEFORE INSERT ON books_closing EXECUTE FUNCTION books_closing_turn()",
    """
    CREATE TRIGGER books_posting_closed AFTER INSERT ON books_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION books_posting_closed()
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION books_append_only()"
        for table in KEPT
    ),
)
_POSTGRES_AWAY: Final = tuple(
    f"DROP FUNCTION IF EXISTS {name}() CASCADE"
    for name in ("books_append_only", "books_posting_turn", "books_closing_turn", "books_posting_closed")
)


class Editor(Protocol):
    """What runs a statement: a schema editor of a migration, or a cursor."""

    def execute(self, sql: str) -> object: ...


def install(editor: Editor, vendor: str) -> None:
    """Put the triggers on the tables of the database in use."""
    for statement in _POSTGRES if vendor == "postgresql" else _sqlite():
        editor.execute(statement)


def remove(editor: Editor, vendor: str) -> None:
    """Take them away again: for undoing the migration, and for tests that empty all tables."""
    names = [f"{table}_no_{verb}" for table in KEPT for verb in ("update", "delete")] + ["books_posting_closed"]
    away = _POSTGRES_AWAY if vendor == "postgresql" else [f"DROP TRIGGER IF EXISTS {name}" for name in names]
    for statement in away:
        editor.execute(statement)


def _sqlite() -> list[str]:
    kept = [
        _SQLITE_KEPT.format(table=table, verb=verb, VERB=verb.upper()).strip()
        for table in KEPT
        for verb in ("update", "delete")
    ]
    return [*kept, _SQLITE_CLOSED.strip()]
