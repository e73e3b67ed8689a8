"""What stands out in a still picture: what is unlike the picture's own edges in colour, and sharper."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.reframe.figures import Box

__all__ = ["salient_box", "stands_out"]

SIZE: Final = (96, 54)
CLUSTERS: Final = 6  # colours that the edges of the picture are made of
EDGE: Final = 4  # pixels; the lower edge is left out: subjects stand on it
SHARE: Final = 0.9  # of what stands out that must lie in the box
COMPACT: Final = 0.45  # of the picture's width: wider, it is a landscape
SHARP: Final = 0.5  # weight of sharpness beside colour

Picture = npt.NDArray[np.uint8]
Map = npt.NDArray[np.float32]


def stands_out(picture: Picture) -> Map:
    """How much each place stands out, 0 to 1, float32 [54, 96], of a picture BGR uint8 [h, w, 3].

    Distance in CIELAB to the nearest of the colours that the left, right and upper edge are made of (k-means), as in
    boundary-prior saliency (Wei et al. 2012), weighed with local contrast.
    """
    small = cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_BGR2Lab)
    edges = np.concatenate([
        lab[:EDGE].reshape(-1, 3), lab[:, :EDGE].reshape(-1, 3), lab[:, -EDGE:].reshape(-1, 3)
    ])  # fmt: skip
    stop = (cv2.TERM_CRITERIA_MAX_ITER + cv2.TERM_CRITERIA_EPS, 20, 0.5)
    cv2.setRNGSeed(1)
    _, _, centres = cv2.kmeans(edges, CLUSTERS, np.empty((0,), np.int32), stop, 1, cv2.KMEANS_PP_CENTERS)
    far = np.sqrt(((lab[:, :, None] - centres[None, None]) ** 2).sum(-1)).min(-1)
    grey = cv2.cvtColor(
        cv2.resize(picture, (SIZE[0] * 4, SIZE[1] * 4), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY
    )
    sharp = cv2.resize(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), SIZE, interpolation=cv2.INTER_AREA)
    colour = _scaled(np.asarray(cv2.GaussianBlur(far.astype(np.float32), (5, 5), 0), np.float32))
    contrast = _scaled(np.asarray(cv2.GaussianBlur(sharp, (5, 5), 0), np.float32))
    return np.asarray(colour * (1 - SHARP) + contrast * SHARP, np.float32)


def salient_box(out: Map) -> Box | None:
    """The smallest upright part that holds nine tenths of what stands out; None where that is spread too wide."""
    mass = np.clip(out - float(np.median(out)) - 0.1, 0, None)
    if float(mass.sum()) <= 1e-3 * mass.size:
        return None
    left, right = _span(mass.sum(0))
    if right - left > COMPACT:
        return None
    top, bottom = _span(mass.sum(1))
    return Box(left, top, right, bottom)


def _span(line: Map) -> tuple[float, float]:
    """The shortest stretch (in fractions) that holds `SHARE` of a line's sum.

    >>> _span(np.array([0, 0, 1, 1, 0, 0, 0, 0, 0, 0], np.float32))
    (0.2, 0.4)
    """
    total = np.concatenate([[0.0], np.cumsum(line, dtype=np.float64)])
    wanted = SHARE * total[-1]
    ends = np.searchsorted(total, total + wanted - 1e-9)
    lengths = np.where(ends <= len(line), ends - np.arange(len(total)), len(total))
    start = int(lengths.argmin())
    return start / len(line), int(ends[start]) / len(line)


def _scaled(values: Map) -> Map:
    top = float(np.percentile(values, 99))
    return np.asarray(np.clip(values / top, 0, 1) if top > 0 else np.zeros_like(values), np.float32)
