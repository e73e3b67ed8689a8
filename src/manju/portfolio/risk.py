"""On whom the money and the views hang, and what happens when a platform halves."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils import timezone

from manju.books.kinds import INCOME
from manju.books.reading import balances
from manju.distribution.models import channel_name
from manju.launch.days import title_days
from manju.launch.watching import Share as ViewShare
from manju.launch.watching import shares_of, watched_works
from manju.money.ageing import Concentration, concentration
from manju.portfolio.money import main_currency
from manju.portfolio.runway import Runway, runway
from manju.revenue.cash import cash_forecast
from manju.words import Words

__all__ = ["HALF", "Risk", "Share", "Stress", "platform_shares", "risk", "view_shares"]

HALF: Final = Fraction(1, 2)
MONTHS: Final = 3  # whole months that the pace of income is taken from
LAG_WEEKS: Final = 7  # from earning to money where a studio has shown none: settlement_days 45


@dataclass(frozen=True, slots=True)
class Share:
    """A platform and its share of an income."""

    channel: str
    share: Fraction

    @property
    def name(self) -> Words:
        return channel_name(self.channel)

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True, slots=True)
class Stress(Share):
    """How long the cash lasts when a platform's income halves."""

    monthly_minor: int
    halved: Runway


@dataclass(frozen=True, slots=True)
class Risk:
    """Cash, pace and shares of the studio in its main currency."""

    currency: str
    cash_minor: int
    spending_weekly: Fraction
    income_weekly: Fraction
    as_it_is: Runway
    stresses: tuple[Stress, ...]  # the largest platform first
    shares: Concentration
    since: dt.date
    due_in_minor: int  # of the coming 26 weeks
    due_out_minor: int

    @property
    def worst(self) -> Stress | None:
        """The platform whose halving leaves the shortest time; of equals the largest."""
        gone = [s for s in self.stresses if s.halved.weeks is not None]
        return min(gone, key=lambda s: s.halved.weeks or 0) if gone else (self.stresses[0] if self.stresses else None)

    @property
    def due_minor(self) -> int:
        """What is due to us in the coming 26 weeks, less what is due by us."""
        return self.due_in_minor - self.due_out_minor

    @property
    def spending_monthly(self) -> int:
        return int(self.spending_weekly * 52 / 12)

    @property
    def income_monthly(self) -> int:
        return int(self.income_weekly * 52 / 12)


def risk(*, today: dt.date | None = None, lag_weeks: int = LAG_WEEKS) -> Risk:
    """From the books: the bank, what is due, the pace of spending, and the pace of income of the last whole months."""
    day = today or timezone.localdate()
    currency = main_currency()
    since = _months_before(day.replace(day=1), MONTHS)
    found = cash_forecast(currency, today=day)
    spending = Fraction(sum(w.spending for w in found.weeks), len(found.weeks)) if found.weeks else Fraction(0)
    known = [w.incoming for w in found.weeks], [w.outgoing for w in found.weeks]
    shares = concentration(_income(currency, since=since, until=day.replace(day=1)))
    days = (day.replace(day=1) - since).days
    whole = Fraction(sum(minor for _, minor, _ in shares.shares) * 7, days)

    def lasts(lost: Fraction | int) -> Runway:
        return runway(found.opening_minor, known_in=known[0], known_out=known[1], spending_minor=spending,
                      income_minor=whole - lost, income_from_week=lag_weeks)  # fmt: skip

    stresses = tuple(
        Stress(channel, share, int(Fraction(minor * 7, days) * 52 / 12), lasts(Fraction(minor * 7, days) * HALF))
        for channel, minor, share in shares.shares[:6]
    )
    return Risk(currency, found.opening_minor, spending, whole, lasts(0), stresses, shares, since,
                sum(known[0]), sum(known[1]))  # fmt: skip


def platform_shares() -> dict[int, Share]:
    """The largest platform of each property's income in the last whole months and this one."""
    since = _months_before(timezone.localdate().replace(day=1), MONTHS)
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = balances("of_property", "channel", tier=1, kind__in=list(INCOME), currency=main_currency(), month__gte=since)
    for (_, owner, channel), minor in rows.items():
        if owner is not None:
            sums[owner][channel or "—"] += minor
    found: dict[int, Share] = {}
    for owner, own in sums.items():
        if shares := concentration(own).shares:
            found[owner] = Share(shares[0][0], shares[0][2])
    return found


def view_shares() -> ViewShare | None:
    """Views of all titles by platform in the last 28 days of the exports; None where no export was imported."""
    return shares_of([cell for work in watched_works() for cell in title_days(work)])


def _income(currency: str, *, since: dt.date, until: dt.date) -> dict[str, int]:
    """Income by platform or partner, of all tiers: months from `since` to before `until`."""
    sums = balances("channel", "partner", kind__in=list(INCOME), currency=currency, month__gte=since, month__lt=until)
    found: dict[str, int] = defaultdict(int)
    for (_, channel, partner), minor in sums.items():
        found[channel or partner or "—"] += minor
    return found


def _months_before(first: dt.date, count: int) -> dt.date:
    place = first.year * 12 + first.month - 1 - count
    return dt.date(place // 12, place % 12 + 1, 1)
