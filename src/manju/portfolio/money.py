"""Money in and out of a month, of the studio and of each property, from the books."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from manju.books.kinds import EXPENSES, INCOME
from manju.books.reading import balances

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

    def of(self, property_id: int) -> MonthMoney:
        return self.own.get(property_id, MonthMoney())


def main_currency() -> str:
    """The currency with the most postings' months in the books: that of the figures on the slate."""
    found: dict[str, int] = defaultdict(int)
    for (currency, _), _minor in balances("month").items():
        found[currency] += 1
    return min(found, key=lambda c: (-found[c], c != "CNY", c), default="CNY")


def month_money(*, month: dt.date | None = None) -> Month:
    """This month's income and spending (or another's), by property; currencies are not converted."""
    first = (month or timezone.localdate()).replace(day=1)
    main = main_currency()
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
