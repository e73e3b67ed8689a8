"""A copy's mark where a framed film shows its master's picture: drawn anew when mark, shot or camera moves."""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.reframe.composing import Composer, Placed
from manju.media.render.looks import Look, shown_at
from manju.media.render.marking import NEVER_S, TICKS_PER_S, Marker, as_nut, gathered, grain_of
from manju.media.render.spans import Span
from manju.media.watermark.embedding import MIDDLE, SCALE

__all__ = ["FramedLayer"]

Plane = npt.NDArray[np.uint8]
EARLY_S = 0.001


class FramedLayer:
    """The mark of one copy for one span of a framed film: iterate for the bytes FFmpeg reads."""

    def __init__(self, marker: Marker, copy_id: int, look: Look, source: tuple[int, int], span: Span) -> None:
        self._marker, self._copy_id, self._look, self._span = marker, copy_id, look, span
        self._composer = Composer(look.framing, source=source, size=look.size)
        self._grain = grain_of(*look.size)
        self._wide: dict[tuple[int, int], Plane] = {}  # the mark that holds, as large as the picture lies in a pane

    def __iter__(self) -> Iterator[bytes]:
        return as_nut(self._frames(), self._look.size)

    def _frames(self) -> Iterator[tuple[int, Plane]]:
        """(ticks, frame) at each change: yuv420p, uint8 [height * 3 / 2, width]; the last again, to last for ever."""
        width, height = self._look.size
        canvas = np.full((height * 3 // 2, width), MIDDLE, np.uint8)
        drawn: tuple[float, int, int] | None = None
        for n, mark_s, mark in self._marks():
            time_s = shown_at(self._look, n)
            shot = self._look.framing.index_at(time_s)
            moving = n if not self._look.framing.shots[shot].is_still else -1
            if drawn == (mark_s, shot, moving):
                continue
            if drawn is None or drawn[0] != mark_s:
                self._wide.clear()
            if drawn is None or drawn[1] != shot:
                canvas[:height] = MIDDLE
            drawn = mark_s, shot, moving
            for place in self._composer.places(time_s):
                self._draw(canvas[:height], mark, place)
            yield max(0, math.floor((n / self._look.fps - EARLY_S) * TICKS_PER_S)), canvas
        yield NEVER_S * TICKS_PER_S, canvas

    def _marks(self) -> Iterator[tuple[int, float, Plane]]:
        """(number of the frame, since when its mark holds, the mark) of every frame of the span."""
        fps, registration = self._look.fps, self._marker.registration
        lattice, survey = registration.survey.lattice, registration.survey
        first, end = self._span.frames(fps)
        last = end if end is not None else math.ceil(registration.duration_s * fps) + round(fps)
        following = self._marker.changes(self._copy_id, float(self._span.start))
        coming = next(following, None)
        since, mark = 0.0, np.full((lattice.height, lattice.width), MIDDLE, np.uint8)
        for n in range(first, last):
            while coming is not None and coming[0] * fps < n + 0.5:
                since = coming[0]
                raw = np.frombuffer(coming[1], np.uint8).reshape(lattice.height, lattice.width)
                mark = gathered(raw, survey.strength_at(since))
                coming = next(following, None)
            yield n, since, mark

    def _draw(self, luma: Plane, mark: Plane, place: Placed) -> None:
        """Draw the part of a field that is seen, on whole pixels: its chips are many times as large."""
        x, y, width, height = place.seen
        size = (max(width, round(place.width)), max(height, round(place.height)))
        if size not in self._wide:
            self._wide[size] = np.asarray(cv2.resize(mark, size, interpolation=cv2.INTER_CUBIC), np.uint8)
        wide = self._wide[size]
        left = min(max(0, round(x - place.left)), size[0] - width)
        top = min(max(0, round(y - place.top)), size[1] - height)
        here = luma[y : y + height, x : x + width]
        cv2.add(wide[top : top + height, left : left + width], self._grain[:height, :width], dst=here)
        np.right_shift(here, 4, out=here)
        here += np.uint8(MIDDLE - MIDDLE // SCALE)
