"""What a studio's own rows say of the slate's inputs: gates, books, settlements, masters."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction

from django.utils import timezone

from manju.books.kinds import INCOME
from manju.books.models import Settlement
from manju.books.reading import balances
from manju.catalogue.models import Master, Property
from manju.market.slate import Inputs
from manju.market.slate.estimates import Estimate, Own, estimated
from manju.portfolio.gates import lines_of
from manju.portfolio.models import HandEvidence
from manju.revenue.models import ChannelAgreement
from manju.revenue.works import MAKING

__all__ = ["inputs_of_the_studio", "own_figures"]

CURRENCY = "CNY"  # the article's ranges are in yuan; money in other currencies is not converted
LATEST = 2000  # settlements that delays are measured from


def inputs_of_the_studio() -> tuple[Inputs, list[Estimate]]:
    """Inputs of the studio in scope, each shrunk to the article's, with its origin."""
    return estimated(own_figures())


def own_figures(*, today: dt.date | None = None) -> Own:
    """All that the studio's rows say."""
    day = today or timezone.localdate()
    tested = [line.at("launch") for line in lines_of(Property.objects.all())]
    decided = [s for s in tested if s.state in ("passed", "blocked")]
    bank = balances(kind="bank", currency=CURRENCY)
    seconds, made = _making()
    deals, quarters = _deals(day)
    return Own(
        cash_minor=bank.get((CURRENCY,)),
        tests_decided=len(decided),
        tests_passed=sum(1 for s in decided if s.state == "passed"),
        title_revenue_minor=_titles(),
        made_minor=made,
        minutes=seconds / 60,
        payment_days=_payment_days(),
        licensing_quarters=quarters,
        deal_minor=deals,
        merchandise_minor=_merchandise(),
        followers=_followers(day),
    )


def _titles() -> tuple[int, ...]:
    """Revenue share of works that have any."""
    sums = balances("work", tier=1, kind__in=list(INCOME), currency=CURRENCY)
    return tuple(minor for (_, work), minor in sorted(sums.items(), key=str) if work is not None and minor > 0)


def _making() -> tuple[Fraction, int]:
    """Seconds of the current masters of works whose making has a cost, and that cost."""
    sums = balances("work", kind__in=list(MAKING), currency=CURRENCY)
    costs = {work: minor for (_, work), minor in sums.items() if work is not None and minor > 0}
    newest: dict[int, tuple[int, float]] = {}
    rows = Master.objects.filter(state=Master.State.READY, text_free=False, episode__season__work__in=list(costs))
    for episode, work, probe in rows.order_by("pk").values_list("episode", "episode__season__work", "probe"):
        newest[episode] = (work, probe.get("duration_s") or 0)
    seconds: dict[int, Fraction] = defaultdict(Fraction)
    for work, length in newest.values():
        seconds[work] += Fraction(str(length))
    whole = {work: minor for work, minor in costs.items() if seconds.get(work)}
    return sum((seconds[work] for work in whole), Fraction(0)), sum(whole.values())


def _payment_days() -> tuple[int, ...]:
    """Days from the end of the month in which platforms' money was earned to the money: agreed days and the delay."""
    agreed = {
        row.channel: int(row.document.get("settlement_days") or 0) for row in ChannelAgreement.objects.order_by("pk")
    }
    rows = Settlement.objects.filter(
        due__direction="in",
        due__account__channel__in=list(agreed),
        posting__isnull=False,
        reverses=None,
        taken_back=None,
    ).order_by("-pk")
    columns = ("on", "due__due_on", "due__account__channel")
    return tuple(
        max(0, (on - due_on).days + agreed[channel]) for on, due_on, channel in rows.values_list(*columns)[:LATEST]
    )


def _deals(today: dt.date) -> tuple[tuple[int, ...], int]:
    """What each licensee brought so far, and the quarters since the third work earned: when deals became possible."""
    sums = balances("partner", tier=2, kind__in=list(INCOME), currency=CURRENCY)
    deals = tuple(minor for (_, partner), minor in sorted(sums.items()) if partner and minor > 0)
    first: dict[int, dt.date] = {}
    for (_, work, month), _minor in balances("work", "month", tier=1, kind__in=list(INCOME), currency=CURRENCY).items():
        if work is not None:
            first[work] = min(first.get(work, month), month)
    begun = sorted(first.values())
    quarters = max(0, (today - begun[2]).days // 91) if len(begun) >= 3 else 0
    return deals, max(quarters, len(deals))


def _merchandise() -> tuple[int, ...]:
    sums = balances("month", tier=3, kind__in=list(INCOME), currency=CURRENCY)
    return tuple(minor for _, minor in sorted(sums.items()) if minor > 0)


def _followers(today: dt.date) -> int:
    """The newest number of each property, added up."""
    newest: dict[int | None, int] = {}
    rows = HandEvidence.objects.filter(need="followers", on__lte=today).order_by("on", "pk")
    for owner, figure in rows.values_list("of_property", "figure"):
        newest[owner] = figure
    return sum(newest.values())
