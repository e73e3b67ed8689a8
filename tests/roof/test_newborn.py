"""A new database, made at once, is what the migrations make: the same tables, constraints, indexes, triggers."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from databases import BORN, MIGRATE, ROOT, Migrated, drop_database, new_database

pytestmark = pytest.mark.db

PIECES = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,"
    " is_identity FROM information_schema.columns WHERE table_schema = 'public'"
    " AND table_name NOT LIKE 'auth\\_%' AND table_name NOT LIKE 'people_user\\_%'",  # Django's: int or bigint
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "migrations": "SELECT app, name FROM django_migrations",
}


def started(command: list[str], home: Path, url: str = "") -> subprocess.Popen[bytes]:
    environment = {**os.environ, "MANJU_HOME": str(home), "MANJU_DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(command, env=environment)


@pytest.fixture
def address(migrated: Migrated) -> Iterator[str]:
    """A new database on the server of this run; nothing on SQLite."""
    url = new_database(like_server(migrated.url)) if migrated.url else ""
    yield url
    drop_database(url)


def test_two_commands_on_a_bare_home_make_what_the_migrations_make(
    migrated: Migrated, address: str, tmp_path: Path
) -> None:
    both = [started(BORN, tmp_path / "home", address) for _ in range(2)]
    assert [one.wait(120) for one in both] == [0, 0]
    if not address:
        assert started([*MIGRATE, "-v", "0"], tmp_path / "step by step").wait(400) == 0
        assert in_file(tmp_path / "home") == in_file(tmp_path / "step by step") == in_file(migrated.home)
        return
    mine, theirs = on_server(address), on_server(migrated.url)
    for piece in PIECES:  # one at a time, so that a difference can be read
        assert mine[piece] ^ theirs[piece] == set()


def in_file(home: Path) -> dict[str, Any]:
    with sqlite3.connect(home / "manju.sqlite3") as database:
        made = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        done = database.execute("SELECT app, name FROM django_migrations").fetchall()
    return {f"{kind} {name}": parts(sql) for kind, name, sql in made} | {"migrations": sorted(done)}


def parts(sql: str) -> list[str]:
    """The columns and constraints of a table in any order: added ones stand last."""
    if not sql.startswith("CREATE TABLE"):
        return [sql]
    found, depth, word = [], 0, ""
    for sign in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            found.append(word.strip())
            word = ""
        else:
            word += sign
    return sorted([*found, word.strip()])


def on_server(url: str) -> dict[str, set[Any]]:
    import psycopg

    with psycopg.connect(url) as connection:
        return {name: set(connection.execute(sql).fetchall()) for name, sql in PIECES.items()}


def like_server(url: str) -> str:
    return url.rpartition("/")[0] + "/postgres"
