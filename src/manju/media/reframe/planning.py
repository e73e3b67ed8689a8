"""Framing a whole master: one decode, what is in every shot, and how each is shown in another shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.probe import Probe
from manju.media.reframe.activity import Activity, Watcher
from manju.media.reframe.captions import Caption, find_captions
from manju.media.reframe.deciding import View, decide
from manju.media.reframe.figures import Figure, find_figures
from manju.media.reframe.framing import Framing, Rect, Shot
from manju.media.reframe.looking import glimpses
from manju.media.reframe.outlines import outlined
from manju.media.reframe.saliency import stands_out
from manju.media.reframe.shots import ShotFinder
from manju.media.reframe.subjects import Lettering, Sample, captions_of, subjects_of

__all__ = ["REFRAME_VERSION", "Scenes", "frame_shape", "look_at", "plan_framing"]

REFRAME_VERSION: Final = 2
"""Part of every key that an automatic framing enters: raised when the same master would be framed in another way."""

SAME: Final = 0.5  # grey levels of mean change from one picture to the next, under which nothing is looked for anew
SAME_ANYWHERE: Final = 6.0  # and of the strongest change
SURE: Final = 0.25  # score from which no closer look is taken
CAPTIONS_EVERY: Final = 2  # pictures: captions stand longer than a figure does
BAR: Final = 22  # luma up to which a row or column may be a bar burnt into the picture
BAR_LEAST: Final = 0.03  # of the picture's side


@dataclass(frozen=True, eq=False, slots=True)
class Scenes:
    """What there is to see in a film: its shots, samples of what is in them, and the picture without burnt-in bars."""

    starts_s: tuple[float, ...]
    end_s: float
    samples: tuple[Sample, ...]
    content: Rect
    aspect: float
    fps: float

    @property
    def shots(self) -> tuple[tuple[float, float], ...]:
        """(start, end) of every shot in seconds."""
        return tuple(zip(self.starts_s, (*self.starts_s[1:], self.end_s), strict=True))


def plan_framing(
    master: Path,
    facts: Probe,
    shape: tuple[int, int],
    *,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Framing:
    """How to show a master in another shape (width, height), shot by shot; deterministic.

    Raises:
        MediaError: the master does not decode.
        Cancelled: `cancelled()` became true.
    """
    return frame_shape(look_at(master, facts, progress=progress, cancelled=cancelled), shape)


def look_at(
    master: Path,
    facts: Probe,
    *,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Scenes:
    """Look through a master once; what is found serves every shape. Errors as `plan_framing`."""
    finder, watcher, looker, bars = ShotFinder(), Watcher(), _Looker(), _Bars()
    last_s = 0.0
    size = (facts.width, facts.height)
    for glimpse in glimpses(master, size=size, demuxer=facts.demuxer, cancelled=cancelled):
        last_s = glimpse.time_s
        finder.add(glimpse.time_s, glimpse.grey)
        watcher.add(glimpse.grey)
        if glimpse.picture is not None:
            bars.add(glimpse.picture)
            looker.look(glimpse.time_s, glimpse.picture, watcher.taken())
            progress(min(1.0, glimpse.time_s / max(facts.duration_s, 0.04)))
    fps = float(Fraction(facts.fps_fraction)) if facts.fps_fraction else facts.fps
    end_s = max(facts.duration_s, last_s + 1 / max(fps, 1.0))
    starts = tuple(s for s in finder.starts() if s < end_s - 0.05)
    return Scenes(starts, end_s, tuple(looker.samples), bars.content(), facts.width / facts.height, fps)


def frame_shape(scenes: Scenes, shape: tuple[int, int], *, lettering: Sequence[Lettering] = ()) -> Framing:
    """The framing of looked-at scenes for a shape; `lettering`: what is laid over the master and must not be cut."""
    view = View(scenes.content, scenes.aspect, shape[0] / shape[1], scenes.fps)
    shots: list[Shot] = []
    for start_s, end_s in scenes.shots:
        samples = _inside(scenes.samples, start_s, end_s)
        times = np.array([s.time_s for s in samples])
        laid_on = [c for c in lettering if c.start_s < end_s and c.end_s > start_s]
        captions = [
            Lettering(c.box, max(c.start_s, start_s), min(c.end_s, end_s))
            for c in (*captions_of(samples), *laid_on)
            if c.end_s > start_s and c.start_s < end_s
        ]
        subjects = subjects_of(samples, start_s=start_s, end_s=end_s)
        shots.append(decide(times, subjects, captions, view, start_s=start_s, end_s=end_s))
    return Framing(shape, tuple(shots))


def _inside(samples: Sequence[Sample], start_s: float, end_s: float) -> list[Sample]:
    """The samples of a shot; of one too short for any, the one nearest its middle."""
    found = [s for s in samples if start_s - 1e-3 <= s.time_s < end_s - 1e-3]
    if not found and samples:
        middle = (start_s + end_s) / 2
        found = [min(samples, key=lambda s: abs(s.time_s - middle))]
    return found


class _Looker:
    """Looks for figures and lettering in picture after picture; what did not change is not looked at again."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self._seen: npt.NDArray[np.uint8] | None = None
        self._figures: tuple[Figure, ...] = ()
        self._captions: tuple[Caption, ...] = ()
        self._since = CAPTIONS_EVERY
        self._closer = True

    def look(self, time_s: float, picture: npt.NDArray[np.uint8], activity: Activity) -> None:
        small = cv2.resize(picture, (160, 90), interpolation=cv2.INTER_AREA)
        if self._seen is None or _differ(self._seen, np.asarray(small, np.uint8)):
            self._seen = np.asarray(small, np.uint8)
            self._figures = outlined(picture, self._found(picture))
            self._since += 1
            if self._since > CAPTIONS_EVERY:
                self._captions, self._since = find_captions(picture), 1
        elif self._since > 1:  # it stands still now: look once more at what has come to rest
            self._captions, self._since = find_captions(picture), 1
        self.samples.append(
            Sample(
                time_s,
                self._figures,
                self._captions if self._since == 1 else None,
                tuple(activity.inside(f.bust) for f in self._figures),
                activity.mover(),
                np.asarray(np.rint(stands_out(picture) * 255), np.uint8),
            )
        )

    def _found(self, picture: npt.NDArray[np.uint8]) -> tuple[Figure, ...]:
        """The figures; where none is sure, every second time with a closer look."""
        figures = find_figures(picture)
        if figures and figures[0].score >= SURE:
            self._closer = True
            return figures
        self._closer = not self._closer
        if self._closer:
            return figures
        closer = find_figures(picture, closer=True)
        return max(figures, closer, key=lambda found: sum(f.score for f in found))


def _differ(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> bool:
    change = cv2.absdiff(one, other)
    return float(change.mean()) > SAME or float(np.percentile(change, 99.5)) > SAME_ANYWHERE


class _Bars:
    """Black bars burnt into a film: rows and columns that stay black from first to last."""

    def __init__(self) -> None:
        self._most: npt.NDArray[np.uint8] | None = None

    def add(self, picture: npt.NDArray[np.uint8]) -> None:
        luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        self._most = np.asarray(luma if self._most is None else np.maximum(self._most, luma), np.uint8)

    def content(self) -> Rect:
        if self._most is None or int(self._most.max()) <= BAR:
            return Rect(0.0, 0.0, 1.0, 1.0)
        top, bottom = _lit(np.percentile(self._most, 98, axis=1))
        left, right = _lit(np.percentile(self._most, 98, axis=0))
        return Rect(left, top, right - left, bottom - top)


def _lit(line: npt.NDArray[np.float64]) -> tuple[float, float]:
    """From where to where, in fractions, a line is not black; thin bars are left alone."""
    lit = np.nonzero(line > BAR)[0]
    if not len(lit):
        return 0.0, 1.0
    first, last = int(lit[0]) / len(line), (int(lit[-1]) + 1) / len(line)
    return (first if first >= BAR_LEAST else 0.0), (last if 1 - last >= BAR_LEAST else 1.0)
