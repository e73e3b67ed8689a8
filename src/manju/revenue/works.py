"""One title's money: revenue by month and kind, how far the gate is, what traffic brings back, cost per minute."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from manju.books.kinds import INCOME, KINDS
from manju.books.reading import balances
from manju.catalogue.models import Master, Work
from manju.money.amounts import round_minor
from manju.money.periods import period_of
from manju.revenue.models import Expense
from manju.revenue.norms import Gate, LiveAction, gate, live_action
from manju.words import Words

__all__ = ["ChannelLine", "Minutes", "Progress", "RevenueLine", "channels_of", "gate_of", "minutes_of", "revenue_of"]

MAKING: Final = ("credits", "freelance", "other")  # what a minute costs; traffic and fees come after it is made
PACE_MONTHS: Final = 3


@dataclass(slots=True)
class RevenueLine:
    """A month's revenue of one kind on one channel, in one currency."""

    month: dt.date
    kind: str
    channel: str
    currency: str
    minor: int

    @property
    def kind_name(self) -> Words:
        return KINDS[self.kind].name


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a title's revenue share is from the gate; `on` is when it is reached at the pace of the last months."""

    gate: Gate
    earned_minor: int
    per_month: int
    on: dt.date | None
    months: tuple[tuple[dt.date, int], ...] = ()
    elsewhere: dict[str, int] = field(default_factory=dict)  # other currencies, not counted

    @property
    def passed(self) -> bool:
        return self.earned_minor > self.gate.minor

    @property
    def left_minor(self) -> int:
        return max(0, self.gate.minor - self.earned_minor)

    @property
    def percent(self) -> int:
        return max(0, min(100, self.earned_minor * 100 // self.gate.minor))


@dataclass(slots=True)
class ChannelLine:
    """What a title brought and what was spent on paid traffic for it, on one channel in one currency."""

    channel: str
    currency: str
    income: int = 0
    traffic: int = 0
    recoverable: int = 0

    @property
    def back_for_100(self) -> int | None:
        """Income for every hundred of traffic; None where none was bought."""
        return self.income * 100 // self.traffic if self.traffic else None


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a finished minute cost, beside a tenth of live action; `spent_minor` of `live.currency`."""

    seconds: Fraction
    spent_minor: int
    live: LiveAction

    @property
    def per_minute(self) -> int | None:
        return round_minor(self.spent_minor * 60 / self.seconds) if self.seconds and self.spent_minor else None

    @property
    def minutes_tenths(self) -> int:
        """Length in tenths of a minute."""
        return round_minor(self.seconds / 6)

    @property
    def verdict(self) -> str:
        """under, within or over a tenth of live action; empty where nothing can be said."""
        if self.per_minute is None:
            return ""
        low, high = self.live.tenth
        return "under" if self.per_minute < low else "over" if self.per_minute > high else "within"


def revenue_of(work: Work) -> list[RevenueLine]:
    """A line for every month, kind and channel, the newest month first."""
    sums = balances("month", "kind", "channel", work=work, kind__in=list(INCOME))
    lines = [RevenueLine(month, kind, channel, currency, minor)
             for (currency, month, kind, channel), minor in sums.items() if minor]  # fmt: skip
    return sorted(lines, key=lambda n: (n.currency, -n.month.toordinal(), n.kind, n.channel))


def gate_of(work: Work) -> Progress:
    """Revenue share of the title against the gate; pace: the mean of the last three months that have any."""
    wall = gate()
    sums = balances("month", work=work, kind__in=list(INCOME), tier=1)
    months: dict[dt.date, int] = defaultdict(int)
    elsewhere: dict[str, int] = defaultdict(int)
    for (currency, month), minor in sums.items():
        if currency == wall.currency:
            months[month] += minor
        else:
            elsewhere[currency] += minor
    earned = sum(months.values())
    latest = max(months, default=None)
    if latest is None:
        return Progress(wall, 0, 0, None, (), dict(elsewhere))
    first = min(months)
    span = min(PACE_MONTHS, (latest.year - first.year) * 12 + latest.month - first.month + 1)
    since = _months_before(latest, span - 1)
    pace = Fraction(sum(minor for month, minor in months.items() if month >= since), span)
    on = None
    if earned <= wall.minor and pace > 0:
        days = -(-((wall.minor + 1 - earned) * 365) // (pace * 12))
        on = period_of("month", latest).last + dt.timedelta(days=int(days)) if days < 3650 else None
    return Progress(wall, earned, round_minor(pace), on, tuple(sorted(months.items())), dict(elsewhere))


def channels_of(work: Work) -> list[ChannelLine]:
    """Income and paid traffic by channel, the largest income first."""
    lines: dict[tuple[str, str], ChannelLine] = {}

    def line(channel: str, currency: str) -> ChannelLine:
        return lines.setdefault((channel, currency), ChannelLine(channel, currency))

    for (currency, channel), minor in balances("channel", work=work, kind__in=list(INCOME)).items():
        line(channel, currency).income += minor
    rows = Expense.objects.filter(work=work, kind="traffic").values_list(
        "channel", "currency", "recoverable", "amount_minor"
    )
    for channel, currency, recoverable, minor in rows.iterator(chunk_size=2000):
        own = line(channel, currency)
        own.traffic += minor
        own.recoverable += minor if recoverable else 0
    return sorted(lines.values(), key=lambda n: (n.currency, -n.income, n.channel))


def minutes_of(work: Work) -> Minutes:
    """The length of the title's current masters, and what making them cost; dear live action beside it."""
    newest: dict[int, Master] = {}
    ready = Master.objects.filter(episode__season__work=work, state=Master.State.READY)
    for master in ready.order_by("pk"):
        newest[master.episode_id] = master
    seconds = sum((Fraction(str(m.duration_s or 0)) for m in newest.values()), Fraction(0))
    live = live_action()
    spent = balances(work=work, kind__in=list(MAKING), currency=live.currency).get((live.currency,), 0)
    return Minutes(seconds, spent, live)


def _months_before(month: dt.date, count: int) -> dt.date:
    place = month.year * 12 + month.month - 1 - count
    return dt.date(place // 12, place % 12 + 1, 1)
