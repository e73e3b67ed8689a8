"""Databases for tests: one is made in a run, everything that needs one gets a copy of it.

On SQLite as a new home makes it, on a server by the migrations; tests/roof/test_newborn.py holds both to be the same.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
MIGRATE = [sys.executable, "-m", "manju.site.manage", "migrate"]
BORN = [
    sys.executable, "-c",
    "from manju.site.setup import bring_up_to_date; bring_up_to_date();"
    "from django.db import connection; connection.close()",
]  # fmt: skip


@dataclass(frozen=True)
class Migrated:
    """A database with all tables: a home with its SQLite file, or one on a server (`url`); not to be changed."""

    home: Path
    url: str

    def copied_to(self, home: Path) -> str:
        """Put a copy into a home, or on the server; returns the copy's address there, nothing for SQLite."""
        if self.url:
            return new_database(like=self.url)
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.home / "manju.sqlite3", home / "manju.sqlite3")
        return ""


def migrated_once(folder: Path, server: str) -> Migrated:
    """Make a new database, in a folder that all workers of a run share; whoever asks first does it."""
    home, told = folder / "migrated", folder / "migrated-at"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            home.mkdir()
            url = new_database(server) if server else ""
            environment = {**os.environ, "MANJU_HOME": str(home), "MANJU_DATABASE_URL": url}
            environment["PYTHONPATH"] = str(ROOT / "src")
            command = [*MIGRATE, "-v", "0"] if server else BORN
            subprocess.run(command, env=environment, check=True)
            told.write_text(url)
    return Migrated(home, told.read_text())


def dropped_at_exit(folder: Path) -> None:
    """For the first process of a run: the server may be somebody's own and stay."""
    atexit.register(
        lambda: drop_database((folder / "migrated-at").read_text()) if (folder / "migrated-at").exists() else None
    )


def new_database(server: str = "", *, like: str = "") -> str:
    """A new database on a PostgreSQL server, empty or a copy; returns its address."""
    import psycopg

    name = f"manju_test_{secrets.token_hex(4)}"
    template = f' TEMPLATE "{name_of(like)}"' if like else ""
    at = server or urlunsplit(urlsplit(like)._replace(path="/postgres"))
    with psycopg.connect(at, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{template}')
    return urlunsplit(urlsplit(at)._replace(path=f"/{name}"))


def drop_database(url: str) -> None:
    import psycopg

    if url:
        with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')


def name_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
