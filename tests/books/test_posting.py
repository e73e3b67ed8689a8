"""The books: balanced by construction, only ever added to, closed for good, exact beyond 64 bits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import make_episode, make_studio
from manju.books.accounts import Where, accounts_of
from manju.books.actions import Entry, Source, close, post, reverse
from manju.books.kinds import KINDS
from manju.books.models import Account, Closing, MonthTotal, Posting
from manju.books.reading import balances, closed_through, first_open, trial_balance
from manju.books.totals import totals_agree
from manju.people.errors import Refused
from manju.people.models import AuditLine, Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]

JUNE = dt.date(2026, 6, 15)
OWED, EARNED = Where("receivable", channel="netshort", tier=1), Where("iap", channel="netshort", tier=1)
HIGHEST = 2**63 - 1


@pytest.fixture
def studio() -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


def entry(n: int = 1, amount: int = 1234, **changes: Any) -> Entry:
    usual = {
        "debit": OWED, "credit": EARNED, "amount_minor": amount, "currency": "USD", "date": JUNE,
        "source": Source("statement", 1, n),
    }  # fmt: skip
    return Entry(**{**usual, **changes})


def test_a_posting_moves_an_amount_between_two_accounts_and_keeps_its_row(studio: Studio) -> None:
    [row] = post([entry(7, text="长夜灯 第3集")], by=None)
    assert (row.debit.key, row.credit.key) == ("receivable|p|w|e|t1|netshort|", "iap|p|w|e|t1|netshort|")
    assert (row.amount_minor, row.currency, row.date) == (1234, "USD", JUNE)
    assert (row.source_kind, row.source_id, row.source_line, row.text) == ("statement", 1, 7, "长夜灯 第3集")
    assert balances("kind") == {("USD", "receivable"): 1234, ("USD", "iap"): 1234}
    assert trial_balance() == {"USD": {"receivable": 1234, "iap": -1234}}
    assert AuditLine.objects.get(verb="books.posted").details["postings"] == 1


def test_the_same_source_is_posted_once_however_often_it_is_tried(studio: Studio) -> None:
    first = post([entry(1), entry(2)], by=None)
    assert post([entry(2), entry(1), entry(3)], by=None)[:2] == first[::-1]
    assert Posting.objects.count() == 3
    assert balances("kind")["USD", "iap"] == 3 * 1234
    with pytest.raises(Refused):
        post([entry(4), entry(1, amount=9)], by=None)
    assert Posting.objects.count() == 3


def test_a_posting_is_neither_changed_nor_deleted(studio: Studio) -> None:
    [row] = post([entry()], by=None)
    for deed in (
        lambda: Posting.objects.filter(pk=row.pk).update(amount_minor=1),
        lambda: Posting.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            deed()
    assert Posting.objects.get().amount_minor == 1234


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -5}, {"amount": HIGHEST + 1}, {"currency": "usd"}])
def test_what_is_no_amount_is_refused(studio: Studio, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        post([entry(**wrong)], by=None)
    assert Posting.objects.count() == 0


def test_the_database_refuses_what_would_not_balance(studio: Studio) -> None:
    accounts = accounts_of([OWED, EARNED])
    good = {"debit": accounts[OWED], "credit": accounts[EARNED], "amount_minor": 1, "currency": "USD", "date": JUNE,
            "source_kind": "test", "source_id": 1}  # fmt: skip
    for wrong in ({"amount_minor": 0}, {"credit": accounts[OWED]}, {"currency": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Posting.objects.create(**{**good, **wrong})


def test_a_reversal_is_the_mirror_image_and_comes_once(studio: Studio) -> None:
    [row] = post([entry()], by=None)
    back = reverse(row, by=None, date=JUNE, why="重复的结算单")
    assert (back.debit, back.credit, back.amount_minor, back.reverses) == (row.credit, row.debit, 1234, row)
    assert trial_balance() == {"USD": {"receivable": 0, "iap": 0}}
    with pytest.raises(Refused):
        reverse(row, by=None)
    assert totals_agree()


def test_a_closed_period_takes_no_posting_whichever_way_it_comes(studio: Studio) -> None:
    [row] = post([entry()], by=None)
    closing = close(dt.date(2026, 6, 30), by=None)
    assert closing.balances == {"USD": {"receivable": "1234", "iap": "-1234"}}
    assert (closed_through(), first_open(JUNE)) == (dt.date(2026, 6, 30), dt.date(2026, 7, 1))
    with pytest.raises(Refused, match="closed"):
        post([entry(2)], by=None)
    with pytest.raises(Refused, match="closed"):
        reverse(row, by=None, date=JUNE)
    with pytest.raises(DatabaseError, match="period_closed"), transaction.atomic():
        Posting.objects.create(debit=row.debit, credit=row.credit, amount_minor=1, currency="USD", date=JUNE,
                               source_kind="test", source_id=1)  # fmt: skip
    assert post([entry(2, date=dt.date(2026, 7, 1))], by=None)
    assert reverse(row, by=None, date=dt.date(2026, 7, 2)).date == dt.date(2026, 7, 2)
    for deed in (Closing.objects.all().delete, lambda: Closing.objects.update(through=dt.date(2026, 5, 31))):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            deed()


@pytest.mark.parametrize("day", [dt.date(2026, 6, 29), dt.date(2099, 12, 31)])
def test_a_period_closes_at_the_end_of_a_month_that_has_passed(studio: Studio, day: dt.date) -> None:
    with pytest.raises(Refused):
        close(day, by=None)


def test_another_studios_closing_closes_nothing_here(studio: Studio) -> None:
    with in_studio(make_studio("长风", "Longwind")):
        close(dt.date(2026, 6, 30), by=None)
    assert len(post([entry()], by=None)) == 1


def test_sums_beyond_64_bits_are_exact(studio: Studio) -> None:
    post([entry(n, amount=HIGHEST - n) for n in range(4)], by=None)
    assert balances("kind")["USD", "iap"] == 4 * HIGHEST - 6 > 2**64
    assert trial_balance() == {"USD": {"receivable": 4 * HIGHEST - 6, "iap": 6 - 4 * HIGHEST}}
    assert totals_agree()


def test_balances_are_read_by_any_dimension(studio: Studio) -> None:
    episode = make_episode()
    work = episode.season.work
    of = {"property_id": work.of_property_id, "work_id": work.pk, "episode_id": episode.pk, "tier": 1}
    post([entry(1, credit=Where("iap", channel="netshort", **of)), entry(2, amount=100, currency="CNY"),
          entry(3, amount=7, debit=Where("traffic", **of), credit=Where("bank"))], by=None)  # fmt: skip
    assert balances("of_property", kind="iap") == {("USD", work.of_property_id): 1234, ("CNY", None): 100}
    assert balances("episode", "kind", episode=episode.pk) == {
        ("USD", episode.pk, "iap"): 1234, ("USD", episode.pk, "traffic"): 7
    }  # fmt: skip
    assert balances("channel", tier=1, month__gte=dt.date(2026, 7, 1)) == {}
    assert str(Account.objects.get(episode=episode, kind="iap").name.en).endswith(
        f"Episode {episode.number} · netshort"
    )


amounts = st.integers(1, HIGHEST)
entries = st.lists(
    st.builds(
        Entry,
        debit=st.sampled_from([Where(kind, channel=c) for kind in list(KINDS)[:9] for c in ("a", "b")]),
        credit=st.sampled_from([Where(kind, channel=c) for kind in list(KINDS)[9:] for c in ("a", "b")]),
        amount_minor=amounts,
        currency=st.sampled_from(["CNY", "USD", "JPY"]),
        date=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        source=st.builds(Source, kind=st.just("test"), id=st.just(1), line=st.integers(1, 10**9)),
    ),
    max_size=8,
    unique_by=lambda e: e.source.line,
)


@given(entries=entries, back=st.sets(st.integers(0, 7)))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_trial_balance_is_zero_in_every_currency_whatever_is_posted(
    studio: Studio, entries: list[Entry], back: set[int]
) -> None:
    with transaction.atomic():
        rows = post(entries, by=None)
        for n in back & set(range(len(rows))):
            reverse(rows[n], by=None)
        assert post(entries, by=None) == rows
        assert Posting.objects.count() == len(rows) + len(back & set(range(len(rows))))
        assert {currency: sum(kinds.values()) for currency, kinds in trial_balance().items()} == {
            entry.currency: 0 for entry in entries
        }
        assert totals_agree()
        transaction.set_rollback(True)


def test_the_guards_are_on_the_tables(studio: Studio) -> None:
    """A later migration that makes these tables anew (SQLite does) must put the triggers back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'books%%'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'books%%'")
        assert len(cursor.fetchall()) == (8 if connection.vendor == "postgresql" else 11)
    assert MonthTotal.objects.count() == 0
