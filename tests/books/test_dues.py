"""Dues: recorded once, never changed, never settled beyond their amount, exact beyond 64 bits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import make_studio
from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post, reverse
from manju.books.dues import Owed, Payment, expect, release, settle, settle_all, take_back
from manju.books.models import Due, Posting, Settlement
from manju.books.open_dues import open_dues, open_totals
from manju.books.reading import balances
from manju.books.totals import totals_agree
from manju.people.errors import Refused
from manju.people.models import AuditLine, Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]

JULY, AUGUST = dt.date(2026, 7, 15), dt.date(2026, 8, 14)
PLATFORM = Where("receivable", channel="netshort", tier=1)
LICENSEE = Where("licensee", partner="晨光文具", tier=2)
WRITER = Where("payable", partner="林青", tier=2)
HIGHEST = 2**63 - 1


@pytest.fixture
def studio() -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


def owed(n: int = 1, amount: int = 1000, **changes: Any) -> Owed:
    usual = {
        "account": PLATFORM, "direction": "in", "amount_minor": amount, "currency": "USD", "due_on": JULY,
        "source": Source("statement", 1, n), "text": "netshort 2026-06",
    }  # fmt: skip
    return Owed(**{**usual, **changes})


def test_a_due_is_paid_in_parts_and_every_part_is_in_the_books(studio: Studio) -> None:
    [due] = expect([owed()], by=None)
    assert settle(due, 400, on=AUGUST, by=None).posting.debit.key.startswith("bank|")
    assert [(o.open_minor, o.days_over) for o in open_dues(direction="in", on=AUGUST)] == [(600, 30)]
    assert [o.open_minor for o in open_dues(on=AUGUST - dt.timedelta(1))] == [1000], "as it stood on that day"
    settle(due, 600, on=AUGUST, by=None)
    assert open_dues() == []
    assert balances("kind") == {("USD", "bank"): 1000, ("USD", "receivable"): -1000}
    assert AuditLine.objects.filter(verb="due.settled").count() == 2


def test_what_we_owe_goes_the_other_way(studio: Studio) -> None:
    [due] = expect([owed(account=WRITER, direction="out", currency="CNY")], by=None)
    settle(due, 200, on=AUGUST, by=None, against=Where("tax"))
    settle(due, 800, on=AUGUST, by=None)
    assert balances("kind") == {("CNY", "bank"): -800, ("CNY", "payable"): -1000, ("CNY", "tax"): 200}


def test_a_source_is_due_once_however_often_it_is_tried(studio: Studio) -> None:
    first = expect([owed(1), owed(2)], by=None)
    assert expect([owed(2), owed(3), owed(1), owed(3)], by=None)[::2] == first[::-1]
    assert Due.objects.count() == 3
    with pytest.raises(Refused, match="other content"):
        expect([owed(4), owed(1, amount=7)], by=None)
    assert Due.objects.count() == 3


def test_a_payment_from_the_same_row_settles_once(studio: Studio) -> None:
    [due] = expect([owed()], by=None)
    row = Source("receipt", 5, 2)
    assert settle(due, 300, on=AUGUST, by=None, source=row) == settle(due, 300, on=AUGUST, by=None, source=row)
    assert open_totals() == {("USD",): 700}
    with pytest.raises(Refused):
        settle(due, 301, on=AUGUST, by=None, source=row)


def test_no_more_is_settled_than_is_due_whichever_way_it_comes(studio: Studio) -> None:
    one, other = expect([owed(1), owed(2)], by=None)
    settle(one, 999, on=AUGUST, by=None)
    with pytest.raises(Refused, match=r"0\.01 USD is open"):
        settle_all([Payment(other, 5), Payment(one, 2)], on=AUGUST, by=None)
    assert Settlement.objects.count() == Posting.objects.count() == 1
    with pytest.raises(DatabaseError, match="more_than_due"), transaction.atomic():
        Settlement.objects.create(due=one, amount_minor=2, on=AUGUST)
    [elsewhere] = post([Entry(Where("bank"), LICENSEE, 7, "USD", AUGUST, Source("test", 1))], by=None)
    with pytest.raises(DatabaseError, match="settlement_disagrees"), transaction.atomic():
        Settlement.objects.create(due=other, amount_minor=7, on=AUGUST, posting=elsewhere)


def test_a_due_and_a_settlement_are_neither_changed_nor_deleted(studio: Studio) -> None:
    [due] = expect([owed()], by=None)
    settle(due, 1, on=AUGUST, by=None)
    for rows in (Due.objects, Settlement.objects):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(amount_minor=5)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Settlement.objects.all().delete()


def test_what_will_not_come_is_waived_and_stays_on_record(studio: Studio) -> None:
    [due] = expect([owed()], by=None)
    settle(due, 100, on=AUGUST, by=None)
    row = release(due, by=None, why="结算单撤回")
    assert row is not None
    assert (row.amount_minor, row.posting, open_dues()) == (900, None, [])
    assert release(due, by=None) is None
    assert expect([owed()], by=None) == [due], "the same source is not due a second time"
    assert balances("kind")["USD", "bank"] == 100


def test_a_settlement_taken_back_opens_the_due_again(studio: Studio) -> None:
    [due] = expect([owed()], by=None)
    paid = settle(due, 400, on=AUGUST, by=None)
    with pytest.raises(Refused, match="take it back there"):
        reverse(paid.posting, by=None)
    back = take_back(paid, by=None, on=AUGUST, why="记错了")
    assert (back.amount_minor, back.posting.reverses) == (-400, paid.posting)
    assert open_totals("direction") == {("USD", "in"): 1000}
    for wrong in (paid, back):
        with pytest.raises(Refused):
            take_back(wrong, by=None)
    assert settle(due, 1000, on=AUGUST, by=None).posting.source_line == 3
    assert balances("kind")["USD", "bank"] == 1000
    assert totals_agree()


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -1}, {"amount": HIGHEST + 1}, {"currency": "us"}])
def test_what_is_no_amount_is_not_due(studio: Studio, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        expect([owed(**wrong)], by=None)


def test_open_sums_are_exact_beyond_64_bits_and_by_partner(studio: Studio) -> None:
    dues = expect([owed(n, amount=HIGHEST - n) for n in range(4)] + [
        owed(9, account=LICENSEE, currency="CNY"), owed(10, account=WRITER, direction="out", currency="CNY"),
    ], by=None)  # fmt: skip
    settle(dues[0], HIGHEST, on=AUGUST, by=None)
    assert open_totals(direction="in") == {("USD",): 3 * HIGHEST - 6, ("CNY",): 1000}
    assert open_totals("account__partner", on=AUGUST, currency="CNY") == {
        ("CNY", "晨光文具"): 1000, ("CNY", "林青"): 1000
    }  # fmt: skip
    assert [o.due for o in open_dues(partner="netshort")] == dues[1:4]
    assert [o.due.account.counterparty for o in open_dues(direction="out")] == ["林青"]


def test_another_studio_sees_none_of_it(studio: Studio) -> None:
    [due] = expect([owed()], by=None)
    with in_studio(make_studio("长风", "Longwind")):
        assert (open_dues(), open_totals()) == ([], {})
        assert len(expect([owed()], by=None)) == 1
    assert open_dues()[0].due == due


deeds = st.lists(st.tuples(st.sampled_from(["pay", "back", "release"]), st.integers(1, 700)), max_size=8)


@given(deeds=deeds)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_open_and_settled_add_up_to_the_due(studio: Studio, deeds: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        [due] = expect([owed()], by=None)
        left, paid = 1000, []
        for deed, amount in deeds:
            if deed == "pay" and amount <= left:
                paid.append(settle(due, amount, on=AUGUST, by=None))
                left -= amount
            elif deed == "back" and paid:
                left += paid[-1].amount_minor
                take_back(paid.pop(), by=None, on=AUGUST)
            elif deed == "release":
                release(due, by=None, on=AUGUST)
                left = 0
            assert sum(open_totals().values()) == left == sum(o.open_minor for o in open_dues())
        assert balances(kind="bank").get(("USD",), 0) == sum(s.amount_minor for s in paid)
        assert totals_agree()
        transaction.set_rollback(True)
