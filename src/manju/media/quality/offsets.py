"""How much later picture and sound are in a file than in its master, and so how far they have come apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.quality.hearing import HOP_S, Heard
from manju.media.quality.looking import Look
from manju.media.quality.pairing import Pair
from manju.media.quality.report import Check, Span, merged, not_applicable
from manju.words import Words

__all__ = ["SoundShift", "check_av_offset", "coarse_shift", "picture_shift", "sound_shift"]

LIMIT_S: Final = 0.04
STEP_S: Final = 0.1  # of the coarse search
FEWEST_STEPS: Final = 50  # five seconds: in less, chance finds likeness
FURTHEST_S: Final = 2.0
NEAR_S: Final = 0.5
LIKE: Final = 5.0  # mean luma steps: more, and it is not the same picture at any time
MOMENTS: Final = 40
WINDOW_S: Final = 6.0
QUIET_DB: Final = -55.0
SURE: Final = 0.5  # correlation from which a window's own shift counts
Series = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SoundShift:
    """How much later sound is than in the master, in seconds: in the middle, and by window (start, end, shift)."""

    middle_s: float
    windows: tuple[tuple[float, float, float], ...]


def check_av_offset(file: Look, master: Heard | None, pair: Pair | None, picture_s: float | None) -> Check:
    """Sound against picture, both against the master, whose sound is `master`; positive: the sound is late.

    `picture_s`: how late the picture is as a whole. Where sound and picture have jumped together, they are in step.
    """
    limit = round(max(LIMIT_S, file.frame_s), 3)
    if file.sound is None or master is None:
        return not_applicable("av_offset", limit, Words("没有声音可比。", "There is no sound to compare."))
    heard = sound_shift(file.sound, master)
    if heard is None:
        return not_applicable(
            "av_offset", limit,
            Words("声音太平，或不是母版的声音，比不出先后。",
                  "The sound is too even, or not the master's: it does not tell what comes first."),
        )  # fmt: skip
    if pair is None or picture_s is None:
        return not_applicable("av_offset", limit, Words("画面对不上母版，比不出先后。",
                              "The picture does not match the master: it does not tell what comes first."))  # fmt: skip
    off = [(a, b, s - picture_s) for a, b, s in heard.windows]
    off = [(a, b, 0.0 if abs(s) > limit and _together(pair, a, b, s + picture_s) else s) for a, b, s in off]
    value = float(np.median([s for _, _, s in off]))
    wrong: list[Span] = [(a, b) for a, b, s in off if abs(s) > limit]
    if abs(value) <= limit and len(wrong) > max(1, 0.2 * len(off)):
        value = max((s for _, _, s in off), key=abs)  # it drifts: right in the middle is not right
    if abs(value) <= limit:
        return Check("av_offset", True, round(value, 3), limit)
    spans = merged(wrong, gap_s=WINDOW_S) or ((0.0, round(file.facts.duration_s, 3)),)
    note = Words(
        f"声音比画面{'晚' if value > 0 else '早'} {abs(value) * 1000:.0f} 毫秒：重新封装或重新制作。",
        f"The sound is {abs(value) * 1000:.0f} ms {'late' if value > 0 else 'early'}: make the file again.",
    )
    return Check("av_offset", False, round(value, 3), limit, spans, note)


def coarse_shift(file: Look, master: Look) -> float:
    """How much later pictures are than in the master, to a tenth of a second, by their movement; 0 where unsure."""
    one, other = _activity(file), _activity(master)
    most = round(FURTHEST_S / STEP_S)
    scores = {lag: _correlation(one, other, lag) for lag in range(-most, most + 1)}
    best = max(scores, key=lambda lag: scores[lag])
    return best * STEP_S if scores[best] > 0.6 and scores[best] > scores[0] + 0.15 else 0.0


def picture_shift(pair: Pair) -> float | None:
    """How much later pictures are than in the master, in seconds; None where nothing moves enough to tell."""
    chosen = _spread(_moves(pair), MOMENTS)
    if not chosen:
        return None
    step = min(pair.master.frame_s, pair.file.frame_s)
    lags = np.arange(-round(NEAR_S / step), round(NEAR_S / step) + 1) * step
    total, count = np.zeros(len(lags)), 0
    # of a picture that is held, the first frame does not tell later from now, nor the last one earlier from now
    for i in [k for c in chosen for k in (c - 1, c)]:
        apart = _apart(pair, i, pair.shift_s + lags, step)
        if apart is not None and apart.min() < min(LIKE, 0.6 * float(np.median(apart))):
            total += apart / np.median(apart)
            count += 1
    if count < min(3, len(chosen)):
        return None
    curve = total / count
    at = int(curve.argmin())
    return _late(pair, chosen, pair.shift_s + float(lags[at]), step) + step * _trough(curve, at)


def _late(pair: Pair, frames: list[int], about_s: float, step: float) -> float:
    """How late frames are beside those of the master that they show, by the times of both: lags are whole frames."""
    shown = pair.file.times_s[frames]
    of = np.searchsorted(pair.master.times_s, shown - about_s + step / 2, side="right") - 1
    return float(np.median(shown - pair.master.times_s[of.clip(0, len(pair.master) - 1)]))


def sound_shift(file: Heard, master: Heard) -> SoundShift | None:
    """How much later the sound is than in the master; None where it is too even or another sound."""
    one, other = _onsets(file), _onsets(master)
    length, most = round(WINDOW_S / HOP_S), round(FURTHEST_S / 2 / HOP_S)
    windows: list[tuple[float, float, float]] = []
    for start in range(0, max(1, len(one) - length // 2), length):
        mine = one[start : start + length]
        curve = _lagged(mine, other, start, most)
        if curve is None:
            continue
        at = int(curve.argmax())
        if curve[at] >= SURE:
            shift = (at - most + _trough(-curve, at)) * HOP_S
            windows.append((start * HOP_S, (start + len(mine)) * HOP_S, shift))
    if not windows:
        return None
    return SoundShift(float(np.median([s for _, _, s in windows])), tuple(windows))


def _together(pair: Pair, start_s: float, end_s: float, late_s: float) -> bool:
    """Whether the pictures of a window are as late as its sound is, rather than as late as the film's pictures are."""
    moves = np.where((pair.file.times_s >= start_s) & (pair.file.times_s < end_s), _moves(pair), 0.0)
    inside = np.flatnonzero(moves > 0.5)
    liveliest = inside[np.argsort(moves[inside])[-6:]]
    step = min(pair.master.frame_s, pair.file.frame_s)
    both = [a for i in liveliest.tolist()
            if (a := _apart(pair, i, np.array([late_s, pair.shift_s]), step)) is not None]  # fmt: skip
    return len(both) >= 2 and float(np.median([a[0] - a[1] for a in both])) < -1.0


def _moves(pair: Pair) -> Series:
    """[n]: how much the cells of each frame differ from those of the frame before, in luma steps."""
    moves = np.zeros(len(pair))
    luma = pair.cells[..., 0].astype(np.float32)
    moves[1:] = np.abs(np.diff(luma, axis=0)).mean(axis=(1, 2))
    return moves


def _apart(pair: Pair, i: int, late_s: npt.NDArray[np.floating], step: float) -> Series | None:
    """How far frame `i` is from the master's frames that it would show if so late; None: the film ends there."""
    wanted = pair.file.times_s[i] - late_s
    of = np.searchsorted(pair.master.times_s, wanted + step / 2, side="right") - 1
    mask = pair.mask(i)
    if of.min() < 0 or wanted.max() > pair.master.times_s[-1] + step or not mask.any():
        return None
    shown = pair.of_master(np.full(len(of), i), of)[..., 0]
    return np.asarray(np.abs(shown - pair.cells[i, ..., 0].astype(np.float32))[:, mask].mean(axis=1), np.float64)


def _lagged(mine: Series, other: Series, start: int, most: int) -> Series | None:
    """Correlation of one window with the master's sound `lag` hops earlier, for lags -most..most; None: too even."""
    around = np.zeros(len(mine) + 2 * most)
    a, b = max(0, start - most), min(len(other), start + len(mine) + most)
    if b <= a or np.square(mine).sum() < 60.0:
        return None
    around[a - (start - most) : a - (start - most) + b - a] = other[a:b]
    size = 1 << (len(around) + len(mine)).bit_length()
    product = np.fft.irfft(np.fft.rfft(around, size) * np.conj(np.fft.rfft(mine, size)), size)[: 2 * most + 1]
    energy = np.concatenate([[0.0], np.cumsum(np.square(around))])
    norms = np.sqrt((energy[len(mine) :] - energy[: -len(mine)])[: 2 * most + 1] * np.square(mine).sum())
    # the master's window that begins `k - most` hops from ours: ours is later by `most - k`
    return np.asarray((product / np.maximum(norms, 1e-6))[::-1])


def _onsets(heard: Heard) -> Series:
    """How fast the level rises and falls, in dB per hop: what gain and limiter leave as it is."""
    level = np.maximum(heard.loudest_db.astype(np.float64), QUIET_DB)
    smooth = np.convolve(np.pad(level, 2, mode="edge"), np.ones(5) / 5, "valid") if len(level) else level
    return np.clip(np.diff(smooth, prepend=smooth[:1]), -6, 6)


def _activity(look: Look) -> Series:
    """How much the picture changes in each tenth of a second, as a logarithm."""
    small = look.luma[:, ::4, ::4].astype(np.int16)
    moved = np.zeros(len(look))
    moved[1:] = np.abs(np.diff(small, axis=0)).mean(axis=(1, 2))
    out = np.zeros(int(look.times_s[-1] / STEP_S) + 1 if len(look) else 1)
    np.add.at(out, (look.times_s / STEP_S).astype(int).clip(0, len(out) - 1), moved)
    return np.log1p(out)


def _correlation(one: Series, other: Series, lag: int) -> float:
    a, b = (one[lag:], other) if lag >= 0 else (one, other[-lag:])
    n = min(len(a), len(b))
    if n < max(FEWEST_STEPS, 0.5 * max(len(one), len(other))) or a[:n].std() < 1e-6 or b[:n].std() < 1e-6:
        return 0.0
    return float(np.corrcoef(a[:n], b[:n])[0, 1])


def _spread(moves: Series, count: int) -> list[int]:
    """The liveliest frame of each of `count` equal parts of the film, where there is any movement."""
    parts = np.array_split(np.arange(len(moves)), min(count, max(1, len(moves) // 4)))
    best = [int(p[moves[p].argmax()]) for p in parts if len(p)]
    return [i for i in best if moves[i] > 0.5]


def _trough(curve: Series, at: int) -> float:
    """How far beside `at` the lowest point of the parabola through three values lies, in samples."""
    if not 0 < at < len(curve) - 1:
        return 0.0
    a, b, c = curve[at - 1 : at + 2]
    bend = a - 2 * b + c
    return float(0.5 * (a - c) / bend) if bend > 1e-9 else 0.0
