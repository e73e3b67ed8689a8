"""Calm paths of the camera through a shot: still, one slow move, or a free one, found as linear programmes.

docs/algorithms/reframing.md states the problem.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import numpy.typing as npt

from manju.media.reframe.framing import Move

if TYPE_CHECKING:  # scipy is imported where it is used: it takes longer than most commands take to run
    from scipy import sparse

__all__ = ["Steered", "paths"]

STEP_S: Final = 0.5  # between control points
CHECKED_S: Final = 1 / 6  # between the moments at which the window must hold its subject
JERK: Final = 0.0005  # of the window's width per frame^2: the most the path may bend (0.0007 is allowed)
FASTEST: Final = 0.7  # windows a second
TURN_S: Final = 1.0  # between moves in opposite directions
MISS, SPEED, BEND, SNAP, OFF = 300.0, 10.0, 30.0, 60.0, 0.05  # weights of the objective

Floats = npt.NDArray[np.float64]
Kind = Literal["still", "pan", "free"]
KINDS: Final[tuple[tuple[Kind, int], ...]] = (("pan", 1), ("pan", -1), ("free", 0))


@dataclass(frozen=True, slots=True)
class Steered:
    """A path for the middle of the window, how it moves, and by how much (of the window) it misses at worst."""

    move: Move
    kind: Kind
    miss: float


def paths(
    times_s: Floats, low: Floats, high: Floats, *, start_s: float, end_s: float, window: float, fps: float
) -> Iterator[Steered]:
    """Paths whose middle lies between `low` and `high` as far as can be, the calmest first.

    A still one; then moves to one side and to the other; then a free one, which does not turn back within a second.
    Times in seconds, all else in fractions of the picture; where low is above high, as near as can be is as good as it
    gets.

    >>> t = np.arange(0, 4, 0.5)
    >>> next(paths(t, np.full(8, 0.3), np.full(8, 0.5), start_s=0, end_s=4, window=0.3, fps=25)).move.at(2.0)
    0.4
    """
    order = np.argsort(times_s)
    times, low, high = times_s[order], low[order], high[order]
    yield _still(low, high, (low + high) / 2, window)
    if end_s - start_s < 2 * STEP_S:
        return
    checked = np.arange(start_s, end_s, CHECKED_S)
    lows, highs = np.interp(checked, times, low), np.interp(checked, times, high)
    for kind, sign in KINDS:
        move = _solved(checked, lows, highs, start_s=start_s, end_s=end_s, window=window, fps=fps, sign=sign)
        if move is not None and (sign or _turns_slowly(move)):
            yield Steered(move, kind, _miss(move, checked, lows, highs, window))


def _still(low: Floats, high: Floats, wanted: Floats, window: float) -> Steered:
    least, most = float(low.max()), float(high.min())
    if least <= most:
        at = min(max(float(np.median(wanted)), least), most)
    else:
        at = (least + most) / 2
    miss = max(0.0, float((low - at).max()), float((at - high).max())) / window
    return Steered(Move.still(at), "still", miss)


def _solved(
    times: Floats, low: Floats, high: Floats, *, start_s: float, end_s: float, window: float, fps: float, sign: int
) -> Move | None:  # fmt: skip
    """Solve for the control points; `sign`: direction allowed (0: both)."""
    from scipy import sparse
    from scipy.optimize import linprog

    count = math.ceil((end_s - start_s) / STEP_S) + 1
    if count < 4:
        return None
    basis = _basis(times, start_s, count)
    one, two, three = (_difference(count, n) for n in (1, 2, 3))
    n = len(times)
    sizes = [count, n, one.shape[0], two.shape[0], three.shape[0], n]  # points, misses, |speed|, |bend|, |snap|, |off|
    cost = np.concatenate([
        np.zeros(count), np.full(n, MISS), np.full(sizes[2], SPEED), np.full(sizes[3], BEND), np.full(sizes[4], SNAP),
        np.full(n, OFF),
    ])  # fmt: skip
    blocks: list[list[sparse.spmatrix | None]] = []
    right: list[Floats] = []

    def add(part: sparse.spmatrix, slack: int, size: int, bound: Floats) -> None:
        row: list[sparse.spmatrix | None] = [sparse.csr_matrix((size, s)) for s in sizes]
        row[0] = part
        row[slack] = -sparse.identity(size, format="csr")
        blocks.append(row)
        right.append(bound)

    add(-basis, 1, n, -low)
    add(basis, 1, n, high)
    for slack, difference in ((2, one), (3, two), (4, three)):
        zero = np.zeros(difference.shape[0])
        add(difference, slack, difference.shape[0], zero)
        add(-difference, slack, difference.shape[0], zero)
    middle = (low + high) / 2
    add(basis, 5, n, middle)
    add(-basis, 5, n, -middle)
    bend = JERK * window * (STEP_S * fps) ** 2
    speed = FASTEST * window * STEP_S
    bounds = [(0.0, 1.0)] * count + [(0.0, None)] * n + [(0.0, speed)] * sizes[2] + [(0.0, bend)] * sizes[3]
    bounds += [(0.0, None)] * (sizes[4] + n)
    if sign:
        blocks.append([-sign * one, *(sparse.csr_matrix((sizes[2], s)) for s in sizes[1:])])
        right.append(np.zeros(sizes[2]))
    answer = linprog(
        cost, A_ub=sparse.bmat(blocks, format="csr"), b_ub=np.concatenate(right), bounds=bounds, method="highs"
    )
    if answer.x is None:
        return None
    return Move(start_s, STEP_S, tuple(round(float(v), 6) for v in answer.x[:count]))


def _basis(times: Floats, start_s: float, count: int) -> sparse.csr_matrix:
    """Weights of the control points in the path at each time; as `Move.at`."""
    from scipy import sparse

    rows, columns, values = [], [], []
    for row, time_s in enumerate(times):
        place = min(max((time_s - start_s) / STEP_S, 0.0), count - 1.0)
        i = min(int(place), count - 2)
        u = place - i
        weights = ((1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3)
        for k, weight in zip(range(i - 1, i + 3), weights, strict=True):
            for column, share in _straight_on(k, count):
                rows.append(row)
                columns.append(column)
                values.append(share * weight / 6)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(times), count))


def _straight_on(k: int, count: int) -> tuple[tuple[int, float], ...]:
    """Control point k as a sum of those there are: the row goes on straight beyond its ends."""
    if k < 0:
        return (0, 2.0), (1, -1.0)
    if k >= count:
        return (count - 1, 2.0), (count - 2, -1.0)
    return ((k, 1.0),)


def _difference(count: int, order: int) -> sparse.csr_matrix:
    from scipy import sparse

    matrix = np.diff(np.eye(count), n=order, axis=0)
    return sparse.csr_matrix(matrix)


def _miss(move: Move, times: Floats, low: Floats, high: Floats, window: float) -> float:
    at = np.array([move.at(float(t)) for t in times])
    return max(0.0, float((low - at).max()), float((at - high).max())) / window


def _turns_slowly(move: Move) -> bool:
    """Whether the path never goes back within a second of going forth."""
    steps = np.diff(move.points)
    moving = np.nonzero(np.abs(steps) > 1e-4)[0]
    for one, other in pairwise(moving.tolist()):
        if steps[one] * steps[other] < 0 and (other - one - 1) * move.step_s < TURN_S:
            return False
    return True
