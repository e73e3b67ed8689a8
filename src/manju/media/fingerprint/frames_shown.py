"""Where in a suspect's frame the film is: borders, blurred padding, windows in other pictures."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.fingerprint.hashes import VIEWS, Rect

__all__ = ["ALIKE", "rectangles"]

FLAT: Final = 3.5  # grey levels: lines that vary less all the time are border
ALIKE: Final = 0.015  # rectangles closer than this are one
SMALLEST: Final = 0.13  # of a side
LONGEST: Final = 3.2  # width by height, or height by width: no film is a strip
LOOKED_AT: Final = 24  # frames of a stretch
MOST: Final = 6

EDGE: Final = 2.5  # grey levels across an edge, most of the time
RIDGE: Final = 1.4  # and so many times as much as three pixels beside it
LINES: Final = 14  # edges looked at in each direction
ALONG: Final = 0.5  # of a side's length must be edge
PARTS: Final = 24  # coarse lines in each direction where two kinds of texture are told apart
TOLD_APART: Final = 0.2  # of the variance must be between inside and outside

Frames = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


def rectangles(frames: Frames) -> list[Rect]:
    """The whole frame first, then up to five parts of it that may be the film, likeliest first.

    `frames`: luma uint8 [n, H, W] of one stretch. Found are: what lies inside flat borders; what four straight edges
    enclose that stay where they are; what is sharper, softer, or moves more or less than all around it. Precise to
    about a pixel.
    """
    found: list[Rect] = [VIEWS[0]]
    some = frames[:: max(1, len(frames) // LOOKED_AT)]
    inside = _trimmed(some.astype(np.float32))
    _add(found, inside, frames.shape[1:])
    left, top, right, bottom = inside
    core = some[:, top:bottom, left:right]
    if min(core.shape[1:]) < 24:
        return found
    boxes = _edged(core)
    sharp = np.mean([np.abs(cv2.Laplacian(f, cv2.CV_32F)) for f in core], axis=0)
    boxes.append(_apart(np.log1p(sharp)))
    if len(core) > 3:
        boxes.append(_apart(np.log1p(core.astype(np.float32).std(axis=0))))
    for box in boxes:
        if box is not None:
            _add(found, (left + box[0], top + box[1], left + box[2], top + box[3]), frames.shape[1:])
    return found[:MOST]


def _trimmed(frames: F32) -> Box:
    """Inside of borders of any one colour."""
    rows = np.flatnonzero(np.quantile(frames.std(axis=2), 0.9, axis=0) > FLAT)
    columns = np.flatnonzero(np.quantile(frames.std(axis=1), 0.9, axis=0) > FLAT)
    if not len(rows) or not len(columns):
        return 0, 0, frames.shape[2], frames.shape[1]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _edged(frames: Frames) -> list[Box | None]:
    """The two rectangles whose sides are edges for most of their length; a side may be the frame's own."""
    h, w = frames.shape[1:]
    upright = _lasting_edges(frames.astype(np.int16))
    level = _lasting_edges(frames.astype(np.int16).transpose(0, 2, 1))
    xs, ys = _longest(upright, SMALLEST * h), _longest(level, SMALLEST * w)
    left, right = _pairs(xs, SMALLEST * w)
    top, bottom = _pairs(ys, SMALLEST * h)
    if not len(left) or not len(top):
        return []
    x0, x1, y0, y1 = left[:, None], right[:, None], top[None, :], bottom[None, :]
    down, across = _summed(upright), _summed(level)
    sides = [_share(down, x0, y0, y1, w), _share(down, x1, y0, y1, w),
             _share(across, y0, x0, x1, h), _share(across, y1, x0, x1, h)]  # fmt: skip
    least = np.minimum.reduce(sides)
    within = (x0 > 0) | (x1 < w) | (y0 > 0) | (y1 < h)
    worth = np.where((least >= ALONG) & within, least + np.mean(sides, axis=0), 0.0)
    found: list[Box | None] = []
    for at in np.argsort(-worth, axis=None)[:60]:
        i, j = np.unravel_index(at, worth.shape)
        box = int(left[i]), int(top[j]), int(right[i]), int(bottom[j])
        if worth[i, j] <= 0 or len(found) == 2:
            break
        if all(o is None or max(abs(a - b) for a, b in zip(box, o, strict=True)) > 0.03 * max(h, w) for o in found):
            found.append(box)
    return found


def _lasting_edges(frames: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    """Where columns meet in an edge most of the time: bool [H, W + 1], edge x lies between columns x - 1 and x."""
    n, h, w = frames.shape
    across = np.zeros((n, h, w + 1), np.int16)
    across[:, :, 1:-1] = np.abs(np.diff(frames, axis=2))
    edge = np.pad(np.median(across, axis=0).astype(np.float32), ((0, 0), (3, 3)))
    # an edge that falls within a pixel is spread over two
    here = np.maximum(np.maximum(edge[:, 2:-4], edge[:, 3:-3]), edge[:, 4:-2])
    beside = np.maximum(edge[:, :-6], edge[:, 6:])
    return np.asarray((here > EDGE) & (here > RIDGE * beside))


def _longest(edges: npt.NDArray[np.bool_], least: float) -> npt.NDArray[np.int64]:
    """The columns with most edge, and the frame's own two sides, in order."""
    length = edges.sum(axis=0)
    last = len(length) - 1
    chosen = [0, last]
    for x in np.argsort(-length, kind="stable"):
        if length[x] < least or len(chosen) >= LINES + 2:
            break
        if all(abs(x - other) > 1 for other in chosen) and 3 <= x <= last - 3:
            chosen.append(int(x))
    return np.array(sorted(chosen), np.int64)


def _pairs(lines: npt.NDArray[np.int64], least: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    i, j = np.triu_indices(len(lines), 1)
    wide = lines[j] - lines[i] >= least
    return lines[i[wide]], lines[j[wide]]


def _summed(edges: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Edge pixels above each row: [H + 1, W + 1]."""
    return np.concatenate([np.zeros((1, edges.shape[1]), np.int64), np.cumsum(edges, axis=0)])


def _share(
    summed: npt.NDArray[np.int64], line: npt.NDArray[np.int64], begin: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64], size: int,
) -> F64:  # fmt: skip
    """How much of the side from `begin` to `end` on that line is edge; the frame's own sides are."""
    part = (summed[end, line] - summed[begin, line]) / np.maximum(1, end - begin)
    return np.where((line == 0) | (line == size), 1.0, part)


def _apart(texture: F32) -> Box | None:
    """The rectangle that differs most from all around it (Otsu's criterion over rectangles); None when none does."""
    h, w = texture.shape
    summed = np.zeros((h + 1, w + 1))
    summed[1:, 1:] = np.cumsum(np.cumsum(texture, axis=0, dtype=np.float64), axis=1)
    ys = np.unique(np.linspace(0, h, min(PARTS, h // 4) + 1).round().astype(np.int64))
    xs = np.unique(np.linspace(0, w, min(PARTS, w // 4) + 1).round().astype(np.int64))
    left, right = _pairs(xs, SMALLEST * w)
    top, bottom = _pairs(ys, SMALLEST * h)
    worth = _between(summed, left[:, None], top[None, :], right[:, None], bottom[None, :])
    i, j = np.unravel_index(int(worth.argmax()), worth.shape)
    box = [int(left[i]), int(top[j]), int(right[i]), int(bottom[j])]
    for _ in range(2):
        for side, (size, step) in enumerate(((w, w // PARTS + 1), (h, h // PARTS + 1)) * 2):
            tried = np.arange(max(0, box[side] - step), min(size, box[side] + step) + 1)
            moved: list[npt.NDArray[np.int64]] = [np.full(len(tried), v) for v in box]
            moved[side] = tried
            tried_worth = _between(summed, *moved)
            box[side] = int(tried[int(tried_worth.argmax())])
    total = float(texture.var()) * h * w
    best = float(_between(summed, *(np.array([v]) for v in box))[0])
    return (box[0], box[1], box[2], box[3]) if best > TOLD_APART * total else None


def _between(
    summed: F64, x0: npt.NDArray[np.int64], y0: npt.NDArray[np.int64], x1: npt.NDArray[np.int64],
    y1: npt.NDArray[np.int64],
) -> F64:  # fmt: skip
    """Sum of squares between inside and outside."""
    size = float((summed.shape[0] - 1) * (summed.shape[1] - 1))
    area = ((x1 - x0) * (y1 - y0)).astype(np.float64)
    inside = summed[y1, x1] - summed[y0, x1] - summed[y1, x0] + summed[y0, x0]
    rest = np.maximum(size - area, 1.0)
    apart = inside / np.maximum(area, 1.0) - (summed[-1, -1] - inside) / rest
    return np.where((area > 0) & (area < size), area * rest / size * apart * apart, 0.0)


def _add(found: list[Rect], box: Box, shape: tuple[int, ...]) -> None:
    h, w = shape
    rect = box[0] / w, box[1] / h, box[2] / w, box[3] / h
    if rect[2] - rect[0] < SMALLEST or rect[3] - rect[1] < SMALLEST:
        return
    if not 1 / LONGEST < (box[2] - box[0]) / (box[3] - box[1]) < LONGEST:
        return
    if all(max(abs(a - b) for a, b in zip(rect, other, strict=True)) > ALIKE for other in found):
        found.append(rect)
