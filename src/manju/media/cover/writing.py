"""A cover's picture taken from the master, and written as a JPEG that its channel accepts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from manju.media import ffmpeg
from manju.media.errors import MediaError
from manju.media.frames import seek
from manju.media.render.encode import AS_BT709, Source, prepare
from manju.words import Words

QUALITIES: Final = (92, 88, 84, 78, 70, 60, 48, 36)


def take_frame(source: Source, at_s: float, *, cancelled: Callable[[], bool] = lambda: False) -> Image.Image:
    """The master's frame at `at_s` seconds as RGB, in the size it is shown in.

    Raises:
        MediaError: there is no decodable frame there.
    """
    raw, _ = ffmpeg.read(
        [*seek(at_s), *ffmpeg.safe_input(source.path, source.demuxer), "-map", "0:v:0", "-an", "-frames:v", "1",
         "-vf", f"{prepare(source)},{AS_BT709},scale=out_range=pc,format=rgb24",
         "-c:v", "png", "-f", "image2pipe", "pipe:1"],
        cancelled=cancelled,
    )  # fmt: skip
    if not raw:
        raise MediaError(
            "no_frame_there",
            Words("第 {t:.1f} 秒没有画面。", "There is no picture at {t:.1f} s.").fill(t=at_s),
            Words("选片长以内的时间。", "Choose a time within the film."),
        )
    return Image.open(BytesIO(raw)).convert("RGB")


def write_cover(picture: Image.Image, path: Path, *, max_bytes: int) -> None:
    """Write the picture as a JPEG of at most `max_bytes`, at the best quality that stays under it.

    Raises:
        MediaError: `cover_too_large`: not even the lowest quality does.
    """
    for quality in QUALITIES:
        # full colour for letters: halved chroma makes coloured titles bleed
        picture.save(path, "JPEG", quality=quality, subsampling=0 if quality > 80 else 2)
        if path.stat().st_size <= max_bytes:
            return
    path.unlink()
    raise MediaError(
        "cover_too_large",
        Words("封面压不到 {n} 字节以内。", "The cover cannot be made smaller than {n} bytes.").fill(n=max_bytes),
        Words("换一帧简单些的画面。", "Choose a simpler frame."),
    )
