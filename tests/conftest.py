"""What all tests share: a throw-away home, a database of the run's own, real material when it is there.

Everything is decided here before Django reads its settings, so no test can touch a person's own home. That is
why pyproject.toml names no settings module: pytest-django would load it before this file.
"""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from databases import Migrated, drop_database, dropped_at_exit, migrated_once, name_of

# Hundreds of processes are started here: each would compile the product, Django and all the rest anew
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

HOME = Path(tempfile.mkdtemp(prefix="manju-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["MANJU_HOME"] = str(HOME)
SHARED = Path(os.environ.setdefault("MANJU_TESTS_SHARED", str(HOME)))  # the first process's: its workers inherit it
os.environ["DJANGO_SETTINGS_MODULE"] = "manju.site.settings"

if "--postgres" in sys.argv:
    import postgres

    os.environ["MANJU_DATABASE_URL"] = postgres.for_this_run()
SERVER = os.environ.get("MANJU_DATABASE_URL", "")

if SHARED == HOME:
    dropped_at_exit(SHARED)

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

GUARDED = (
    "bible",
    "books",
    "filings",
    "launch",
    "portfolio",
    "production",
    "protection",
    "royalties",
    "seals",
    "topics",
)
"""Rooms some of whose rows are only added: triggers hold them."""
GUARDS = [importlib.import_module(f"manju.{room}.guards") for room in GUARDED]
_empty_all_tables = TransactionTestCase._fixture_teardown


def _empty_also_what_is_kept(self: TransactionTestCase) -> None:
    """Postings refuse to be deleted; a test's own database is emptied all the same."""
    with connection.cursor() as cursor:
        for guards in GUARDS:
            guards.remove(cursor, connection.vendor)
    try:
        _empty_all_tables(self)
    finally:
        with connection.cursor() as cursor:
            for guards in GUARDS:
                guards.install(cursor, connection.vendor)


TransactionTestCase._fixture_teardown = _empty_also_what_is_kept

TESTDATA = Path(os.environ.get("MANJU_TESTDATA", Path(__file__).resolve().parents[2] / "shared" / "testdata"))


RECURSION = sys.getrecursionlimit()
LONGEST_FIRST = (
    "bench/test_pages", "media/test_hostile_files", "jobs/test_jobs_workers", "house/test_docs",
    "cli/test_protect_json", "distribution/test_making", "cli/test_media_json", "media/test_main_job",
    "media/test_watermark_reading", "media/test_attacks_suite", "media/test_fingerprint_suspects",
    "catalogue/test_upload_browser", "media/test_pieces", "house/test_launcher", "media/test_quality_check",
    "media/test_marked_deliverables", "jobs/test_engine", "media/test_watermark_pictures",
    "jobs/test_jobs_browser", "media/test_watermark_blind", "copies/test_scanning_killed",
)  # fmt: skip
"""Files that take longest, longest first: so no worker is left alone with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; with xdist, `--no-loadscope-reorder` keeps this order."""
    tests = Path(__file__).parent
    places = {str(tests / f"{name}.py"): n for n, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(str(item.path), len(places)))


def pytest_runtest_setup() -> None:
    """Packages of Ethereum raise the recursion limit when they are imported; deep JSON then ends the process."""
    sys.setrecursionlimit(RECURSION)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres", action="store_true", help="run on a PostgreSQL of the tests' own, started and stopped here"
    )


@pytest.fixture(scope="session")
def migrated() -> Migrated:
    """A database with all tables, made once in a run; tests and houses get copies."""
    return migrated_once(SHARED, SERVER)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The tests' database is there already: a copy of the migrated one."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(migrated: Migrated) -> Iterator[None]:
    """SQLite tests use a file as the product does, so that threads meet real locks instead of one shared memory."""
    from django.conf import settings
    from django.db import connection

    url = migrated.copied_to(HOME / "database")
    name = name_of(url) if url else str(HOME / "database" / "manju.sqlite3")
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
    connection.settings_dict.setdefault("TEST", {})["NAME"] = name
    yield
    connection.close()
    drop_database(url)


@pytest.fixture
def nobody_in_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Framing and covers look at every picture they would, but find neither figure nor lettering in it.

    For tests of what becomes of a file, whose test pictures have none: the networks take longer than all the rest.
    What they find is tested in tests/media/test_reframe.py, test_cover.py and tests/distribution/test_framings.py.
    """
    from manju.media.cover import scoring
    from manju.media.reframe import planning

    monkeypatch.setattr(planning, "find_figures", lambda *_, **__: ())
    monkeypatch.setattr(planning, "find_captions", lambda _: ())
    monkeypatch.setattr(scoring, "find_figures", lambda _: ())


@pytest.fixture
def testdata() -> Path:
    """The folder of real material; tests that need it are skipped, with this reason, where it is absent."""
    if not TESTDATA.is_dir():
        pytest.skip(f"real material is not here: {TESTDATA}")
    return TESTDATA
