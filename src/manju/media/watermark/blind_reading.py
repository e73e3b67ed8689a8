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
from manju.media.watermark.lattice import lattice_of
from manju.media.watermark.reading import Film

__all__ = ["BlindReading", "read_blind"]

LOOKS: Final = 240  # frames looked at, over the whole film
LOOKS_PER_S: Final = 12.0
FRAME_POINTS: Final = 640 * 400  # a frame is looked at no larger than this
SURE: Final = -9.0  # log10 of the chance of a false alarm from which a word is given
TRIED: Final = 14  # geometries of one part of the frame whose words are looked at
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
Matrix = npt.NDArray[np.float64]
Stop = Callable[[], bool]


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
    if len(frames) == 0:
        return None
    height, width = frames.shape[1:]
    parts = rectangles(frames)[:PARTS]
    for n, rect in enumerate(parts):
        left, top, right, bottom = (round(a * b) for a, b in zip(rect, (width, height) * 2, strict=True))
        if min(right - left, bottom - top) < SIDE_LEAST:
            continue
        part = frames[:, top:bottom, left:right]
        found = _read_part(part, secret, known, span=WHOLE_SPAN if n == 0 else SPAN, cancelled=cancelled)
        progress((n + 1) / len(parts))
        if found is not None and found[1] <= SURE:
            decoded, chance, lie = found
            return BlindReading(decoded.word, decoded.z, lie.z, chance, rect, lie)
    return None


def _looked_at(film: Film, cancelled: Stop) -> Gray:
    shrink = min(1.0, (FRAME_POINTS / (film.width * film.height)) ** 0.5)
    size = (max(16, round(film.width * shrink / 2) * 2), max(16, round(film.height * shrink / 2) * 2))
    rate = min(LOOKS_PER_S, LOOKS / max(film.duration_s, 0.1))
    return watch(
        film.path, size=size, length_s=film.duration_s + 1, most_per_s=rate, demuxer=film.demuxer, cancelled=cancelled
    ).frames


def _read_part(
    part: Gray, secret: bytes, issued: npt.NDArray[np.int64] | None, *, span: tuple[float, float], cancelled: Stop
) -> tuple[Decoded, float, Lie] | None:
    """The surest word of a part of the frames, uint8 [n, height, width], with the chance that it is none."""
    lattice = lattice_of(part.shape[2], part.shape[1])
    whole = np.diag([part.shape[2] / lattice.columns, part.shape[1] / lattice.rows]) / FINER
    cell_px = math.sqrt(whole[0, 0] * whole[1, 1])
    evidence = Evidence(cell_px)
    for frame in part:
        evidence.see(np.ascontiguousarray(frame))
    weights = evidence.weights()
    if weights is None:
        return None
    places, best = places_of(secret), None
    for lie in _lies(Spectrum(weights, secret), whole, (span[0] * cell_px, span[1] * cell_px), cancelled):
        tile = folded(weights, lie).reshape(-1)
        decoded = decode(secret, tile[places.word], issued=issued)
        if decoded is None:
            continue
        chance = log10_false_alarm(decoded, TRIES, issued=None if issued is None else len(issued))
        if best is None or chance < best[1]:
            best = decoded, chance, lie
        if chance <= SURE:
            break
    return best


def _lies(spectrum: Spectrum, whole: Matrix, cells_px: tuple[float, float], cancelled: Stop) -> Iterator[Lie]:
    """At most `TRIED` geometries that differ: the whole picture as it is or mirrored, then what the pilot finds."""
    given = []
    for across in (whole, whole @ np.diag([-1.0, 1.0])):
        plain = spectrum.at(across, (0.0, 0.0))
        given += [plain, sharpened(spectrum, plain)]
    given.sort(key=lambda lie: -lie.z)
    yield from given
    for lie in sorted((sharpened(spectrum, lie) for lie in seek(spectrum, cells_px, cancelled=cancelled)),
                      key=lambda lie: -lie.z):  # fmt: skip
        if not any(_same(lie, other) for other in given):
            given.append(lie)
            yield lie
        if len(given) == TRIED:
            return


def _same(one: Lie, other: Lie) -> bool:
    moved = float(np.abs(one.across - other.across).max()) / one.cell_px
    return moved < ALIKE and all(abs(a - b) < 1 for a, b in zip(one.shift, other.shift, strict=True))
