"""Putting one picture together: planes warped by the camera and laid over each other, back to front.

Drawings are kept premultiplied as B, G, R, alpha and cut to what is not transparent; a plane costs only the
rectangle it covers. All arithmetic is OpenCV's on 8-bit arrays: about 1 ms per plane and megapixel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.motion.board import Draw, Layer, Shot, Stereo, Transition
from manju.media.motion.camera import Matrix, camera_matrix, layer_matrix, shift, stretch
from manju.media.motion.moves import value_at

__all__ = ["Bgr", "Prepared", "Stage", "Stereo", "blend_shots", "prepare", "take"]

Bgr = npt.NDArray[np.uint8]  # H x W x 3
INVISIBLE: Final = 1 / 512


@dataclass(frozen=True, eq=False)
class Prepared:
    """A drawing ready to be laid: colour premultiplied, coverage (None: opaque), and its place on the stage."""

    bgra: npt.NDArray[np.uint8]  # H x W x 4 premultiplied, or H x W x 3 when opaque
    opaque: bool
    place: Matrix  # pixel to stage


@dataclass(frozen=True, eq=False)
class _Warped:
    """A plane as it lies on the picture: top left corner, colour, and how much shows through (None: it is light)."""

    matrix: Matrix
    opacity: float
    drawing: Prepared
    x: int
    y: int
    colour: npt.NDArray[np.uint8]
    through: npt.NDArray[np.uint8] | None


@dataclass(frozen=True, eq=False)
class Stage:
    """A shot with its drawings made, and the size of picture wanted for a stage of `width` x `height` units."""

    shot: Shot
    drawings: tuple[tuple[Prepared, ...], ...]
    width: int
    height: int
    picture_width: int
    picture_height: int
    kept: dict[int, _Warped] = field(default_factory=dict)  # by plane: what a plane that stands still looked like


def prepare(draw: Draw) -> Prepared:
    """Make a drawing ready: cut to its ink and premultiplied, so that edges stay clean when warped."""
    drawing = draw() if callable(draw) else draw
    alpha = drawing.rgba[..., 3]
    units = drawing.units_per_px
    if alpha.min() == 255:
        place = shift(drawing.left, drawing.top) @ stretch(units, units)
        return Prepared(np.asarray(cv2.cvtColor(drawing.rgba, cv2.COLOR_RGBA2BGR), np.uint8), True, place)
    x, y, w, h = cv2.boundingRect(alpha)
    if w == 0:
        x, y, w, h = 0, 0, 1, 1
    # one transparent pixel around keeps the edge soft under the warp
    x0, y0 = max(0, x - 1), max(0, y - 1)
    cut = drawing.rgba[y0 : y + h + 1, x0 : x + w + 1]
    cover = cut[..., 3:].astype(np.uint16)
    colour = ((cut[..., 2::-1].astype(np.uint16) * cover + 127) // 255).astype(np.uint8)
    bgra = np.ascontiguousarray(np.concatenate([colour, cut[..., 3:]], axis=2))
    place = shift(drawing.left + x0 * units, drawing.top + y0 * units) @ stretch(units, units)
    return Prepared(bgra, False, place)


def take(stage: Stage, t: float) -> Bgr:
    """The picture of a shot at time `t` (s of the shot)."""
    red, green, blue = stage.shot.ground
    picture = np.empty((stage.picture_height, stage.picture_width, 3), np.uint8)
    picture[:] = (blue, green, red)
    to_picture = stretch(stage.picture_width / stage.width, stage.picture_height / stage.height)
    for number, (layer, drawings) in enumerate(zip(stage.shot.layers, stage.drawings, strict=True)):
        opacity = min(1.0, max(0.0, value_at(layer.opacity, t)))
        seen = camera_matrix(stage.shot.camera, layer.depth, t, stage.width, stage.height)
        if opacity < INVISIBLE or seen is None:
            continue
        drawing = drawings[round(value_at(layer.pick, t)) % len(drawings)]
        matrix = to_picture @ seen @ layer_matrix(layer, t) @ drawing.place
        kept = stage.kept.get(number)
        if (
            kept is None
            or kept.opacity != opacity
            or kept.drawing is not drawing
            or not np.array_equal(kept.matrix, matrix)
        ):
            kept = _lay(picture, layer, drawing, matrix, opacity)
            if kept is None:
                continue
            stage.kept[number] = kept
        _blend(picture, kept)
    return picture


def blend_shots(before: Bgr, now: Bgr, transition: Transition, share: float) -> Bgr:
    """The picture while one shot takes over from another; `share` runs from 0 to 1."""
    if transition.kind == "dissolve":
        return cv2.addWeighted(now, share, before, 1 - share, 0).astype(np.uint8, copy=False)
    if transition.kind == "fade":
        shown, light = (before, 1 - 2 * share) if share < 0.5 else (now, 2 * share - 1)
        return cv2.convertScaleAbs(shown, alpha=light).astype(np.uint8, copy=False)
    if transition.kind == "flash":
        return cv2.addWeighted(now, share, np.full_like(now, 255), 1 - share, 0).astype(np.uint8, copy=False)
    if transition.kind == "slant":
        return _slant(before, now, share)
    return now


def _slant(before: Bgr, now: Bgr, share: float) -> Bgr:
    """A slanted panel edge with an ink line sweeps from right to left, as between two panels of a page."""
    height, width = now.shape[:2]
    lean = width * 0.18
    edge = (width + lean + 24) * (1 - (1 - (1 - share) ** 3)) - 12
    corners = np.array([[edge, 0], [width * 2, 0], [width * 2, height], [edge - lean, height]], np.int32)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [corners], 255)
    picture = before.copy()
    cv2.copyTo(now, mask, picture)
    line = max(3, round(width * 0.011))
    cv2.line(picture, (round(edge), 0), (round(edge - lean), height), (15, 19, 23), line, cv2.LINE_AA)
    return picture


def _lay(picture: Bgr, layer: Layer, drawing: Prepared, matrix: Matrix, opacity: float) -> _Warped | None:
    """Warp one plane. An opaque plane that fills the picture goes straight into it; None: nothing left to blend."""
    height, width = picture.shape[:2]
    if layer.tiled:
        x0, y0, x1, y1 = 0, 0, width, height
        border = cv2.BORDER_WRAP
    elif drawing.opaque and layer.blend == "over" and opacity == 1.0 and _covers(drawing, matrix, width, height):
        cv2.warpAffine(drawing.bgra, matrix[:2], (width, height), picture, cv2.INTER_LINEAR, cv2.BORDER_REPLICATE)
        return None
    else:
        x0, y0, x1, y1 = _rectangle(drawing, matrix, width, height)
        border = cv2.BORDER_CONSTANT
    if x1 <= x0 or y1 <= y0:
        return None
    source = drawing.bgra if not drawing.opaque else cv2.cvtColor(drawing.bgra, cv2.COLOR_BGR2BGRA)
    warped = cv2.warpAffine(
        source, (shift(-x0, -y0) @ matrix)[:2], (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR, borderMode=border
    )
    if opacity < 1.0:
        warped = cv2.convertScaleAbs(warped, alpha=opacity)
    colour = np.asarray(cv2.cvtColor(warped, cv2.COLOR_BGRA2BGR), np.uint8)
    if layer.blend == "screen":
        return _Warped(matrix, opacity, drawing, x0, y0, colour, None)
    alpha = cv2.extractChannel(warped, 3)
    through = np.asarray(cv2.cvtColor(cv2.bitwise_not(alpha), cv2.COLOR_GRAY2BGR), np.uint8)
    return _Warped(matrix, opacity, drawing, x0, y0, colour, through)


def _blend(picture: Bgr, plane: _Warped) -> None:
    height, width = plane.colour.shape[:2]
    target = picture[plane.y : plane.y + height, plane.x : plane.x + width]
    if plane.through is None:
        cv2.add(target, cv2.multiply(plane.colour, cv2.bitwise_not(target), scale=1 / 255), target)
    else:
        cv2.add(cv2.multiply(target, plane.through, scale=1 / 255), plane.colour, target)


def _corners(drawing: Prepared, matrix: Matrix) -> npt.NDArray[np.float64]:
    h, w = drawing.bgra.shape[:2]
    placed: npt.NDArray[np.float64] = matrix[:2] @ np.array([[0, w, w, 0], [0, 0, h, h], [1, 1, 1, 1]], np.float64)
    return placed


def _rectangle(drawing: Prepared, matrix: Matrix, width: int, height: int) -> tuple[int, int, int, int]:
    xs, ys = _corners(drawing, matrix)
    return (
        max(0, int(np.floor(xs.min()))),
        max(0, int(np.floor(ys.min()))),
        min(width, int(np.ceil(xs.max())) + 1),
        min(height, int(np.ceil(ys.max())) + 1),
    )


def _covers(drawing: Prepared, matrix: Matrix, width: int, height: int) -> bool:
    """Whether a drawing fills the picture but for the few pixels that its edge, repeated, may fill."""
    back = np.linalg.inv(matrix)
    h, w = drawing.bgra.shape[:2]
    xs, ys, _ = back @ np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1]], np.float64)
    slack = 0.12 * max(w, h)
    return bool(xs.min() > -slack and ys.min() > -slack and xs.max() < w + slack and ys.max() < h + slack)
