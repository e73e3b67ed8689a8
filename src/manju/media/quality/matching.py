"""Whether every frame shows what the master shows there, cell by cell, and in the same colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.label.visible import SHOWN_S
from manju.media.quality.lettering import Box
from manju.media.quality.pairing import Cells, Mask, Pair
from manju.media.quality.placing import Tracked
from manju.media.quality.report import Span, merged

__all__ = ["Compared", "compare"]

TOLERANCE: Final = np.array([7.0, 5.0, 5.0], np.float32)  # Y, U, V: what encoding and a mark change
BY_RANGE: Final = 0.6  # of the difference to neighbouring cells: what a fraction of a pixel changes
WRONG_SHARE: Final = 0.06  # of the cells that are looked at
GROSS_SHARE: Final = 0.35  # enough for a single frame
GROSS: Final = 2.5  # tolerances: cells so far off, three by three in one place, are damage however small
PATCH: Final = np.ones((1, 3, 3), bool)
ASIDE: Final = (-2, -1, 1, 2)  # frames of the master that may be the one shown, after another frame rate
COLOUR_STEPS: Final = 3.0
SAMPLES: Final = 80
SMALLEST_PX: Final = 64  # of a master: in a smaller one colours run into each other when it is enlarged
SHORTEST_GUESSED_S: Final = 0.3  # where the window was only found, a look may be wrong
CHUNK: Final = 256


@dataclass(frozen=True, eq=False, slots=True)
class Compared:
    """What holding all frames against the master gave.

    `off`: share of cells of each frame that differ; `rows_off`: [n, rows], in which rows; `spans`: stretches that
    show something else; `colour_steps`: how far Y, U, V are from the master's, by a map fitted to all of them.
    """

    off: npt.NDArray[np.float32]
    rows_off: Mask
    spans: tuple[Span, ...]
    colour_steps: tuple[float, float, float]

    @property
    def colours_off(self) -> bool:
        return max(self.colour_steps) > COLOUR_STEPS


def compare(pair: Pair, lettered: tuple[tuple[float, float, Box], ...] = ()) -> Compared:
    """Compare all frames; `lettered`: (start, end, box) where writing that the master does not have is allowed."""
    masks = _looked_at(pair, lettered)
    colours = _fit_colours(pair, masks)
    right = np.eye(4, 3, dtype=np.float32) if colours is None else colours
    steps = (0.0, 0.0, 0.0) if colours is None else _steps(pair, masks, colours)
    off = np.zeros(len(pair), np.float32)
    rows_off = np.zeros((len(pair), pair.grid[0]), bool)
    for start in range(0, len(pair), CHUNK):
        part = np.arange(start, min(start + CHUNK, len(pair)))
        off[part], rows_off[part] = _off(pair, part, pair.beside[part], masks[part], right)
        for aside in ASIDE:
            again = part[off[part] > 0.01]
            of = (pair.beside[again] + aside).clip(0, len(pair.master) - 1)
            if len(again):
                share, rows = _off(pair, again, of, masks[again], right)
                rows_off[again] = np.where((share < off[again])[:, None], rows, rows_off[again])
                off[again] = np.minimum(off[again], share)
    return Compared(off, rows_off, _wrong(pair, off), steps)


def _looked_at(pair: Pair, lettered: tuple[tuple[float, float, Box], ...]) -> Mask:
    """[n, rows, columns]: cells in a patch and not under the label or under writing."""
    masks = np.array(pair.masks())
    rows, columns = pair.grid
    h, w = pair.file.facts.height, pair.file.facts.width
    tall = min(1.0, 0.14 * min(h, w) / h)  # of a label with its ground
    first = pair.file.times_s < SHOWN_S + 0.1
    upper = np.arange(rows) / rows < tall + 0.12  # below the app's own bar at the top
    masks[np.ix_(first, upper)] = False
    for start, end, box in lettered:
        at = np.flatnonzero((pair.file.times_s >= start - 0.3) & (pair.file.times_s <= end + 0.3))
        y0, y1 = int(max(0, box.top - 0.015) * rows), int(np.ceil(min(1, box.bottom + 0.015) * rows))
        x0, x1 = int(max(0, box.left - 0.02) * columns), int(np.ceil(min(1, box.right + 0.02) * columns))
        masks[at, y0:y1, x0:x1] = False
    return masks


def _off(
    pair: Pair, frames: npt.NDArray[np.int64], of: npt.NDArray[np.int64], masks: Mask, right: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], Mask]:
    """Of each frame: the share of cells looked at that differ, and in which rows any does."""
    from scipy.ndimage import binary_erosion

    theirs = pair.of_master(frames, of)
    ours = pair.cells[frames].astype(np.float32)
    wanted = theirs @ right[:3] + right[3]
    tiny = min(pair.master.facts.width, pair.master.facts.height) < SMALLEST_PX
    allowed = (TOLERANCE + BY_RANGE * _range(theirs)) * (2 if tiny else 1)
    apart = (np.abs(ours - wanted) / allowed).max(axis=-1)
    wrong = (apart > 1) & masks
    share = (wrong.sum(axis=(1, 2)) / np.maximum(masks.sum(axis=(1, 2)), 1)).astype(np.float32)
    damaged = binary_erosion((apart > GROSS) & masks, PATCH).any(axis=(1, 2))
    return np.where(damaged, np.maximum(share, 1.01 * WRONG_SHARE), share).astype(np.float32), wrong.any(axis=2)


def _range(cells: Cells) -> Cells:
    """Of each cell: the largest difference among it and its neighbours."""
    from scipy.ndimage import maximum_filter, minimum_filter

    size = (1, 3, 3, 1)
    return np.asarray(maximum_filter(cells, size) - minimum_filter(cells, size))


def _fit_colours(pair: Pair, masks: Mask) -> npt.NDArray[np.float32] | None:
    """[4, 3]: the affine map from the master's Y, U, V to the file's, by trimmed least squares; None: too unlike."""
    theirs, ours = _samples(pair, masks)
    if len(theirs) < 60:
        return None
    if min(pair.master.facts.width, pair.master.facts.height) < SMALLEST_PX:
        return None
    design = np.concatenate([theirs, np.ones((len(theirs), 1), np.float32)], axis=1)
    keep = np.ones(len(theirs), bool)
    fitted = np.eye(4, 3, dtype=np.float32)
    for _ in range(4):
        # a little pull to the identity: a film in grey says nothing about colours
        pull = np.diag([3.0, 30.0, 30.0, 3.0]).astype(np.float32) * np.sqrt(len(theirs) / 1000)
        lhs = np.concatenate([design[keep], pull])
        rhs = np.concatenate([ours[keep], pull @ np.eye(4, 3, dtype=np.float32)])
        fitted = np.linalg.lstsq(lhs, rhs, rcond=None)[0].astype(np.float32)
        apart = np.abs(design @ fitted - ours).max(axis=1)
        keep = apart <= max(2.0, 2.5 * float(np.median(apart)))
    return fitted if float(np.median(apart)) < 6.0 else None


def _samples(pair: Pair, masks: Mask) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Flat cells of frames spread through the film: [k, 3] of the master and [k, 3] of the file."""
    frames = np.unique(np.linspace(0, len(pair) - 1, SAMPLES).round().astype(np.int64))
    theirs = pair.of_master(frames, pair.beside[frames])
    flat = masks[frames] & (_range(theirs)[..., 0] < 25)
    return theirs[flat], pair.cells[frames].astype(np.float32)[flat]


def _steps(pair: Pair, masks: Mask, colours: npt.NDArray[np.float32]) -> tuple[float, float, float]:
    theirs, _ = _samples(pair, masks)
    moved = np.sqrt(np.square(theirs @ colours[:3] + colours[3] - theirs).mean(axis=0))
    return float(moved[0]), float(moved[1]), float(moved[2])


def _wrong(pair: Pair, off: npt.NDArray[np.float32]) -> tuple[Span, ...]:
    """Two frames in a row, or one that is grossly another, make a stretch."""
    from manju.media.quality.stretches import runs_of

    file = pair.file
    spans = runs_of(off > WRONG_SHARE, file)
    gross = runs_of(off > GROSS_SHARE, file)
    guessed = isinstance(pair.placing, Tracked) and not pair.placing.exact
    shortest = SHORTEST_GUESSED_S if guessed else 1.5 * file.frame_s
    kept = [s for s in spans if s[1] - s[0] > shortest or any(s[0] <= g[0] < s[1] for g in gross)]
    return merged(kept, gap_s=0.2)
