"""What a statement makes due: the channel's money by month, payable `settlement_days` after its end."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from manju.books.accounts import Where
from manju.books.actions import Source
from manju.books.dues import Owed, expect, release
from manju.books.models import Due, Settlement
from manju.money.periods import period_of
from manju.money.revenue.agreement import Agreement
from manju.people.errors import Refused
from manju.people.models import User
from manju.revenue.models import StatementImport
from manju.words import Words

__all__ = ["Months", "expect_statement", "release_statement"]

MOST: Final = 10**18  # of one due; a month of more becomes several


class Months:
    """Sums of a statement's money by month, currency and the day on which it says to have paid."""

    def __init__(self) -> None:
        self._sums: dict[tuple[int, int, str, dt.date | None], int] = defaultdict(int)

    def add(self, date: dt.date, currency: str, minor: int, paid_on: dt.date | None) -> None:
        """Count one row; refunds come off."""
        self._sums[date.year, date.month, currency, paid_on] += minor

    def owed(self, terms: Agreement, statement_id: int) -> Iterator[Owed]:
        """A due for each sum: to us, or by us where refunds exceed it.

        Payable on the day that the statement names, else `settlement_days` after the month's end; where none are
        agreed, at the month's end.
        """
        line = 0
        owed = Where("receivable", channel=terms.channel, tier=1)
        for (year, month, currency, paid_on), total in sorted(self._sums.items(), key=_in_order):
            last = period_of("month", dt.date(year, month, 1)).last
            day = paid_on or last + dt.timedelta(days=terms.settlement_days or 0)
            left = abs(total)
            while left:
                line += 1
                amount = min(left, MOST)
                label = f"{year:04d}-{month:02d}"
                yield Owed(owed, "in" if total > 0 else "out", amount, currency, day,
                           Source("statement", statement_id, line, label), label)  # fmt: skip
                left -= amount


def expect_statement(months: Months, terms: Agreement, statement: StatementImport, *, by: User | None) -> list[Due]:
    """Record what a statement makes due; call it in the transaction that publishes it."""
    return expect(list(months.owed(terms, statement.pk)), by=by)


def release_statement(statement: StatementImport, *, by: User | None) -> None:
    """Take the dues of a statement back, in the transaction that withdraws it.

    Raises:
        Refused: some of it has been received; that must be taken back first, or the money would hang in the air.
    """
    dues = list(Due.objects.of_source("statement", statement.pk))
    if Settlement.objects.filter(due__in=dues, posting__isnull=False, reverses=None, taken_back=None).exists():
        raise Refused(
            Words("这份结算单已有到账，先在“到账”里撤销。", "Money was received for it; take that back under Receipts.")
        )
    for due in dues:
        release(due, by=by, why=f"撤回 {statement.original_name} / withdrawn")


def _in_order(item: tuple[tuple[int, int, str, dt.date | None], int]) -> tuple[int, int, str, dt.date]:
    (year, month, currency, paid_on), _ = item
    return year, month, currency, paid_on or dt.date.min
