"""Who and what a shot is about: figures followed through it, what moves, what stands out, and its captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from manju.media.reframe.captions import Caption
from manju.media.reframe.figures import Box, Figure
from manju.media.reframe.saliency import salient_box

__all__ = ["Kind", "Lettering", "Sample", "Subject", "captions_of", "middles", "subjects_of"]

Kind = Literal["figure", "mover", "salient"]
Boxes = npt.NDArray[np.float64]

NEAR: Final = 0.6  # of a figure's width, by which its middle may move from one sample to the next
FORGOTTEN: Final = 3  # samples in which a figure may go unseen
SURE: Final = 0.22  # score with which one sight is enough in a shot of a sample or two
SEEN: Final = 0.12  # mean score of a figure seen again and again
UNSURE: Final = 0.2  # mean score under which figures alone are likenesses: nothing is known of the shot
TRUSTED: Final = 0.3  # mean score from which figures alone are what a shot is about
OFTEN: Final = 0.25  # of the shot's samples
EXTRAS: Final = 0.45  # of the tallest figure's height: smaller ones are background, unless they alone move
HAIR: Final = (0.06, 0.06)  # of a figure's width at each side, and of its height above: what an outline leaves out
MIDDLE: Final = 0.6  # of a box that has no face: its core
WIDER: Final = 1.4  # than usual in its shot: more is an outline that went wrong
HOLD_S: Final = 1.2  # a figure first seen so soon after the cut was there from the cut on
STILL: Final = 0.7  # common part of two boxes of one caption
READABLE: Final = (0.05, 0.018)  # width and height in fractions from which lettering is meant to be read
LINE: Final = 1.8  # width in heights of the shortest line that is taken for one at first sight
TALL: Final = 0.45  # of the picture's height: no line of lettering is higher
MARK: Final = (0.14, 0.12)  # a generator's or channel's mark: narrower than this, and so near to a corner
LIKENESS: Final = (0.55, 0.35, 0.3)  # a pillar or a statue: less sure than this share of the surest figure, and either
# it moves less than this share of it, or its middle leaps by this part of its width from sight to sight
WEAK: Final = 0.45  # of the surest figure's score: less is a likeness, unless it stays
STAYS: Final = 0.6  # of the shot


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """What was found at one moment of the film."""

    time_s: float
    figures: tuple[Figure, ...]
    captions: tuple[Caption, ...] | None  # None: not looked for
    moving: tuple[float, ...]  # of each figure: mean change inside it, grey levels
    mover: Box | None
    out: npt.NDArray[np.uint8]  # what stands out, [54, 96]


@dataclass(frozen=True, eq=False, slots=True)
class Subject:
    """Something that must be seen. `boxes`: float64 [samples, 4] (left, top, right, bottom), NaN where it is absent.

    `cores`: the part of each that must not be cut for a moment, as the face of a figure.
    """

    kind: Kind
    boxes: Boxes
    score: float
    moving: float
    cores: Boxes
    leaping: float = 0.0

    @property
    def presence(self) -> float:
        return float(np.mean(~np.isnan(self.boxes[:, 0])))

    @property
    def height(self) -> float:
        return float(np.nanmedian(self.boxes[:, 3] - self.boxes[:, 1]))


@dataclass(frozen=True, slots=True)
class Lettering:
    """A caption and when it is there, seconds of the film."""

    box: Box
    start_s: float
    end_s: float


def subjects_of(samples: Sequence[Sample], *, start_s: float, end_s: float) -> tuple[Subject, ...]:
    """The main subjects of a shot, from its samples in order; none where nothing can be told.

    Figures come first; small ones in the background are left out. Where no figure is sure, what moves is a subject too;
    without figures and movement, what stands out.
    """
    figures = _main(_followed(samples, start_s=start_s, end_s=end_s))
    surest = max((f.score for f in figures), default=0.0)
    mover = None if surest >= TRUSTED else _mover(samples)
    found = (*figures, *([mover] if mover is not None else []))
    if found:
        return found if mover is not None or surest >= UNSURE else ()
    salient = _salient(samples)
    return (salient,) if salient is not None else ()


def captions_of(samples: Sequence[Sample]) -> tuple[Lettering, ...]:
    """The captions of a shot: lettering large enough to be read that stays where it is.

    A generator's or a channel's small mark in a corner is none; nor is lettering that moves with the scene.
    """
    looked = [s for s in samples if s.captions is not None]
    open_: list[_Seen] = []
    done: list[_Seen] = []
    for n, sample in enumerate(looked):
        until = looked[n + 1].time_s if n + 1 < len(looked) else samples[-1].time_s + 1.0
        since = looked[n - 1].time_s if n else sample.time_s - 1.0
        fresh: list[_Seen] = []
        for caption in sample.captions or ():
            box = caption.box
            if not READABLE[1] <= box.height <= TALL or box.width < READABLE[0] or _is_mark(box):
                continue
            known = next((c for c in open_ if _same(c.box, box)), None)
            if known is None:
                fresh.append(_Seen(box, since, until, 1, caption.length))
            else:
                known.box, known.end_s = known.box.joined(box), until
                known.times += 1
                open_.remove(known)
                fresh.append(known)
        done += open_
        open_ = fresh
    done += open_
    # seen once only is enough in a shot of a sample or two, for what has the shape of a line
    return tuple(
        Lettering(c.box, c.start_s, c.end_s) for c in done if c.times > 1 or (len(looked) <= 2 and c.length >= LINE)
    )


def _is_mark(box: Box) -> bool:
    """Whether lettering is small and in a corner, where generators and channels put their names."""
    beside = box.right < MARK[1] + MARK[0] / 2 or box.left > 1 - MARK[1] - MARK[0] / 2
    above = box.bottom < MARK[1] or box.top > 1 - MARK[1]
    return box.width < MARK[0] and beside and above


@dataclass
class _Seen:
    box: Box
    start_s: float
    end_s: float
    times: int
    length: float


@dataclass
class _Track:
    """A figure as it was found: sample number -> figure and movement."""

    found: dict[int, tuple[Figure, float]] = field(default_factory=dict)

    @property
    def last(self) -> tuple[int, Figure]:
        n = max(self.found)
        return n, self.found[n][0]


def _followed(samples: Sequence[Sample], *, start_s: float, end_s: float) -> list[Subject]:
    tracks: list[_Track] = []
    for n, sample in enumerate(samples):
        free = [t for t in tracks if n - t.last[0] <= FORGOTTEN]
        for figure, moving in zip(sample.figures, sample.moving, strict=True):
            near = [(d, t) for t in free if (d := _distance(t.last[1].body, figure.body)) < NEAR]
            if near:
                track = min(near, key=lambda pair: pair[0])[1]
                free.remove(track)
            else:
                track = _Track()
                tracks.append(track)
            track.found[n] = (figure, moving)
    times = np.array([s.time_s for s in samples])
    return [s for t in tracks if (s := _subject(t, times, start_s=start_s, end_s=end_s)) is not None]


def _subject(track: _Track, times: npt.NDArray[np.float64], *, start_s: float, end_s: float) -> Subject | None:
    numbers = sorted(track.found)
    scores = np.array([track.found[n][0].score for n in numbers])
    enough = len(numbers) / len(times) >= OFTEN and float(scores.mean()) >= SEEN and len(numbers) > 1
    if not enough and not (float(scores.max()) >= SURE and (len(times) <= 2 or len(numbers) > 1)):
        return None
    boxes, cores = (
        _filled(np.array([part(track.found[n][0]) for n in numbers]), numbers, times, start_s=start_s, end_s=end_s)
        for part in (_bust, _core)
    )
    moving = float(np.mean([track.found[n][1] for n in numbers]))
    return Subject("figure", boxes, float(scores.mean()), moving, _within(cores, boxes), _leaping(track, numbers))


def _leaping(track: _Track, numbers: list[int]) -> float:
    """By how much of its width the middle of a figure moves from one sight to the next, in the mean."""
    bodies = [track.found[n][0].body for n in numbers]
    leaps = [abs(a.left + a.right - b.left - b.right) / 2 / max(a.width, b.width, 0.02) for a, b in pairwise(bodies)]
    return float(np.mean(leaps)) if leaps else 0.0


def _filled(
    found: Boxes, numbers: list[int], times: npt.NDArray[np.float64], *, start_s: float, end_s: float
) -> Boxes:  # fmt: skip
    """Boxes found in some samples, steadied, for all samples between; and to the cut where that is near."""
    found = _steadied(found)
    boxes = np.full((len(times), 4), np.nan)
    first, last = numbers[0], numbers[-1]
    inside = np.arange(first, last + 1)
    for side in range(4):
        boxes[inside, side] = np.interp(times[inside], times[numbers], found[:, side])
    if times[first] - start_s < HOLD_S:
        boxes[:first] = _gone_on(times[numbers[:3]], found[:3], times[:first])
    if end_s - times[last] < HOLD_S:
        boxes[last + 1 :] = _gone_on(times[numbers[-3:]], found[-3:], times[last + 1 :])
    return boxes


def _core(figure: Figure) -> tuple[float, float, float, float]:
    """The face, or where none is seen the middle of head and torso."""
    if figure.face is not None:
        return figure.face.left, figure.face.top, figure.face.right, figure.face.bottom
    bust, beside = figure.bust, (1 - MIDDLE) / 2 * figure.bust.width
    return bust.left + beside, bust.top, bust.right - beside, bust.bottom


def middles(boxes: Boxes) -> Boxes:
    """The middle of each box, float64 [n, 4]: what is kept of something without a face when all of it is too much."""
    size = np.concatenate([boxes[:, 2:] - boxes[:, :2]] * 2, axis=1)
    return np.asarray(boxes + (1 - MIDDLE) / 2 * size * [1, 1, -1, -1])


def _within(cores: Boxes, boxes: Boxes) -> Boxes:
    low, high = np.tile(boxes[:, :2], 2), np.tile(boxes[:, 2:], 2)
    return np.minimum(np.maximum(cores, low), high)


def _bust(figure: Figure) -> tuple[float, float, float, float]:
    """Head and torso with room for hair, hats and hands."""
    bust = figure.bust
    beside, above = HAIR[0] * bust.width, HAIR[1] * bust.height
    box = Box(bust.left - beside, bust.top - above, bust.right + beside, bust.bottom).clipped()
    return box.left, box.top, box.right, box.bottom


def _main(figures: list[Subject]) -> list[Subject]:
    """Those the shot is about: the tall ones, and smaller ones that move as much as any of these."""
    if not figures:
        return []
    main = max(figures, key=lambda f: f.score)
    figures = [
        f
        for f in figures
        if (f.score >= WEAK * main.score or (f.presence >= STAYS and f.score >= SEEN)) and not _is_likeness(f, main)
    ]
    tallest = max(f.height * min(1.0, f.presence + 0.3) for f in figures)
    tall = [f for f in figures if f.height >= EXTRAS * tallest]
    liveliest = max(f.moving for f in tall)
    return [f for f in figures if f in tall or (f.moving > liveliest and f.height > EXTRAS / 2 * tallest)]


def _is_likeness(figure: Subject, main: Subject) -> bool:
    """Whether a figure much less sure than the main one is a pillar or a statue."""
    unsure, stiff, leaping = LIKENESS
    return figure.score < unsure * main.score and (figure.moving < stiff * main.moving or figure.leaping > leaping)


def _mover(samples: Sequence[Sample]) -> Subject | None:
    """What moves, where one compact part of the picture does so for a good part of the shot."""
    boxes = np.full((len(samples), 4), np.nan)
    for n, sample in enumerate(samples):
        if sample.mover is not None:
            boxes[n] = (sample.mover.left, sample.mover.top, sample.mover.right, sample.mover.bottom)
    seen = ~np.isnan(boxes[:, 0])
    if seen.mean() < OFTEN + 0.1 or seen.sum() < min(2, len(samples)):
        return None
    numbers = np.nonzero(seen)[0]
    for side in range(4):
        boxes[:, side] = np.interp(np.arange(len(samples)), numbers, boxes[numbers, side])
    boxes = _smooth(boxes)
    return Subject("mover", boxes, float(seen.mean()), 0.0, middles(boxes))


def _salient(samples: Sequence[Sample]) -> Subject | None:
    if not samples:
        return None
    mean = np.mean([s.out for s in samples], axis=0).astype(np.float32) / 255
    box = salient_box(mean)
    if box is None:
        return None
    boxes = np.tile([box.left, box.top, box.right, box.bottom], (len(samples), 1))
    return Subject("salient", boxes, 0.0, 0.0, middles(boxes))


def _gone_on(times: npt.NDArray[np.float64], boxes: Boxes, at: npt.NDArray[np.float64]) -> Boxes:
    """Where boxes moving evenly would be at other times, inside the picture."""
    near = boxes[0] if len(at) and at[0] < times[0] else boxes[-1]
    speed = (boxes[-1] - boxes[0]) / max(float(times[-1] - times[0]), 1e-3) if len(times) > 1 else np.zeros(4)
    edge = times[0] if len(at) and at[0] < times[0] else times[-1]
    moved = near + (at - edge)[:, None] * (speed + speed[[2, 3, 0, 1]]) / 2
    return np.asarray(np.clip(moved, 0.0, 1.0))


def _steadied(boxes: Boxes) -> Boxes:
    """Each side as the median of three sights: a single wrong one is left out."""
    if len(boxes) < 3:
        return boxes
    calm = np.concatenate([boxes[:1], np.median(np.stack([boxes[:-2], boxes[1:-1], boxes[2:]]), axis=0), boxes[-1:]])
    widths = calm[:, 2] - calm[:, 0]
    most = WIDER * float(np.median(widths))
    middles = (calm[:, 0] + calm[:, 2]) / 2
    for k in np.nonzero(widths > most)[0]:
        calm[k, 0], calm[k, 2] = middles[k] - most / 2, middles[k] + most / 2
    return calm


def _smooth(boxes: Boxes) -> Boxes:
    """Each side as the widest of three samples: a mover's box flickers."""
    padded = np.concatenate([boxes[:1], boxes, boxes[-1:]])
    around = np.stack([padded[:-2], padded[1:-1], padded[2:]])
    return np.stack(
        [around[..., 0].min(0), around[..., 1].min(0), around[..., 2].max(0), around[..., 3].max(0)], axis=1
    )


def _distance(one: Box, other: Box) -> float:
    """Between the middles of two boxes, in widths of the wider; bodies of other sizes are further apart."""
    wide, high = max(one.width, other.width, 0.02), max(one.height, other.height, 0.02)
    dx = abs(one.left + one.right - other.left - other.right) / 2 / wide
    dy = abs(one.top + one.bottom - other.top - other.bottom) / 2 / high
    return max(dx, dy)


def _same(one: Box, other: Box) -> bool:
    return one.common(other) > STILL * max(one.area, other.area)
