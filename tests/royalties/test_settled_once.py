"""Nothing twice: two people accept at once, a process is killed in the middle, a period is cut in two."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections

from factories import make_member, make_property, make_studio
from manju.books.models import Due, Posting
from manju.books.totals import totals_agree
from manju.licensing.actions import add_contract
from manju.people.errors import Refused
from manju.people.models import AuditLine, Studio, User
from manju.people.scope import in_studio
from manju.royalties import issuing
from manju.royalties.issuing import issue
from manju.royalties.models import Instalment, Payable, SalesReport, Statement
from manju.royalties.receiving import receive
from tests.royalties.conftest import TERMS

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

KEPT = (Statement, Posting, Due, Payable, Instalment)


@pytest.fixture
def studio(transactional_db: None, media: Path) -> Studio:
    return make_studio()


@pytest.fixture
def waiting(studio: Studio, written: Callable[..., Path]) -> tuple[int, int]:
    """A report that waits for review, and who may accept it."""
    by = make_member(studio).user
    with in_studio(studio):
        signed = add_contract(make_property(), by=by, partner="小熊玩具", title="毛绒", terms=TERMS,
                              signed_on=dt.date(2026, 1, 1))  # fmt: skip
        path = written("2026-02-01,BEAR,toys,CN,10,20000.00,0,10%,2000.00")
        return receive(signed, "2026Q1", by=by, path=path).pk, by.pk


def accept(studio: Studio, waiting: tuple[int, int]) -> None:
    with in_studio(studio):
        issue(SalesReport.objects.get(pk=waiting[0]), by=User.objects.get(pk=waiting[1]))


def counts(studio: Studio) -> list[int]:
    with in_studio(studio):
        return [model.objects.count() for model in KEPT]


def test_two_who_accept_at_once_make_one_statement(studio: Studio, waiting: tuple[int, int]) -> None:
    together, said = threading.Barrier(2), []

    def try_it() -> None:
        together.wait()
        try:
            accept(studio, waiting)
            said.append("done")
        except (Refused, OperationalError) as why:  # SQLite lets one write at a time and may say that it is busy
            said.append(type(why).__name__)
        finally:
            connections.close_all()

    people = [threading.Thread(target=try_it) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert said.count("done") == 1
    assert counts(studio) == [1, 6, 3, 1, 1]
    with in_studio(studio):
        assert totals_agree()


@pytest.mark.parametrize("step", ["post", "expect", "_participants"])
def test_killed_in_the_middle_it_leaves_nothing_and_is_then_done_once(
    studio: Studio, waiting: tuple[int, int], step: str
) -> None:
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        deed = getattr(issuing, step)

        def and_wait(*args: Any, **more: Any) -> Any:
            done = deed(*args, **more)
            os.write(writer, b"!")
            time.sleep(60)
            return done

        setattr(issuing, step, and_wait)
        try:
            accept(studio, waiting)
        finally:
            os._exit(1)
    os.close(writer)
    reached = os.read(reader, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reader)
    assert reached == b"!"
    assert counts(studio) == [0, 0, 0, 0, 0]
    accept(studio, waiting)
    assert counts(studio) == [1, 6, 3, 1, 1]
    with in_studio(studio):
        assert totals_agree()
        assert AuditLine.objects.filter(verb="statement.issued").count() == 1
        assert SalesReport.objects.get().state == "accepted"
