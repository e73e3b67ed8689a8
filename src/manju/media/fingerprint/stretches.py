"""Which of a master's lines each moment of a suspect is on: films cut into pieces and put in another order."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Stretch", "stretches"]

ALIKE: Final = 0.25  # correlation at which a moment speaks for a line
CHANGE: Final = 0.8  # what going over to another line costs, in correlation times moments
LEAVE: Final = 0.4  # and to none
BRIDGED: Final = 12  # moments on no line between two stretches of the same one
SHORTEST: Final = 4  # moments

Stretch = tuple[int, int, int]
"""A line, and its first and last moment there."""


def stretches(agree: npt.NDArray[np.float64]) -> list[Stretch]:
    """The course over the lines that agrees best with the pictures (Viterbi), in order of time.

    `agree` [lines, moments]: correlation of each moment with the master on each line, -1 where there is no master.

    >>> stretches(np.array([[0.9] * 8 + [0.4] * 8, [0.2] * 8 + [0.8] * 8]))
    [(0, 0, 7), (1, 8, 15)]
    """
    lines, moments = agree.shape
    worth = np.vstack([np.clip(agree, 0.0, 1.0) - ALIKE, np.zeros(moments)])
    cost = np.full((lines + 1, lines + 1), CHANGE)
    cost[lines, :] = cost[:, lines] = LEAVE
    np.fill_diagonal(cost, 0.0)
    best = worth[:, 0]
    came = np.zeros((lines + 1, moments), np.intp)
    for n in range(1, moments):
        through = best[:, None] - cost
        came[:, n] = through.argmax(axis=0)
        best = through.max(axis=0) + worth[:, n]
    at = [int(best.argmax())]
    for n in range(moments - 1, 0, -1):
        at.append(int(came[at[-1], n]))
    course = np.array(at[::-1])
    starts = np.flatnonzero(np.diff(course, prepend=-1))
    ends = np.append(starts[1:], moments) - 1
    found: list[Stretch] = []
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        line = int(course[first])
        if line == lines:
            continue
        if found and found[-1][0] == line and first - found[-1][2] <= BRIDGED + 1:
            found[-1] = (line, found[-1][1], last)
        else:
            found.append((line, first, last))
    return [s for s in found if s[2] - s[1] + 1 >= SHORTEST]
