"""An import killed outright leaves nothing half done, and the same file is then imported as for the first time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from factories import make_studio
from manju.books.models import Account, MonthTotal, Posting
from manju.books.totals import totals_agree
from manju.money.revenue.agreement import Agreement
from manju.people.models import AuditLine, Studio
from manju.people.scope import in_studio
from manju.revenue import importing
from manju.revenue.importing import import_statement
from manju.revenue.models import StatementImport, StatementRow

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

TABLES = (StatementImport, StatementRow, Posting, Account, MonthTotal, AuditLine)


@pytest.fixture
def studio(transactional_db: None, media: Path) -> Studio:
    return make_studio()


def killed_in(name: str, deed: Callable[[], Any]) -> None:
    """Do it in a process of its own that is killed as soon as the step `name` of the import is behind it."""
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        step = getattr(importing, name)

        def and_wait(*args: Any, **more: Any) -> Any:
            done = step(*args, **more)
            os.write(writer, b"!")
            time.sleep(60)
            return done

        setattr(importing, name, and_wait)
        try:
            deed()
        finally:
            os._exit(1)
    os.close(writer)
    reached = os.read(reader, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reader)
    assert reached == b"!", f"the import never came to {name}"


@pytest.mark.parametrize("step", ["stage", "kept", "keep_agreement", "accounts_of", "post_from"])
def test_a_killed_import_leaves_nothing_and_is_done_again(
    step: str, studio: Studio, written: Callable[..., Path], terms: Agreement
) -> None:
    first = written("2026-06-01,甲,1,10.00,0,8.04,USD", name="first.csv")
    file = written(*(f"2026-06-{n % 28 + 1:02d},乙{n % 40},{n},10.00,0,8.04,USD" for n in range(500)))
    with in_studio(studio):
        import_statement(first, terms, by=None)
        before = [model.objects.count() for model in TABLES]
        killed_in(step, lambda: import_statement(file, terms, by=None))
        assert [model.objects.count() for model in TABLES] == before
        assert import_statement(file, terms, by=None).found.matched == 500
        assert Posting.objects.count() == 501
        assert totals_agree()
