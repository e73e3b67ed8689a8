"""Several who post at once, over connections of their own: nothing twice, nothing lost, no total behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from factories import make_studio
from manju.books.accounts import Where
from manju.books.actions import Entry, Source, close, post
from manju.books.dues import Owed, Payment, expect, settle_all
from manju.books.models import Account, Closing, Due, Posting
from manju.books.open_dues import open_totals
from manju.books.reading import balances, trial_balance
from manju.books.totals import totals_agree
from manju.people.errors import Refused
from manju.people.models import Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

JUNE = dt.date(2026, 6, 15)


def entry(n: int, amount: int = 100, day: dt.date = JUNE) -> Entry:
    return Entry(Where("receivable", channel="c"), Where("iap", channel="c"), amount, "USD", day, Source("test", 1, n))


def at_once(studio: Studio, deeds: list[Callable[[], object]]) -> list[object]:
    def done(deed: Callable[[], object]) -> object:
        try:
            with in_studio(studio):
                return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(done, deeds))


def test_six_who_post_the_same_sources_post_them_once() -> None:
    studio = make_studio()
    entries = [entry(n) for n in range(10)]
    at_once(studio, [lambda k=k: [post(entries[k:] + entries[:k], by=None) for _ in range(2)] for k in range(6)])
    with in_studio(studio):
        assert Posting.objects.count() == 10
        assert Account.objects.count() == 2
        assert balances("kind") == {("USD", "receivable"): 1000, ("USD", "iap"): 1000}
        assert totals_agree()


def test_who_closes_and_who_posts_take_turns() -> None:
    studio = make_studio()
    posting = [lambda n=n: post([entry(n, amount=n + 1)], by=None) for n in range(8)]
    at_once(studio, [*posting[:4], lambda: close(dt.date(2026, 6, 30), by=None), *posting[4:]])
    with in_studio(studio):
        closing = Closing.objects.get()
        kept = {c: {k: int(v) for k, v in kinds.items()} for c, kinds in closing.balances.items()}
        assert kept == trial_balance(), "what was posted was posted before the closing, and counted by it"
        assert totals_agree()
        with pytest.raises(Refused):
            post([entry(99)], by=None)


def test_two_who_settle_the_same_due_settle_it_once() -> None:
    studio = make_studio()
    with in_studio(studio):
        owed = [Owed(Where("receivable", channel="c"), "in", 100, "USD", JUNE, Source("test", 1, n)) for n in (1, 2)]
        dues = expect(owed, by=None)
    pairs = [[Payment(a, 60), Payment(b, 60)] for a, b in (dues, dues[::-1], dues, dues[::-1])]
    done = at_once(studio, [lambda p=p: settle_all(p, on=JUNE, by=None) for p in pairs])
    assert sorted(type(d).__name__ for d in done) == ["Refused"] * 3 + ["list"]
    expecting = [lambda: expect([replace(owed[0], source=Source("test", 2))], by=None)] * 4
    assert not any(isinstance(d, Refused) for d in at_once(studio, expecting))
    with in_studio(studio):
        assert open_totals() == {("USD",): 180}
        assert Due.objects.count() == 3
        assert totals_agree()
