"""Blurred stretches: edges much wider than the master's at the same place, or than the film's own."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.quality.looking import GLANCES_PER_S, Look
from manju.media.quality.pairing import Pair
from manju.media.quality.placing import Patch, Rect
from manju.media.quality.report import Check, Span, merged, not_applicable
from manju.media.quality.sharpness import SHARPEST, TILES, WIDEST
from manju.words import Words

__all__ = ["check_blur"]

FLOOR: Final = 0.5  # half a pixel: no edge is sharper
SAMPLED: Final = 0.47  # what a perfectly sharp edge measures after scaling
SOFTER: Final = 1.45  # times as wide as the master's edges
WIDER: Final = 0.35  # and by so many pixels
FEWEST_TILES: Final = 4
ALONE_RATIO: Final = 2.4
ALONE_WIDEST: Final = 2.2
SHORTEST_S: Final = 0.9
SLACK: Final = 0.01  # of a tile: what sides are off by

Widths = npt.NDArray[np.float32]


def check_blur(file: Look, pair: Pair | None, other: Sequence[Span] = ()) -> Check:
    """Edges against those of the master where it is shown; alone, against what is usual in the film.

    `other`: stretches that show something else than the master, whose edges say nothing.
    """
    if not len(file.widths):
        return not_applicable("blur", None, Words("画面太短，看不出。", "Too short to tell."))
    return _alone(file) if pair is None else _beside(file, pair, other)


def _beside(file: Look, pair: Pair, other: Sequence[Span]) -> Check:
    limit = SOFTER
    ratios = np.array([_softer(pair, k) for k in range(len(file.widths))])
    for start, end in other:
        ratios[(file.glance_times_s >= start - 0.05) & (file.glance_times_s < end)] = np.nan
    if not np.isfinite(ratios).any():
        return not_applicable(
            "blur", limit, Words("画面里没有清楚的边缘可比。", "There are no clear edges to compare.")
        )
    spans = _spans(file, ratios >= SOFTER)
    value = _worst(ratios)
    if not spans:
        return Check("blur", True, value, limit)
    return Check("blur", False, value, limit, spans, Words(
        "比母版模糊：重新制作；还是模糊，就检查母版和码率。",
        "Blurrier than the master: make the file again; if it stays, look at the master and the bitrate.",
    ))  # fmt: skip


def _softer(pair: Pair, k: int) -> float:
    """How many times wider edges are in glance `k` than they should be; NaN where there is nothing to compare."""
    file, master = pair.file, pair.master
    at = file.glance_times_s[k] - pair.shift_s
    if not len(master.glance_times_s):
        return np.nan
    m = int(np.abs(master.glance_times_s - at).argmin())
    if abs(master.glance_times_s[m] - at) > 0.5 / GLANCES_PER_S:
        return np.nan
    i = min(len(file) - 1, int(np.searchsorted(file.times_s, file.glance_times_s[k])))
    found = [r for patch in pair.placing.patches(i) for r in _of_patch(pair, patch, file.widths[k], master.widths[m])]
    return float(np.median(found)) if len(found) >= FEWEST_TILES else np.nan


def _of_patch(pair: Pair, patch: Patch, ours: Widths, theirs: Widths) -> list[float]:
    """Ratios of the tiles of the master whose middle is shown; edges that are gone count only where all of it is."""
    f, m = patch.file, patch.master
    wide = (f.right - f.left) * pair.file.glance_size[0] / ((m.right - m.left) * pair.master.glance_size[0])
    # pixels of our glance to a pixel of the master itself: enlarged beyond them, nothing is sharp
    enlarged = max(1.0, wide * pair.master.glance_size[0] / pair.master.facts.width)
    shown = Patch(m, f)
    found = []
    for row, column in np.argwhere(np.isfinite(theirs)).tolist():
        x, y = (column + 0.5) / TILES, (row + 0.5) / TILES
        if not (m.left <= x <= m.right and m.top <= y <= m.bottom):
            continue
        tile = Rect(column / TILES, row / TILES, (column + 1) / TILES, (row + 1) / TILES)
        mine = _sharpest(ours, _within(shown.in_master(tile), f))
        if not np.isfinite(mine) and not _holds(m, tile):
            continue
        scene2 = max(0.0, float(theirs[row, column]) ** 2 - SAMPLED**2) * wide**2
        expected = float(np.sqrt(scene2 + (SAMPLED * enlarged) ** 2 + FLOOR**2))
        have = float(np.hypot(mine if np.isfinite(mine) else WIDEST / 2, FLOOR))
        found.append(have / expected if have - expected >= WIDER else min(1.0, have / expected))
    return found


def _within(rect: Rect, other: Rect) -> Rect:
    return Rect(
        max(rect.left, other.left),
        max(rect.top, other.top),
        min(rect.right, other.right),
        min(rect.bottom, other.bottom),
    )


def _holds(outer: Rect, inner: Rect) -> bool:
    return (
        inner.left >= outer.left - SLACK and inner.right <= outer.right + SLACK
        and inner.top >= outer.top - SLACK and inner.bottom <= outer.bottom + SLACK
    )  # fmt: skip


def _sharpest(widths: Widths, rect: Rect) -> float:
    """Edge width of a part of a glance, from all tiles that it touches; NaN where none has edges.

    A window shows a tile of the master over several of the file's: its edges may lie in any of them.
    """
    rows = slice(int(rect.top * TILES + SLACK), max(int(rect.top * TILES) + 1, ceil(rect.bottom * TILES - SLACK)))
    columns = slice(int(rect.left * TILES + SLACK), max(int(rect.left * TILES) + 1, ceil(rect.right * TILES - SLACK)))
    touched = widths[rows, columns]
    edges = touched[np.isfinite(touched)]
    return float(np.percentile(edges, SHARPEST)) if len(edges) else np.nan


def _alone(file: Look) -> Check:
    limit = ALONE_RATIO
    softness = np.full(len(file.widths), np.nan)
    for k, widths in enumerate(file.widths):
        edges = widths[np.isfinite(widths)]
        if len(edges) >= FEWEST_TILES:
            softness[k] = np.hypot(np.percentile(edges, 15), FLOOR)
    if np.isfinite(softness).sum() < 4:
        return not_applicable(
            "blur", limit, Words("画面里没有清楚的边缘。", "There are no clear edges in the picture.")
        )
    usual = float(np.nanmedian(softness))
    ratios = softness / usual
    spans = _spans(file, (ratios >= ALONE_RATIO) & (softness >= ALONE_WIDEST))
    value = _worst(ratios)
    if not spans:
        return Check("blur", True, value, limit)
    return Check("blur", False, value, limit, spans, Words(
        "这一段比全片模糊得多：是虚焦效果，还是画面坏了？跳过去看。",
        "Much blurrier here than elsewhere: a soft-focus effect, or a fault? Jump there and look.",
    ))  # fmt: skip


def _spans(file: Look, yes: npt.NDArray[np.bool_]) -> tuple[Span, ...]:
    """Stretches of at least two glances in a row."""
    step = 1 / GLANCES_PER_S
    times = file.glance_times_s
    end = file.upto(len(file) - 1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], yes.astype(np.int8), [0]])))
    spans = [(float(times[a]), min(end, float(times[b - 1]) + step)) for a, b in edges.reshape(-1, 2).tolist()]
    return merged([s for s in spans if s[1] - s[0] >= SHORTEST_S])


def _worst(ratios: npt.NDArray[np.float64]) -> float | None:
    """The largest ratio that two neighbours have; None where no two have any."""
    steady = _steady(ratios)
    return round(float(np.nanmax(steady)), 2) if np.isfinite(steady).any() else None


def _steady(ratios: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The smaller of each two neighbours: a single soft glance is no stretch."""
    if len(ratios) < 2:
        return ratios
    return np.minimum(ratios[:-1], ratios[1:])
