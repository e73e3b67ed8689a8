"""From a report to a statement: reviewed, replaced by a corrected one, accepted once, posted to the fen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from factories import make_studio
from manju.books.actions import close
from manju.books.dues import take_back
from manju.books.models import Due, Posting
from manju.books.open_dues import open_dues
from manju.books.reading import balances, trial_balance
from manju.books.totals import totals_agree
from manju.licensing.models import Contract
from manju.money.errors import InputError
from manju.people.errors import Refused
from manju.people.models import AuditLine, User
from manju.people.scope import in_studio
from manju.royalties.contracts import periods_of
from manju.royalties.issuing import ask_correction, issue, preview
from manju.royalties.models import Arrangement, Payable, ReportRow, SalesReport, Statement
from manju.royalties.receiving import receive
from manju.royalties.scheduling import due_of, receive_payment, schedule
from manju.royalties.withdrawing import withdraw

pytestmark = [pytest.mark.db, pytest.mark.django_db]

Q1 = "2026-02-01,BEAR,toys,CN,10,20000.00,0,10%,2000.00"
TODAY = dt.date(2026, 11, 26)


def receive_q1(contract: Contract, written: Callable[..., Path], by: User, *rows: str) -> SalesReport:
    return receive(
        contract, "2026Q1", by=by, path=written(*(rows or (Q1,))), name="q1.csv", received_on=dt.date(2026, 4, 20)
    )


def money(kind: str) -> int:
    return balances("kind").get(("CNY", kind), 0)


def test_a_report_is_kept_with_every_row_and_its_review(
    contract: Contract, written: Callable[..., Path], by: User
) -> None:
    report = receive_q1(
        contract, written, by, Q1, "2026-02-02,BEAR,toys,US,1,10.00,0,,", "2026-02-02,BEAR,toys,CN,-1,10,,,"
    )
    assert [(r.line, r.state, r.code) for r in report.report_rows.all()] == [
        (2, "taken", ""), (3, "outside_grant", "no_rule"), (4, "rejected", "bad_amount"),
    ]  # fmt: skip
    assert report.path is not None
    assert report.path.read_bytes().startswith(b"date,sku")
    assert {f.code for f in report.found} == {"outside_territory", "negative"}
    assert (report.reported_minor, report.earned_minor, report.left_out) == (200_000, 200_000, 2)
    assert AuditLine.objects.filter(verb="report.received").count() == 1


def test_the_same_bytes_are_refused_and_a_corrected_report_is_a_new_version(
    contract: Contract, written: Callable[..., Path], by: User
) -> None:
    first = receive_q1(contract, written, by)
    with pytest.raises(Refused, match="came before"):
        receive_q1(contract, written, by)
    second = receive_q1(contract, written, by, Q1.replace("20000", "21000"))
    first.refresh_from_db()
    assert (first.state, second.state, second.version) == ("replaced", "waiting", 2)
    assert first.report_rows.count() == 1, "the earlier one stays"
    with pytest.raises(Refused, match="cannot be accepted"):
        issue(first, by=by)


def test_an_accepted_report_is_posted_once_to_the_fen(
    contract: Contract, written: Callable[..., Path], by: User
) -> None:
    Arrangement.objects.create(contract=contract, vat_rate="0.06")
    report = receive_q1(contract, written, by)
    [statement] = issue(report, by=by)
    # earned 2,000.00; the advance of 1,000.00 is due and recouped; 1,000.00 is payable
    assert [statement.amount(n) for n in ("earned", "recouped", "payable", "mg_opening", "mg_balance")] == [
        200_000, 100_000, 100_000, 0, 0]  # fmt: skip
    assert (statement.vat_minor, statement.withheld_minor, statement.receivable_minor) == (6000, 10_000, 96_000)
    assert money("royalty") == 200_000
    assert money("deferred") == 0
    assert money("licensee") == 2 * 96_000
    assert balances("channel", kind="tax") == {("CNY", "vat"): 12_000, ("CNY", "withheld"): -20_000}
    assert (money("participants"), money("payable")) == (54_000, 54_000)  # 30 % of 1,800.00
    assert all(sum(own.values()) == 0 for own in trial_balance().values())
    assert totals_agree()
    assert sorted((d.direction, d.amount_minor) for d in Due.objects.all()) == [
        ("in", 96_000),
        ("in", 96_000),
        ("out", 54_000),
    ]
    assert (statement.number, statement.rules_version) == (f"RS{contract.pk:04d}-2026Q1", "royalties_v1")
    count = Posting.objects.count()
    with pytest.raises(Refused, match="Accepted"):
        issue(report, by=by)
    with pytest.raises(Refused, match="is settled"):
        receive_q1(contract, written, by, Q1.replace("20000", "30000"))
    assert (Posting.objects.count(), Statement.objects.count(), Payable.objects.count()) == (count, 1, 1)


def test_balances_go_from_statement_to_statement_in_order(
    contract: Contract, written: Callable[..., Path], by: User
) -> None:
    receive_q1(contract, written, by, Q1.replace("20000", "4000"))
    later = receive(contract, "2026Q2", by=by, path=written("2026-05-01,BEAR,toys,CN,10,9000.00,0,,", name="q2.csv"))
    with pytest.raises(Refused, match="Settle 2026Q1 first"):
        issue(later, by=by)
    issue(SalesReport.objects.get(period="2026Q1"), by=by)
    [second] = issue(later, by=by)
    assert [second.amount(n) for n in ("mg_opening", "recouped", "payable", "mg_balance")] == [
        60_000,
        60_000,
        30_000,
        0,
    ]
    assert second.opening == Statement.objects.get(period="2026Q1").closing
    assert money("deferred") == 0


def test_no_sales_are_a_report_too(contract: Contract, by: User) -> None:
    report = receive(contract, "2026Q1", by=by, stated_minor=0)
    [statement] = issue(report, by=by)
    assert (statement.amount("earned"), statement.receivable_minor, money("deferred")) == (0, 0, 100_000)
    assert [d.amount_minor for d in Due.objects.filter(source_kind="royalty", direction="in")] == []


def test_a_statement_over_closed_books_says_where_it_can_be_posted(
    contract: Contract, written: Callable[..., Path], by: User
) -> None:
    report = receive_q1(contract, written, by)
    close(dt.date(2026, 4, 30), by=by)
    with pytest.raises(Refused, match="post on 2026-05-01"):
        issue(report, by=by)
    [statement] = issue(report, by=by, on_open_day=True)
    assert set(Posting.objects.values_list("date", flat=True)) == {dt.date(2026, 5, 1)}
    assert statement.posted_on == dt.date(2026, 5, 1)


def test_statements_and_rows_never_change(contract: Contract, written: Callable[..., Path], by: User) -> None:
    [statement] = issue(receive_q1(contract, written, by), by=by)
    for deed in (
        lambda: Statement.objects.filter(pk=statement.pk).update(vat_minor=1),
        lambda: Statement.objects.filter(pk=statement.pk).delete(),
        lambda: ReportRow.objects.update(gross=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_contracts_that_share_a_guarantee_are_settled_together(
    signed: Callable[..., Contract], written: Callable[..., Path], by: User
) -> None:
    def shared(amount: int) -> dict[str, object]:
        due = [{"due": "2026-01-15", "amount_minor": amount}] if amount else []
        return {"style": "advance", "group": "bears", "instalments": due}

    one, two = signed("一", guarantee=shared(300_000)), signed("二", guarantee=shared(0))
    first = receive_q1(one, written, by)
    with pytest.raises(Refused, match="shares its guarantee"):
        preview(first)
    receive(two, "2026Q1", by=by, path=written(Q1.replace("20000", "15000"), name="two.csv"))
    made = issue(first, by=by)
    assert [(s.amount("recouped"), s.amount("payable"), s.amount("mg_balance")) for s in made] == [
        (200_000, 0, 0), (100_000, 50_000, 0)]  # fmt: skip
    assert (money("royalty"), money("deferred")) == (350_000, 0)


def test_a_correction_is_asked_for_with_a_letter(contract: Contract, written: Callable[..., Path], by: User) -> None:
    report = receive_q1(contract, written, by)
    with pytest.raises(Refused, match="Say what"):
        ask_correction(report, " ", by=by)
    ask_correction(report, "请更正第 2 行", by=by)
    assert (report.state, report.letter) == ("returned", "请更正第 2 行")
    with pytest.raises(Refused, match="Correction asked"):
        issue(report, by=by)
    assert periods_of(contract, today=TODAY)[-1].name == "returned"


def test_instalments_are_due_whatever_is_sold_and_posted_when_paid(contract: Contract, by: User) -> None:
    [row] = schedule(contract, by=by)
    assert schedule(contract, by=by) == []
    due = due_of(row)
    assert due is not None
    assert (due.amount_minor, due.due_on) == (90_000, dt.date(2026, 1, 15))  # less 10 % withheld
    receive_payment(due, 90_000, on=dt.date(2026, 1, 20), by=by)
    assert (money("bank"), money("deferred"), money("licensee")) == (90_000, 100_000, 0)
    assert open_dues(direction="in") == []
    [statement] = issue(receive(contract, "2026Q1", by=by, stated_minor=0), by=by)
    assert (money("deferred"), statement.amount("instalments_due")) == (100_000, 100_000), "not posted a second time"


def test_changed_terms_change_what_is_not_posted(contract: Contract, by: User) -> None:
    schedule(contract, by=by)
    contract.terms["guarantee"]["instalments"][0]["amount_minor"] = 200_000
    contract.save()
    [row] = schedule(contract, by=by)
    assert row.amount_minor == 200_000
    assert [d.due.amount_minor for d in open_dues(direction="in")] == [180_000]


def test_each_period_says_where_it_stands(contract: Contract, written: Callable[..., Path], by: User) -> None:
    receive_q1(contract, written, by)
    names = {p.label: p.name for p in periods_of(contract, today=dt.date(2026, 10, 5))}
    assert names == {"2026Q4": "running", "2026Q3": "due", "2026Q2": "late", "2026Q1": "waiting"}


def test_a_file_that_is_no_report_leaves_nothing(contract: Contract, written: Callable[..., Path], by: User) -> None:
    with pytest.raises(InputError):
        receive(contract, "2026Q1", by=by, path=written("1,2", header="a,b"))
    with pytest.raises(Refused, match="has no period"):
        receive(contract, "2031Q1", by=by)
    assert (SalesReport.objects.count(), ReportRow.objects.count()) == (0, 0)


def test_another_studio_sees_none_of_it(contract: Contract, written: Callable[..., Path], by: User) -> None:
    receive_q1(contract, written, by)
    with in_studio(make_studio()):
        assert SalesReport.objects.count() == ReportRow.objects.count() == 0


def test_the_last_statement_is_taken_back_whole_and_settled_anew(
    contract: Contract, written: Callable[..., Path], by: User
) -> None:
    report = receive_q1(contract, written, by)
    [first] = issue(report, by=by)
    [later] = issue(receive(contract, "2026Q2", by=by, stated_minor=0), by=by)
    with pytest.raises(Refused, match="comes after it"):
        withdraw(first, why="wrong rate", by=by)
    withdraw(later, why="wrong rate", by=by)
    due = due_of(first)
    assert due is not None
    paid = receive_payment(due, 100, on=dt.date(2026, 5, 1), by=by)
    with pytest.raises(Refused, match="take that back"):
        withdraw(first, why="wrong rate", by=by)
    take_back(paid, by=by)
    with pytest.raises(Refused, match="Say why"):
        withdraw(first, why=" ", by=by)
    withdraw(first, why="wrong rate", by=by)
    with pytest.raises(Refused, match="already"):
        withdraw(first, why="wrong rate", by=by)
    assert (money("royalty"), money("participants"), money("payable"), money("deferred")) == (0, 0, 0, 100_000)
    assert [d.due.source_kind for d in open_dues()] == ["instalment"]
    report.refresh_from_db()
    assert (report.state, periods_of(contract, today=TODAY)[-1].name) == ("waiting", "waiting")
    [again] = issue(report, by=by)
    assert (again.number, again.opening) == (f"{first.number}-2", None)
    assert money("royalty") == 200_000
    assert Payable.objects.standing().count() == 1
    assert totals_agree()
