"""Blind reading: whose copy a film is, from the film and the studio's secret alone; blind_v1."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.fingerprint.frames_shown import rectangles
from manju.media.footage import watch
from manju.media.watermark.blind import FINER, places_of
from manju.media.watermark.blind_code import Decoded, decode, log10_false_alarm
from manju.media.watermark.blind_evidence import Evidence
from manju.media.watermark.blind_pilot import Lie, Spectrum, folded, seek, sharpened
from manju.media.watermark.lattice import CELLS
from manju.media.watermark.reading import Film

__all__ = ["BlindReading", "read_blind"]

LOOKS: Final = 240  # frames looked at, over the whole film
LOOKS_PER_S: Final = 12.0
FRAME_POINTS: Final = 640 * 400  # a frame is looked at no larger than this
SURE: Final = -9.0  # log10 of the chance of a false alarm from which a word is given
TRIED: Final = 10  # geometries of one part of the frame whose words are looked at
PARTS: Final = 4  # parts of the frame, at most
TRIES: Final = TRIED * PARTS
SPAN: Final = (
    0.84,
    2.3,
)  # cells sought, of a picture of this size shown whole: crops and other shapes show larger ones
WHOLE_SPAN: Final = (0.5, 2.3)  # of the frame: padding that was not seen as such makes them smaller
ALIKE: Final = 0.004  # share by which two geometries differ that are one
SIDE_LEAST: Final = 64  # pixels: nothing is read from less

Gray = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class BlindReading:
    """A word found in a film. `z` of its chips, `pilot_z` of the pilot, in deviations of an innocent film.

    `log10_false_alarm` is per suspect: geometries whose words were looked at, words, and a wrong word in place of the
    right one are counted. `rect`: the part of the frame it was read in (left, top, right, bottom as shares); `lie`:
    how the tile lies in that part.
    """

    word: int
    z: float
    pilot_z: float
    log10_false_alarm: float
    rect: tuple[float, float, float, float]
    lie: Lie


def read_blind(
    film: Film,
    secret: bytes,
    *,
    issued: Sequence[int] | npt.NDArray[np.int64] | None = None,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> BlindReading | None:
    """The word a film bears, or None: no word passes `SURE`.

    With `issued` (the words of all copies of the studio, `blind.blind_word`) only these are looked for, and are found
    in fainter traces. A film of any length is looked at in at most `LOOKS` moments spread over it.

    Raises:
        MediaError: the film does not decode.
        Cancelled: `cancelled()` became true.
    """
    known = None if issued is None else np.asarray(issued, np.int64)
    frames = _looked_at(film, cancelled)
    best: BlindReading | None = None
    if len(frames) == 0:
        return None
    parts = rectangles(frames)[:PARTS]
    for n, rect in enumerate(parts):
        found = _read_part(frames, rect, secret, known, n == 0, cancelled)
        progress((n + 1) / len(parts))
        if found is not None and (best is None or found.log10_false_alarm < best.log10_false_alarm):
            best = found
        if best is not None and best.log10_false_alarm <= SURE:
            return best
    return None


def _looked_at(film: Film, cancelled: Callable[[], bool]) -> Gray:
    shrink = min(1.0, (FRAME_POINTS / (film.width * film.height)) ** 0.5)
    size = (max(16, round(film.width * shrink / 2) * 2), max(16, round(film.height * shrink / 2) * 2))
    rate = min(LOOKS_PER_S, LOOKS / max(film.duration_s, 0.1))
    return watch(
        film.path, size=size, length_s=film.duration_s + 1, most_per_s=rate, demuxer=film.demuxer, cancelled=cancelled
    ).frames


def _read_part(
    frames: Gray,
    rect: tuple[float, float, float, float],
    secret: bytes,
    issued: npt.NDArray[np.int64] | None,
    whole: bool,
    cancelled: Callable[[], bool],
) -> BlindReading | None:
    height, width = frames.shape[1:]
    part = frames[:, round(rect[1] * height) : round(rect[3] * height), round(rect[0] * width) : round(rect[2] * width)]
    if min(part.shape[1:]) < SIDE_LEAST:
        return None
    cell_px = math.sqrt(part.shape[1] * part.shape[2] / CELLS) / FINER
    evidence = Evidence(cell_px)
    for frame in part:
        evidence.see(np.ascontiguousarray(frame))
    weights = evidence.weights()
    if weights is None:
        return None
    spectrum = Spectrum(weights, secret)
    span = WHOLE_SPAN if whole else SPAN
    places = places_of(secret)
    best: BlindReading | None = None
    for lie in _distinct(spectrum, seek(spectrum, (span[0] * cell_px, span[1] * cell_px), cancelled=cancelled)):
        tile = folded(weights, lie).reshape(-1)
        decoded = decode(secret, tile[places.word], issued=issued)
        if decoded is None:
            continue
        chance = _chance(decoded, issued)
        if best is None or chance < best.log10_false_alarm:
            best = BlindReading(decoded.word, decoded.z, lie.z, chance, rect, lie)
        if chance <= SURE:
            break
    return best


def _chance(decoded: Decoded, issued: npt.NDArray[np.int64] | None) -> float:
    return log10_false_alarm(decoded, TRIES, issued=None if issued is None else len(issued))


def _distinct(spectrum: Spectrum, lies: Sequence[Lie]) -> Iterator[Lie]:
    """At most `TRIED` geometries that differ, sharpened; the best first as far as is known."""
    given: list[Lie] = []
    sharp = sorted((sharpened(spectrum, lie) for lie in lies), key=lambda lie: -lie.z)
    for lie in sharp:
        if any(_same(lie, other) for other in given):
            continue
        given.append(lie)
        yield lie
        if len(given) == TRIED:
            return


def _same(one: Lie, other: Lie) -> bool:
    moved = float(np.abs(one.across - other.across).max()) / one.cell_px
    return moved < ALIKE and all(abs(a - b) < 1 for a, b in zip(one.shift, other.shift, strict=True))
