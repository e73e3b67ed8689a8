"""What is left of a suspect's frame when all that the master explains is taken away: light, motion, blur, time.

The suspect's frame, brought to the master's canvas, is regressed on the master and its derivatives; the mark is no
function of the master, so it stays in the residual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["MOVES", "Fit", "fit", "terms"]

Field = npt.NDArray[np.float32]
Terms = npt.NDArray[np.float32]

MOVES: Final = 8  # the last terms: displacement of the picture, see geometry.correction
RIDGE: Final = 1e-4
ROUNDS: Final = 2
THINNED: Final = 5  # every how manieth point the deviation is taken from
LOST: Final = 2.5  # robust deviations from which a point counts half


@dataclass(frozen=True, eq=False)
class Fit:
    """One frame explained. `seen`, `residual`, `weight` (0..1): float32 [height, width] on the canvas.

    `pull`, `information`: the normal equations of the moves with everything else eliminated, to be added over frames.
    `noise`: robust deviation of the residual in grey levels.
    """

    seen: Field
    residual: Field
    weight: Field
    pull: npt.NDArray[np.float64]
    information: npt.NDArray[np.float64]
    noise: float


def terms(master: Field, neighbours: Sequence[Field]) -> Terms:
    """What may explain a suspect's frame, float32 [k, height * width]: first light and blur, last the moves."""
    x, y = _axes(master.shape[0], master.shape[1])
    flat = master.shape[0] / master.shape[1]
    level = (master - 128.0) / 64.0
    soft = cv2.GaussianBlur(master, (0, 0), 1.0)
    softer = cv2.GaussianBlur(master, (0, 0), 2.2)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    rows = [
        np.ones_like(master), x, y, x * x, x * y, y * y,
        level, x * level, y * level, level * level, level * level * level,
        master - soft, soft - softer,
        *(n - master for n in neighbours),
        across, x * across, y * across, down, x * down, y * down,
        x * (x * across + flat * y * down), y * (x * across + flat * y * down),
    ]  # fmt: skip
    return np.stack([np.asarray(r, np.float32).reshape(-1) for r in rows])


def fit(seen: Field, cover: Field, master: Field, neighbours: Sequence[Field], *, rounds: int = ROUNDS) -> Fit:
    """Explain `seen` (the suspect on the canvas) by `master` and the frames beside it; all float32 [height, width]."""
    columns = terms(master, neighbours)
    target = (seen - master).reshape(-1)
    inside = np.asarray(cover > 0.99, np.float32).reshape(-1)
    weight = inside
    count = len(columns)
    noise = 1.0
    left = target
    for _ in range(rounds):
        weighted = columns * weight
        square = np.asarray(weighted @ columns.T, np.float64)
        right = np.asarray(weighted @ target, np.float64)
        ridge = RIDGE * np.diag(square) + 1e-3
        coefficients = np.linalg.solve(square + np.diag(ridge), right)
        left = target - np.asarray(coefficients, np.float32) @ columns
        noise = float(1.4826 * np.median(np.abs(left[inside > 0][::THINNED]))) if inside.any() else 1.0
        weight = inside / (1 + np.square(left / np.float32(LOST * max(noise, 0.3))))
    first = count - MOVES
    other, cross = square[:first, :first], square[:first, first:]
    solved = np.linalg.solve(other + np.diag(ridge[:first]), np.column_stack([cross, right[:first]]))
    information = (square[first:, first:] - cross.T @ solved[:, :-1]) / max(noise, 0.3) ** 2
    pull = (right[first:] - cross.T @ solved[:, -1]) / max(noise, 0.3) ** 2
    shape = master.shape
    return Fit(seen, left.reshape(shape), weight.reshape(shape), pull, information, noise)


@cache
def _axes(height: int, width: int) -> tuple[Field, Field]:
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :].repeat(height, 0)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None].repeat(width, 1)
    return x, y
