"""How long 100,000 runs of six slates take, beside a plain Python loop: `python benchmarks/slate.py`."""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import time

from manju.market.slate import Inputs, Outcome, simulate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--loop-runs", type=int, default=2_000)
    options = parser.parse_args()
    inputs = Inputs()
    before = _peak()
    began = time.perf_counter()
    found = simulate(inputs, runs=options.runs)
    took = time.perf_counter() - began
    peak = _peak()
    slates = len(inputs.parallel)
    print(f"manju: {options.runs:,} runs x {slates} slates in {took:.2f} s, peak {peak:.0f} MiB ({before:.0f} before)")
    began = time.perf_counter()
    loop = {k: [plain(inputs, k, random.Random(n)) for n in range(options.loop_runs)] for k in inputs.parallel}  # noqa: S311
    slow = time.perf_counter() - began
    each, plain_each = took / options.runs, slow / options.loop_runs
    print(f"a plain loop: {options.loop_runs:,} runs x {slates} slates in {slow:.2f} s")
    print(f"a run takes the plain loop {plain_each / each:.0f} times as long")
    compare(found, loop)


def plain(inputs: Inputs, slots: int, r: random.Random) -> tuple[int, bool, bool]:
    """One run by Python's own generator: profit, a hit, ruin."""
    days, cycle, title = inputs.horizon_weeks * 7, inputs.cycle_weeks * 7, inputs.per_title_revenue_minor
    licensing, merchandise = inputs.licensing, inputs.merchandise
    assert licensing is not None
    assert merchandise is not None
    p_pass, p_top, p_deal = float(inputs.p_pass_test), float(title.p_top), float(licensing.p_deal_per_quarter)
    making, cash, profit, hits, good, ruined = [False] * slots, inputs.cash_minor, 0, 0, 0, False
    coming: dict[int, int] = {}
    months = {-(-91 * m // 3) for m in range(1, days * 3 // 91 + 1)}
    for day in range(days + 1):
        earned = []
        if day and day % cycle == 0:
            for n in range(slots):
                if making[n]:
                    hit = r.random() < p_top
                    earned.append(r.randint(*(title.top if hit else title.mid)))
                    hits += hit
                    good += earned[-1] > licensing.needs_works_over_minor
                    making[n] = False
                else:
                    making[n] = r.random() < p_pass
        if day in months and hits * merchandise.followers_per_hit >= merchandise.opens_at:
            earned.append(r.randint(*merchandise.monthly_minor))
        if day and day % 91 == 0 and good >= licensing.needs_works and r.random() < p_deal:
            earned.append(r.randint(*licensing.deal_minor))
        if earned:
            profit += sum(earned)
            coming[day + inputs.settlement_days] = coming.get(day + inputs.settlement_days, 0) + sum(earned)
        cash += coming.pop(day, 0)
        if day < days and day % cycle == 0:
            cost = sum(inputs.rest_cost_minor if m else inputs.test_cost_minor for m in making)
            ruined = ruined or cost > cash
            cash -= cost
            profit -= cost
    return profit, hits > 0, ruined


def compare(found: Outcome, loop: dict[int, list[tuple[int, bool, bool]]]) -> None:
    """Both say the same, up to the loop's few runs."""
    for slate in found.slates:
        runs = loop[slate.parallel]
        print(
            f"  {slate.parallel}: "
            f"hit {slate.runs_with_hit / slate.runs:.3f} / {statistics.fmean(r[1] for r in runs):.3f}, "
            f"median {slate.profit.p50:,} / {round(statistics.median(r[0] for r in runs)):,}, "
            f"ruin {float(slate.p_ruin):.3f} / {statistics.fmean(r[2] for r in runs):.3f}"
        )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
