"""What a statement makes due, and how the bank's money finds it: proposed, confirmed by a person, undone whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from manju.books.models import Due, Posting, Settlement
from manju.books.open_dues import open_dues, open_totals
from manju.books.reading import balances, trial_balance
from manju.books.totals import totals_agree
from manju.catalogue.models import Episode
from manju.money.cash_matching import Candidate, propose
from manju.money.errors import InputError
from manju.money.revenue.agreement import Agreement
from manju.people.errors import Refused
from manju.people.models import Studio
from manju.revenue.expenses import import_expenses
from manju.revenue.importing import import_statement
from manju.revenue.matching import withdraw
from manju.revenue.models import BankRow, StatementImport
from manju.revenue.receipts import confirm, import_bank, proposals, reopen, set_aside

pytestmark = [pytest.mark.db, pytest.mark.django_db]

Written = Callable[..., Path]
BANK = "交易日期,对方户名,摘要,收入,支出,币种,余额"
DAY = dt.date(2026, 7, 1)


@pytest.fixture
def june(written: Written, terms: Agreement, episode: Episode) -> Due:
    """A statement of June and July: 8.04 + 3.00 − 1.00 USD in June, a refund in July."""
    rows = ("2026-06-01,长夜灯,3,10,0,8.04,USD", "2026-06-30,陌生,1,5,0,3,USD", "2026-06-09,长夜灯,3,0,1,-1,USD",
            "2026-07-02,长夜灯,3,0,2,-2,USD", "2026-06-05,长夜灯,3,x,0,9,USD")  # fmt: skip
    import_statement(written(*rows), terms, by=None)
    return Due.objects.get(direction="in")


def test_a_statement_is_due_by_month_after_the_settlement_days(june: Due) -> None:
    assert [(d.direction, d.amount_minor, d.due_on, d.text) for d in Due.objects.all()] == [
        ("in", 1004, dt.date(2026, 8, 14), "2026-06"),
        ("out", 200, dt.date(2026, 9, 14), "2026-07"),
    ]
    assert open_totals("direction", account__channel="netshort") == {("USD", "in"): 1004, ("USD", "out"): 200}
    assert balances("kind", kind="receivable") == {("USD", "receivable"): 804}


def test_a_statement_that_says_when_it_paid_is_due_that_day(
    written: Written, terms: Agreement, episode: Episode
) -> None:
    header = "date,title,gross,paid,currency,paid_on"
    rows = ("2026-06-01,长夜灯,10,8.04,USD,2026-07-20", "2026-06-02,长夜灯,10,8.04,USD,2026-07-20",
            "2026-06-03,长夜灯,10,8.04,USD,")  # fmt: skip
    import_statement(written(*rows, header=header), terms, by=None)
    assert [(d.amount_minor, d.due_on) for d in Due.objects.all()] == [
        (1608, dt.date(2026, 7, 20)), (804, dt.date(2026, 8, 14))
    ]  # fmt: skip


def test_the_banks_money_is_proposed_confirmed_and_taken_back(june: Due, written: Written) -> None:
    made = import_bank(
        written("2026-08-20,NetShort Pte. Ltd.,settlement June,10.04,,USD,110.04", "合计,,,10.04,,USD,",
                "2026-08-21,?,deposit,50.00,,USD,160.04", "2026-08-22,房东,房租,,30.00,USD,130.04",
                "2026-08-21,?,deposit,50.00,,USD,160.04", "2026-08-23,x,y,abc,,USD,1", header=BANK),
        by=None,
    )  # fmt: skip
    assert [r["line"] for r in made.rejected] == [6, 7]
    paid, unknown, rent = BankRow.objects.order_by("line")
    assert (rent.amount_minor, rent.direction) == (-3000, "out")
    assert balances("kind", kind__in=["bank", "suspense"]) == {("USD", "bank"): 6004, ("USD", "suspense"): 6004 + 300}
    found = proposals(BankRow.objects.all())
    assert list(found) == [paid.pk]
    assert (found[paid.pk].reason, found[paid.pk].parts) == ("same", ((june.pk, 1004),))
    confirm(paid, {june: 1004}, by=None)
    assert [o.due.direction for o in open_dues()] == ["out"]
    assert balances("kind", kind="receivable") == {("USD", "receivable"): -200}
    assert BankRow.objects.get(pk=paid.pk).state == "settled"
    with pytest.raises(Refused, match="more than is left"):
        confirm(paid, {june: 1004}, by=None)
    for _ in range(2):
        reopen(paid, by=None)
        assert balances("kind", kind="receivable") == {("USD", "receivable"): 804}
        confirm(paid, {june: 500}, by=None)
        confirm(paid, {june: 504}, by=None)
    set_aside(rent, why="已记在支出", by=None)
    with pytest.raises(Refused):
        set_aside(unknown, why=" ", by=None)
    assert [r.pk for r in BankRow.objects.filter(state="waiting")] == [unknown.pk]
    assert sum(trial_balance()["USD"].values()) == 0
    assert totals_agree()
    assert Settlement.objects.count() == 1 + 1 + 2 + 2 + 2


def test_lists_that_overlap_count_a_movement_once(june: Due, written: Written) -> None:
    first = "2026-08-20,NetShort,June,10.04,,USD,110.04"
    import_bank(written(first, header=BANK), by=None)
    with pytest.raises(InputError) as refused:
        import_bank(written(first, header=BANK), by=None)
    assert refused.value.code == "duplicate_file"
    again = import_bank(written("2026-08-25,NetShort,July,1.00,,USD,111.04", first, header=BANK), by=None)
    assert [(r["line"], r["en"]) for r in again.rejected] == [(3, "imported before")]
    assert BankRow.objects.count() == Posting.objects.filter(source_kind="bank").count() == 2
    with pytest.raises(InputError) as unknown:
        import_bank(written("a,b", header="x,y"), by=None)
    assert unknown.value.code == "mapping_needed"


def test_a_payer_is_remembered_by_what_was_confirmed(june: Due, written: Written) -> None:
    import_bank(written("2026-08-20,Holding Pte,transfer,4.00,,USD,1", "2026-08-21,Holding Pte,transfer,1.00,,USD,2",
                        header=BANK), by=None)  # fmt: skip
    first, second = BankRow.objects.order_by("line")
    assert proposals([first, second]) == {}
    confirm(first, {june: 400}, by=None)
    found = proposals([second])[second.pk]
    assert (found.reason, found.parts) == ("payer", ((june.pk, 100),))


def test_a_statement_is_not_withdrawn_while_its_money_is_counted(june: Due, written: Written) -> None:
    import_bank(written("2026-08-20,NetShort,June,10.04,,USD,1", header=BANK), by=None)
    row, statement = BankRow.objects.get(), june.source_id
    confirm(row, {june: 1004}, by=None)
    with pytest.raises(Refused, match="take that back"):
        withdraw(StatementImport.objects.get(pk=statement), by=None)
    reopen(row, by=None)
    withdraw(StatementImport.objects.get(pk=statement), by=None)
    assert open_dues() == []
    assert totals_agree()


@pytest.mark.parametrize(
    ("amount", "payer", "reason", "parts"),
    [
        (300, "晨光文具（上海）有限公司", "same", ((2, 300),)),
        (500, "晨光文具", "several", ((1, 200), (2, 300))),
        (450, "晨光文具", "payer", ((1, 200), (2, 250))),
        (700, "某某", "amount", ((3, 700),)),
        (200, "某某", None, ()),
        (9, "某某", None, ()),
    ],
)
def test_what_a_payment_is_for_is_proposed_with_its_reason(
    amount: int, payer: str, reason: str | None, parts: tuple[tuple[int, int], ...]
) -> None:
    open_ones = [
        Candidate(1, 200, DAY, ("晨光文具",)), Candidate(2, 300, DAY + dt.timedelta(30), ("晨光文具",)),
        Candidate(3, 700, DAY, ("Ivy",)), Candidate(4, 200, DAY, ("Ivy",)),
    ]  # fmt: skip
    found = propose(amount, payer, "", open_ones)
    assert (found.reason if found else None, found.parts if found else ()) == (reason, parts)


def test_a_freelancers_bill_is_due_and_other_spending_is_not(written: Written, studio: Studio) -> None:
    rows = ("2026-06-01,外包,36.00,CNY", "2026-06-02,投流,5.00,CNY")
    import_expenses(written(*rows, header="日期,类型,金额,币种", name="e.csv"), by=None)
    assert [(d.direction, d.amount_minor, d.due_on) for d in Due.objects.all()] == [("out", 3600, dt.date(2026, 7, 1))]
    import_bank(written("2026-07-02,配音工作室,尾款,,36.00,CNY,0", header=BANK), by=None)
    row = BankRow.objects.get()
    assert proposals([row])[row.pk].reason == "amount"
    confirm(row, {Due.objects.get(): 3600}, by=None)
    assert balances("kind", kind__in=["payable", "bank"]) == {("CNY", "payable"): 0, ("CNY", "bank"): -3600 - 500}
