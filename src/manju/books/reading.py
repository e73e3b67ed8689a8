"""Reading the books: balances by any dimension, the trial balance, how far they are closed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Max, QuerySet, Sum

from manju.books.kinds import KINDS
from manju.books.models import LIMB, Closing, MonthTotal

LIMBS = ("debit_hi", "debit_lo", "credit_hi", "credit_lo")


def closed_through() -> dt.date | None:
    """The last closed day of the studio in scope; None when nothing is closed."""
    through: dt.date | None = Closing.objects.aggregate(last=Max("through"))["last"]
    return through


def first_open(day: dt.date) -> dt.date:
    """The day itself, or the first open one after it."""
    through = closed_through()
    return day if through is None or day > through else through + dt.timedelta(days=1)


def trial_balance(*, through: dt.date | None = None) -> dict[str, dict[str, int]]:
    """Debits less credits by currency and kind of account, minor units; every currency adds up to zero.

    `through`: the last day of a month; all months when None.
    """
    rows = MonthTotal.objects.all()
    if through is not None:
        rows = rows.filter(month__lte=through)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (currency, kind), minor in _sums(rows, ("currency", "account__kind")).items():
        found[currency][kind] = minor
    return dict(found)


def balances(*by: str, **where: Any) -> dict[tuple[Any, ...], int]:  # values of any dimension
    """What accounts stand at, grown on their own side, by dimensions: `balances("of_property", "kind", tier=1)`.

    `by` and `where` name columns of `Account` (of_property, work, episode, channel, tier, partner, kind) or of
    `MonthTotal` (currency, month, also with Django's lookups). The currency always comes first in the keys.
    """
    names = ["currency", *(_column(name) for name in by)]
    rows = MonthTotal.objects.filter(**{_column(name): value for name, value in where.items()})
    found: dict[tuple[Any, ...], int] = defaultdict(int)
    for key, minor in _sums(rows, (*names, "account__kind")).items():
        found[key[:-1]] += minor if KINDS[key[-1]].grows_by_debit else -minor
    return dict(found)


def _column(name: str) -> str:
    head = name.partition("__")[0]
    return name if head in ("currency", "month", "account") else f"account__{name}"


def _sums(rows: QuerySet[MonthTotal], names: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """Debits less credits of each group; limbs are summed apart, so that no sum leaves 64 bits."""
    grouped = rows.order_by().values_list(*names).annotate(*(Sum(limb) for limb in LIMBS))
    found: dict[tuple[Any, ...], int] = {}
    for row in grouped:
        key, (debit_hi, debit_lo, credit_hi, credit_lo) = row[: len(names)], (int(n) for n in row[len(names) :])
        found[key] = (debit_hi - credit_hi) * LIMB + debit_lo - credit_lo
    return found
