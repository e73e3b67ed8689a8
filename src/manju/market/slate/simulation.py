"""The Monte-Carlo of a slate (slate_v1): slots that test and finish seasons, a studio that licenses, sells and pays.

What happens on one day happens in this order: work that ends, months, quarters, money that comes in, money that goes
out. The semantics are in docs/algorithms/slate.md. Arrays have the shape (slates, runs of a block), minor units, int64.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from manju.market.slate.draws import BLOCK, EXTRA, LICENSING, MERCHANDISE, Raw, Stream, happens, threshold, within
from manju.market.slate.inputs import Inputs

__all__ = ["POINTS", "Block", "events", "simulated_blocks"]

POINTS: Final = 53  # places of the cash curve at most
QUARTER_WEEKS: Final = 13
END, MONTH, QUARTER, RECEIPT, COST, LOOK = range(6)  # the order within a day

Minor = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Block:
    """What became of the runs of one block, a row for each slate."""

    profit: Minor
    any_hit: Flags
    ruined_on: Minor  # day, or -1
    test_gain: Minor  # profit with one test more, less the profit without
    season_gain: Minor
    cash: list[Minor]  # at each place of the curve


def events(inputs: Inputs) -> list[tuple[int, int, int]]:
    """What happens within the horizon, in order: (day, what, its number from 0).

    >>> events(Inputs(horizon_weeks=3, settlement_days=7))
    [(0, 4, 0), (0, 5, 0), (7, 5, 1), (14, 0, 0), (14, 4, 1), (14, 5, 2), (21, 3, 0), (21, 5, 3)]
    """
    days, cycle = inputs.horizon_weeks * 7, inputs.cycle_weeks * 7
    found = [(number * cycle, COST, number) for number in range(inputs.cycles)]
    ends = [number for number in range(inputs.cycles) if (number + 1) * cycle <= days]
    found += [((number + 1) * cycle, END, number) for number in ends]
    paid = {(number + 1) * cycle + inputs.settlement_days for number in ends}
    if inputs.merchandise is not None:
        months = [_month_end(m) for m in range(inputs.horizon_weeks * 3 // QUARTER_WEEKS)]
        found += [(day, MONTH, number) for number, day in enumerate(months)]
        paid |= {day + inputs.settlement_days for day in months}
    if inputs.licensing is not None:
        quarters = [(n + 1) * QUARTER_WEEKS * 7 for n in range(inputs.horizon_weeks // QUARTER_WEEKS)]
        found += [(day, QUARTER, number) for number, day in enumerate(quarters)]
        paid |= {day + inputs.settlement_days for day in quarters}
    found += [(day, RECEIPT, 0) for day in paid if day <= days]
    every = -(-inputs.horizon_weeks // (POINTS - 1))
    looks = sorted({*range(0, inputs.horizon_weeks, every), inputs.horizon_weeks})
    found += [(week * 7, LOOK, number) for number, week in enumerate(looks)]
    return sorted(found)


def simulated_blocks(inputs: Inputs, *, runs: int, seed: int) -> Iterator[Block]:
    """The runs, at most `BLOCK` at a time; memory does not grow with their number."""
    inputs.check_room()
    happening = events(inputs)
    for number in range(-(-runs // BLOCK)):
        yield _Studio(inputs, seed=seed, block=number, size=min(BLOCK, runs - number * BLOCK)).run(happening)


def _month_end(month: int) -> int:
    """The day on which a twelfth of 52 weeks is over, whole days."""
    return -(-91 * (month + 1) // 3)


@dataclass(slots=True)
class _Slots:
    """All slots of the largest slate: whether each makes the rest of a season in this cycle; shape (slots, runs)."""

    inputs: Inputs
    streams: list[Stream]
    size: int
    making: Flags = field(init=False)
    words: list[Raw] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.making = np.zeros((len(self.streams), self.size), dtype=np.bool_)

    def costs(self) -> Minor:
        """What this cycle costs in each slot."""
        return np.where(self.making, np.int64(self.inputs.rest_cost_minor), np.int64(self.inputs.test_cost_minor))

    def end(self) -> tuple[Flags, Minor]:
        """End the cycle: which slots finished a hit, and what each finished season earned; tests give the next."""
        words = np.stack([stream.next()[: self.size] for stream in self.streams])
        hit, earned = _title(self.inputs, words)
        finished = self.making
        self.making = ~finished & happens(words, threshold(self.inputs.p_pass_test))
        return finished & hit, np.where(finished, earned, np.int64(0))


def _title(inputs: Inputs, words: Raw) -> tuple[Flags, Minor]:
    """Whether a finished season is a hit, and what it earns."""
    of = inputs.per_title_revenue_minor
    hit = happens(words, threshold(of.p_top))
    return hit, np.where(hit, within(words, of.top[0], of.top[1]), within(words, of.mid[0], of.mid[1]))


class _Studio:
    """The slates of one studio through the horizon, for the runs of one block."""

    def __init__(self, inputs: Inputs, *, seed: int, block: int, size: int) -> None:
        self.inputs, self.size = inputs, size
        self.rows = [slots - 1 for slots in inputs.parallel]
        streams = [Stream(seed=seed, stream=n, block=block) for n in range(max(inputs.parallel))]
        self.slots = _Slots(inputs, streams, size)
        self.licensing = Stream(seed=seed, stream=LICENSING, block=block)
        self.merchandise = Stream(seed=seed, stream=MERCHANDISE, block=block)
        shape = (len(self.rows), size)
        self.cash = np.full(shape, inputs.cash_minor, dtype=np.int64)
        self.profit, self.hits, self.good = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        self.good += inputs.works_over
        self.ruined_on = np.full(shape, -1, dtype=np.int64)
        self.due: dict[int, list[Minor]] = defaultdict(list)
        self.days = inputs.horizon_weeks * 7
        self.curve: list[Minor] = []
        self.extra = _extras(inputs, Stream(seed=seed, stream=EXTRA, block=block), shape)

    def run(self, happening: list[tuple[int, int, int]]) -> Block:
        for day, what, number in happening:
            if what == COST:
                self._pay(day, self._by_slate(self.slots.costs()))
            elif what == END:
                self._end_cycle(day)
                for one in self.extra:
                    one.end_cycle(number)
            elif what == MONTH:
                self._month(day)
            elif what == QUARTER:
                self._quarter(day)
            elif what == RECEIPT:
                for income in self.due.pop(day, []):
                    self.cash += income
            else:
                self.curve.append(self.cash.copy())
        season, test = self.extra
        return Block(self.profit, self.hits > 0, self.ruined_on, test.gain, season.gain, self.curve)

    def _pay(self, day: int, cost: Minor) -> None:
        short = (cost > 0) & (self.cash < cost) & (self.ruined_on < 0)
        self.ruined_on[short] = day
        self.cash -= cost
        self.profit -= cost

    def _earn(self, day: int, income: Minor) -> None:
        self.profit += income
        if (paid := day + self.inputs.settlement_days) <= self.days:
            self.due[paid].append(income)

    def _end_cycle(self, day: int) -> None:
        hit, earned = self.slots.end()
        self.hits += self._by_slate(hit.astype(np.int64))
        if self.inputs.licensing is not None:
            good = earned > self.inputs.licensing.needs_works_over_minor
            self.good += self._by_slate(good.astype(np.int64))
        self._earn(day, self._by_slate(earned))

    def _month(self, day: int) -> None:
        of = self.inputs.merchandise
        if of is None:
            return
        income = within(self.merchandise.next()[: self.size], of.monthly_minor[0], of.monthly_minor[1])
        followers = self.inputs.followers + self.hits * of.followers_per_hit
        self._earn(day, np.where(followers >= of.opens_at, income, np.int64(0)))
        for one in self.extra:
            opened = (followers < of.opens_at) & (followers + one.hits * of.followers_per_hit >= of.opens_at)
            one.gain += np.where(opened, income, np.int64(0))

    def _quarter(self, day: int) -> None:
        of = self.inputs.licensing
        if of is None:
            return
        words = self.licensing.next()[: self.size]
        deal = happens(words, threshold(of.p_deal_per_quarter))
        income = np.where(deal, within(words, of.deal_minor[0], of.deal_minor[1]), np.int64(0))
        self._earn(day, np.where(self.good >= of.needs_works, income, np.int64(0)))
        for one in self.extra:
            opened = (self.good < of.needs_works) & (self.good + one.good >= of.needs_works)
            one.gain += np.where(opened, income, np.int64(0))

    def _by_slate(self, by_slot: Minor) -> Minor:
        """Sums of the first k slots, a row for each slate."""
        return np.cumsum(by_slot, axis=0)[self.rows]


@dataclass(slots=True)
class _Extra:
    """A season beside the slate, and what it changes: its own money, and the doors it opens earlier."""

    ends_with: int  # the cycle
    earned: Minor  # (runs,), 0 where it is not finished
    hit: Minor
    counts: Minor
    gain: Minor  # (slates, runs)
    hits: Minor = field(init=False)
    good: Minor = field(init=False)

    def __post_init__(self) -> None:
        self.hits, self.good = np.zeros_like(self.hit), np.zeros_like(self.hit)

    def end_cycle(self, number: int) -> None:
        if number == self.ends_with:
            self.gain += self.earned
            self.hits, self.good = self.hit, self.counts


def _extras(inputs: Inputs, stream: Stream, shape: tuple[int, int]) -> tuple[_Extra, _Extra]:
    """The rest of one season whose test has passed, begun on the first day; and one test, begun on the first day."""
    size = shape[1]
    passed = happens(stream.next()[:size], threshold(inputs.p_pass_test))
    hit, earned = _title(inputs, stream.next()[:size])
    over = inputs.licensing.needs_works_over_minor if inputs.licensing is not None else 0
    good = (earned > over).astype(np.int64)
    season = _Extra(0, earned, hit.astype(np.int64), good, np.full(shape, -inputs.rest_cost_minor, dtype=np.int64))
    cost = np.where(passed, np.int64(inputs.rest_cost_minor if inputs.cycles > 1 else 0), np.int64(0))
    gain = np.broadcast_to(-inputs.test_cost_minor - cost, shape).copy()
    none = np.int64(0)
    test = _Extra(1, np.where(passed, earned, none), (hit & passed).astype(np.int64), good * passed, gain)
    return season, test
