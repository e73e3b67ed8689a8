"""Reading what is to be paid: open dues with their days, and exact sums by any dimension."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, F, QuerySet, Sum
from django.utils import timezone

from manju.books.models import LIMB, Due, Settlement

__all__ = ["OpenDue", "OpenLine", "open_dues", "open_lines", "open_totals"]


@dataclass(frozen=True, slots=True)
class OpenDue:
    """A due of which something is still to be paid; `days_over` is negative while there is time."""

    due: Due
    open_minor: int
    days_over: int


class OpenLine(NamedTuple):
    """The same as plain figures, for pages that add up thousands."""

    pk: int
    direction: str
    currency: str
    due_on: dt.date
    open_minor: int
    counterparty: str

    def days_over(self, on: dt.date) -> int:
        return (on - self.due_on).days


def open_lines(**where: Any) -> list[OpenLine]:
    """What is open now, the oldest first; `where`: columns of `Due`, also with Django's lookups."""
    columns = ("pk", "direction", "currency", "due_on", "amount_minor", "settled_minor", "account__partner",
               "account__channel")  # fmt: skip
    rows = Due.objects.open().filter(**where).values_list(*columns)
    return [
        OpenLine(pk, direction, currency, due_on, amount - settled, partner or channel)
        for pk, direction, currency, due_on, amount, settled, partner, channel in rows
    ]


def open_dues(
    *, direction: str = "", partner: str = "", currency: str = "", on: dt.date | None = None, **where: Any
) -> list[OpenDue]:
    """What is open on a day (today when not given), the oldest first; settlements after that day do not count.

    `partner` is the account's partner, or its channel where a platform pays. `where`: further columns of `Due`, also
    with Django's lookups (`account__kind="licensee"`, `source_kind="statement"`, `due_on__lte=…`).
    """
    day = on or timezone.localdate()
    rows = Due.objects.open(through=on).shown().filter(**_named(direction, currency), **where)
    found = [OpenDue(row, row.amount_minor - row.settled_minor, row.days_over(day)) for row in rows]
    return [one for one in found if not partner or one.due.account.counterparty == partner]


def open_totals(*by: str, direction: str = "", on: dt.date | None = None, **where: Any) -> dict[tuple[Any, ...], int]:
    """What is open by currency and further columns of `Due`: `open_totals("direction", "account__partner")`.

    Exact whatever their size. Groups of which nothing is open are left out.
    """
    names = ("currency", *by)
    dues = Due.objects.filter(**_named(direction, ""), **where)
    paid = Settlement.objects.filter(**{f"due__{name}": value for name, value in _named(direction, "").items()})
    paid = paid.filter(**{f"due__{name}": value for name, value in where.items()})
    if on is not None:
        paid = paid.filter(on__lte=on)
    found: dict[tuple[Any, ...], int] = defaultdict(int, _sums(dues, names))
    for key, minor in _sums(paid, [f"due__{name}" for name in names]).items():
        found[key] -= minor
    return {key: minor for key, minor in found.items() if minor}


def _named(direction: str, currency: str) -> dict[str, str]:
    return {name: value for name, value in (("direction", direction), ("currency", currency)) if value}


def _sums(rows: QuerySet[Any], names: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """Sums of `amount_minor`, billions and rest apart, so that no sum leaves 64 bits."""
    parts = {
        "hi": Sum(F("amount_minor") / LIMB, output_field=BigIntegerField()),
        "lo": Sum(F("amount_minor") % LIMB, output_field=BigIntegerField()),
    }
    grouped = rows.order_by().values_list(*names).annotate(**parts)
    return {row[:-2]: int(row[-2]) * LIMB + int(row[-1]) for row in grouped}
