"""Expected heat of what would come next with a combination: element effects by ridge, what the combination adds shrunk.

log heat of a title (relative to its list) = level + Σ effects of its elements + what its combination adds + rest. The
effects are a weighted ridge regression, newer titles weighing more; what a combination adds is its mean residual,
shrunk by n / (n + κ), κ = variance within / variance between combinations (empirical Bayes, Efron & Morris 1975). With
nothing to tell combinations apart the variance between is nil and all are expected to do alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.market.topics.bearing import Borne
from manju.market.topics.board import Board
from manju.market.topics.combining import MOST_ELEMENTS, Combination
from manju.market.topics.lexicon import Lexicon

HALF_LIFE_WEEKS: Final = 5.0  # of what a title's heat says of the next
BLOCK: Final = 8192  # titles in memory as numbers together
AHEAD_WEEKS: Final = 2.5  # middle of the following 30 days, less the half of the drift that does not last
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Expected:
    """Per combination: expected heat of a new title (1 = the mean title), its AI fit, the room left, their product."""

    demand: Floats
    fit: Floats
    room: Floats
    score: Floats


def scored(board: Board, borne: Borne, combinations: Sequence[Combination], lexicon: Lexicon) -> Expected:
    """The score of each combination: expected demand × AI fit × room left.

    Room left is 1 − saturation of the heat that is expected: heat / (1 + heat), a title's share of supply being 1.
    """
    demand = expected_heat(board, borne, combinations)
    fit = np.array([np.mean([lexicon.fit.of(borne.names[e]) for e in one.elements]) for one in combinations])
    room = demand / (1.0 + demand)
    return Expected(demand, fit, room, demand * fit * room)


def expected_heat(board: Board, borne: Borne, combinations: Sequence[Combination]) -> Floats:
    """Expected heat of a new title with each combination, relative to the mean title's."""
    y, age, used = _observed(board)
    if used.sum() < 8 or not combinations:
        return np.ones(len(combinations))
    weight = np.where(used, 0.5 ** (age / HALF_LIFE_WEEKS), 0.0)
    x = _bearing(borne, board.size)
    level, effects, drifts, left = _ridge(x, y, age, weight)
    gain = _added(combinations, left, weight, age)
    found = np.array(
        [
            level + sum(effects[e] + AHEAD_WEEKS * drifts[e] for e in one.elements if e < x.shape[1]) + gain[i]
            for i, one in enumerate(combinations)
        ]
    )
    mean = float(np.average(y[used], weights=weight[used]))
    result: Floats = np.exp(np.clip(found - mean, -4.0, 4.0))
    return result


def _observed(board: Board) -> tuple[Floats, Floats, Bools]:
    """Log heat of each title (of its first days where it came in the window), weeks since, and which have it."""
    heat = np.where(np.isnan(board.early_heat), board.mean_heat, board.early_heat)
    used = heat > 0
    y = np.where(used, np.log(np.where(used, heat, 1.0)), 0.0)
    came = np.where(board.first_week >= 0, board.first_week, 0)
    age = (board.weeks - 1 - came).astype(np.float64)
    return y, age, used


def _bearing(borne: Borne, size: int) -> Bools:
    x = np.zeros((size, min(len(borne.names), MOST_ELEMENTS)), dtype=bool)
    for i, titles in enumerate(borne.titles[: x.shape[1]]):
        x[titles, i] = True
    return x


def _ridge(x: Bools, y: Floats, age: Floats, weight: Floats) -> tuple[float, Floats, Floats, Floats]:
    """Level, effects and drifts per week of the elements, and what they leave.

    The penalties are chosen by generalised cross-validation (Golub, Heath & Wahba 1979) among a few.
    """
    total = weight.sum()
    mean_y, mean_x = (weight @ y) / total, (weight @ x) / total
    since = (float((weight @ age) / total) - age).astype(np.float32)  # weeks later than the mean
    columns = x.shape[1]
    middle = mean_x.astype(np.float32)

    def block(at: int) -> npt.NDArray[np.float32]:
        part = x[at : at + BLOCK] - middle
        return np.hstack([part, part * since[at : at + BLOCK, None]])

    gram, right = np.zeros((2 * columns, 2 * columns)), np.zeros(2 * columns)
    for at in range(0, len(y), BLOCK):
        part, w = block(at), weight[at : at + BLOCK].astype(np.float32)
        weighed = part * w[:, None]
        gram += weighed.T @ part
        right += weighed.T @ (y[at : at + BLOCK] - mean_y).astype(np.float32)
    spread = float(weight @ np.square(y - mean_y))
    drift_scale = max(1.0, float((weight @ (since * since)) / total))
    best = (np.inf, np.zeros(2 * columns))
    for penalty in (3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0):
        ridge = np.concatenate([np.full(columns, penalty), np.full(columns, 4 * penalty * drift_scale)])
        solved = np.linalg.solve(gram + np.diag(ridge), np.column_stack([right, gram]))
        beta, freedom = solved[:, 0], float(np.trace(solved[:, 1:]))
        error = max(spread - 2 * float(beta @ right) + float(beta @ gram @ beta), 0.0)
        cost = error / max(total - freedom, 1.0) ** 2
        if cost < best[0]:
            best = (cost, beta)
    beta = best[1]
    effects, drifts = beta[:columns], beta[columns:]
    # effects hold at the mean time; a new title comes `mean age` weeks later
    now = float((weight @ age) / total)
    left = np.concatenate(
        [y[at : at + BLOCK] - mean_y - block(at) @ beta.astype(np.float32) for at in range(0, len(y), BLOCK)]
    )
    return float(mean_y - mean_x @ (effects + drifts * now)), effects + drifts * now, drifts, left


def _added(combinations: Sequence[Combination], left: Floats, weight: Floats, age: Floats) -> Floats:
    """What each combination adds to its elements: its mean residual, shrunk."""
    sizes = np.array([float(weight[one.titles].sum()) for one in combinations])
    means = np.array([float(weight[one.titles] @ left[one.titles]) for one in combinations]) / np.maximum(sizes, 1e-9)
    squares = np.array([float(np.square(weight[one.titles]).sum()) for one in combinations])
    within = float(np.average(left * left, weights=weight))
    noise = within * squares / np.maximum(sizes * sizes, 1e-9)
    between = max(0.0, float(np.average(means * means - noise, weights=1 / np.maximum(noise, 1e-9))))
    shrunk: Floats = means * between / (between + noise + 1e-12)
    return shrunk
