"""How good a cover a frame would be: sharp, well lit, alive, with a face, standing still, and no title card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.reframe.figures import find_figures

Rgb = npt.NDArray[np.uint8]  # H x W x 3


@dataclass(frozen=True, slots=True)
class Face:
    """A face in pixels of its picture: left, top, width, height, and how sure its finder is (0..1)."""

    x: float
    y: float
    w: float
    h: float
    score: float = 1.0

    def scaled(self, by: float) -> Face:
        return Face(self.x * by, self.y * by, self.w * by, self.h * by, self.score)


FaceFinder = Callable[[Rgb], Sequence[Face]]
"""Finds the faces of an RGB picture, drawn and real."""

WEIGHTS: Final = {"sharp": 0.26, "light": 0.16, "contrast": 0.14, "colour": 0.12, "face": 0.32}
"""They sum to 1: a frame with everything scores 1."""
CLEAR: Final = 0.08  # sharpness under which not even the sharpest part of the picture is in focus
SURE: Final = 0.05  # a figure's score; under it most finds are pillars and pumpkins
CERTAIN: Final = 0.5
CORE: Final = 0.7  # of the width that reframing gives a face: it counts the hair, and hands beside it
SMALLEST_PX: Final = 12


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a score is made of, each 0..1. `alive`, `clear`, `still` and `no_card` multiply, the others are weighed."""

    sharp: float
    light: float
    contrast: float
    colour: float
    face: float
    alive: float  # 0: black, white or flat
    clear: float  # under 1: blurred all over
    still: float  # under 1: much of it moves
    no_card: float  # 0: lettering or a logo on an empty ground

    @property
    def score(self) -> float:
        """Weighed and multiplied, 0..1.

        >>> Reasons(1, 1, 1, 1, 1, 1, 1, 1, 1).score, Reasons(1, 1, 1, 1, 1, 0, 1, 1, 1).score
        (1.0, 0.0)
        """
        weighed = sum(weight * getattr(self, name) for name, weight in WEIGHTS.items())
        return float(round(weighed * self.alive * self.clear * self.still * self.no_card, 6))

    def as_json(self) -> dict[str, float]:
        return {name: round(value, 3) for name, value in asdict(self).items()}


def judge(picture: Rgb, faces: Sequence[Face] = (), *, neighbour: Rgb | None = None) -> Reasons:
    """Judge one small frame (about 270 px high); `neighbour` is the frame after it, of the same size.

    Formulae and their reasons: docs/algorithms/covers.md.
    """
    gray = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    mean, spread = float(gray.mean()), float(gray.std())
    red_green = picture[..., 0].astype(np.int16) - picture[..., 1]
    green_blue = picture[..., 1].astype(np.int16) - picture[..., 2]
    sharp = sharpness(gray)
    return Reasons(
        sharp=sharp,
        light=max(0.0, 1.0 - abs(mean - 118.0) / 118.0),
        contrast=min(1.0, spread / 60.0),
        colour=min(1.0, float(np.hypot(red_green.std(), green_blue.std())) / 60.0),
        face=max((_face(gray, f) for f in faces), default=0.0),
        alive=min(1.0, spread / 24.0) * (1.0 if 14.0 < mean < 242.0 else 0.0),
        clear=min(1.0, 0.25 + 0.75 * sharp / CLEAR),
        still=1.0 if neighbour is None else stillness(picture, neighbour),
        no_card=1.0 - card_likeness(gray),
    )


def sharpness(gray: npt.NDArray[np.uint8]) -> float:
    """Energy of the finest detail in the sharpest ninth of the picture, 0..1: a blurred background costs nothing."""
    fine = cv2.Laplacian(gray, cv2.CV_32F) ** 2
    h, w = fine.shape[0] // 6 * 6, fine.shape[1] // 6 * 6
    cells = fine[:h, :w].reshape(6, h // 6, 6, w // 6).mean(axis=(1, 3))
    return float(min(1.0, np.sort(cells.ravel())[-4:].mean() / 2500.0))


def stillness(picture: Rgb, neighbour: Rgb) -> float:
    """1 where the next frame is the same, 0.4 where most of it has moved on: such frames are motion-blurred."""
    moved = cv2.absdiff(cv2.blur(picture, (3, 3)), cv2.blur(neighbour, (3, 3))).max(axis=2)
    return float(1.0 - 0.6 * min(1.0, float((moved > 18).mean()) / 0.5))


def card_likeness(gray: npt.NDArray[np.uint8]) -> float:
    """0..1: how much of the picture is one perfectly even ground, from 55 % (0) to 85 % (1): titles, credits, logos."""
    counts = np.bincount(gray.ravel() >> 2, minlength=64)
    ground = int(counts.argmax())
    near = np.abs((gray >> 2).astype(np.int16) - ground) <= 1
    low = cv2.erode(gray, np.ones((5, 5), np.uint8))
    even = cv2.dilate(gray, np.ones((5, 5), np.uint8)) - low <= 6
    return float(np.clip((float((near & even).mean()) - 0.55) / 0.30, 0.0, 1.0))


def find_faces(picture: Rgb) -> list[Face]:
    """The faces of figures, drawn and real, by the finder of reframing."""
    height, width = picture.shape[:2]
    found = []
    for figure in find_figures(np.ascontiguousarray(picture[..., ::-1])):
        if figure.face is None or figure.score < SURE:
            continue
        face = figure.face
        size = CORE * face.width * width, face.height * height
        if min(size) >= SMALLEST_PX:
            left = (face.left + face.width * (1 - CORE) / 2) * width
            found.append(Face(left, face.top * height, *size, min(1.0, figure.score / CERTAIN)))
    return found


def _face(gray: npt.NDArray[np.uint8], face: Face) -> float:
    """Large enough to be seen on a thumbnail (6 % of the picture is full marks), sharp, and surely a face."""
    x, y = max(0, int(face.x)), max(0, int(face.y))
    cut = gray[y : int(face.y + face.h), x : int(face.x + face.w)]
    if cut.size == 0:
        return 0.0
    size = min(1.0, float(np.sqrt(face.w * face.h / gray.size / 0.06)))
    detail = min(1.0, float(cv2.Laplacian(cut, cv2.CV_32F).var()) / 600.0)
    return size * (0.4 + 0.6 * detail) * min(1.0, face.score)
