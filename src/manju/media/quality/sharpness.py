"""How soft the edges of a picture are, tile by tile: a width in pixels that does not depend on contrast.

At a step edge of blur s, the gradient measured at scale a is proportional to 1 / sqrt(s² + a²); the ratio of two
scales gives s (the re-blur method of Zhuo & Sim, 2011, "Defocus map estimation from a single image").
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["SHARPEST", "TILES", "WIDEST", "edge_widths"]

TILES: Final = 8
FINE: Final = 0.8
COARSE: Final = 2.0
WIDEST: Final = 8.0
LEAST_EDGE: Final = 2.5  # luma steps a pixel at the coarse scale
LEAST_PIXELS: Final = 10
SHARPEST: Final = 35  # percentile: a tile is as sharp as its sharpest third

Gray = npt.NDArray[np.uint8]
Widths = npt.NDArray[np.float32]  # TILES x TILES, sigma in pixels; NaN where a tile has no edge


def edge_widths(picture: Gray) -> Widths:
    """Edge width of each tile of a luma picture [height, width].

    >>> step = np.where(np.arange(64) < 28, 40, 200).astype(np.uint8) * np.ones((64, 1), np.uint8)
    >>> soft = cv2.GaussianBlur(step, (0, 0), 3)
    >>> bool(edge_widths(soft)[3, 3] > 2 * edge_widths(step)[3, 3])
    True
    """
    plain = picture.astype(np.float32)
    fine, coarse = _gradient(plain, FINE), _gradient(plain, COARSE)
    # the ridge of an edge, not its slopes: there the ratio means its width
    ridge = (coarse > LEAST_EDGE) & (coarse >= 0.92 * cv2.dilate(coarse, np.ones((3, 3), np.uint8)))
    ratio2 = np.square(fine / np.maximum(coarse, 1e-3))
    with np.errstate(divide="ignore", invalid="ignore"):
        width2 = (COARSE**2 - ratio2 * FINE**2) / (ratio2 - 1)
    width = np.where(ratio2 <= 1.02, WIDEST, np.sqrt(np.clip(width2, 0, WIDEST**2)))
    out = np.full((TILES, TILES), np.nan, np.float32)
    rows = np.linspace(0, picture.shape[0], TILES + 1).astype(int)
    columns = np.linspace(0, picture.shape[1], TILES + 1).astype(int)
    for i in range(TILES):
        for j in range(TILES):
            tile = (slice(rows[i], rows[i + 1]), slice(columns[j], columns[j + 1]))
            found = width[tile][ridge[tile]]
            if len(found) >= LEAST_PIXELS:
                out[i, j] = np.percentile(found, SHARPEST)
    return out


def _gradient(picture: npt.NDArray[np.float32], scale: float) -> npt.NDArray[np.float32]:
    smooth = cv2.GaussianBlur(picture, (0, 0), scale)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1)
    return np.asarray(cv2.magnitude(across, down) / 2, np.float32)
