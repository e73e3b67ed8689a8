"""Where a finished picture shows its master: as it is, a centre crop, the whole on a ground, or a moving window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.quality.looking import Look
from manju.media.reframe.composing import Composer, Placed
from manju.media.reframe.framing import Framing
from manju.media.render.geometry import SAME_SHAPE, Shaping

__all__ = [
    "WHOLE", "Fixed", "Patch", "Placing", "Rect", "Tracked", "crop_patch", "fit_patch", "framed", "known", "place",
]  # fmt: skip

CONVINCING: Final = 0.86  # correlation of a patch with its place; other films stay under 0.6
SAMPLES: Final = 24
TRACKED_PER_S: Final = 4.0
ZOOMS: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
ROWS: Final = (0.14, 0.66)  # of a template: label above and subtitles below are left out
CUT: Final = 18.0  # mean luma steps between two frames that show different shots

Gray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle as fractions of a picture's width and height."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Patch:
    """One part of the finished picture and the part of the master that it shows."""

    file: Rect
    master: Rect

    def in_master(self, part: Rect) -> Rect:
        """Where in the master a rectangle of the file lies, carried on beyond the patch.

        >>> Patch(Rect(0, 0.25, 1, 0.75), Rect(0, 0, 1, 1)).in_master(Rect(0, 0.5, 1, 1))
        Rect(left=0.0, top=0.5, right=1.0, bottom=1.5)
        """
        f, m = self.file, self.master
        wide, high = (m.right - m.left) / (f.right - f.left), (m.bottom - m.top) / (f.bottom - f.top)
        return Rect(
            m.left + (part.left - f.left) * wide, m.top + (part.top - f.top) * high,
            m.left + (part.right - f.left) * wide, m.top + (part.bottom - f.top) * high,
        )  # fmt: skip


WHOLE: Final = Rect(0.0, 0.0, 1.0, 1.0)


class Placing(Protocol):
    """Which patches frame `i` of the finished file is made of; none where nobody knows."""

    @property
    def steady(self) -> bool:
        """The same patches in every frame."""

    def patches(self, i: int) -> tuple[Patch, ...]: ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same patch all through, by the name of its shaping."""

    patch: Patch
    shaping: Shaping
    steady: bool = True

    def patches(self, i: int) -> tuple[Patch, ...]:
        del i
        return (self.patch,)


@dataclass(frozen=True, eq=False, slots=True)
class Tracked:
    """Patches frame by frame; `exact`: as they were made, to the pixel, not as they were found."""

    found: Sequence[tuple[Patch, ...]]
    exact: bool = False
    steady: bool = False

    def patches(self, i: int) -> tuple[Patch, ...]:
        return self.found[i]


def fit_patch(master: tuple[int, int], file: tuple[int, int]) -> Patch:
    """The whole master in the middle of the file (fill, pad); sizes in pixels.

    >>> fit_patch((1920, 1080), (1080, 1920)).file.top
    0.341796875
    """
    scale = min(file[0] / master[0], file[1] / master[1])
    x, y = (1 - master[0] * scale / file[0]) / 2, (1 - master[1] * scale / file[1]) / 2
    return Patch(Rect(x, y, 1 - x, 1 - y), WHOLE)


def crop_patch(master: tuple[int, int], file: tuple[int, int]) -> Patch:
    """The file full of the master's middle."""
    scale = max(file[0] / master[0], file[1] / master[1])
    x, y = (1 - file[0] / (master[0] * scale)) / 2, (1 - file[1] / (master[1] * scale)) / 2
    return Patch(WHOLE, Rect(x, y, 1 - x, 1 - y))


def known(shaping: str, master: tuple[int, int], file: tuple[int, int]) -> Fixed | None:
    """The placing of a shaping by name (same, crop, fill, pad); None for any other."""
    if shaping == "same":
        return Fixed(Patch(WHOLE, WHOLE), "same")
    if shaping == "crop":
        return Fixed(crop_patch(master, file), "crop")
    if shaping in ("fill", "pad"):
        return Fixed(fit_patch(master, file), "pad" if shaping == "pad" else "fill")
    return None


def framed(framing: Framing, file: Look, master: Look) -> Tracked:
    """The patches of a framing: what its composer drew at the time of each frame of the file."""
    sides = [(f.width - f.width % 2, f.height - f.height % 2) for f in (master.facts, file.facts)]
    composer = Composer(framing, source=sides[0], size=sides[1])
    return Tracked(
        [tuple(_as_patch(p, sides[1]) for p in composer.places(t)) for t in file.times_s.tolist()], exact=True
    )


def _as_patch(placed: Placed, size: tuple[int, int]) -> Patch:
    left, top, width, height = placed.seen
    seen = Rect(left / size[0], top / size[1], (left + width) / size[0], (top + height) / size[1])
    x, y = (left - placed.left) / placed.width, (top - placed.top) / placed.height
    return Patch(seen, Rect(x, y, x + width / placed.width, y + height / placed.height))


def place(file: Look, master: Look, *, shift_s: float = 0.0) -> Placing | None:
    """Find out how the file shows its master, whose pictures come `shift_s` later in the file; None: it does not.

    The shapings by name are tried on two dozen frames; where none convinces, a window is looked for frame by frame.
    """
    sizes = (master.facts.width, master.facts.height), (file.facts.width, file.facts.height)
    alike = abs(sizes[0][0] / sizes[0][1] * sizes[1][1] / sizes[1][0] - 1) <= float(SAME_SHAPE)
    names = ("same",) if alike else ("fill", "crop")
    best, best_score = known(names[0], *sizes), -1.0
    if _plain(file) or _plain(master):
        return best  # nothing in them to find a place by; black is black wherever it is
    for name in names:
        placing = known(name, *sizes)
        if placing is not None and (score := _score(file, master, placing.patch, shift_s)) > best_score:
            best, best_score = placing, score
    if best is not None and (best_score >= CONVINCING or alike):
        return best if best_score >= 0.5 else None
    tracked = _track(file, master, fit_patch(*sizes), shift_s)
    return tracked or (best if best_score >= 0.6 else None)


def _plain(look: Look) -> bool:
    """Whether all but a few frames are of one brightness."""
    return bool(np.mean(look.luma[:: max(1, len(look) // 50)].std(axis=(1, 2)) < 3) > 0.9)


def _score(file: Look, master: Look, patch: Patch, shift_s: float) -> float:
    """Median correlation over frames spread through the film, each with the best of the master's frames about it."""
    chosen = np.unique(np.linspace(0, len(file) - 1, SAMPLES + 2)[1:-1].round().astype(int))
    found = []
    for i in chosen.tolist():
        mine = _cut_out(file.luma[i], patch.file, (48, 48))
        if mine.std() < 3:
            continue  # black or one colour: says nothing
        near = int(np.searchsorted(master.times_s, file.times_s[i] - shift_s))
        around = range(max(0, near - 3), min(len(master), near + 3))
        found.append(max((_like(mine, _cut_out(master.luma[j], patch.master, (48, 48))) for j in around), default=0.0))
    return float(np.median(found)) if found else 0.0


def _cut_out(picture: Gray, rect: Rect, size: tuple[int, int]) -> Gray:
    h, w = picture.shape
    rows = slice(round(rect.top * h), max(round(rect.top * h) + 2, round(rect.bottom * h)))
    columns = slice(round(rect.left * w), max(round(rect.left * w) + 2, round(rect.right * w)))
    return np.asarray(cv2.resize(picture[rows, columns], size, interpolation=cv2.INTER_AREA), np.uint8)


def _like(one: Gray, other: Gray) -> float:
    return float(cv2.matchTemplate(one, other, cv2.TM_CCOEFF_NORMED)[0, 0])


def _track(file: Look, master: Look, fit: Patch, shift_s: float) -> Tracked | None:
    """A window per frame: looked for four times a second, followed evenly in between, never across a cut."""
    step = max(1, round(1 / TRACKED_PER_S / file.frame_s))
    cuts = _cuts(file)
    looked = sorted({*range(0, len(file), step), len(file) - 1, *cuts, *(c - 1 for c in cuts if c)})
    seen: dict[int, tuple[Patch, ...]] = {}
    for i in looked:
        j = min(
            max(0, int(np.searchsorted(master.times_s, file.times_s[i] - shift_s - file.frame_s / 2))), len(master) - 1
        )
        seen[i] = _find(file.luma[i], master.luma[j], fit)
    if np.mean([bool(p) for p in seen.values()]) < 0.6:
        return None
    found: list[tuple[Patch, ...]] = [()] * len(file)
    bounds = [0, *cuts, len(file)]
    for a, b in pairwise(bounds):
        known_here = [i for i in looked if a <= i < b and seen[i]]
        for i in range(a, b):
            found[i] = _between(known_here, seen, i)
    return Tracked(found)


def _cuts(file: Look) -> list[int]:
    small = file.luma[:, ::4, ::4].astype(np.int16)
    jumps = np.abs(np.diff(small, axis=0)).mean(axis=(1, 2))
    return (np.flatnonzero(jumps > CUT) + 1).tolist()


def _between(looked: list[int], seen: dict[int, tuple[Patch, ...]], i: int) -> tuple[Patch, ...]:
    """The patches of frame `i` from those before and after it in its shot."""
    before = max((k for k in looked if k <= i), default=None)
    after = min((k for k in looked if k >= i), default=None)
    if before is None or after is None or len(seen[before]) != len(seen[after]):
        at = before if after is None or (before is not None and i - before <= after - i) else after
        return seen[at] if at is not None else ()
    share = (i - before) / (after - before) if after > before else 0.0
    return tuple(
        Patch(p.file, _mix(p.master, q.master, share)) if p.file == q.file else (p if share < 0.5 else q)
        for p, q in zip(seen[before], seen[after], strict=True)
    )


def _mix(a: Rect, b: Rect, share: float) -> Rect:
    def at(x: float, y: float) -> float:
        return x + (y - x) * share

    return Rect(at(a.left, b.left), at(a.top, b.top), at(a.right, b.right), at(a.bottom, b.bottom))


HALVES: Final = (
    (Rect(0.0, 0.0, 1.0, 0.5), Rect(0.0, 0.5, 1.0, 1.0)),
    (Rect(0.0, 0.0, 0.5, 1.0), Rect(0.5, 0.0, 1.0, 1.0)),
)


def _find(file: Gray, master: Gray, fit: Patch) -> tuple[Patch, ...]:
    """The patches of one frame: one window, the whole on a ground, or two windows; empty when nothing convinces."""
    patch, score = _window(file, master, WHOLE, ROWS)
    if score >= CONVINCING:
        return (patch,)
    whole = _like(_cut_out(file, fit.file, (48, 48)), _cut_out(master, WHOLE, (48, 48)))
    if whole >= CONVINCING:
        return (fit,)
    for halves in HALVES:
        both = [_window(file, master, half, (0.1, 0.9) if half.top == 0 and half.bottom == 1 else (0.2, 0.8))
                for half in halves]  # fmt: skip
        if min(s for _, s in both) >= CONVINCING:
            return tuple(p for p, _ in both)
    return (patch,) if score >= 0.75 else ()


def _window(file: Gray, master: Gray, part: Rect, rows: tuple[float, float]) -> tuple[Patch, float]:
    """Where a part of the file lies in the master, at the largest sizes that fit first; and the correlation there."""
    mine = file[round(part.top * file.shape[0]) : round(part.bottom * file.shape[0]),
                round(part.left * file.shape[1]) : round(part.right * file.shape[1])]  # fmt: skip
    h, w = mine.shape
    mh, mw = master.shape
    most = min(mw / w, mh / h)
    best, best_score = Patch(part, WHOLE), 0.0
    for zoom in ZOOMS:
        tw, th = w * most * zoom, h * most * zoom
        scaled = cv2.resize(mine, (max(8, int(tw)), max(8, int(th))), interpolation=cv2.INTER_AREA)
        top, bottom = int(rows[0] * scaled.shape[0]), int(rows[1] * scaled.shape[0])
        template = scaled[top:bottom]
        if template.std() < 3:
            return best, 0.0
        map_ = cv2.matchTemplate(master, template, cv2.TM_CCOEFF_NORMED)
        _, score, _, (x, y) = cv2.minMaxLoc(map_)
        if score > best_score + 0.01:
            x_, y_ = x + _peak(map_[y], x), y - top + _peak(map_[:, x], y)
            left, up = min(max(0.0, x_), mw - tw), min(max(0.0, y_), mh - th)
            best, best_score = Patch(part, Rect(left / mw, up / mh, (left + tw) / mw, (up + th) / mh)), float(score)
        if best_score > 0.96:
            break
    return best, best_score


def _peak(line: npt.NDArray[np.generic], at: int) -> float:
    """How far beside `at` the top of the parabola through three values lies, in samples."""
    if not 0 < at < len(line) - 1:
        return 0.0
    a, b, c = line[at - 1 : at + 2].astype(np.float64).tolist()
    bend = a - 2 * b + c
    return 0.5 * (a - c) / bend if bend < -1e-9 else 0.0
