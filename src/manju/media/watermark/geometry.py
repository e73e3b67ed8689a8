"""Where in the suspect's picture the master's picture lies: first guesses by features, and how a guess is corrected.

A placing is a 3 x 3 homography that takes points of the master's canvas to points of the suspect's frame (pixels).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.side_by_side import each
from manju.media.watermark.strength import Gray

__all__ = ["Placing", "correction", "fitted", "guesses", "likeness", "picture_in", "placed", "warp"]

Placing = npt.NDArray[np.float64]
Rect = tuple[int, int, int, int]
Field = npt.NDArray[np.float32]

FEATURES: Final = 700
RATIO: Final = 0.8
REACH_PX: Final = 3.0
PLAIN: Final = 3.0  # deviation in grey levels under which a row or column is a bar
BARS_ON: Final = 12  # frames that bars are sought in
ENOUGH: Final = 12  # inliers under which a placing by features is not to be relied on


def warp(frame: Gray, placing: Placing, size: tuple[int, int], shown: Gray | None = None) -> tuple[Field, Field]:
    """The suspect's frame brought to the master's canvas at half its size, and how much of each point it covers.

    `size` is that of the full canvas (width, height); `shown` is 255 where the frame is picture and not a bar (None:
    everywhere). Returns float32 [height / 2, width / 2] twice.
    """
    full = cv2.warpPerspective(
        frame, placing, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    picture = np.full(frame.shape, 255, np.uint8) if shown is None else shown
    inside = cv2.warpPerspective(picture, placing, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    half = (size[0] // 2, size[1] // 2)
    seen = cv2.resize(full.astype(np.float32), half, interpolation=cv2.INTER_AREA)
    cover = cv2.resize(cv2.erode(inside, np.ones((3, 3), np.uint8)), half, interpolation=cv2.INTER_AREA)
    return np.asarray(seen, np.float32), np.asarray(cover, np.float32) / np.float32(255)


def picture_in(frames: npt.NDArray[np.uint8]) -> Rect:
    """The part of frames (uint8 [n, height, width]) that is picture: (left, top, right, bottom) in pixels.

    Bars are rows and columns at the border in which no frame has any detail.
    """
    some = frames[:: max(1, len(frames) // BARS_ON)].astype(np.float32)
    rows, columns = some.std(2).max(0) > PLAIN, some.std(1).max(0) > PLAIN
    if not rows.any() or not columns.any():
        return 0, 0, frames.shape[2], frames.shape[1]
    down, across = np.flatnonzero(rows), np.flatnonzero(columns)
    return int(across[0]), int(down[0]), int(across[-1]) + 1, int(down[-1]) + 1


def fitted(canvas: tuple[int, int], rect: Rect, *, fill: bool = False) -> Placing:
    """The master's picture (width, height) whole and centred in a part of the frame, or filling it."""
    wide, high = rect[2] - rect[0], rect[3] - rect[1]
    across, down = wide / canvas[0], high / canvas[1]
    scale = max(across, down) if fill else min(across, down)
    left, top = rect[0] + (wide - scale * canvas[0]) / 2, rect[1] + (high - scale * canvas[1]) / 2
    shift = (scale - 1) / 2  # pixel centres
    return np.array([[scale, 0, left + shift], [0, scale, top + shift], [0, 0, 1]])


def placed(place: npt.NDArray[np.float64], canvas: tuple[int, int], frame: tuple[int, int]) -> Placing:
    """The placing of a fingerprint's place, float64 [2, 3]: from shares of the suspect's frame to the master's.

    `canvas`, `frame`: (width, height) in pixels of the master's canvas and the suspect's frame.

    >>> placed(np.eye(2, 3), (640, 360), (320, 180)).round(3).tolist()
    [[0.5, 0.0, -0.25], [0.0, 0.5, -0.25], [0.0, 0.0, 1.0]]
    """
    back = np.linalg.inv(np.vstack([place, [0.0, 0.0, 1.0]]))
    share = np.array([[1 / canvas[0], 0, 0.5 / canvas[0]], [0, 1 / canvas[1], 0.5 / canvas[1]], [0, 0, 1]])
    pixel = np.array([[frame[0], 0, -0.5], [0, frame[1], -0.5], [0, 0, 1]])
    return np.asarray(pixel @ back @ share, np.float64)


def guesses(pairs: list[tuple[Gray, Gray]]) -> list[Placing]:
    """Placings that many features of (suspect frame, master canvas) pairs agree on, the best supported first.

    One similarity, one affine map and one homography from all pairs together (Lowe 2004; MAGSAC++, Barath 2020).
    """
    here, there = [], []
    for one, other in each(lambda pair: _matched(*pair), pairs):
        here.append(one)
        there.append(other)
    to, start = np.concatenate(here), np.concatenate(there)
    if len(to) < ENOUGH:
        return []
    found: list[tuple[int, Placing]] = []
    for estimate in (cv2.estimateAffinePartial2D, cv2.estimateAffine2D):
        matrix, inliers = estimate(start, to, method=cv2.RANSAC, ransacReprojThreshold=REACH_PX, maxIters=3000)
        if matrix is not None:
            found.append((int(inliers.sum()), np.vstack([matrix, [0, 0, 1]])))
    matrix, inliers = cv2.findHomography(start, to, cv2.USAC_MAGSAC, REACH_PX, maxIters=3000)
    if matrix is not None:
        found.append((int(inliers.sum()), np.asarray(matrix, np.float64)))
    good = [(n, m) for n, m in found if n >= ENOUGH and _plausible(m)]
    return [m for _, m in sorted(good, key=lambda pair: -pair[0])]


def likeness(seen: Field, master: Field, cover: Field) -> float:
    """Correlation of the detail of two pictures where the suspect covers the canvas, -1..1; 0 without cover."""
    where = cover > 0.99
    if where.mean() < 0.05:
        return 0.0
    a, b = seen[where], master[where]
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / norm if norm > 0 else 0.0


def correction(moves: npt.NDArray[np.float64], size: tuple[int, int]) -> Placing:
    """What a placing is multiplied by (from the right) when the picture is found displaced by these moves.

    `moves`: displacement in half-canvas points as (u0, ux, uy, v0, vx, vy, g, h) over x, y in -1..1:
    u = u0 + ux x + uy y + x (g x + h y), v = v0 + vx x + vy y + y (g x + h y) height / width.
    """
    u0, ux, uy, v0, vx, vy, g, h = moves
    wide, high = size[0] / 4, size[1] / 4  # points from the middle of the half canvas to its side
    inner = np.array([
        [1 - ux / wide, -uy / wide, -u0 / wide],
        [-vx / high, 1 - vy / high, -v0 / high],
        [g / wide, h / wide, 1.0],
    ])  # fmt: skip
    middle = np.array([[size[0] / 2, 0, (size[0] - 1) / 2], [0, size[1] / 2, (size[1] - 1) / 2], [0, 0, 1]])
    return np.asarray(middle @ inner @ np.linalg.inv(middle), np.float64)


def _matched(suspect: Gray, master: Gray) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    finder = cv2.SIFT.create(nfeatures=FEATURES, contrastThreshold=0.015)
    points, words = finder.detectAndCompute(_stretched(suspect), None)
    others, other_words = finder.detectAndCompute(_stretched(master), None)
    none = np.empty((0, 2), np.float32)
    if words is None or other_words is None or len(points) < 2 or len(others) < 2:
        return none, none
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(other_words, words, k=2)
    kept = [p[0] for p in pairs if len(p) == 2 and p[0].distance < RATIO * p[1].distance]
    to = np.array([points[m.trainIdx].pt for m in kept], np.float32).reshape(-1, 2)
    start = np.array([others[m.queryIdx].pt for m in kept], np.float32).reshape(-1, 2)
    return to, start


def _stretched(picture: Gray) -> Gray:
    """Contrast stretched to the whole range: dark pictures have features too."""
    low, high = (float(p) for p in np.percentile(picture, (1, 99)))
    if high - low < 4:
        return picture
    stretched = (picture.astype(np.float32) - low) * (255 / (high - low))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def _plausible(matrix: Placing) -> bool:
    """No reflection, no squeeze beyond 1 : 2, no extreme perspective."""
    across, down = float(np.linalg.norm(matrix[:2, 0])), float(np.linalg.norm(matrix[:2, 1]))
    turned = float(np.linalg.det(matrix[:2, :2]))
    bent = float(np.abs(matrix[2, :2]).max()) * 1000
    return turned > 0 and 0.5 < across / max(down, 1e-9) < 2.0 and 0.05 < across < 20.0 and bent < 1.5
