"""What the forecast, the ageing and the concentration are made of: bank, dues, measured delays, spending."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import BigIntegerField, F, Sum

from manju.books.kinds import EXPENSES, INCOME
from manju.books.models import LIMB, Settlement
from manju.books.open_dues import OpenLine, open_lines, open_totals
from manju.books.reading import balances
from manju.money.ageing import AgeingLine, Concentration, ageing, concentration
from manju.money.forecast import Delays, Flow, Forecast, forecast
from manju.revenue.models import Expense
from manju.revenue.norms import payment_delays

__all__ = [
    "PAST_WEEKS", "Spending", "aged", "cash_forecast", "currencies", "income_shares", "measured_delays", "spending",
    "year_before",
]  # fmt: skip

PAST_WEEKS: Final = 13
LATEST: Final = 5000  # settlements that delays are measured from
SPENT: Final = tuple(kind for kind in EXPENSES if kind != "participants")  # those are dues


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent in each of the past weeks, and in all of them by kind; minor units."""

    since: dt.date
    weeks: tuple[int, ...]
    kinds: dict[str, int]


def currencies(today: dt.date) -> list[str]:
    """All that has a bank balance, a due or recent spending; the one with most of these first."""
    found = Counter({currency: 1 for (currency,), minor in balances(kind="bank").items() if minor})
    found.update({currency: 1 for (currency,) in open_totals()})
    since = today - dt.timedelta(weeks=PAST_WEEKS)
    spent = Expense.objects.filter(date__gte=since).order_by()
    found.update(spent.values_list("currency", flat=True).distinct())
    return [currency for currency, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]


def cash_forecast(currency: str, *, today: dt.date, seed: int = 1) -> Forecast:
    """26 weeks of cash in a currency from what the books hold today."""
    flows = [
        Flow(one.due_on, one.open_minor * (1 if one.direction == "in" else -1), one.counterparty)
        for one in open_lines(currency=currency)
    ]
    return forecast(
        balances(kind="bank", currency=currency).get((currency,), 0), flows, delays=measured_delays(), today=today,
        past_weeks=spending(currency, today=today).weeks, prior=payment_delays(), seed=seed,
    )  # fmt: skip


def measured_delays() -> dict[str, Delays]:
    """How many days late each payer's money came, from what was settled through the bank."""
    rows = Settlement.objects.filter(due__direction="in", posting__isnull=False, reverses=None, taken_back=None)
    columns = ("on", "due__due_on", "due__account__partner", "due__account__channel")
    days: dict[str, list[int]] = defaultdict(list)
    for on, due_on, partner, channel in rows.order_by("-pk").values_list(*columns)[:LATEST]:
        days[partner or channel].append((on - due_on).days)
    prior = payment_delays()
    return {partner: Delays(tuple(sorted(own)), prior) for partner, own in days.items()}


def spending(currency: str, *, today: dt.date) -> Spending:
    """What was spent in the whole weeks before today, at most 13, from the first that has any."""
    first = today - dt.timedelta(weeks=PAST_WEEKS)
    rows = Expense.objects.filter(currency=currency, date__gte=first, date__lt=today, kind__in=SPENT)
    limbs = {
        "hi": Sum(F("amount_minor") / LIMB, output_field=BigIntegerField()),
        "lo": Sum(F("amount_minor") % LIMB, output_field=BigIntegerField()),
    }
    weeks, kinds = [0] * PAST_WEEKS, dict.fromkeys(SPENT, 0)
    for day, kind, hi, lo in rows.order_by().values_list("date", "kind").annotate(**limbs):
        minor = int(hi) * LIMB + int(lo)
        weeks[(day - first).days // 7] += minor
        kinds[kind] += minor
    begun = next((n for n, minor in enumerate(weeks) if minor), PAST_WEEKS)
    return Spending(
        first + dt.timedelta(weeks=begun), tuple(weeks[begun:]), {kind: minor for kind, minor in kinds.items() if minor}
    )


def aged(lines: Sequence[OpenLine], *, today: dt.date) -> list[AgeingLine]:
    """A line for each partner of these dues."""
    return ageing((one.counterparty, one.open_minor, one.days_over(today)) for one in lines)


def year_before(today: dt.date) -> dt.date:
    """The first day of the month a year ago."""
    return (today - dt.timedelta(days=365)).replace(day=1)


def income_shares(currency: str, *, today: dt.date) -> dict[str, Concentration]:
    """Where the income since `year_before` came from: by partner or channel, and by property's key (0: none)."""
    since = year_before(today)
    sums = balances("partner", "channel", "of_property", kind__in=list(INCOME), currency=currency, month__gte=since)
    payers: dict[str, int] = defaultdict(int)
    own: dict[str, int] = defaultdict(int)
    for (_, partner, channel, property_id), minor in sums.items():
        payers[partner or channel or "—"] += minor
        own[str(property_id or 0)] += minor
    return {"payers": concentration(payers), "properties": concentration(own)}
