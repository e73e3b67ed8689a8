"""The outline of a figure in its picture: hair, hats and large drawn heads reach beyond the joints that were found."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.reframe.figures import Box, Figure

__all__ = ["outlined"]

HEIGHT: Final = 72  # pixels the picture is made small to
RING: Final = 0.7  # of the body's width and height around it: where its outline may lie
CORE: Final = 0.15  # of the body's width left and right of its middle: certainly figure
ROUNDS: Final = 3
TIMES: Final = (0.35, 2.4)  # area of the outline in bodies: less or more is no outline
TOUCHED: Final = 0.35  # of a side of the ring that an outline may touch: more and the ground has run into it
MOST: Final = 2  # figures of one picture, the surest
LEAST: Final = 0.12  # score
BROAD: Final = 1.05  # of the body's height: head and torso are no wider, in pixels; a wider outline has taken in ground

Picture = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]
Number = TypeVar("Number", np.uint8, np.int32)


def outlined(picture: Picture, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The figures with head and torso as wide and high as they are drawn; `picture`: BGR uint8 [h, w, 3].

    GrabCut (Rother et al. 2004) with the body as what is probably figure and a ring around it as what is probably not.
    Where that fails, what the joints say stays.
    """
    wide = max(16, round(HEIGHT * picture.shape[1] / picture.shape[0]))
    small = np.asarray(cv2.resize(picture, (wide, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
    return tuple(
        _outlined(small, f) if n < MOST and f.score >= LEAST else f for n, f in enumerate(figures)
    )  # fmt: skip


def _outlined(small: Picture, figure: Figure) -> Figure:
    body, bust = figure.body, figure.bust
    ring = Box(
        body.left - RING * body.width, body.top - RING * body.height,
        body.right + RING * body.width, body.bottom + 0.1 * body.height,
    )  # fmt: skip
    middle = (bust.left + bust.right) / 2
    core = Box(
        middle - CORE * body.width, bust.top + 0.1 * body.height, middle + CORE * body.width,
        bust.bottom - 0.05 * body.height,
    )  # fmt: skip
    mask = np.full(small.shape[:2], cv2.GC_BGD, np.uint8)
    for box, value in ((ring, cv2.GC_PR_BGD), (body, cv2.GC_PR_FGD), (core, cv2.GC_FGD)):
        _part(mask, box)[:] = value
    if not (mask == cv2.GC_FGD).any() or not (mask == cv2.GC_BGD).any():
        return figure
    cv2.setRNGSeed(1)
    ground, drawn = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, mask, (0, 0, 1, 1), ground, drawn, ROUNDS, cv2.GC_INIT_WITH_MASK)
    shape = _connected(((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8), core)
    if not _plausible(shape, body, ring):
        return figure
    waist = min(small.shape[0], max(1, round(bust.bottom * small.shape[0])))
    rows, columns = np.nonzero(shape[:waist])
    if not len(rows):
        return figure
    high, across = shape.shape
    beside = max(0.0, BROAD * body.height * high / across - bust.width) / 2
    seen = Box(
        max(float(columns.min()) / across, bust.left - beside), float(rows.min()) / high,
        min(float(columns.max() + 1) / across, bust.right + beside), bust.bottom,
    ).clipped()  # fmt: skip
    return replace(figure, bust=seen, body=body.joined(seen))


def _part(mask: npt.NDArray[Number], box: Box) -> npt.NDArray[Number]:
    high, wide = mask.shape
    x0, x1 = max(0, int(box.left * wide)), max(0, min(wide, round(box.right * wide)))
    y0, y1 = max(0, int(box.top * high)), max(0, min(high, round(box.bottom * high)))
    return mask[y0:y1, x0:x1]


def _connected(shape: Mask, core: Box) -> Mask:
    """What hangs together with the middle of the figure."""
    _, numbered = cv2.connectedComponents(shape)
    labels = np.asarray(numbered, np.int32)
    kept = np.setdiff1d(np.unique(_part(labels, core)), [0])
    return np.isin(labels, kept).astype(np.uint8)


def _plausible(shape: Mask, body: Box, ring: Box) -> bool:
    """Whether an outline has about the size of the body and ends before the ring does."""
    size = float(shape.mean()) / max(body.clipped().area, 1e-6)
    if not TIMES[0] <= size <= TIMES[1]:
        return False
    inside = _part(shape, ring)
    if not inside.size:
        return False
    sides = [(inside[:, 0], ring.left > 0), (inside[:, -1], ring.right < 1), (inside[0], ring.top > 0)]
    return all(float(side.mean()) < TOUCHED for side, counts in sides if counts)
