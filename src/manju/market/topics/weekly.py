"""Shares of supply and demand per week of sets of titles, inside each platform and then averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from manju.market.topics.board import Board

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shares:
    """Per set of titles: share of titles and of heat in the whole window, and per week (NaN: a week without lists).

    `weekly_log_heat`: mean log of a title's heat relative to its platform's mean title of the week, which no single
    hit decides (NaN: no title of the set in the week).
    """

    supply: Floats
    demand: Floats
    weekly_supply: Floats
    weekly_demand: Floats
    weekly_log_heat: Floats


def shares_of(sets: Sequence[Places], board: Board) -> Shares:
    """Shares of many sets at once.

    A share is that of the platform's titles (heat) which are in the set; platforms count alike, those without any
    list in a week do not count in it.
    """
    count, weeks = len(sets), board.weeks
    whole = np.zeros((2, count))
    week = np.zeros((2, count, weeks))
    there = np.zeros(weeks)
    logs, counted = _log_heat(board), np.zeros((2, count, weeks))
    lengths = [len(titles) for titles in sets]
    members = np.concatenate([*sets, np.empty(0, dtype=np.int64)])
    of_set = np.repeat(np.arange(count), lengths)
    for platform in range(len(board.platforms)):
        own = board.platform == platform
        inside = own[members]
        seen, heat = board.seen * own[:, None], board.heat * own[:, None]
        totals = np.stack([seen.sum(0), heat.sum(0)])
        live = totals[0] > 0
        there += live
        watched = board.window_heat * own
        titles, heats = float(own.sum()), float(watched.sum())
        mine, which = members[inside], of_set[inside]
        whole[0] += np.bincount(which, minlength=count) / titles
        if heats > 0:
            whole[1] += np.bincount(which, weights=watched[mine], minlength=count) / heats
        for w in np.flatnonzero(live).tolist():
            week[0, :, w] += np.bincount(which, weights=seen[mine, w], minlength=count) / totals[0, w]
            if totals[1, w] > 0:
                week[1, :, w] += np.bincount(which, weights=heat[mine, w], minlength=count) / totals[1, w]
    for w in range(weeks):
        value = logs[members, w]
        known = ~np.isnan(value)
        counted[0, :, w] = np.bincount(of_set[known], weights=value[known], minlength=count)
        counted[1, :, w] = np.bincount(of_set[known], minlength=count)
    platforms = max(1, len(board.platforms))
    with np.errstate(invalid="ignore", divide="ignore"):
        averaged = np.where(there > 0, week / there, np.nan)
        log_heat = counted[0] / counted[1]
    return Shares(whole[0] / platforms, whole[1] / platforms, averaged[0], averaged[1], log_heat)


def _log_heat(board: Board) -> Floats:
    logs = np.full(board.heat.shape, np.nan)
    for platform in range(len(board.platforms)):
        own = board.platform == platform
        heat, seen = board.heat[own], board.seen[own].sum(0)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs[own] = np.where(heat > 0, np.log(heat * seen / heat.sum(0)), np.nan)
    return logs


def saturation(supply: float, demand: float) -> float:
    """supply / (supply + demand): above one half more is made than is watched.

    >>> saturation(0.75, 0.25), saturation(0.0, 0.0)
    (0.75, 0.5)
    """
    return supply / (supply + demand) if supply + demand > 0 else 0.5
