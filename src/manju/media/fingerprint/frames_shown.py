"""Where in a suspect's frame the film is: borders, blurred padding and still surroundings left out."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.fingerprint.hashes import VIEWS, Rect

__all__ = ["rectangles"]

FLAT = 3.5  # grey levels: lines that vary less all the time are border
ALIKE = 0.015  # rectangles closer than this are one
SMALLEST = 0.22  # of a side


def rectangles(frames: npt.NDArray[np.uint8]) -> list[Rect]:
    """The whole frame first, then up to three parts of it that may be the film.

    `frames`: luma uint8 [n, H, W] of one stretch. Found are: what lies inside flat borders; what is sharp inside
    blurred padding; what moves inside still surroundings. Precise to about a pixel.
    """
    found: list[Rect] = [VIEWS[0]]
    some = frames[:: max(1, len(frames) // 24)].astype(np.float32)
    inside = _trimmed(some)
    _add(found, inside)
    top, bottom, left, right = _pixels(inside, some.shape[1:])
    core = some[:, top:bottom, left:right]
    if min(core.shape[1:]) < 16:
        return found
    sharp = np.mean([np.abs(cv2.Laplacian(f, cv2.CV_32F)) for f in core], axis=0)
    _add(found, _within(inside, _busy(np.minimum(sharp, 12.0), 0.3)))
    if len(core) > 3:
        moving = core.std(axis=0)
        _add(found, _within(inside, _busy(np.minimum(moving, 20.0), 0.2)))
    return found[:4]


def _trimmed(frames: npt.NDArray[np.float32]) -> Rect:
    """Inside of borders of any one colour."""
    rows = np.quantile(frames.std(axis=2), 0.9, axis=0) > FLAT
    columns = np.quantile(frames.std(axis=1), 0.9, axis=0) > FLAT
    return _spanned(rows, columns)


def _busy(energy: npt.NDArray[np.float32], share: float) -> Rect:
    """The part whose lines have at least this share of the energy of its busiest lines."""
    rows, columns = energy.mean(axis=1), energy.mean(axis=0)
    return _spanned(rows > share * np.quantile(rows, 0.8), columns > share * np.quantile(columns, 0.8))


def _spanned(rows: npt.NDArray[np.bool_], columns: npt.NDArray[np.bool_]) -> Rect:
    if not rows.any() or not columns.any():
        return VIEWS[0]
    y, x = np.flatnonzero(rows), np.flatnonzero(columns)
    return x[0] / len(columns), y[0] / len(rows), (x[-1] + 1) / len(columns), (y[-1] + 1) / len(rows)


def _within(outer: Rect, inner: Rect) -> Rect:
    w, h = outer[2] - outer[0], outer[3] - outer[1]
    return outer[0] + inner[0] * w, outer[1] + inner[1] * h, outer[0] + inner[2] * w, outer[1] + inner[3] * h


def _pixels(rect: Rect, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    h, w = shape
    return round(rect[1] * h), round(rect[3] * h), round(rect[0] * w), round(rect[2] * w)


def _add(found: list[Rect], rect: Rect) -> None:
    if rect[2] - rect[0] < SMALLEST or rect[3] - rect[1] < SMALLEST:
        return
    if all(max(abs(a - b) for a, b in zip(rect, other, strict=True)) > ALIKE for other in found):
        found.append(rect)
