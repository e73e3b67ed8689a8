"""What all tests share: a throw-away home, a database of the run's own, real material when it is there.

Everything is decided here before Django reads its settings, so no test can touch a person's own home. That is
why pyproject.toml names no settings module: pytest-django would load it before this file.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

HOME = Path(tempfile.mkdtemp(prefix="manju-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["MANJU_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "manju.site.settings"

if "--postgres" in sys.argv:
    import postgres

    os.environ["MANJU_DATABASE_URL"] = postgres.for_this_run()

from manju.site.django_ready import ready  # noqa: E402  # after the home is known

ready()

from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402

from browser import as_reader, browser_context, chromium, served  # noqa: E402, F401  # fixtures for every room

# the same algorithm at its lowest cost: tests log in hundreds of times
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

settings.register_profile("house", deadline=None)  # two slow processors are no fault of the code
settings.load_profile("house")

from django.db import connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

from manju.books import guards  # noqa: E402

_empty_all_tables = TransactionTestCase._fixture_teardown


def _empty_also_what_is_kept(self: TransactionTestCase) -> None:
    """Postings refuse to be deleted; a test's own database is emptied all the same."""
    with connection.cursor() as cursor:
        guards.remove(cursor, connection.vendor)
    try:
        _empty_all_tables(self)
    finally:
        with connection.cursor() as cursor:
            guards.install(cursor, connection.vendor)


TransactionTestCase._fixture_teardown = _empty_also_what_is_kept

TESTDATA = Path(os.environ.get("MANJU_TESTDATA", Path(__file__).resolve().parents[2] / "shared" / "testdata"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres", action="store_true", help="run on a PostgreSQL of the tests' own, started and stopped here"
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite tests use a file as the product does, so that threads meet real locks instead of one shared memory."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(HOME / "test.sqlite3")


@pytest.fixture
def testdata() -> Path:
    """The folder of real material; tests that need it are skipped, with this reason, where it is absent."""
    if not TESTDATA.is_dir():
        pytest.skip(f"real material is not here: {TESTDATA}")
    return TESTDATA
