"""The pages of cash, of a title and of agreements: figures that agree with the books and open into their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from factories import make_due, make_expense, make_master, make_member, make_movement, make_statement
from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post
from manju.books.dues import settle
from manju.books.models import Due
from manju.books.open_dues import open_totals
from manju.catalogue.models import Episode
from manju.money.revenue.agreement import Agreement
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.revenue.cash import cash_forecast, measured_delays, spending
from manju.revenue.importing import import_statement
from manju.revenue.models import BankRow, ChannelAgreement, StatementRow
from manju.revenue.works import channels_of, gate_of, minutes_of, revenue_of

pytestmark = [pytest.mark.db, pytest.mark.django_db]

TODAY = timezone.localdate()


def days(n: int) -> dt.date:
    return TODAY + dt.timedelta(days=n)


@pytest.fixture
def producer(studio: Studio) -> Client:
    client = Client()
    client.force_login(make_member(studio, language="en").user)
    return client


def earned(episode: Episode, minor: int, day: dt.date, *, n: int, currency: str = "CNY") -> None:
    work = episode.season.work
    income = Where("iaa", work.of_property_id, work.pk, episode.pk, "hongguo", 1)
    post([Entry(Where("receivable", channel="hongguo", tier=1), income, minor, currency, day, Source("t", n))], by=None)


def test_the_forecast_is_the_bank_the_dues_and_the_spending(producer: Client, studio: Studio) -> None:
    slow = Where("receivable", channel="slow", tier=1)
    for n in range(8):  # always ten days late
        past = make_due(account=slow, due_on=days(-100 - n), amount_minor=1000)
        settle(past, 1000, on=days(-90 - n), by=None)
    make_due(account=slow, due_on=days(3), amount_minor=5000)
    make_due(account=Where("payable", partner="林青"), direction="out", due_on=days(-1), amount_minor=700)
    make_expense(amount_minor=91, date=days(-2))
    assert measured_delays()["slow"].own == (10,) * 8
    assert spending("CNY", today=TODAY).kinds == {"traffic": 91}
    made = cash_forecast("CNY", today=TODAY)
    assert made.opening_minor == 8000 - 91
    assert [(w.incoming, w.outgoing, w.p50) for w in made.weeks[:2]] == [(0, 700, 7118), (5000, 0, 12027)]
    page = producer.get("/money/cash/").content.decode()
    assert "Cash lasts for the half year" in page
    assert "120.27" in page
    week = made.weeks[1].first.isoformat()
    opened = producer.get(f"/money/dues/?direction=in&week={week}&currency=CNY").content.decode()
    assert "1 selected" in opened
    assert "50.00" in opened
    assert "8 settlements" in page


def test_dues_are_aged_filtered_and_paid_by_hand(producer: Client, studio: Studio) -> None:
    due = make_due(account=Where("licensee", partner="Morning Pens", tier=2), due_on=days(-45), amount_minor=9900)
    page = producer.get("/money/dues/").content.decode()
    assert "99.00 CNY is over due" in page
    assert "bucket=60" in page
    assert "0 selected" in producer.get("/money/dues/?bucket=90&currency=CNY").content.decode()
    where = f"/dues/{due.pk}/"
    assert "45 days over due" in producer.get(where).content.decode()
    wrong = producer.post(where, {"amount": "100", "on": TODAY.isoformat()})
    assert wrong.status_code == 422
    assert "Only 99.00 CNY is open" in wrong.content.decode()
    assert producer.post(where, {"amount": "40", "on": TODAY.isoformat(), "text": "cash"}).status_code == 302
    with in_studio(studio):
        assert open_totals() == {("CNY",): 5900}
        paid = due.settlements.get()
    producer.post(f"{where}reopen/", {"settlement": paid.pk})
    producer.post(f"{where}release/", {"why": " "})
    with in_studio(studio):
        assert open_totals() == {("CNY",): 9900}
    producer.post(f"{where}release/", {"why": "bankrupt"})
    with in_studio(studio):
        assert open_totals() == {}


def test_a_bank_list_is_dropped_confirmed_and_undone_on_the_page(producer: Client, studio: Studio) -> None:
    due = make_due(account=Where("licensee", partner="Morning Pens", tier=2), amount_minor=9900)
    data = b"date,amount,payer,text\n2026-08-20,99.00,Morning Pens Ltd.,Q2\n2026-08-21,-5.00,Landlord,rent\n"
    sent = producer.post("/money/receipts/", {"file": SimpleUploadedFile("b.csv", data), "currency": "CNY"})
    assert sent.status_code == 302
    page = producer.get("/money/receipts/").content.decode()
    assert "payer and amount agree" in page
    with in_studio(studio):
        came, went = BankRow.objects.order_by("line")
    producer.post(f"/movements/{came.pk}/", {"due": due.pk})
    producer.post(f"/movements/{went.pk}/", {"deed": "aside", "why": "booked"})
    with in_studio(studio):
        assert [r.state for r in BankRow.objects.order_by("line")] == ["settled", "aside"]
        assert open_totals() == {}
    assert "Morning Pens" in producer.get("/money/receipts/?show=settled").content.decode()
    producer.post(f"/movements/{came.pk}/", {"deed": "reopen"})
    with in_studio(studio):
        assert open_totals() == {("CNY",): 9900}


def test_a_title_is_held_against_the_gate_and_a_tenth_of_live_action(producer: Client, episode: Episode) -> None:
    work = episode.season.work
    for n, (minor, month) in enumerate([(1000000, 3), (1200000, 4), (1400000, 5), (1, 1)]):
        earned(episode, minor, dt.date(2026, month, 28), n=n)
    earned(episode, 777, dt.date(2026, 5, 1), n=9, currency="USD")
    found = gate_of(work)
    assert (found.earned_minor, found.per_month, found.percent, found.passed) == (3600001, 1200000, 72, False)
    assert found.elsewhere == {"USD": 777}
    assert found.on == dt.date(2026, 5, 31) + dt.timedelta(days=36)  # 1,400,000 at 1,200,000 a month
    make_expense(work=work, title="", channel="hongguo", amount_minor=1200000)
    make_expense(work=work, kind="credits", channel="", amount_minor=30000, recoverable=False)
    [line] = [c for c in channels_of(work) if c.currency == "CNY" and c.channel]
    assert (line.income, line.traffic, line.recoverable, line.back_for_100) == (3600001, 1200000, 1200000, 300)
    assert minutes_of(work).verdict == ""
    make_master(episode, state="ready", probe={"duration_s": 45.5})
    length = minutes_of(work)
    assert (length.seconds, length.per_minute, length.verdict) == (Fraction(91, 2), 39560, "under")
    assert len(revenue_of(work)) == 5
    page = producer.get(f"/works/{work.pk}/money/").content.decode()
    assert "14,000" in page  # 13,999.99 short
    assert "A minute costs less than a tenth of live action" in page
    assert "72" in producer.get("/money/").content.decode()
    opened = producer.get(f"/money/postings/?work={work.pk}&kind=iaa&channel=hongguo&month=2026-04&currency=CNY")
    assert "1 postings" in opened.content.decode()


def test_an_agreement_is_typed_told_by_an_example_and_kept_beside_the_old_one(producer: Client, studio: Studio) -> None:
    typed = {
        "channel": "hongguo", "currency": "CNY", "platform_fee": "5", "taxes": "6", "settlement_days": "30",
        "fee_order": "platform_fee,taxes", "rule0-share": "70", "rule0-from_2": "20000", "rule0-share_2": "80",
        "rule1-valid_from": "", "rule0-minimum": "",
    }  # fmt: skip
    told = producer.post("/money/agreements/example/", typed).content.decode()
    for figure in ("1,000.00", "950.00", "893.00", "625.10", "33,720.00"):
        assert figure in told
    assert producer.post("/money/agreements/new/", {**typed, "rule0-share": ""}).status_code == 422
    assert producer.post("/money/agreements/new/", {**typed, "rule0-share_2": ""}).status_code == 422
    for change in ({}, {}, {"taxes": "7"}):
        assert producer.post("/money/agreements/new/", {**typed, **change}).status_code == 302
    with in_studio(studio):
        newest, first = ChannelAgreement.objects.all()
        assert (first.terms.taxes, newest.terms.taxes) == (Fraction(3, 50), Fraction(7, 100))
        assert [band.from_minor for band in newest.terms.rules[0].bands] == [0, 2000000]
    again = producer.get(f"/money/agreements/new/?of={newest.pk}").content.decode()
    assert 'value="20000.00"' in again
    assert "Earlier versions" in producer.get("/money/agreements/").content.decode()


def test_a_row_without_a_title_is_matched_alone(
    producer: Client, episode: Episode, terms: Agreement, written: Callable[..., Path]
) -> None:
    made = import_statement(written("2026-06-01,,3,10,0,8.04,USD", "2026-06-02,,3,10,0,8.04,USD"), terms, by=None)
    row = StatementRow.objects.filter(state="suspended").first()
    page = producer.get(f"/statements/{made.row.pk}/?show=suspense").content.decode()
    assert "Match this row" in page
    chosen: dict[str, Any] = {"row": row.pk, "work": episode.season.work.pk}
    assert producer.post(f"/statements/{made.row.pk}/match/", chosen).status_code == 302
    with in_studio(made.row.studio_id):
        assert list(StatementRow.objects.order_by("line").values_list("state", flat=True)) == ["matched", "suspended"]


def test_who_may_only_look_changes_nothing(studio: Studio) -> None:
    due, movement, statement = make_due(), make_movement(), make_statement()
    viewer = Client()
    viewer.force_login(make_member(studio, "viewer").user)
    assert viewer.get("/money/cash/").status_code == 200
    for where in (f"/dues/{due.pk}/", f"/dues/{due.pk}/release/", f"/movements/{movement.pk}/", "/money/receipts/",
                  "/money/agreements/new/", f"/statements/{statement.pk}/match/"):  # fmt: skip
        assert viewer.post(where, {}).status_code == 403
    with in_studio(studio):
        assert Due.objects.with_settled().get().settled_minor == 0


def test_the_journal_is_a_workbook_too(producer: Client, studio: Studio) -> None:
    make_expense()
    answer = producer.get("/money/journal.xlsx")
    assert answer.content.startswith(b"PK")
    assert "journal.xlsx" in answer["Content-Disposition"]
