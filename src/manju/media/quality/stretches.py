"""Black, frozen and blurred stretches: what the master does not do there, or without a master, what no film does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.quality.looking import Look
from manju.media.quality.pairing import Pair
from manju.media.quality.report import Check, Span, merged
from manju.words import Words

__all__ = ["black_frames", "check_black", "check_frozen", "runs_of"]

BLACK_LUMA: Final = 30  # of 16 to 235
BLACK_SHARE: Final = 0.98
BLACK_LONGEST_S: Final = 2.0
BLACK_AT_ENDS_S: Final = 5.0
BLACK_BESIDE_S: Final = 0.08  # with a master: two frames
LIGHTER: Final = 12.0  # luma steps by which the master's cells are lighter than black

STILL_FRAME: Final = 2.6  # largest change of a cell, in luma steps: what an encoder does to a still picture
STILL_CELL: Final = 1.3
MOVED_CELL: Final = 4.5
LOOKED_BACK_S: Final = 0.25
FROZEN_BESIDE_S: Final = 0.4
FROZEN_S: Final = 2.0
HELD_S: Final = 20.0  # a comic that holds its pictures holds none longer than this
SELDOM: Final = 0.04  # share of stillness in the rest of a film that does not hold its pictures

Yes = npt.NDArray[np.bool_]


def check_black(file: Look, pair: Pair | None) -> Check:
    """Black pictures where the master has none; alone: longer than a film's own pauses."""
    black = black_frames(file)
    if pair is not None:
        theirs = np.concatenate([
            pair.of_master(part, pair.beside[part])[..., 0].max(axis=(1, 2)) for part in _parts(len(pair))
        ]) if len(pair) else np.empty(0)  # fmt: skip
        spans = [s for s in runs_of(black & (theirs > BLACK_LUMA + LIGHTER), file) if s[1] - s[0] >= BLACK_BESIDE_S]
        value = round(sum(b - a for a, b in spans), 2)
        if not spans:
            return Check("black", True, value, f"{BLACK_BESIDE_S:g} s")
        note = Words(
            f"母版有画面，成品黑了 {value:g} 秒：重新制作。",
            f"Black for {value:g} seconds in which the master is not: make the file again.",
        )
        return Check("black", False, value, f"{BLACK_BESIDE_S:g} s", merged(spans, gap_s=0.2), note)
    spans = runs_of(black, file)
    longest = round(max((b - a for a, b in spans), default=0.0), 2)
    end = file.upto(len(file) - 1) if len(file) else 0.0
    wrong = [(a, b) for a, b in spans
             if b - a >= (BLACK_AT_ENDS_S if a < 0.1 or b > end - 0.1 else BLACK_LONGEST_S)]  # fmt: skip
    if not wrong:
        return Check("black", True, longest, f"{BLACK_LONGEST_S:g} s")
    note = Words(
        "黑场太久：是有意的，还是画面丢了？跳过去看。",
        "Black for too long: is it meant, or was the picture lost? Jump there and look.",
    )
    return Check("black", False, longest, f"{BLACK_LONGEST_S:g} s", merged(wrong), note)


def check_frozen(file: Look, pair: Pair | None) -> Check:
    """A picture that stands still where the master moves; alone: one that stops in a film that never stops."""
    if pair is not None:
        return _frozen_beside(file, pair)
    spans = _still_runs(file)
    longest = round(max((b - a for a, b in spans), default=0.0), 2)
    end = file.upto(len(file) - 1) if len(file) else 0.0
    black = black_frames(file)
    at = file.times_s

    def wrong(a: float, b: float) -> bool:
        inside = (at >= a) & (at < b)
        if b - a >= HELD_S or b - a >= 0.9 * end:
            return True
        if black[inside].mean() > 0.5 or a < 0.1 or b > end - 0.1:
            return False  # black is another check; a card at the beginning or end stands still
        others = sum(d - c for c, d in spans if (c, d) != (a, b) and d - c >= LOOKED_BACK_S)
        return b - a >= FROZEN_S and others <= SELDOM * end and not _after_cut(file, int(np.argmax(inside)))

    found = [s for s in spans if wrong(*s)]
    if not found:
        return Check("frozen", True, longest, f"{FROZEN_S:g} s")
    note = Words(
        "画面停住不动：是定格，还是卡住了？跳过去看。",
        "The picture stands still: is it held on purpose, or did it freeze? Jump there and look.",
    )
    return Check("frozen", False, longest, f"{FROZEN_S:g} s", merged(found), note)


def black_frames(file: Look) -> Yes:
    """[n]: whether a frame is black all over but for a fiftieth."""
    out = np.empty(len(file), bool)
    for part in _parts(len(file)):
        out[part] = (file.luma[part] <= BLACK_LUMA).mean(axis=(1, 2)) >= BLACK_SHARE
    return out


def runs_of(yes: Yes, file: Look) -> list[Span]:
    """Stretches of frames for which something holds, as seconds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], yes.astype(np.int8), [0]])))
    return [(float(file.times_s[a]), file.upto(b - 1)) for a, b in edges.reshape(-1, 2).tolist()]


def _parts(count: int) -> Iterable[npt.NDArray[np.int64]]:
    return (np.arange(start, min(start + 512, count)) for start in range(0, count, 512))


def _still_runs(file: Look) -> list[Span]:
    """Stretches in which no frame differs from the first one of the stretch by more than an encoder's noise."""
    spans, start = [], 0
    blocks = _blocks(file)
    for i in range(1, len(file) + 1):
        if i < len(file) and np.abs(blocks[i] - blocks[start]).max() <= STILL_FRAME:
            continue
        if i - start > 1:
            spans.append((float(file.times_s[start]), file.upto(i - 1)))
        start = i
    return [s for s in spans if s[1] - s[0] >= LOOKED_BACK_S]


def _blocks(file: Look) -> npt.NDArray[np.float32]:
    """[n, h/3, w/3]: means of 3 x 3 small pixels, small enough that a moving mouth shows."""
    h, w = (side // 3 * 3 for side in file.luma.shape[1:])
    out = np.empty((len(file), h // 3, w // 3), np.float32)
    for part in _parts(len(file)):
        out[part] = file.luma[part, :h, :w].reshape(len(part), h // 3, 3, w // 3, 3).mean(axis=(2, 4))
    return out


def _after_cut(file: Look, first: int) -> bool:
    """Whether the stretch from frame `first` begins with a cut: a title card does, a frozen picture does not."""
    if first < 1:
        return True
    jump = np.abs(file.luma[first].astype(np.int16) - file.luma[first - 1]).mean()
    return bool(jump > 12.0)


def _frozen_beside(file: Look, pair: Pair) -> Check:
    limit = f"{FROZEN_BESIDE_S:g} s"
    back = max(1, round(LOOKED_BACK_S / file.frame_s))
    frozen = np.zeros(len(file), bool)
    if len(file) > back:
        masks = pair.masks()
        for part in _parts(len(file) - back):
            now, then = part + back, part
            both = masks[now] & masks[then]
            ours = np.abs(pair.cells[now, ..., 0].astype(np.float32) - pair.cells[then, ..., 0])
            theirs = pair.of_master(now, pair.beside[now])[..., 0] - pair.of_master(now, pair.beside[then])[..., 0]
            still = np.where(both, ours, 0).max(axis=(1, 2)) <= STILL_CELL
            moved = np.where(both, np.abs(theirs), 0).max(axis=(1, 2)) >= MOVED_CELL
            frozen[now] = still & moved
        frozen &= ~black_frames(file)  # that is another check
    before = LOOKED_BACK_S * 0.9
    spans = [(max(0.0, a - before), b) for a, b in runs_of(frozen, file)]
    # a master of few frames a second is itself still for so long, and changes a little sooner or later than we do
    shortest = max(FROZEN_BESIDE_S, 2.5 * pair.master.frame_s)
    spans = [s for s in merged(spans, gap_s=0.4) if s[1] - s[0] >= shortest]
    value = round(sum(b - a for a, b in spans), 2)
    if not spans:
        return Check("frozen", True, value, limit)
    note = Words(
        f"母版在动，成品停住了 {value:g} 秒：重新制作。",
        f"The picture stands still for {value:g} seconds in which the master moves: make the file again.",
    )
    return Check("frozen", False, value, limit, tuple(spans), note)
