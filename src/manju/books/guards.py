"""The triggers that keep postings, closings, dues and settlements as they were written, on SQLite and PostgreSQL.

The migrations install them; one that makes these tables anew (SQLite does) must call `install` again. On PostgreSQL
posting and closing also take turns: who posts shares a lock, who closes holds it alone, so that a closing never
overlooks a posting that is being written. Who settles locks the due, so that two who settle it at once never settle
more than it.
"""

from __future__ import annotations

from typing import Final

from manju.people.append_only import Editor

KEPT: Final = ("books_posting", "books_closing")
KEPT_DUES: Final = ("books_due", "books_settlement")
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
# a settlement's posting moves its amount out of the due's account; one that takes it back moves it in again
_DISAGREES: Final = """
(NEW.posting_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM books_posting p JOIN books_due d ON d.id = NEW.due_id
  WHERE p.id = NEW.posting_id AND p.studio_id = d.studio_id AND p.currency = d.currency
    AND p.amount_minor = ABS(NEW.amount_minor)
    AND d.account_id = CASE WHEN (d.direction = 'in') = (NEW.amount_minor > 0) THEN p.credit_id ELSE p.debit_id END))
OR (NEW.reverses_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM books_settlement s
  WHERE s.id = NEW.reverses_id AND s.due_id = NEW.due_id AND s.amount_minor = -NEW.amount_minor))
OR NOT EXISTS (SELECT 1 FROM books_due d WHERE d.id = NEW.due_id AND d.studio_id = NEW.studio_id)
"""
_TOO_MUCH: Final = """
NEW.amount_minor > (SELECT amount_minor FROM books_due WHERE id = NEW.due_id)
  - (SELECT COALESCE(SUM(amount_minor), 0) FROM books_settlement WHERE due_id = NEW.due_id)
"""
_SQLITE_SETTLED: Final = (
    f"""
    CREATE TRIGGER books_settlement_fits BEFORE INSERT ON books_settlement WHEN {_TOO_MUCH}
    BEGIN SELECT RAISE(ABORT, 'more_than_due'); END
    """,
    f"""
    CREATE TRIGGER books_settlement_agrees BEFORE INSERT ON books_settlement WHEN {_DISAGREES}
    BEGIN SELECT RAISE(ABORT, 'settlement_disagrees'); END
    """,
)
_POSTGRES_DUES: Final = (
    f"""
    CREATE FUNCTION books_settlement_fits() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM books_due WHERE id = NEW.due_id FOR NO KEY UPDATE;
      IF {_TOO_MUCH} THEN RAISE EXCEPTION 'more_than_due' USING ERRCODE = 'check_violation'; END IF;
      IF {_DISAGREES} THEN RAISE EXCEPTION 'settlement_disagrees' USING ERRCODE = 'check_violation'; END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER books_settlement_fits BEFORE INSERT ON books_settlement FOR EACH ROW
    EXECUTE FUNCTION books_settlement_fits()
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION books_append_only()"
        for table in KEPT_DUES
    ),
)
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
    for name in (
        "books_append_only",
        "books_posting_turn",
        "books_closing_turn",
        "books_posting_closed",
        "books_settlement_fits",
    )
)


def install(editor: Editor, vendor: str) -> None:
    """Put all triggers on the tables of the database in use."""
    install_postings(editor, vendor)
    install_dues(editor, vendor)


def install_postings(editor: Editor, vendor: str) -> None:
    """Those of postings and closings alone: for the migration that comes before dues."""
    for statement in _POSTGRES if vendor == "postgresql" else (*_sqlite(KEPT), _SQLITE_CLOSED):
        editor.execute(statement.strip())


def install_dues(editor: Editor, vendor: str) -> None:
    """Those of dues and settlements; on PostgreSQL after those of postings, whose function they use."""
    for statement in _POSTGRES_DUES if vendor == "postgresql" else (*_sqlite(KEPT_DUES), *_SQLITE_SETTLED):
        editor.execute(statement.strip())


def remove(editor: Editor, vendor: str) -> None:
    """Take them away again: for undoing the migrations, and for tests that empty all tables."""
    names = [f"{table}_no_{verb}" for table in (*KEPT, *KEPT_DUES) for verb in ("update", "delete")]
    names += ["books_posting_closed", "books_settlement_fits", "books_settlement_agrees"]
    away = _POSTGRES_AWAY if vendor == "postgresql" else [f"DROP TRIGGER IF EXISTS {name}" for name in names]
    for statement in away:
        editor.execute(statement)


def remove_dues(editor: Editor, vendor: str) -> None:
    """Take those of dues and settlements away: for undoing their migration."""
    remove(editor, vendor)
    install_postings(editor, vendor)


def _sqlite(tables: tuple[str, ...]) -> list[str]:
    return [
        _SQLITE_KEPT.format(table=table, verb=verb, VERB=verb.upper())
        for table in tables
        for verb in ("update", "delete")
    ]
