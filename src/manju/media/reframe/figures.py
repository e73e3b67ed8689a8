"""Finding figures: people, drawn or real, and what is built like them, with head and torso.

The network is MoveNet MultiPose Lightning (Google, Apache-2.0), made for people; it finds drawn ones and animals that
stand upright too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.reframe.fitting import fitted

__all__ = ["Box", "Figure", "find_figures"]

MODEL: Final = Path(__file__).resolve().parent.parent / "models" / "movenet-multipose-lightning-1.onnx"
HEADS: Final = ("center", "scale", "offset", "points", "heat")
LONGER_SIDE: Final = 320  # of the picture the network sees; its sides are multiples of 32
CLOSER: Final = 480  # and when small figures are looked for
GROUND: Final = 127  # grey beside the picture
STRIDE: Final = 4  # pixels of that picture per cell of the answer
AROUND: Final = 5  # cells: of two centres so near, the weaker one is dropped
LEAST: Final = 0.15
MOST: Final = 8  # figures of one picture
SEEN: Final = 0.12  # of a joint's own heat
SAME: Final = 0.6  # share of the smaller box that two boxes of one figure have in common
FACE: Final = slice(0, 5)  # nose, eyes, ears
SHOULDERS: Final = slice(5, 7)
HIPS: Final = slice(11, 13)
BESIDE: Final = 0.1  # of a body's width: from its outer joints to its outline
HAIR: Final = 0.35  # of the distance between face and shoulders: what is above and beside the eyes

Picture = npt.NDArray[np.uint8]
Maps = dict[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions of the picture's width and height: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    def joined(self, other: Box) -> Box:
        """The smallest rectangle around both.

        >>> Box(0.0, 0.0, 0.1, 0.1).joined(Box(0.5, 0.2, 0.6, 0.3))
        Box(left=0.0, top=0.0, right=0.6, bottom=0.3)
        """
        return Box(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )  # fmt: skip

    def common(self, other: Box) -> float:
        """Area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, wide) * max(0.0, high)

    def clipped(self) -> Box:
        return Box(max(0.0, self.left), max(0.0, self.top), min(1.0, self.right), min(1.0, self.bottom))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: all of it, its head and torso, its face (None: not seen), and how sure the network is (0 to 1)."""

    body: Box
    bust: Box
    face: Box | None
    score: float


def find_figures(picture: Picture, *, closer: bool = False) -> tuple[Figure, ...]:
    """The figures of a picture (BGR uint8 [h, w, 3]), the surest first; `closer` finds smaller ones in more time.

    Score of a figure: the network's heat at its centre times that of its best part (face, shoulders or hips); pillars
    and trees have a centre, but no joints.
    """
    return _found(picture, CLOSER if closer else LONGER_SIDE)


def _found(picture: Picture, longer_side: int) -> tuple[Figure, ...]:
    seen, _ = fitted(picture, longer_side, ground=GROUND)
    scale = longer_side / max(picture.shape[:2])
    maps = _look(seen)
    center = maps["center"][0, 0]
    peaks = center >= cv2.dilate(center, np.ones((AROUND, AROUND), np.uint8))
    rows, columns = np.nonzero(peaks & (center > LEAST))
    order = np.argsort(-center[rows, columns])[:MOST]
    size = (picture.shape[1] * scale / STRIDE, picture.shape[0] * scale / STRIDE)
    figures: list[Figure] = []
    for n in order.tolist():
        figure = _figure(maps, int(rows[n]), int(columns[n]), size)
        if figure is not None and not any(_one(figure, other) for other in figures):
            figures.append(figure)
    return tuple(sorted(figures, key=lambda f: -f.score))


def _figure(maps: Maps, row: int, column: int, size: tuple[float, float]) -> Figure | None:
    """The figure whose centre lies in a cell; `size` of the picture in cells."""
    wide, high = size
    middle = np.array([row, column]) + maps["offset"][0, :, row, column]
    half = np.maximum(maps["scale"][0, :, row, column], 0) / 2
    (top, left), (bottom, right) = middle - half, middle + half
    body = Box(float(left) / wide, float(top) / high, float(right) / wide, float(bottom) / high)
    joints = maps["points"][0, :, row, column].reshape(17, 2) + np.array([row, column])
    heat = maps["heat"][0]
    cells = np.clip(np.rint(joints).astype(int), 0, np.array(heat.shape[1:]) - 1)
    sure = np.array([heat[k, max(0, r - 1) : r + 2, max(0, c - 1) : c + 2].max() for k, (r, c) in enumerate(cells)])
    points = joints[:, ::-1] / [wide, high]
    face = _face(points, sure, body)
    whole = body.joined(face) if face is not None else body
    bust = _bust(points, sure, whole, face)
    if whole.clipped().area <= 0:
        return None
    best = max(float(sure[part].mean()) for part in (FACE, SHOULDERS, HIPS))
    score = float(maps["center"][0, 0, row, column]) * best
    return Figure(whole.clipped(), bust.clipped(), face.clipped() if face is not None else None, score)


def _face(points: npt.NDArray[np.float64], sure: npt.NDArray[np.float64], body: Box) -> Box | None:
    """Around nose, eyes and ears, with hair and chin; drawn heads are large, so as far up as down to the shoulders."""
    if float(sure[FACE].max()) < SEEN:
        return None
    found = points[FACE][sure[FACE] >= SEEN]
    left, right = float(found[:, 0].min()), float(found[:, 0].max())
    eyes = float(found[:, 1].mean())
    shoulders = float(points[SHOULDERS][:, 1].mean())
    neck = max(shoulders - eyes, 0.06 * body.height, 0.01)
    middle = (left + right) / 2
    half = max((right - left) / 2 * (1 + HAIR), 0.45 * body.width * 0.6)
    return Box(middle - half, eyes - neck, middle + half, eyes + neck * (1 - HAIR))


def _bust(points: npt.NDArray[np.float64], sure: npt.NDArray[np.float64], whole: Box, face: Box | None) -> Box:
    """Head and torso: around face, shoulders and hips; arms may reach beyond."""
    seen = [k for part in (SHOULDERS, HIPS) for k in range(part.start, part.stop) if sure[k] >= SEEN]
    if not seen:
        return Box(whole.left, whole.top, whole.right, whole.top + whole.height * 2 / 3)
    torso = points[seen]
    room = BESIDE * whole.width
    left, right = float(torso[:, 0].min()) - room, float(torso[:, 0].max()) + room
    hips = [k for k in seen if k >= HIPS.start]
    waist = float(points[hips][:, 1].max()) if hips else whole.top + whole.height * 2 / 3
    bust = Box(left, whole.top, right, min(whole.bottom, max(waist, whole.top + whole.height / 2)))
    if face is not None:
        bust = bust.joined(face)
    return Box(max(bust.left, whole.left), bust.top, min(bust.right, whole.right), bust.bottom)


def _one(one: Figure, other: Figure) -> bool:
    """Whether two answers are of the same figure."""
    return one.body.common(other.body) > SAME * min(one.body.area, other.body.area)


def _look(picture: Picture) -> Maps:
    rgb = picture[:, :, ::-1].astype(np.float32) / 127.5 - 1
    net = _network()
    net.setInput(np.ascontiguousarray(rgb.transpose(2, 0, 1)[None]))
    answers = net.forward(list(HEADS))
    return {name: np.asarray(map_, np.float32) for name, map_ in zip(HEADS, answers, strict=True)}


@cache
def _network() -> cv2.dnn.Net:
    return cv2.dnn.readNetFromONNX(str(MODEL))
