"""Money in and out of a month, of the studio and of each property, from the books."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from manju.books.kinds import EXPENSES, INCOME
from manju.books.reading import balances
from manju.words import Words

__all__ = ["Month", "MonthMoney", "main_currency", "month_money"]


@dataclass(frozen=True, slots=True)
class MonthMoney:
    """Income and spending of a month in the main currency, minor units."""

    income: int = 0
    spent: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the books, as accrued: what was earned and spent in it."""

    first: dt.date
    currency: str
    whole: MonthMoney
    own: dict[int, MonthMoney] = field(default_factory=dict)
    others: dict[str, MonthMoney] = field(default_factory=dict)  # other currencies, not converted

    @property
    def name(self) -> Words:
        """`本月`, or which month it is."""
        if self.first == timezone.localdate().replace(day=1):
            return Words("本月", "This month")
        return Words(f"{self.first.month} 月", f"{self.first:%B}")

    def of(self, property_id: int) -> MonthMoney:
        return self.own.get(property_id, MonthMoney())


def main_currency() -> str:
    """The currency with the most postings' months in the books: that of the figures on the slate."""
    found: dict[str, int] = defaultdict(int)
    for (currency, _), _minor in balances("month").items():
        found[currency] += 1
    return min(found, key=lambda c: (-found[c], c != "CNY", c), default="CNY")


def month_money(*, month: dt.date | None = None) -> Month:
    """A month's income and spending by property: this month's, or before any statement is in, the last that has income.

    Currencies are not converted.
    """
    main = main_currency()
    first = month or _latest_with_income(main, timezone.localdate().replace(day=1))
    sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for (currency, kind, owner), minor in balances(
        "kind", "of_property", month=first, kind__in=[*INCOME, *EXPENSES]
    ).items():
        side = 1 if kind in EXPENSES else 0
        sums[currency, owner or 0][side] += minor
    whole: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (currency, _), (income, spent) in sums.items():
        whole[currency][0] += income
        whole[currency][1] += spent
    return Month(
        first, main, MonthMoney(*whole.get(main, [0, 0])),
        {owner: MonthMoney(*both) for (currency, owner), both in sums.items() if currency == main and owner},
        {currency: MonthMoney(*both) for currency, both in whole.items() if currency != main},
    )  # fmt: skip


def _latest_with_income(currency: str, this: dt.date) -> dt.date:
    """This month, or one of the three before it where this has no income yet: statements come when a month is over."""
    sums = balances("month", kind__in=list(INCOME), currency=currency, month__lte=this)
    known = [month for (_, month), minor in sums.items() if minor and (this - month).days <= 93]
    return max(known, default=this)
