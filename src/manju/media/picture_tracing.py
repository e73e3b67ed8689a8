"""Tracing a found picture: which registered picture it shows, and whose copy it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from manju.media.errors import Cancelled
from manju.media.fingerprint.pictures import PictureIndex
from manju.media.traces import Reading, Trace, bound_z
from manju.media.tracing import named
from manju.media.watermark.embedding import MarkKey
from manju.media.watermark.picture_files import load_picture, load_suspect
from manju.media.watermark.pictures import Pixels, luma, read_picture
from manju.words import Words

__all__ = ["PICTURES_READ", "KnownPicture", "gray", "trace_picture"]

PICTURES_READ: Final = 6  # pictures whose copies are scored, best matches first

Progress = Callable[[float, Words], None]


@dataclass(frozen=True, eq=False)
class KnownPicture:
    """A registered picture as tracing needs it: its file, SHA-256 of it, the studio's secret, the copies made."""

    picture_id: int
    path: Path
    work: bytes
    secret: bytes = field(repr=False)
    copy_ids: npt.NDArray[np.int64]


def gray(picture: Pixels) -> npt.NDArray[np.uint8]:
    """Luma as the index takes it, uint8 [h, w]; what is clear is white."""
    return np.asarray(np.clip(np.rint(luma(picture)), 0, 255), np.uint8)


def trace_picture(
    suspect: Path,
    *,
    index: PictureIndex,
    known: Callable[[int], KnownPicture | None],
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Trace:
    """Find the registered pictures that a found one shows and name the copies it was made from.

    Matches have no segments. The bound counts every copy of every picture read, as that of films does.

    Raises:
        MediaError: the suspect is no picture or does not decode; an original is gone.
        Cancelled: `cancelled()` became true.
    """
    began = time.monotonic()
    progress(0.0, Words("看可疑图片", "Looking at the suspect"))
    pixels = load_suspect(suspect)
    matches = index.match(gray(pixels))
    matched = time.monotonic()
    readings: list[Reading] = []
    for n, match in enumerate(matches[:PICTURES_READ]):
        if cancelled():
            raise Cancelled
        progress(0.3 + 0.7 * n / PICTURES_READ, Words("读水印", "Reading the watermark"))
        on_file = known(match.master_id)
        if on_file is not None:
            readings.append(_read(pixels, on_file, cancelled))
    scored = sum(len(r.copy_ids) * r.tries for r in readings)
    ended = time.monotonic()
    return Trace(
        matches=tuple(matches), readings=tuple(readings), named=named(readings, scored), scored=scored,
        bound_z=bound_z(scored), seconds=ended - began,
        timings_s={"match": matched - began, "read": ended - matched},
    )  # fmt: skip


def _read(pixels: Pixels, on_file: KnownPicture, cancelled: Callable[[], bool]) -> Reading:
    original = load_picture(on_file.path).pixels
    key = MarkKey(on_file.secret, on_file.work)
    return read_picture(
        pixels, original, key, on_file.copy_ids, master_id=on_file.picture_id, cancelled=cancelled
    )  # fmt: skip
