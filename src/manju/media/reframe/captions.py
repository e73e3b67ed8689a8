"""Finding lettering in a picture: captions, speech, titles.

The network is the detector of PP-OCRv3 (PaddleOCR, Apache-2.0): a map of where text is, in any script.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.reframe.figures import Box
from manju.media.reframe.fitting import fitted

__all__ = ["Caption", "find_captions"]

MODEL: Final = Path(__file__).resolve().parent.parent / "models" / "ppocr-v3-det.onnx"
LONGER_SIDE: Final = 640  # of the picture the network sees; its sides are multiples of 32
TEXT: Final = 0.3  # probability of a cell
SURE: Final = 0.6  # mean over a line: below, grass and brickwork are taken for letters
GROWN: Final = (
    1.5  # the map shows the core of a line; area * GROWN / perimeter is added around it (DB, Liao et al. 2020)
)
SMALLEST_PX: Final = 3
MEAN: Final = np.array([0.485, 0.456, 0.406], np.float32)
SPREAD: Final = np.array([0.229, 0.224, 0.225], np.float32)

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Caption:
    """One line of lettering, how sure the network is (0 to 1), and its width in heights, in pixels."""

    box: Box
    score: float
    length: float


def find_captions(picture: Picture) -> tuple[Caption, ...]:
    """The lines of lettering in a picture (BGR uint8 [h, w, 3]), from the top down."""
    seen, size = fitted(picture, LONGER_SIDE, ground=0)
    chance = _look(seen)
    outlines, _ = cv2.findContours((chance > TEXT).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = [c for outline in outlines if (c := _caption(np.asarray(outline, np.int32), chance, size)) is not None]
    return tuple(sorted(found, key=lambda c: (c.box.top, c.box.left)))


def _caption(outline: npt.NDArray[np.int32], chance: npt.NDArray[np.float32], size: tuple[int, int]) -> Caption | None:
    x, y, width, height = cv2.boundingRect(outline)
    if min(width, height) < SMALLEST_PX:
        return None
    mask = np.zeros((height, width), np.uint8)
    cv2.drawContours(mask, [outline], -1, 1, cv2.FILLED, offset=(-x, -y))
    score = float(cv2.mean(chance[y : y + height, x : x + width], mask)[0])
    if score < SURE:
        return None
    around = width * height * GROWN / (2 * (width + height))
    box = Box(
        (x - around) / size[0], (y - around) / size[1], (x + width + around) / size[0], (y + height + around) / size[1]
    )
    return Caption(box.clipped(), score, width / height)


def _look(picture: Picture) -> npt.NDArray[np.float32]:
    values = (picture.astype(np.float32) / 255 - MEAN) / SPREAD
    net = _network()
    net.setInput(np.ascontiguousarray(values.transpose(2, 0, 1)[None]))
    return np.asarray(net.forward()[0, 0], np.float32)


@cache
def _network() -> cv2.dnn.Net:
    return cv2.dnn.readNetFromONNX(str(MODEL))
