"""Made-up masters that fill an index: as many strangers as wanted, with pictures of real statistics.

A filler is a film of shots of two to seven seconds. Each shot is a double exposure of two stretches of real films,
each cropped at random, turned upside down or inverted (never neither), so that it has the spectra, the motion and the
points of real pictures and is the picture of none of them. It goes through the real `Extractor`. Pictures cost time, so
each film is kept forty times: as it is, upside down, inverted and both (exact on the hashes), and each of these ten
times with an eighth of all bits turned at random, which no longer share keys. What an index of many masters costs
depends on how many entries share a key with a question; that is as among films that were drawn one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from manju.media.fingerprint import Extractor, Fingerprint, Index, hashes
from manju.media.fingerprint.extracting import LONGER_SIDE, PER_S
from manju.media.footage import Footage, watch
from manju.media.probe import probe

__all__ = ["FIRST_ID", "filler_index", "fillers"]

FIRST_ID: Final = 1_000_000
LENGTH_S: Final = 90.0
EACH: Final = 40
Gray = npt.NDArray[np.uint8]

_UPSIDE: Final = hashes.hash_of(np.where((hashes.ORDER // hashes.REACH) % 2 == 1, 1.0, -1.0).astype(np.float32))
_INVERSE: Final = np.full(4, 2**64 - 1, np.uint64)


def filler_index(count: int, films: Sequence[Path], scratch: Path) -> Index:
    """An index of `count` fillers, made once and kept in `scratch`."""
    kept = scratch / f"fillers-{count}.index"
    if not kept.exists():
        index = Index()
        for n, fingerprint in enumerate(fillers(count, films)):
            index.add(FIRST_ID + n, fingerprint)
        index.save(kept)
    return Index.load(kept)


def fillers(count: int, films: Sequence[Path], *, seed: int = 5) -> Iterator[Fingerprint]:
    """Fingerprints of fillers, four by four."""
    stock = [watch(p, size=LONGER_SIDE, length_s=120, most_per_s=PER_S, demuxer=probe(p).demuxer) for p in films]
    for n in range(count):
        draws = np.random.default_rng([seed, n])
        if n % EACH == 0:
            base = _filler(stock, draws)
        turned = _turned(base, upside=n % 2 == 1, inverse=n // 2 % 2 == 1)
        yield turned if n % EACH < 4 else _changed(turned, draws)


def _filler(stock: Sequence[Footage], draws: np.random.Generator) -> Fingerprint:
    width, height = (160, 90) if draws.random() < 0.4 else (90, 160)
    extractor = Extractor(width=width * 8, height=height * 8)
    time_s = 0.0
    while time_s < LENGTH_S:
        frames = int(draws.integers(2 * PER_S, 7 * PER_S))
        share = float(draws.uniform(0.35, 0.65))
        one, other = (_stretch(stock, draws, frames, (width, height)) for _ in range(2))
        for a, b in zip(one, other, strict=True):
            extractor.see(cv2.addWeighted(a, share, b, 1 - share, 0).astype(np.uint8), time_s)
            time_s += 1 / PER_S
    return extractor.finish(time_s)


def _stretch(
    stock: Sequence[Footage], draws: np.random.Generator, frames: int, size: tuple[int, int]
) -> Iterator[Gray]:
    """Consecutive pictures of a real film, cropped and turned over."""
    film = stock[int(draws.integers(len(stock)))]
    first = int(draws.integers(0, max(1, len(film) - frames)))
    h, w = film.frames.shape[1:]
    scale = float(draws.uniform(0.45, 0.9))
    shape = size[0] / size[1]
    ch = min(h * scale, w * scale / shape)
    ch, cw = max(24, int(ch)), max(24, int(ch * shape))
    top, left = int(draws.integers(0, max(1, h - ch))), int(draws.integers(0, max(1, w - cw)))
    upside, inverse = ((True, False), (False, True), (True, True))[int(draws.integers(3))]
    mirrored = draws.random() < 0.5
    for n in range(first, first + frames):
        picture = film.frames[n % len(film)][top : top + ch, left : left + cw]
        picture = picture[:: -1 if upside else 1, :: -1 if mirrored else 1]
        scaled = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
        yield 255 - scaled if inverse else scaled


def _turned(base: Fingerprint, *, upside: bool, inverse: bool) -> Fingerprint:
    mask, sign = np.zeros(4, np.uint64), np.ones(hashes.TERMS_KEPT, np.int8)
    if upside:
        mask = mask ^ _UPSIDE
        sign = np.where((hashes.ORDER[: hashes.TERMS_KEPT] // hashes.REACH) % 2 == 1, -sign, sign).astype(np.int8)
    if inverse:
        mask, sign = mask ^ _INVERSE, -sign
    samples, points = base.samples.copy(), base.points.copy()
    samples["hash"] ^= mask
    samples["views"] ^= mask
    samples["kept"] *= sign
    if upside:
        points["y"] = 255 - points["y"]
    if upside or inverse:
        points["angle"] += np.uint8(128)
    return replace(base, samples=samples, points=points)


def _changed(base: Fingerprint, draws: np.random.Generator) -> Fingerprint:
    """An eighth of all bits of hashes and points turned."""
    samples, points = base.samples.copy(), base.points.copy()
    for table, name in ((samples, "hash"), (samples, "views"), (points, "bits")):
        a, b, c = (draws.integers(0, 2**64, table[name].shape, np.uint64) for _ in range(3))
        table[name] ^= a & b & c
    return replace(base, samples=samples, points=points)
