"""Paying participants: income tax withheld from persons, fapiao of companies, settled in the books once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from manju.books.accounts import Where
from manju.books.actions import Source
from manju.books.dues import Payment, settle_all
from manju.books.models import Due
from manju.money.errors import InputError
from manju.money.income_tax import CURRENCY, KINDS, Withheld, withhold
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.royalties.issuing import SOURCE
from manju.royalties.models import Payable, Payee
from manju.words import Words

__all__ = ["note_fapiao", "pay", "set_payee", "tax_of"]

PAID = "payable"  # the kind of source of a payment


def tax_of(payable: Payable, *, on: dt.date) -> Withheld | None:
    """The tax to withhold from a part when it is paid on a day; None for a company.

    What the same person was paid of the same kind in the same month counts with it.

    Raises:
        Refused: a person is owed in another currency than yuan, or no table is in force.
    """
    payee = payable.payee
    kind = next((k for k in KINDS if k == payee.kind), None)
    if kind is None:
        return None
    if payable.currency != CURRENCY:
        raise Refused(Words("个税按人民币算，这一笔是 {c}。先按当日汇率换成人民币付。",
                            "Income tax is worked out in yuan and this is {c}. Pay it in yuan at the day's rate.",
                            ).fill(c=payable.currency))  # fmt: skip
    month = Payable.objects.filter(payee=payee, currency=CURRENCY, paid_on__year=on.year, paid_on__month=on.month)
    before = month.exclude(pk=payable.pk).aggregate(paid=Sum("amount_minor"), tax=Sum("tax_minor"))
    try:
        return withhold(kind, payable.amount_minor, on=on, resident=payee.resident,
                        earlier_minor=before["paid"] or 0, withheld_minor=before["tax"] or 0)  # fmt: skip
    except InputError as error:
        raise Refused(error.message) from error


@transaction.atomic
def pay(payable: Payable, *, on: dt.date, by: User, without_fapiao: bool = False) -> Payable:
    """Pay a participant's part: the net from the bank, the tax to the tax office's account.

    Raises:
        Refused: it is paid, its fapiao is missing, a day to come, a closed day.
    """
    Payee.objects.select_for_update().get(pk=payable.payee_id)  # two of one month are worked out in turn
    row: Payable = Payable.objects.select_for_update().select_related("payee", "statement").get(pk=payable.pk)
    if row.statement.withdrawn is not None:
        raise Refused(Words("这份结算单已经撤回。", "Its statement was withdrawn."))
    if row.paid_on is not None:
        raise Refused(Words("这一笔已经付过了。", "This has been paid already."))
    if on > timezone.localdate():
        raise Refused(Words("付款日期在今天之后。", "The day of payment is still to come."), field="on")
    if row.fapiao == "asked" and not without_fapiao:
        raise Refused(Words("对方的发票还没到。先登记发票，或勾选“先付款后补票”。",
                            "The fapiao is not here yet. Note it first, or tick “pay before the fapiao”."))  # fmt: skip
    due = _due(row)
    withheld = tax_of(row, on=on)
    tax = withheld.tax_minor if withheld is not None else 0
    payments = [Payment(due, row.amount_minor - tax, Source(PAID, row.pk, 0, "net"))] if row.amount_minor > tax else []
    if tax:
        office = Where("tax", channel="income_tax", tier=2, partner=row.payee.name[:120])
        payments.append(Payment(due, tax, Source(PAID, row.pk, 0, "tax"), against=office))
    settle_all(payments, on=on, by=by)
    row.paid_on, row.tax_minor = on, tax
    row.tax_rule = withheld.version if withheld is not None else ""
    row.save(update_fields=["paid_on", "tax_minor", "tax_rule"])
    said = Words("付给{n}：{s}", "Paid {n}: {s}").fill(n=row.payee.name, s=row.statement.number)
    note("payable.paid", said, by=by, link=row.statement.get_absolute_url(), payable=row.pk, tax_minor=tax)
    return row


@transaction.atomic
def note_fapiao(payable: Payable, state: str, *, by: User, number: str = "") -> Payable:
    """Note that a fapiao was asked for, came (with its number), or is not needed.

    Raises:
        Refused: received without a number, or the same number for another part of this payee.
    """
    row: Payable = Payable.objects.select_for_update().select_related("payee").get(pk=payable.pk)
    clean = "".join(number.split())[:40]
    if state not in ("none", "asked", "received"):
        raise Refused(Words("选一个发票状态。", "Choose a state of the fapiao."), field="state")
    if state == "received" and not clean:
        raise Refused(Words("写上发票号码。", "Give the number of the fapiao."), field="number")
    if (
        state == "received"
        and Payable.objects.filter(fapiao_number=clean)
        .exclude(statement=row.statement_id, payee=row.payee_id)
        .exclude(payee=row.payee_id)
        .exists()
    ):
        raise Refused(
            Words("这个发票号已经登记在别人名下。", "This fapiao is noted for somebody else."), field="number"
        )
    row.fapiao, row.fapiao_number = state, clean if state == "received" else ""
    row.save(update_fields=["fapiao", "fapiao_number"])
    said = Words("{n}的发票：{s}", "Fapiao of {n}: {s}").fill(n=row.payee.name, s=row.fapiao_name)
    note("payable.fapiao", said, by=by, payable=row.pk, number=row.fapiao_number)
    return row


@transaction.atomic
def set_payee(payee: Payee, *, kind: str, resident: bool, by: User) -> Payee:
    """Say whether a participant is a company or a person, and what its pay is; counts for what is not paid yet."""
    row: Payee = Payee.objects.select_for_update().get(pk=payee.pk)
    row.kind, row.resident = kind, resident
    row.save(update_fields=["kind", "resident"])
    waiting = Payable.objects.filter(payee=row, paid_on=None)
    if kind == "company":
        waiting.filter(fapiao="none").update(fapiao="asked")
    else:
        waiting.filter(fapiao="asked").update(fapiao="none")
    said = Words("{n}：{k}", "{n}: {k}").fill(n=row.name, k=row.kind_name)
    note("payee.set", said, by=by, payee=row.pk, resident=resident)
    return row


def _due(row: Payable) -> Due:
    dues = Due.objects.filter(source_kind=SOURCE, source_id=row.statement_id, direction="out")
    found: Due = dues.get(account__partner=row.payee.name[:120])
    return found
