"""Marking until `manju.media.marking` is there: the mark stream added to the luma, rounded by noise, x264 medium."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from manju.media import ffmpeg
from manju.media.registering import Registration
from manju.media.watermark.embedding import MIDDLE, SCALE, MarkKey, Writer
from manju.media.whole import written_whole

STREAM_FPS = Fraction(24)


def mark_file(master: Path, registration: Registration, secret: bytes, orders: Sequence[tuple[int, Path]]) -> None:
    for copy_id, out in orders:
        width, height = registration.width, registration.height
        with av.open(str(master)) as film:
            fps = film.streams.video[0].average_rate
        with written_whole(out) as beside:
            ffmpeg.run(
                ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", str(fps), "-i", "pipe:0",
                 *ffmpeg.safe_input(master), "-map", "0:v", "-map", "1:a:0?", "-c:a", "copy", "-c:v", "libx264",
                 "-preset", "medium", "-crf", "18", "-f", "mp4", str(beside)],
                feed=_marked(master, registration, secret, copy_id),
            )  # fmt: skip


def _marked(master: Path, registration: Registration, secret: bytes, copy_id: int) -> Iterator[bytes]:
    survey = registration.survey
    lattice = survey.lattice
    stream = Writer(MarkKey(secret, registration.work), survey).frames(copy_id, STREAM_FPS)
    draws = np.random.default_rng(copy_id)
    last, number, laid = b"", -1, None
    with av.open(str(master)) as film:
        for frame in film.decode(video=0):
            while number < int(float(frame.time) * STREAM_FPS + 1e-6):
                last, number = next(stream, last), number + 1
                laid = None
            planes = frame.to_ndarray(format="yuv420p")
            height = frame.height
            if laid is None:
                small = np.frombuffer(last, np.uint8).reshape(lattice.height, lattice.width).astype(np.float32)
                laid = cv2.resize((small - MIDDLE) / SCALE, (frame.width, height), interpolation=cv2.INTER_CUBIC)
            dither = draws.random(laid.shape, np.float32)
            luma = planes[:height].astype(np.float32) + np.floor(laid + dither)
            planes[:height] = np.clip(luma, 0, 255).astype(np.uint8)
            yield planes.tobytes()
