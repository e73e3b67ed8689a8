"""The same simulation once more, one run at a time in plain Python, from docs/algorithms/slate.md: slow and plain."""

from __future__ import annotations

import numpy as np

from manju.market.slate import Inputs
from manju.market.slate.draws import BLOCK, LICENSING, MERCHANDISE


class Words:
    """The words of one stream, as the page says they are numbered: block, then draw, then run."""

    def __init__(self, seed: int, stream: int, run: int) -> None:
        key = np.array([seed, stream], dtype=np.uint64)
        self.bits = np.random.Philox(key=key, counter=np.array([0, 0, 0, run // BLOCK], dtype=np.uint64))
        self.place = run % BLOCK

    def next(self) -> tuple[int, int]:
        """(lower half, upper half) of the next word of this run."""
        word = int(self.bits.random_raw(BLOCK)[self.place])
        return word & 0xFFFFFFFF, word >> 32


def uniform(upper: int, low: int, high: int) -> int:
    return low + (upper * (high - low + 1) >> 32)


def under(lower: int, chance: object) -> bool:
    return lower < round(chance * 2**32)  # type: ignore[operator]


def one_run(inputs: Inputs, parallel: int, *, run: int, seed: int) -> tuple[int, bool, int]:
    """Profit, whether there was a hit, and the day of ruin or -1."""
    days, cycle = inputs.horizon_weeks * 7, inputs.cycle_weeks * 7
    slots = [Words(seed, n, run) for n in range(parallel)]
    deals, goods = Words(seed, LICENSING, run), Words(seed, MERCHANDISE, run)
    making = [False] * parallel
    cash, profit, hits, good, ruined = inputs.cash_minor, 0, 0, 0, -1
    coming: dict[int, int] = {}
    title, licensing, merchandise = inputs.per_title_revenue_minor, inputs.licensing, inputs.merchandise
    month, quarter = 1, 1

    def earn(day: int, minor: int) -> int:
        coming[day + inputs.settlement_days] = coming.get(day + inputs.settlement_days, 0) + minor
        return minor

    for day in range(days + 1):
        if day and day % cycle == 0:  # a cycle ends
            for n, words in enumerate(slots):
                lower, upper = words.next()
                if making[n]:
                    hit = under(lower, title.p_top)
                    earned = uniform(upper, *(title.top if hit else title.mid))
                    hits += hit
                    good += licensing is not None and earned > licensing.needs_works_over_minor
                    profit += earn(day, earned)
                    making[n] = False
                else:
                    making[n] = under(lower, inputs.p_pass_test)
        if day * 3 >= 91 * month:
            month += 1
            _, upper = goods.next()
            if merchandise and hits * merchandise.followers_per_hit + inputs.followers >= merchandise.opens_at:
                profit += earn(day, uniform(upper, *merchandise.monthly_minor))
        if day == 91 * quarter:
            quarter += 1
            lower, upper = deals.next()
            opened = licensing is not None and good + inputs.works_over >= licensing.needs_works
            if licensing is not None and opened and under(lower, licensing.p_deal_per_quarter):
                profit += earn(day, uniform(upper, *licensing.deal_minor))
        cash += coming.pop(day, 0)
        if day < days and day % cycle == 0:  # a cycle begins
            cost = sum(inputs.rest_cost_minor if m else inputs.test_cost_minor for m in making)
            if cost > cash and ruined < 0:
                ruined = day
            cash -= cost
            profit -= cost
    return profit, hits > 0, ruined
