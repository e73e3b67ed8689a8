"""The pages of settlement: what waits, a review that is accepted or sent back, documents, paying participants."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import make_member
from manju.books.reading import balances
from manju.licensing.models import Contract
from manju.people.errors import Refused
from manju.people.models import Member, Studio, User
from manju.royalties.calls import calls
from manju.royalties.issuing import issue
from manju.royalties.models import Payable, Payee, SalesReport, Statement
from manju.royalties.paying import note_fapiao, pay, set_payee
from manju.royalties.receiving import receive
from manju.royalties.scheduling import schedule

pytestmark = [pytest.mark.db, pytest.mark.django_db]

SHEET = b"date,sku,category,territory,units,gross,rate,royalty\n2026-02-01,BEAR,toys,CN,10,20000.00,8%,1600.00\n"


@pytest.fixture
def producer(member: Member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def settled(contract: Contract, written: Callable[..., Path], by: User) -> Statement:
    report = receive(contract, "2026Q1", by=by, path=written("2026-02-01,BEAR,toys,CN,10,20000.00,0,10%,2000.00"))
    return issue(report, by=by)[0]


def test_from_upload_to_statement_by_hand(producer: Client, contract: Contract) -> None:
    page = producer.get("/royalties/").content.decode()
    assert "overdue" in page
    sent = {"period": "2026Q1", "received_on": "2026-04-20", "file": SimpleUploadedFile("q1.csv", SHEET)}
    answer = producer.post(f"/royalties/contracts/{contract.pk}/report/", sent)
    report = SalesReport.objects.get()
    assert answer["Location"] == f"/royalties/reports/{report.pk}/"
    page = producer.get(answer["Location"]).content.decode()
    assert "400.00 CNY" in page, "by how much too little was reported"
    assert "it says 8%, the contract says 10%" in page
    back = producer.post(f"/royalties/reports/{report.pk}/return/", {"letter": "Please correct"})
    assert back.status_code == 302
    sent["file"] = SimpleUploadedFile("q1.csv", SHEET.replace(b"8%,1600", b"10%,2000"))
    producer.post(f"/royalties/contracts/{contract.pk}/report/", sent)
    second = SalesReport.objects.get(version=2)
    done = producer.post(f"/royalties/reports/{second.pk}/accept/")
    statement = Statement.objects.get()
    assert done["Location"] == statement.get_absolute_url()
    again = producer.post(f"/royalties/reports/{second.pk}/accept/")
    assert again.status_code == 422
    assert "cannot be accepted: Accepted" in again.content.decode()
    page = producer.get(statement.get_absolute_url()).content.decode()
    assert "900.00 CNY" in page
    paid = producer.post(f"{statement.get_absolute_url()}received/", {"amount": "900.00", "on": "2026-05-01"})
    assert paid.status_code == 302
    assert "Paid in full" in producer.get(statement.get_absolute_url()).content.decode()
    assert producer.get(f"/royalties/reports/{second.pk}/file/").getvalue() == SHEET.replace(b"8%,1600", b"10%,2000")


def test_a_viewer_looks_and_changes_nothing(studio: Studio, contract: Contract, settled: Statement) -> None:
    viewer = Client()
    viewer.force_login(make_member(studio, "viewer").user)
    assert viewer.get(settled.get_absolute_url()).status_code == 200
    for path in (f"contracts/{contract.pk}/report", f"contracts/{contract.pk}/link", f"contracts/{contract.pk}/arrange",
                 f"reports/{settled.report_id}/accept", f"reports/{settled.report_id}/return",
                 f"payables/{Payable.objects.get().pk}/pay"):  # fmt: skip
        assert viewer.post(f"/royalties/{path}/").status_code == 403


@pytest.mark.once
def test_a_statement_is_a_pdf_and_a_workbook_in_both_languages(producer: Client, settled: Statement) -> None:
    for to, words in (("zh", "应付分成"), ("en", "Royalties payable")):
        raw = producer.get(f"{settled.get_absolute_url()}pdf/?language={to}").content
        text = pypdfium2.PdfDocument(raw)[0].get_textpage().get_text_range()
        assert words in text
        assert settled.number in text
        assert "1,000.00 CNY" in text
        assert raw == producer.get(f"{settled.get_absolute_url()}pdf/?language={to}").content
    book = openpyxl.load_workbook(io.BytesIO(producer.get(f"{settled.get_absolute_url()}xlsx/?language=en").content))
    assert book.sheetnames == ["Statements", "Lines", "Participants", "Rows left out"]
    assert book["Lines"]["C2"].value == "BEAR"


def test_a_writer_is_paid_less_the_tax_and_the_books_know_both(settled: Statement, by: User) -> None:
    payable = Payable.objects.get()
    assert (payable.amount_minor, payable.fapiao) == (54_000, "asked")  # 30 % of 1,800.00
    with pytest.raises(Refused, match="fapiao"):
        pay(payable, on=dt.date(2026, 5, 10), by=by)
    with pytest.raises(Refused, match="number"):
        note_fapiao(payable, "received", by=by)
    set_payee(payable.payee, kind="manuscript", resident=True, by=by)
    done = pay(payable, on=dt.date(2026, 5, 10), by=by)
    assert (done.tax_minor, done.net_minor, done.tax_rule) == (0, 54_000, "cn_iit_2019")  # under 800 yuan
    with pytest.raises(Refused, match="already"):
        pay(payable, on=dt.date(2026, 5, 10), by=by)
    assert balances("kind", kind="payable") == {("CNY", "payable"): 0}


def test_what_is_paid_in_one_month_is_taxed_together(
    signed: Callable[..., Contract], written: Callable[..., Path], by: User
) -> None:
    big = "2026-02-01,BEAR,toys,CN,10,100000.00,0,10%,10000.00"
    for number in (1, 2):
        contract = signed(f"合同{number}", guarantee=None, withholding_tax="0")
        issue(receive(contract, "2026Q1", by=by, path=written(big, name=f"{number}.csv")), by=by)
    set_payee(Payee.objects.get(), kind="royalty", resident=True, by=by)
    first, second = (pay(p, on=dt.date(2026, 5, 10), by=by) for p in Payable.objects.order_by("pk"))
    # 3,000.00 each: (3,000 - 800) x 20 % = 440.00; together 6,000 x 80 % x 20 % = 960.00
    assert (first.tax_minor, second.tax_minor) == (44_000, 52_000)
    assert balances("channel", kind="tax") == {("CNY", "income_tax"): 96_000}


def test_a_participants_statement_shows_how_it_follows(producer: Client, settled: Statement) -> None:
    payable = Payable.objects.get()
    raw = producer.get(f"/royalties/payables/{payable.pk}/pdf/?language=zh").content
    text = pypdfium2.PdfDocument(raw)[0].get_textpage().get_text_range()
    assert "编剧甲" in text
    assert "540.00 CNY" in text
    assert producer.get(f"/royalties/payables/{payable.pk}/xlsx/").content[:2] == b"PK"
    assert "540.00 CNY" in producer.get("/royalties/payables/").content.decode()


def test_a_link_is_shown_once_and_arrangements_are_kept(producer: Client, contract: Contract) -> None:
    page = producer.post(f"/royalties/contracts/{contract.pk}/link/").content.decode()
    assert "/r/" in page
    assert "/r/" not in producer.get(f"/royalties/contracts/{contract.pk}/").content.decode()
    fields = {"report_days": "20", "payment_days": "40", "vat_rate": "0.06", "approved": "BEAR\nFOX\n"}
    assert producer.post(f"/royalties/contracts/{contract.pk}/arrange/", fields).status_code == 302
    assert contract.arrangement.approved == ["BEAR", "FOX"]
    wrong = producer.post(f"/royalties/contracts/{contract.pk}/arrange/", {**fields, "vat_rate": "six"})
    assert wrong.status_code == 422


def test_today_calls_for_reports_reviews_and_instalments(
    contract: Contract, written: Callable[..., Path], by: User, producer: Client
) -> None:
    schedule(contract, by=by)
    receive(contract, "2026Q1", by=by, path=written("2026-02-01,BEAR,toys,CN,10,20000.00,0,8%,1600.00"))
    found = calls(dt.date(2026, 7, 25))
    assert [(c.tone, c.heading.en) for c in found] == [
        ("here", "The report of 小熊玩具 for 2026Q1 is to be reviewed"),
        ("bad", "小熊玩具: Guarantee 900.00 CNY"),
        ("warn", "The report of 小熊玩具 for 2026Q2 is due in 5 days"),
    ]
    assert "400.00 too little" in found[0].said.en
    assert calls(dt.date(2026, 8, 2))[1].heading.en == "The report of 小熊玩具 for 2026Q2 is 3 days late"
    assert "to be reviewed" in producer.get("/").content.decode()


def test_a_report_is_typed_by_hand_and_the_guarantee_is_followed(producer: Client, contract: Contract) -> None:
    path = f"/royalties/contracts/{contract.pk}/report/"
    typed = {"period": "2026Q1", "received_on": "2026-04-20", "sku-1": "BEAR", "units-1": "10", "gross-1": "4,000.00"}
    assert producer.post(path, {"period": "2026Q1", "received_on": "2026-04-20"}).status_code == 422
    report = producer.post(path, typed)["Location"]
    assert SalesReport.objects.get().earned_minor == 40_000, "toys and CN are all that the contract has"
    producer.post(f"{report}accept/")
    page = producer.get("/royalties/balances/").content.decode()
    assert "1,000.00" in page
    assert "2026Q1" in producer.get("/royalties/?show=settled").content.decode()
    assert "2026Q1" not in producer.get("/royalties/?show=late").content.decode()
    assert "600.00" in page, "what is still to be recouped"
