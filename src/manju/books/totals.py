"""Keeping the totals by month in step with the postings, and checking that they are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F

from manju.books.models import LIMB, MonthTotal, Posting

Key = tuple[int, str, dt.date]  # account, currency, month


class Tally:
    """Sums to be added to the totals; exact, whatever their size."""

    def __init__(self) -> None:
        self._sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, *, debit: int, credit: int, amount: int, currency: str, date: dt.date, postings: int = 1) -> None:
        """Count an amount (or the sum of several postings of a month) from account `credit` to account `debit`."""
        month = date.replace(day=1)
        one, other = self._sums[debit, currency, month], self._sums[credit, currency, month]
        one[0] += amount
        one[2] += postings
        other[1] += amount
        other[2] += postings

    def save(self) -> None:
        """Add what was counted, by database update; call it in the transaction that writes the postings."""
        ordered = sorted(self._sums.items())  # one order for all, so that two who add never wait for each other
        rows = [MonthTotal(account_id=a, currency=c, month=m) for (a, c, m), _ in ordered]
        MonthTotal.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        for (account, currency, month), (debit, credit, postings) in ordered:
            MonthTotal.objects.filter(account_id=account, currency=currency, month=month).update(
                debit_hi=F("debit_hi") + debit // LIMB, debit_lo=F("debit_lo") + debit % LIMB,
                credit_hi=F("credit_hi") + credit // LIMB, credit_lo=F("credit_lo") + credit % LIMB,
                postings=F("postings") + postings,
            )  # fmt: skip


def add_to_totals(postings: Iterable[Posting]) -> None:
    """Count postings that were just written."""
    tally = Tally()
    for row in postings:
        tally.add(
            debit=row.debit_id, credit=row.credit_id, amount=row.amount_minor, currency=row.currency, date=row.date
        )
    tally.save()


def totals_agree() -> bool:
    """Whether the totals are what the postings of the studio in scope add up to; reads all of them."""
    counted: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    columns = ("debit_id", "credit_id", "amount_minor", "currency", "date")
    for debit, credit, amount, currency, date in Posting.objects.values_list(*columns).iterator(chunk_size=5000):
        month = date.replace(day=1)
        for side, account in ((0, debit), (1, credit)):
            sums = counted[account, currency, month]
            sums[side] += amount
            sums[2] += 1
    kept = {
        (t.account_id, t.currency, t.month): [t.debit_minor, t.credit_minor, t.postings]
        for t in MonthTotal.objects.all()
    }
    return {k: v for k, v in kept.items() if any(v)} == dict(counted)
