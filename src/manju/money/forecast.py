"""Cash by week: what is due, shifted by how late each payer really pays, less what is to be paid and spent.

Uncertainty is resampled, not assumed: a run draws for every payer and due day one of the delays that this payer has
shown, and for every week one of the past weeks' spending. All amounts are whole minor units; all draws are whole
numbers of one seeded generator, so that the same input gives the same bands.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

__all__ = ["ENOUGH", "Delays", "Flow", "Forecast", "Week", "forecast", "quantile"]

WEEKS: Final = 26
RUNS: Final = 1000
DRAWS: Final = 200_000  # runs × drawings are kept near this, so that a page with thousands of dues stays quick
ENOUGH: Final = 8
"""From so many settlements on a payer's own delays are used alone; with fewer the prior is mixed in."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that is to come (`amount_minor` > 0) or to go (< 0) on a day, and whose it is."""

    due_on: dt.date
    amount_minor: int
    partner: str


@dataclass(frozen=True, slots=True)
class Delays:
    """Days between due and paid that a payer has shown, sorted; `prior` stands in where they are few.

    >>> Delays((0, 3, 3, 5, 9, 9, 12, 30)).interval
    (0, 30)
    >>> Delays((4,), prior=(0, 7, 30)).pool, Delays((4,), prior=(0, 7, 30)).median
    ((0, 4, 7, 30), 4)
    """

    own: tuple[int, ...] = ()
    prior: tuple[int, ...] = (0,)

    @property
    def measured(self) -> int:
        return len(self.own)

    @property
    def pool(self) -> tuple[int, ...]:
        """What is drawn from: the payer's own delays, and the prior's while there are fewer than `ENOUGH`."""
        return tuple(sorted(self.own if self.measured >= ENOUGH else (*self.own, *self.prior)))

    @property
    def median(self) -> int:
        return quantile(self.pool, 5)

    @property
    def interval(self) -> tuple[int, int]:
        """The days between which eight of ten payments come."""
        return quantile(self.pool, 1), quantile(self.pool, 9)

    def expected_on(self, due_on: dt.date, today: dt.date) -> dt.date:
        """The day by which half of such payments have come, given that this one has not come yet."""
        left = self._left((today - due_on).days)
        if left:
            return due_on + dt.timedelta(days=quantile(left, 5))
        return today + dt.timedelta(days=max(0, self.median))

    def possible_on(self, due_on: dt.date, today: dt.date) -> list[dt.date]:
        """The days on which it may come, all alike likely: later than now, else counted from today."""
        if left := self._left((today - due_on).days):
            return [due_on + dt.timedelta(days=days) for days in left]
        return [today + dt.timedelta(days=max(0, days)) for days in self.pool]

    def _left(self, lasted: int) -> tuple[int, ...]:
        return tuple(days for days in self.pool if days >= lasted)


@dataclass(frozen=True, slots=True)
class Week:
    """One week: what is expected to come, to be paid and to be spent, and the balance at its end.

    One run of ten ends at `p10` or under it, half at `p50`, nine of ten at `p90`.
    """

    first: dt.date
    incoming: int
    outgoing: int
    spending: int
    p10: int
    p50: int
    p90: int

    @property
    def last(self) -> dt.date:
        return self.first + dt.timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Forecast:
    """26 weeks of one currency."""

    opening_minor: int
    weeks: tuple[Week, ...]
    runs: int
    runs_below_zero: int
    beyond_minor: int = 0  # due, but expected after the last week
    delays: Mapping[str, Delays] = field(default_factory=dict)

    @property
    def lowest(self) -> Week:
        """The week with the least cash in the middle run; the first of them."""
        return min(self.weeks, key=lambda week: week.p50)

    @property
    def lowest_in_a_bad_run(self) -> Week:
        """The week with the least cash in one run of ten."""
        return min(self.weeks, key=lambda week: week.p10)

    @property
    def first_short(self) -> Week | None:
        """The first week in which one run of ten is below zero."""
        return next((week for week in self.weeks if week.p10 < 0), None)


def forecast(
    opening_minor: int, flows: Sequence[Flow], *, delays: Mapping[str, Delays], today: dt.date,
    past_weeks: Sequence[int] = (), prior: tuple[int, ...] = (0,), weeks: int = WEEKS, seed: int = 1,
) -> Forecast:  # fmt: skip
    """The balance at the end of each week from `today` on, with the band in which eight of ten runs lie.

    `past_weeks`: what was spent in each of the past weeks, minor units, at least 0; none: nothing is spent. What we
    owe goes on its day, at once when it is over due.

    >>> day = dt.date(2026, 11, 30)
    >>> made = forecast(100, [Flow(day, 50, "a"), Flow(day, -20, "b")], delays={}, today=day, past_weeks=[10])
    >>> made.weeks[0].p50, made.weeks[25].p50, made.lowest.first
    (120, -130, datetime.date(2027, 5, 24))
    """
    grouped: dict[tuple[str, dt.date], int] = defaultdict(int)
    for flow in flows:
        if flow.amount_minor > 0:
            grouped[flow.partner, flow.due_on] += flow.amount_minor
    coming = sorted(grouped.items())
    own = {partner: delays.get(partner) or Delays(prior=prior) for (partner, _), _ in coming}
    going = _outgoing(flows, today, weeks)
    runs = max(200, min(RUNS, DRAWS // (len(coming) + weeks)))
    moved = [[-amount for amount in going] for _ in range(runs)]
    chance = random.Random(seed)  # noqa: S311  # a simulation, no secret
    for (partner, due_on), amount in coming:
        places = [(day - today).days // 7 for day in own[partner].possible_on(due_on, today)]
        for run, place in zip(moved, chance.choices(places, k=runs), strict=True):
            if place < weeks:
                run[place] += amount
    balances: list[list[int]] = [[] for _ in range(weeks)]
    below = 0
    for run in moved:
        spent = chance.choices(past_weeks, k=weeks) if past_weeks else [0] * weeks
        balance = least = opening_minor
        for n in range(weeks):
            balance += run[n] - spent[n]
            balances[n].append(balance)
            least = min(least, balance)
        below += least < 0
    expected, beyond = [0] * weeks, 0
    for (partner, due_on), amount in coming:
        place = (own[partner].expected_on(due_on, today) - today).days // 7
        if place < weeks:
            expected[place] += amount
        else:
            beyond += amount
    spending = sum(past_weeks) // len(past_weeks) if past_weeks else 0
    made = []
    for n in range(weeks):
        ordered = sorted(balances[n])
        first = today + dt.timedelta(weeks=n)
        made.append(Week(first, expected[n], going[n], spending, *(quantile(ordered, tenth) for tenth in (1, 5, 9))))
    return Forecast(opening_minor, tuple(made), runs, below, beyond, own)


def quantile(ordered: Sequence[int], tenths: int) -> int:
    """The smallest of the sorted numbers that at least so many tenths of them do not exceed (nearest rank).

    >>> [quantile((1, 2, 3, 4), n) for n in (1, 5, 9)]
    [1, 2, 4]
    """
    return ordered[max(0, -(-len(ordered) * tenths // 10) - 1)]


def _outgoing(flows: Sequence[Flow], today: dt.date, weeks: int) -> list[int]:
    going = [0] * weeks
    for flow in flows:
        place = max(0, (flow.due_on - today).days // 7)
        if flow.amount_minor < 0 and place < weeks:
            going[place] -= flow.amount_minor
    return going
