"""Drawing a framed picture: the shown part of a master's frame, at sub-pixel places, scaled to its channel's frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.reframe.framing import Framing, Pane, Rect, Shot

__all__ = ["Composer", "Placed"]

Plane = npt.NDArray[np.uint8]

GROUND_HEIGHT: Final = 160  # the blurred ground is made this small, then enlarged: blur costs next to nothing
GROUND_SIGMA: Final = 5.0
GROUND_LIGHT: Final = 0.62
BLACK: Final = 16  # of limited-range luma
EVEN: Final = 2  # chroma is half as large
SHRUNK: Final = 1.25  # from this factor on a picture is made smaller by area, else it would flicker
LOBES: Final = 3
TAPS: Final = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the master's whole picture would lie (pixels, may reach beyond) and the part of the frame it is seen in."""

    left: float
    top: float
    width: float
    height: float
    seen: tuple[int, int, int, int]  # left, top, width, height in pixels of the frame


class Composer:
    """Draws one framing of a film at one size. Sizes are (width, height) in pixels, even.

    >>> from manju.media.reframe.framing import Move
    >>> shot = Shot(0.0, 9.0, "window", (Pane(0.5, 1.0, Move.still(0.25), Move.still(0.5)),))
    >>> composer = Composer(Framing((1, 1), (shot,)), source=(64, 32), size=(32, 32))
    >>> left_dark = np.full((48, 64), 128, np.uint8); left_dark[:32] = 200; left_dark[:32, :32] = 40
    >>> int(composer.compose(left_dark, 0.0)[:32].max())
    40
    """

    def __init__(self, framing: Framing, *, source: tuple[int, int], size: tuple[int, int]) -> None:
        if any(n % EVEN for n in (*source, *size)):
            raise ValueError(f"4:2:0 pictures have even sides: {source}, {size}")
        self._framing, self._source, self._size = framing, source, size

    def compose(self, frame: Plane, time_s: float) -> Plane:
        """The framed picture of one frame: yuv420p as uint8 [height * 3 / 2, width], limited range, both ways."""
        shot = self._framing.at(time_s)
        planes = _split(frame, self._source)
        drawn = np.empty((self._size[1] * 3 // 2, self._size[0]), np.uint8)
        targets = _split(drawn, self._size)
        places = self._panes(shot, time_s)
        if shot.layout == "fill":
            for n, (plane, target) in enumerate(zip(planes, targets, strict=True)):
                target[:] = _ground(plane, (target.shape[1], target.shape[0]), luma=n == 0)
        for (left, top, width, height), rect, still in places:
            for n, (plane, target) in enumerate(zip(planes, targets, strict=True)):
                half = 1 if n == 0 else EVEN
                into = target[top // half : (top + height) // half, left // half : (left + width) // half]
                _draw(plane, into, rect, still=still)
        return drawn

    def places(self, time_s: float) -> tuple[Placed, ...]:
        """Where the master's picture lies in the frame at this second, once per pane."""
        shot = self._framing.at(time_s)
        return tuple(
            Placed(
                left=box[0] - rect.left * box[2] / rect.width,
                top=box[1] - rect.top * box[3] / rect.height,
                width=box[2] / rect.width,
                height=box[3] / rect.height,
                seen=box,
            )
            for box, rect, _ in self._panes(shot, time_s)
        )

    def _panes(self, shot: Shot, time_s: float) -> list[tuple[tuple[int, int, int, int], Rect, bool]]:
        """(box in the frame in pixels, part of the master's picture, whether it is still) of each pane."""
        rects = [_snapped(p, time_s, self._source) for p in shot.panes]
        boxes = _boxes(shot, self._source, self._size)
        return [(b, r, p.is_still) for b, r, p in zip(boxes, rects, shot.panes, strict=True)]


def _split(frame: Plane, size: tuple[int, int]) -> tuple[Plane, Plane, Plane]:
    """The three planes of a yuv420p frame, as views."""
    width, height = size
    small = (height // 2) * (width // 2)
    flat = frame.reshape(-1)
    luma = flat[: width * height].reshape(height, width)
    chroma = flat[width * height :]
    return (
        luma,
        chroma[:small].reshape(height // 2, width // 2),
        chroma[small : 2 * small].reshape(height // 2, width // 2),
    )


def _snapped(pane: Pane, time_s: float, source: tuple[int, int]) -> Rect:
    """The part shown; a still one lies on whole pairs of pixels, so that it can be cut out and scaled."""
    rect = pane.at(time_s)
    if not pane.is_still:
        return rect
    width, height = source
    wide = min(width, max(EVEN, EVEN * round(rect.width * width / EVEN)))
    high = min(height, max(EVEN, EVEN * round(rect.height * height / EVEN)))
    left = min(max(0, EVEN * round(rect.left * width / EVEN)), width - wide)
    top = min(max(0, EVEN * round(rect.top * height / EVEN)), height - high)
    return Rect(left / width, top / height, wide / width, high / height)


def _boxes(shot: Shot, source: tuple[int, int], size: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Where the panes of a shot go in the frame: left, top, width, height in pixels, even."""
    width, height = size
    if shot.layout == "window":
        return [(0, 0, width, height)]
    if shot.layout == "split":
        if width <= height:
            first = EVEN * round(height / 2 / EVEN)
            return [(0, 0, width, first), (0, first, width, height - first)]
        first = EVEN * round(width / 2 / EVEN)
        return [(0, 0, first, height), (first, 0, width - first, height)]
    pane = shot.panes[0]
    shape = pane.width * source[0] / (pane.height * source[1])
    wide = min(width, EVEN * round(height * shape / EVEN))
    high = min(height, EVEN * round(width / shape / EVEN))
    return [(EVEN * ((width - wide) // 2 // EVEN), EVEN * ((height - high) // 2 // EVEN), wide, high)]


def _draw(plane: Plane, into: Plane, rect: Rect, *, still: bool) -> None:
    """Scale a part of a plane to fill another."""
    high, wide = plane.shape
    out_high, out_wide = into.shape
    left, top, width, height = rect.left * wide, rect.top * high, rect.width * wide, rect.height * high
    shrink = min(width / out_wide, height / out_high)
    if still:
        part = plane[round(top) : round(top + height), round(left) : round(left + width)]
        how = cv2.INTER_AREA if shrink >= SHRUNK else cv2.INTER_CUBIC
        cv2.resize(part, (out_wide, out_high), dst=into, interpolation=how)
        return
    x0, y0 = math.floor(left), math.floor(top)
    part = _shifted(plane, (x0, y0), (math.ceil(width) + 1, math.ceil(height) + 1), (left - x0, top - y0))
    how = cv2.INTER_AREA if shrink >= SHRUNK else cv2.INTER_CUBIC
    scaled = cv2.resize(part, None, fx=out_wide / width, fy=out_high / height, interpolation=how)
    into[:] = scaled[:out_high, :out_wide]


def _shifted(plane: Plane, corner: tuple[int, int], size: tuple[int, int], by: tuple[float, float]) -> Plane:
    """A part of a plane (pixels; edges repeated beyond it) taken a fraction of a pixel further right and down."""
    (left, top), (width, height), (by_x, by_y) = corner, size, by
    high, wide = plane.shape
    x0, y0 = max(0, left - TAPS), max(0, top - TAPS)
    x1, y1 = min(wide, left + width + TAPS), min(high, top + height + TAPS)
    part = plane[y0:y1, x0:x1]
    if by_x or by_y:
        part = np.asarray(
            cv2.sepFilter2D(part, -1, _taps(by_x), _taps(by_y), borderType=cv2.BORDER_REPLICATE), np.uint8
        )
    # what lies beyond the plane is its edge again
    before_x, before_y = left - x0, top - y0
    cut = part[before_y : before_y + height, before_x : before_x + width]
    lack_x, lack_y = width - cut.shape[1], height - cut.shape[0]
    if lack_x or lack_y:
        cut = np.asarray(cv2.copyMakeBorder(cut, 0, lack_y, 0, lack_x, cv2.BORDER_REPLICATE), np.uint8)
    return cut


def _taps(shift: float) -> npt.NDArray[np.float32]:
    """Lanczos-3 weights that move a row of pixels left by a fraction of one, odd in number, for `sepFilter2D`."""
    at = np.arange(-TAPS, TAPS + 1) - shift
    weights = np.where(np.abs(at) < LOBES, np.sinc(at) * np.sinc(at / LOBES), 0.0)
    return np.asarray(weights / weights.sum(), np.float32)


def _ground(plane: Plane, size: tuple[int, int], *, luma: bool) -> Plane:
    """The picture cut to the frame's shape, small, blurred, darker, enlarged."""
    wide, high = size
    height = GROUND_HEIGHT if luma else GROUND_HEIGHT // 2
    width = max(2, round(wide / high * height))
    shape = plane.shape[1] / plane.shape[0]
    cut = Rect(0.5 - wide / high / shape / 2, 0.0, wide / high / shape, 1.0)
    if wide / high > shape:
        tall = shape / (wide / high)
        cut = Rect(0.0, 0.5 - tall / 2, 1.0, tall)
    y0, x0 = round(cut.top * plane.shape[0]), round(cut.left * plane.shape[1])
    y1, x1 = y0 + max(1, round(cut.height * plane.shape[0])), x0 + max(1, round(cut.width * plane.shape[1]))
    part = plane[y0:y1, x0:x1]
    small = cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), GROUND_SIGMA if luma else GROUND_SIGMA / 2)
    if luma:
        soft = cv2.LUT(soft, _darker())
    return np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR), np.uint8)


@lru_cache(maxsize=1)
def _darker() -> Plane:
    return np.asarray(np.clip(BLACK + (np.arange(256) - BLACK) * GROUND_LIGHT, 0, 255).round(), np.uint8)
