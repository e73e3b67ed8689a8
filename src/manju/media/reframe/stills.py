"""A moment of a master as a small picture, and how a framing shows it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image

from manju.media import ffmpeg
from manju.media.frames import seek
from manju.media.probe import Probe
from manju.media.reframe.composing import Composer
from manju.media.reframe.framing import Framing
from manju.media.render.encode import Source, prepare

__all__ = ["middle_of", "shown", "still"]

WIDTH: Final = 640  # pixels of a still
SHOWN: Final = 320  # pixels of the shorter side of a framed one
QUALITY: Final = 84


def middle_of(framing: Framing, number: int) -> float:
    """The second that stands for a shot."""
    shot = framing.shots[number]
    return (shot.start_s + shot.end_s) / 2


def still(master: Path, facts: Probe, at_s: float, *, cancelled: Callable[[], bool] = lambda: False) -> bytes:
    """The frame of a master at a second, 640 pixels wide, as JPEG.

    Raises:
        MediaError: there is no decodable frame there.
    """
    source = Source.of(master, facts)
    high = max(2, round(WIDTH * facts.height / facts.width / 2) * 2)
    raw, _ = ffmpeg.read(
        [*seek(at_s), *ffmpeg.safe_input(master, facts.demuxer), "-map", "0:v:0", "-an",
         "-vf", f"{prepare(source)},scale={WIDTH}:{high}:out_range=pc,format=rgb24", "-frames:v", "1",
         "-c:v", "png", "-f", "image2pipe", "pipe:1"],
        cancelled=cancelled,
    )  # fmt: skip
    return _jpeg(Image.open(BytesIO(raw)).convert("RGB"))


def shown(picture: bytes, framing: Framing, at_s: float) -> bytes:
    """What a framing shows of a still at a second, as JPEG."""
    rgb = np.asarray(Image.open(BytesIO(picture)).convert("RGB"), np.uint8)
    wide, high = rgb.shape[1] // 2 * 2, rgb.shape[0] // 2 * 2
    planes = np.asarray(cv2.cvtColor(rgb[:high, :wide], cv2.COLOR_RGB2YUV_I420), np.uint8)
    across, down = framing.shape
    scale = SHOWN / min(across, down)
    size = (round(across * scale / 2) * 2, round(down * scale / 2) * 2)
    drawn = Composer(framing, source=(wide, high), size=size).compose(planes, at_s)
    return _jpeg(Image.fromarray(np.asarray(cv2.cvtColor(drawn, cv2.COLOR_YUV2RGB_I420), np.uint8)))


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
