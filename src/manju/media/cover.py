"""The cover of a deliverable: one good frame, shaped like the video, in the sizes a channel asks for."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from manju.media import ffmpeg
from manju.media.frames import seek
from manju.media.render.encode import AS_BT709, Source, prepare
from manju.media.render.geometry import Geometry, filters

QUALITIES: Final = (92, 88, 84, 78, 70, 60)


def take_frame(
    source: Source, geometry: Geometry, at_s: float, *, cancelled: Callable[[], bool] = lambda: False
) -> Image.Image:
    """The frame at `at_s`, reshaped like the deliverable of this geometry, as RGB.

    Raises:
        MediaError: there is no decodable frame there.
    """
    chain, end = filters(geometry, "c")
    raw, _ = ffmpeg.read(
        [*seek(at_s), *ffmpeg.safe_input(source.path, source.demuxer), "-filter_complex",
         f"[0:v:0]{prepare(source)}[c];{chain};{end}{AS_BT709},scale=out_range=pc,format=rgb24[shown]",
         "-map", "[shown]", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"],
        cancelled=cancelled,
    )  # fmt: skip
    return Image.open(BytesIO(raw)).convert("RGB")


def write_cover(frame: Image.Image, path: Path, size: tuple[int, int], *, max_bytes: int) -> None:
    """Write the frame as JPEG of this size (centre crop where the shape differs), under `max_bytes`."""
    width, height = size
    grown = max(width / frame.width, height / frame.height)
    scaled = frame.resize((round(frame.width * grown), round(frame.height * grown)), Image.Resampling.LANCZOS)
    left, top = (scaled.width - width) // 2, (scaled.height - height) // 2
    cut = scaled.crop((left, top, left + width, top + height))
    for quality in QUALITIES:
        cut.save(path, "JPEG", quality=quality, optimize=True)
        if path.stat().st_size <= max_bytes:
            return
