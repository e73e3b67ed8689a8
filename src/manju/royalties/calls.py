"""What settlement asks of somebody today: reports that are due, late or to be reviewed, instalments, payables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from manju.books.models import Due
from manju.money.amounts import as_major
from manju.royalties.contracts import SOON, PeriodState, open_periods, settled_contracts
from manju.royalties.models import Instalment, SalesReport
from manju.royalties.scheduling import PREPAID
from manju.words import Words

__all__ = ["Call", "calls"]

MOST: Final = 5  # of a kind; the rest are on their own page


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that waits: how urgent, what it is, what is known, its button."""

    tone: str
    icon: str
    heading: Words
    said: Words
    button: Words
    address: str


def calls(today: dt.date) -> list[Call]:
    """Everything of settlement that a person should look at today, the most urgent first."""
    periods = open_periods(settled_contracts(), today=today)
    return [*_reviews(), *_late(periods), *_instalments(today), *_due(periods)]


def _reviews() -> Iterator[Call]:
    rows = SalesReport.objects.filter(state="waiting").select_related("contract").order_by("received_on", "pk")
    for row in rows[:MOST]:
        short = row.difference_minor
        if short is None or short == 0:
            said = Words("按合同是 {a} {c}。", "By the contract it is {a} {c}.")
        elif short > 0:
            said = Words("按合同是 {a} {c}，少报 {d}。", "By the contract {a} {c}: {d} too little reported.")
        else:
            said = Words("按合同是 {a} {c}，多报 {d}。", "By the contract {a} {c}: {d} too much reported.")
        yield Call(
            "here", "money",
            Words("{p}的 {q} 报表待审核", "The report of {p} for {q} is to be reviewed").fill(
                p=row.contract.partner, q=row.period),
            said.fill(a=as_major(row.earned_minor, row.currency), c=row.currency,
                      d=as_major(abs(short or 0), row.currency)),
            Words("审核", "Review it"), row.get_absolute_url(),
        )  # fmt: skip


def _late(periods: list[PeriodState]) -> Iterator[Call]:
    late = sorted((p for p in periods if p.name == "late"), key=lambda p: p.report_due)
    for one in late[:MOST]:
        yield Call(
            "bad", "clock",
            Words("{p}的 {q} 报表逾期 {n} 天", "The report of {p} for {q} is {n} days late").fill(
                p=one.contract.partner, q=one.label, n=one.days_late),
            Words("应在 {d} 前交。催一下，或把链接发给对方。",
                  "It was due on {d}. Ask for it, or send them their link.").fill(
                d=one.report_due.isoformat()),
            Words("去合同", "Open the contract"), reverse("royalties:contract", args=[one.contract.pk]),
        )  # fmt: skip


def _due(periods: list[PeriodState]) -> Iterator[Call]:
    soon = [p for p in periods if p.name == "due" and p.report_due - p.today <= SOON]
    for one in sorted(soon, key=lambda p: p.report_due)[:MOST]:
        yield Call(
            "warn", "clock",
            Words("{p}的 {q} 报表 {n} 天内要交", "The report of {p} for {q} is due in {n} days").fill(
                p=one.contract.partner, q=one.label, n=one.days_left),
            Words("期限 {d}。", "Due on {d}.").fill(d=one.report_due.isoformat()),
            Words("去合同", "Open the contract"), reverse("royalties:contract", args=[one.contract.pk]),
        )  # fmt: skip


def _instalments(today: dt.date) -> Iterator[Call]:
    dues = Due.objects.open().filter(source_kind=PREPAID, due_on__lte=today + SOON)[:MOST]
    rows = Instalment.objects.select_related("contract").in_bulk([due.source_id for due in dues])
    for due in dues:
        row = rows[due.source_id]
        over = due.days_over(today)
        said = Words("{n} 天后到期。", "Due in {n} days.") if over <= 0 else Words("逾期 {n} 天。", "{n} days overdue.")
        yield Call(
            "bad" if over > 0 else "warn", "money",
            Words("{p}：{k} {a} {c}", "{p}: {k} {a} {c}").fill(
                p=row.contract.partner, k=row.kind_name, a=as_major(due.amount_minor - due.settled_minor, due.currency),
                c=due.currency),
            said.fill(n=abs(over)), Words("记收款", "Record payment"),
            reverse("royalties:contract", args=[row.contract_id]),
        )  # fmt: skip
