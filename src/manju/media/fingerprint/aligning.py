"""Comparing frame by frame along a line: exact time, speed, where the master is in the frame, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product as product_of
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.fingerprint import hashes
from manju.media.fingerprint.lines import Line
from manju.media.fingerprint.products import product
from manju.media.fingerprint.shelf import Shelf
from manju.media.fingerprint.suspects import Query

__all__ = ["Aligned", "align"]

GRID: Final = 16
FINE: Final = 3  # samples across each cell of the grid
DETAIL: Final = 1.2  # cells: what is smoother than this is left out of the comparison
SEEN_LEAST: Final = 36  # cells of 256 that must show the master
REACH_S: Final = 1.6
LATE_S: Final = (0.0, 0.3, -0.3, 0.6, -0.6)  # how far a guess may be off before anything is compared
STEPS_S: Final = np.arange(-1.2, 1.2001, 0.04)
NARROW_S: Final = np.arange(-0.06, 0.061, 0.02)
FACTORS: Final = np.array([1.0, 0.94, 0.955, 0.97, 0.98, 0.99, 1.01, 1.02, 1.03, 1.045, 1.06])
NARROW: Final = np.array([0.9925, 0.995, 0.9975, 1.0025, 1.005, 1.0075])
USUAL: Final = np.array([1.0, 0.8, 0.85, 0.9, 0.95, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3])
ABOUT: Final = 0.006  # speeds so near to one are one
NEAR_SPEED: Final = 0.3  # of its logarithm
UNCHANGED: Final = 1.02  # films are mostly not sped up: so much better must another speed be
STRETCHED_MOST: Final = 0.5  # logarithm of how many times more one way than the other
FILLING: Final = 0.2
OUTSIDE: Final = 0.12  # of the frame
PROMISING: Final = 0.15  # what a placing must be worth to be made exact
BORNE_OUT: Final = 0.25  # and what it must be worth then
CONTRAST: Final = 0.5  # grey levels squared: less detail than this is noise
ALIKE: Final = 0.25  # correlation at which a moment speaks for the line
AGAINST_MOST: Final = 0.0
FOR_MOST: Final = 0.6
CORE_S: Final = 5.0
CORE_LEAST_S: Final = 4.0
PLACINGS_MOST: Final = 4
STEPS: Final = (0.03, 0.015, 0.007)  # by which the placing is changed, as shares of the master's frame
GUESSED_AT: Final = 6  # moments by which a guess is chosen
LOOKED_AT: Final = 12  # moments by which the placing is made exact

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Aligned:
    """A line made exact. `agree` float64 [moments]: correlation of each moment's detail with the master's on the line
    (-1 where there is no master); `cells`: of 256, how many show the master; `first`, `last`: moments between which
    it is shown (both included); `placing` as in `Pairs`."""

    start_s: float
    speed: float
    agree: F64
    cells: int
    first: int
    last: int
    placing: F64
    asked: F64
    shown: F64


def align(shelf: Shelf, query: Query, line: Line) -> Aligned | None:
    """The line made exact by the pictures themselves; None when they do not bear it out."""
    moments = slice(int(shelf.moments[line.master]), int(shelf.moments[line.master + 1]))
    shown_s = shelf.times_s[moments].astype(np.float64)
    times_s = query.times_s.astype(np.float64)
    predicted = line.start_s + line.speed * times_s
    inside = np.flatnonzero((predicted > shown_s[0] - 0.5) & (predicted < shown_s[-1] + 0.5))
    if len(inside) < 2:
        return None
    near = (shown_s > predicted[inside].min() - REACH_S - 0.3) & (shown_s < predicted[inside].max() + REACH_S + 0.3)
    shown = np.flatnonzero(near)
    if len(shown) < 2:
        return None
    pictures = hashes.pictures_of(shelf.kept[moments][shown]).astype(np.float64).reshape(len(shown), -1)
    shown_s = shown_s[shown]
    width, height = (int(n) for n in shelf.shapes[line.master])
    likely = _Likely(width / query.shape[0], height / query.shape[1])
    core = inside[_core(times_s[inside], times_s[line.pairs.moment], line.pairs.evidence)]
    view = _View(query.frames[core], line.mirrored, width / height, shown_s, pictures)
    found = _found(view, times_s[core], line, likely)
    if found is None:
        return None
    start, speed, placing = found
    whole = _View(query.frames[inside], line.mirrored, width / height, shown_s, pictures)
    alike, cells = whole.alike(placing)
    agree, span = np.full(len(query), -1.0), None
    for _ in range(2):
        agree[inside] = _on_line(alike, shown_s, start + speed * times_s[inside])
        span = _span(agree, core)
        if span is None:
            return None
        held = (inside >= span[0]) & (inside <= span[1])
        value, held_s = np.arctanh(np.clip(alike[held], 0.0, 0.985)), times_s[inside][held]
        middle = float(held_s.mean())
        speeds = np.append(speed, speed * NARROW)
        at, speed = _best(value, shown_s, held_s - middle, start + speed * middle + NARROW_S, speeds)
        start = at - speed * middle
    agree[inside] = _on_line(alike, shown_s, start + speed * times_s[inside])
    span = _span(agree, core)
    if span is None:
        return None
    details = np.zeros((2, len(query), cells))
    details[:, inside] = whole.details(placing, start + speed * times_s[inside], np.arange(len(inside)))
    return Aligned(start, speed, agree, cells, *span, placing, details[0], details[1])


def _core(times_s: F64, pair_s: F64, evidence: F64) -> npt.NDArray[np.intp]:
    """Moments about the few seconds that hold most of a line's evidence: the rest may be another film."""
    held = (pair_s[None, :] >= pair_s[:, None]) & (pair_s[None, :] <= pair_s[:, None] + CORE_S)
    best = held[int((held @ evidence).argmax())]
    first, last = float(pair_s[best].min()), float(pair_s[best].max())
    beside = max(0.5, (CORE_LEAST_S - (last - first)) / 2)
    chosen = np.flatnonzero((times_s >= first - beside) & (times_s <= last + beside))
    return chosen if len(chosen) >= 2 else np.arange(len(times_s))


@dataclass(frozen=True)
class _Likely:
    """Which placings films are found in; `across`, `down`: pixels of the master to a pixel of the suspect's frame."""

    across: float
    down: float

    def __call__(self, placing: F64) -> bool:
        """Not stretched one way by far more than the other, unless it fills the frame, and not a window that one side
        of the frame cuts through: films are cut or framed, not both."""
        x, y = float(np.hypot(*placing[:, 0])), float(np.hypot(*placing[:, 1]))
        stretched = abs(np.log((x * self.across) / max(1e-9, y * self.down)))
        shaped = stretched < STRETCHED_MOST or (abs(x - 1) < FILLING and abs(y - 1) < FILLING)
        return bool(shaped and not any(_cut_window(*ends) for ends in _ends(placing)))


def _ends(placing: F64) -> list[tuple[float, float]]:
    """Where in the suspect's frame the master begins and ends, across and down; turns are small and left out."""
    shift, scale = placing[:, 2], np.maximum(1e-6, np.diag(placing[:, :2]))
    return [(float(-t / s), float((1 - t) / s)) for t, s in zip(shift, scale, strict=True)]


def _cut_window(begin: float, end: float) -> bool:
    return (begin < -OUTSIDE and end < 1 - OUTSIDE) or (begin > OUTSIDE and end > 1 + OUTSIDE)


def _found(view: _View, times_s: F64, line: Line, likely: Callable[[F64], bool]) -> tuple[float, float, F64] | None:
    """Start, speed and placing made exact over the core; None when the pictures do not bear the line out."""
    predicted, middle = line.start_s + line.speed * times_s, float(times_s.mean())
    placings = [p for p in _placings(line) if likely(p)]
    if not placings:
        return None
    which = np.unique(np.linspace(0, len(times_s) - 1, GUESSED_AT).round().astype(np.intp))
    worth, _, late, placing = max(
        (view.worth(placing, predicted[which] + late, which), -n, late, placing)
        for n, (late, placing) in enumerate(product_of(LATE_S, placings))
    )
    if worth < PROMISING:
        return None
    best, found = 0.0, None
    for guess in [line.speed] if abs(line.speed - 1) < ABOUT else [line.speed, 1.0]:
        at_middle = line.start_s + late + line.speed * middle
        exact = _exact(view, placing, times_s, pivot_s=middle, at_pivot_s=at_middle, speed=guess)
        worth = _preferred(view, exact, times_s)
        if worth > best:
            best, found = worth, exact
        if best < BORNE_OUT:
            return None
    return found if found is not None and likely(found[2]) else None


@dataclass(frozen=True, eq=False)
class _View:
    """A suspect's frames beside a master's pictures [shown, 256] at `shown_s`. `aspect`: its width / height."""

    frames: npt.NDArray[np.uint8]
    mirrored: bool
    aspect: float
    shown_s: F64
    pictures: F64

    soft: dict[int, npt.NDArray[np.uint8]] = field(default_factory=dict)

    def alike(self, placing: F64) -> tuple[F64, int]:
        """Correlation of the detail of frames and pictures [frames, shown], and how many cells are compared."""
        grid, seen = self._grid(placing, np.arange(len(self.frames)))
        cells = int(seen.sum())
        if cells < SEEN_LEAST:
            return np.zeros((len(grid), len(self.shown_s))), cells
        detail = _detail(seen.tobytes())
        asked, shown = (_unit(product(rows[:, seen], detail)) for rows in (grid, self.pictures))
        return product(asked, shown.T), cells

    def worth(self, placing: F64, at_s: F64, which: npt.NDArray[np.intp]) -> float:
        """How well a placing explains the better two thirds of these frames; more of the picture is better."""
        grid, seen = self._grid(placing, which)
        cells = int(seen.sum())
        if cells < SEEN_LEAST:
            return 0.0
        asked, shown = self._on(grid, seen, at_s)
        at = np.sort(np.clip((asked * shown).sum(axis=1), 0, 1))
        return float(at[len(at) // 3 :].mean()) * min(1.0, 0.75 + cells / (3 * GRID * GRID))

    def details(self, placing: F64, at_s: F64, which: npt.NDArray[np.intp]) -> tuple[F64, F64]:
        """Detail of these frames and of the master at these times: [frames, cells] each, rows of length one."""
        return self._on(*self._grid(placing, which), at_s)

    def _on(self, grid: F64, seen: npt.NDArray[np.bool_], at_s: F64) -> tuple[F64, F64]:
        left, part = _between(self.shown_s, at_s)
        pictures = self.pictures[:, seen]
        all_of = np.concatenate([grid[:, seen], pictures[left], pictures[left + 1]])
        asked, before, after = np.split(_unit(product(all_of, _detail(seen.tobytes()))), 3)
        return asked, before * (1 - part)[:, None] + after * part[:, None]

    def _grid(self, placing: F64, which: npt.NDArray[np.intp]) -> tuple[F64, npt.NDArray[np.bool_]]:
        return _as_master(
            self.frames[which], placing, mirrored=self.mirrored, soft=lambda tenths: self._softened(tenths)[which]
        )

    def _softened(self, tenths: int) -> npt.NDArray[np.uint8]:
        if tenths not in self.soft:
            self.soft[tenths] = np.stack([cv2.GaussianBlur(f, (0, 0), tenths / 10) for f in self.frames]).astype(
                np.uint8
            )
        return self.soft[tenths]


def _placings(line: Line) -> list[F64]:
    """Different placings among the pairs, by evidence."""
    found: list[F64] = []
    clusters: list[float] = []
    for i in np.argsort(-line.pairs.evidence, kind="stable"):
        placing = line.pairs.placing[i]
        for n, other in enumerate(found):
            if np.abs(other - placing).max() < 0.04:
                clusters[n] += float(line.pairs.evidence[i])
                break
        else:
            if len(found) < 40:
                found.append(placing)
                clusters.append(float(line.pairs.evidence[i]))
    return [found[i] for i in np.argsort(-np.array(clusters), kind="stable")[:PLACINGS_MOST]]


def _placed(view: _View, placing: F64, at_s: F64, steps: tuple[float, ...]) -> F64:
    """The placing moved, scaled, stretched and turned in small steps for as long as the pictures agree better."""
    which = np.unique(np.linspace(0, len(at_s) - 1, LOOKED_AT).round().astype(np.intp))
    at_s = at_s[which]
    best = view.worth(placing, at_s, which)
    for step in steps:
        for change in _changes(step, view.aspect):
            for _ in range(4):
                tried = change[:, :2] @ placing
                tried[:, 2] += change[:, 2]
                worth = view.worth(tried, at_s, which)
                if worth <= best + 1e-4:
                    break
                best, placing = worth, tried
    return placing


@cache
def _changes(step: float, aspect: float) -> tuple[F64, ...]:
    """Small changes about the middle of the master's frame, in shares: 2 x 3 each."""
    changes = []
    for s in (step, -step):
        turn_x, turn_y = -s / aspect, s * aspect
        for matrix, shift in (
            (np.eye(2), (s, 0)), (np.eye(2), (0, s)), (np.eye(2) * (1 + s), (0, 0)),
            (np.diag([1 + s, 1.0]), (0, 0)), (np.array([[1, turn_x], [turn_y, 1]]), (0, 0)),
        ):  # fmt: skip
            middle = np.array([0.5, 0.5])
            changes.append(np.column_stack([matrix, middle - matrix @ middle + np.array(shift)]))
    return tuple(changes)


@cache
def _smooth() -> F64:
    """Weights of a Gaussian between the cells of the grid: [256, 256]."""
    y, x = np.divmod(np.arange(GRID * GRID), GRID)
    apart = (y[:, None] - y[None, :]) ** 2 + (x[:, None] - x[None, :]) ** 2
    return np.asarray(np.exp(-apart / (2 * DETAIL**2)))


@lru_cache(maxsize=256)
def _detail(seen: bytes) -> F64:
    """What takes cells to their detail (cell minus its surroundings): [cells, cells], for rows from the left.

    Low frequencies make any two pictures with a bright middle alike; of the detail alone, a picture of strangers has
    about four times as many independent numbers.
    """
    which = np.frombuffer(seen, np.bool_)
    weights = _smooth()[np.ix_(which, which)]
    return np.asarray((np.eye(len(weights)) - weights / weights.sum(axis=1, keepdims=True)).T)


def _unit(rows: F64) -> F64:
    """Rows without mean and of length one; rows of almost no contrast are shorter."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    power = (rows * rows).mean(axis=1, keepdims=True)
    return np.asarray(rows / np.sqrt((power + CONTRAST) * rows.shape[1]))


def _as_master(
    frames: npt.NDArray[np.uint8], placing: F64, *, mirrored: bool, soft: Callable[[int], npt.NDArray[np.uint8]]
) -> tuple[F64, npt.NDArray[np.bool_]]:
    """Frames where the master would have them: float64 [n, 256], and which of the 256 cells they cover.

    `soft` gives the frames blurred by so many tenths of a pixel.
    """
    n, h, w = frames.shape
    side = GRID * FINE
    to_master = np.vstack([placing, [0, 0, 1]])
    from_pixels = np.array([[1 / w, 0, 0.5 / w], [0, 1 / h, 0.5 / h], [0, 0, 1]])
    if mirrored:
        from_pixels = np.array([[-1, 0, 1], [0, 1, 0], [0, 0, 1]]) @ from_pixels
    to_pixels = np.array([[side, 0, -0.5], [0, side, -0.5], [0, 0, 1]])
    matrix = (to_pixels @ to_master @ from_pixels)[:2]
    shrink = 1 / max(0.3, abs(np.linalg.det(matrix[:, :2])) ** 0.5)
    blur = max(0.0, (shrink**2 - 1)) ** 0.5 * 0.45
    moved = np.empty((n, side, side), np.uint8)
    for frame, out in zip(soft(round(blur * 5) * 2) if blur > 0.3 else frames, moved, strict=True):
        cv2.warpAffine(frame, matrix, (side, side), dst=out, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpAffine(np.ones((h, w), np.float32), matrix, (side, side), flags=cv2.INTER_LINEAR)
    below = moved.reshape(n * side, side).astype(np.float32)  # all frames as one high picture
    grid = cv2.resize(below, (GRID, n * GRID), interpolation=cv2.INTER_AREA).reshape(n, GRID * GRID)
    seen = cv2.resize(cover, (GRID, GRID), interpolation=cv2.INTER_AREA) > 0.95
    return product(grid.astype(np.float64), hashes.as_drawn()), seen.ravel()


def _between(shown_s: F64, at_s: F64) -> tuple[npt.NDArray[np.intp], F64]:
    """The master's moment before each time, and how far it is to the next one: 0 to 1."""
    left = np.clip(np.searchsorted(shown_s, at_s), 1, len(shown_s) - 1) - 1
    gap = np.maximum(1e-6, shown_s[left + 1] - shown_s[left])
    return left, np.clip((at_s - shown_s[left]) / gap, 0, 1)


def _on_line(alike: F64, shown_s: F64, at_s: F64) -> F64:
    """Correlation at times [..., moments] between the master's moments, linearly between them."""
    left, part = _between(shown_s, at_s)
    rows = np.arange(len(alike))
    return np.asarray(alike[rows, left] * (1 - part) + alike[rows, left + 1] * part)


def _exact(
    view: _View, placing: F64, times_s: F64, *, pivot_s: float, at_pivot_s: float, speed: float
) -> tuple[float, float, F64]:  # fmt: skip
    """Start, speed and placing made exact in turn; where nothing moves, the start stays as guessed."""
    for n, steps in enumerate((STEPS, STEPS[1:])):
        placing = _placed(view, placing, at_pivot_s + speed * (times_s - pivot_s), steps)
        value = np.arctanh(np.clip(view.alike(placing)[0], 0.0, 0.985))
        if n == 0:
            speeds = np.concatenate([speed * FACTORS, USUAL[np.abs(np.log(USUAL / speed)) < NEAR_SPEED]])
            at_pivot_s, speed = _best(value, view.shown_s, times_s - pivot_s, at_pivot_s + STEPS_S, speeds)
        speeds = np.append(speed, speed * NARROW)
        at_pivot_s, speed = _best(value, view.shown_s, times_s - pivot_s, at_pivot_s + NARROW_S, speeds)
    return at_pivot_s - speed * pivot_s, speed, placing


def _preferred(view: _View, exact: tuple[float, float, F64], times_s: F64) -> float:
    start, speed, placing = exact
    return view.worth(placing, start + speed * times_s, np.arange(len(times_s))) * (
        UNCHANGED if abs(speed - 1) < ABOUT else 1.0
    )


def _best(value: F64, shown_s: F64, times_s: F64, starts_s: F64, speeds: F64) -> tuple[float, float]:
    """The start (at times_s = 0) and speed of most value; the unchanged speed and the middle of equals preferred."""
    at = starts_s[None, :, None] + speeds[:, None, None] * times_s[None, None, :]
    worth = _on_line(value, shown_s, at).sum(axis=-1)
    worth[np.abs(speeds - 1) < ABOUT] *= UNCHANGED
    row = worth[int(worth.max(axis=1).argmax())]
    top = row >= row.max() - 0.02 * (row.max() - row.min())
    return float(starts_s[top].mean()), float(speeds[int(worth.max(axis=1).argmax())])


def _span(agree: F64, around: npt.NDArray[np.intp]) -> tuple[int, int] | None:
    """First and last moment of the stretch about the core that is worth most: moments that agree count for it, others
    against it, so that a gap is bridged only by more than it on its other side."""
    worth = np.clip(agree, AGAINST_MOST, FOR_MOST) - ALIKE
    pivot = int(around[int(worth[around].argmax())])
    if worth[pivot] <= 0:
        return None
    after, before = np.cumsum(worth[pivot:]), np.cumsum(worth[pivot::-1])
    return pivot - int(before.argmax()), pivot + int(after.argmax())
