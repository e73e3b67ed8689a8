"""Worlds of hit lists whose truth is known: how often it is found, how often something is found that is not there.

    python -m benchmarks.topics_truth [--seeds 10] [--only NAME]

Per world: seeds in which the rising element has trend_p < 0.05 and is in the first five directions, in which the worn
combination is called tired, how many other directions were falsely called tired, how many other elements had
trend_p < 0.05, and the lift of the backtest over chance (mean over seeds).
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np

from benchmarks.topic_worlds import RISING, TIRED, World, frame_of
from manju.market.topics import Analysis, analyse
from manju.market.topics.backtesting import backtest

WORLDS = {
    "daily lists, two platforms": World(),
    "a list a week": World(every=7),
    "a list a week, few titles, much noise": World(every=7, entrants=25, noise=1.2),
    "four platforms, much noise": World(every=7, entrants=60, noise=1.2, platforms=("抖音", "快手", "红果", "B站")),
    "no tags, only titles": World(every=7, tags=False),
    "only ranks, all titles": World(every=7, heat=False),
    "first hundred only": World(every=7, top=100),
    "elements differ, 80 of them": World(every=7, elements=80, effects=0.3),
    "nothing": World(every=7, truth="none"),
    "nothing, elements differ": World(every=7, truth="none", effects=0.4),
    "supply and demand grow alike": World(every=7, truth="growing"),
    "only heat falls": World(every=7, truth="cooling"),
}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    print("world | rising found | in first five | tired found | others tired | other trends | backtest lift")
    for name, world in WORLDS.items():
        if chosen.only in name:
            print(_line(name, world, chosen.seeds), flush=True)


def _line(name: str, world: World, seeds: int) -> str:
    counts = np.zeros(7)
    lifts = []
    for seed in range(1, seeds + 1):
        frame = frame_of(replace(world, seed=seed))
        counts += _counted(analyse(frame))
        lifts.append(backtest(frame).methods["manju"].lift or np.nan)
    rising, first, tired, false, directions, trends, elements = counts
    return (
        f"{name} | {rising:.0f}/{seeds} | {first:.0f}/{seeds} | {tired:.0f}/{seeds} | "
        f"{false:.0f} of {directions:.0f} | "
        f"{trends:.0f} of {elements:.0f} | {np.nanmean(lifts):.2f} ({np.nanmin(lifts):.2f}–{np.nanmax(lifts):.2f})"
    )


def _counted(found: Analysis) -> np.ndarray:
    one = next((element for element in found.elements if element.name == RISING), None)
    tired = [set(direction.elements) for direction in found.directions if direction.fatigue == "tired"]
    others = [element for element in found.elements if element.name not in (RISING, *TIRED)]
    return np.array(
        [
            one is not None and one.trend_p < 0.05 and one.trend_per_week > 0,
            any(RISING in direction.elements for direction in found.directions[:5]),
            set(TIRED) in tired,
            sum(not set(TIRED) <= elements for elements in tired),
            len(found.directions),
            sum(element.trend_p < 0.05 for element in others),
            len(others),
        ],
        dtype=float,
    )


if __name__ == "__main__":
    main()
