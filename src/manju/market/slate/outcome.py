"""What a simulation says of each slate, and which number of parallel properties is the best."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from manju.market.slate.inputs import Inputs
from manju.market.slate.simulation import COST, LOOK, Block, events, simulated_blocks
from manju.money.amounts import half_even
from manju.money.errors import InputError
from manju.words import Words

__all__ = ["RUIN_MOST", "RUNS_MOST", "Outcome", "Quantiles", "Slate", "simulate"]

RUIN_MOST: Final = Fraction(1, 20)  # a slate with more is not called the best while another has less
RUNS_MOST: Final = 5_000_000
CURVE_BLOCKS: Final = 8  # the curve is drawn from the first 16,384 runs

Minor = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Nearest rank: the smallest value that so many of the runs do not exceed."""

    p5: int
    p50: int
    p95: int


@dataclass(frozen=True, slots=True)
class Slate:
    """k properties side by side: chances as counts of runs, money in minor units."""

    parallel: int
    runs: int
    runs_with_hit: int
    runs_in_profit: int
    ruined: tuple[tuple[int, int], ...]  # (week that was begun, runs): when a due cost could not be paid
    profit: Quantiles
    profit_mean: int
    cash: tuple[tuple[int, Quantiles], ...]  # (weeks gone, cash after that day)
    test_gain: int  # mean profit with one test more, less the mean without
    season_gain: int  # the same for the rest of one season whose test has passed
    histogram: tuple[tuple[int, int], ...]  # (lower edge of profit, runs)

    @property
    def runs_ruined(self) -> int:
        return sum(runs for _, runs in self.ruined)

    @property
    def p_ruin(self) -> Fraction:
        return Fraction(self.runs_ruined, self.runs)

    @property
    def ruin_week(self) -> Quantiles | None:
        """Among the runs that are ruined; None where none is."""
        if not self.ruined:
            return None
        return _quantiles(np.repeat([week for week, _ in self.ruined], [runs for _, runs in self.ruined]))

    def as_json(self) -> dict[str, Any]:
        """As `portfolio simulate` prints it."""
        week = self.ruin_week
        return {
            "parallel": self.parallel,
            "p_any_hit": _share(self.runs_with_hit, self.runs),
            "profit_minor": {"p5": self.profit.p5, "p50": self.profit.p50, "p95": self.profit.p95,
                             "mean": self.profit_mean},
            "p_ruin": _share(self.runs_ruined, self.runs),
            "p_profit": _share(self.runs_in_profit, self.runs),
            "one_more_test_minor": self.test_gain,
            "one_more_season_minor": self.season_gain,
            "ruin_week": None if week is None else {"p5": week.p5, "p50": week.p50, "p95": week.p95},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """All slates of one simulation, as they were asked for."""

    inputs: Inputs
    runs: int
    seed: int
    slates: tuple[Slate, ...]

    @property
    def best(self) -> Slate:
        """The highest median profit among those with a ruin of at most 5 %, else the least ruin; ties to fewer."""
        safe = [slate for slate in self.slates if slate.p_ruin <= RUIN_MOST]
        if safe:
            return min(safe, key=lambda slate: (-slate.profit.p50, slate.parallel))
        return min(self.slates, key=lambda slate: (slate.runs_ruined, slate.parallel))

    def as_json(self) -> dict[str, Any]:
        """As `portfolio simulate` prints it: the best slate's figures at the top."""
        best = {key: value for key, value in self.best.as_json().items() if key != "parallel"}
        return {
            **best,
            "best_parallel": self.best.parallel,
            "slates": [slate.as_json() for slate in self.slates],
            "runs": self.runs,
            "seed": self.seed,
        }


def simulate(inputs: Inputs, *, runs: int = 10_000, seed: int = 1) -> Outcome:
    """Simulate all slates of the inputs; the same inputs and seed give the same figures, whatever is asked beside.

    Raises:
        InputError: `runs_wrong`, `seed_wrong`, `too_large`.

    >>> sure = Inputs(parallel=[1], horizon_weeks=4, p_pass_test=1, licensing=None, merchandise=None)
    >>> [slate] = simulate(sure, runs=100).slates
    >>> slate.runs_ruined, slate.profit.p5 >= 3_000_000 - 6_000_000, slate.profit.p95 <= 20_000_000 - 6_000_000
    (0, True, True)
    """
    if not 1 <= runs <= RUNS_MOST:
        raise InputError(
            "runs_wrong",
            Words("次数要在 1 到 {m} 之间。", "The number of runs must be between 1 and {m}.").fill(m=f"{RUNS_MOST:,}"),
            Words("10 万次已经很细。", "100,000 is fine already."),
        )
    if not 0 <= seed < 2**64:
        raise InputError(
            "seed_wrong",
            Words("随机种子是 0 或正整数，小于 2^64。", "The seed is a whole number from 0 on, under 2^64."),
            Words("不写就用 1。", "Without one it is 1."),
        )
    tally = _Tally(inputs, runs)
    for block in simulated_blocks(inputs, runs=runs, seed=seed):
        tally.take(block)
    return Outcome(inputs, runs, seed, tally.slates())


class _Tally:
    """What is kept of all blocks."""

    def __init__(self, inputs: Inputs, runs: int) -> None:
        self.inputs, self.runs, self.taken = inputs, runs, 0
        happening = events(inputs)
        self.days = [day for day, what, _ in happening if what == COST]
        self.weeks = [day // 7 for day, what, _ in happening if what == LOOK]
        count = len(inputs.parallel)
        self.profit = np.empty((count, runs), dtype=np.int64)
        self.hits = [0] * count
        self.ruined = [dict.fromkeys(self.days, 0) for _ in range(count)]
        self.test, self.season = [0] * count, [0] * count
        self.curves: list[Minor] = []  # (places, slates, runs) of the first blocks

    def take(self, block: Block) -> None:
        size = block.profit.shape[1]
        self.profit[:, self.taken : self.taken + size] = block.profit
        self.taken += size
        if len(self.curves) < CURVE_BLOCKS:
            self.curves.append(np.stack(block.cash))
        for row in range(len(self.hits)):
            self.hits[row] += int(block.any_hit[row].sum())
            self.test[row] += _exact_sum(block.test_gain[row])
            self.season[row] += _exact_sum(block.season_gain[row])
            days, runs = np.unique(block.ruined_on[row], return_counts=True)
            for day, count in zip(days.tolist(), runs.tolist(), strict=True):
                if day >= 0:
                    self.ruined[row][day] += count

    def slates(self) -> tuple[Slate, ...]:
        curve = np.concatenate(self.curves, axis=2)
        return tuple(self._slate(row, curve[:, row]) for row in range(len(self.hits)))

    def _slate(self, row: int, curve: Minor) -> Slate:
        profit = np.sort(self.profit[row])
        return Slate(
            parallel=self.inputs.parallel[row],
            runs=self.runs,
            runs_with_hit=self.hits[row],
            runs_in_profit=int((profit > 0).sum()),
            ruined=tuple((day // 7, runs) for day, runs in self.ruined[row].items() if runs),
            profit=_quantiles(profit),
            profit_mean=half_even(_exact_sum(profit), self.runs),
            cash=tuple((week, _quantiles(np.sort(at))) for week, at in zip(self.weeks, curve, strict=True)),
            test_gain=half_even(self.test[row], self.runs),
            season_gain=half_even(self.season[row], self.runs),
            histogram=_histogram(profit),
        )


def _quantiles(ordered: Minor) -> Quantiles:
    """By nearest rank, of sorted values.

    >>> _quantiles(np.arange(1, 101))
    Quantiles(p5=5, p50=50, p95=95)
    """
    last = len(ordered)
    return Quantiles(*(int(ordered[-(-last * percent // 100) - 1]) for percent in (5, 50, 95)))


def _histogram(ordered: Minor, *, bins: int = 40) -> tuple[tuple[int, int], ...]:
    """Runs by profit, in steps that people can read (1, 2 or 5 and zeros); `ordered` is sorted."""
    low, high = int(ordered[0]), int(ordered[-1])
    step = next(s * 10**z for z in range(19) for s in (1, 2, 5) if (high - low) // (s * 10**z) < bins)
    first = low // step
    edges = [(first + n) * step for n in range(high // step - first + 1)]
    above = np.searchsorted(ordered, np.array([*edges[1:], edges[-1] + step], dtype=np.int64), side="left")
    counts = np.diff(np.concatenate([[0], above]))
    return tuple(zip(edges, (int(n) for n in counts), strict=True))


def _exact_sum(values: Minor) -> int:
    """The sum as a whole number of any size: halves are summed apart, so that nothing runs over."""
    high = values >> 32
    low = values & 0xFFFFFFFF
    return (int(high.sum()) << 32) + int(low.sum())


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6)
