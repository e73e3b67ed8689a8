"""One decode of a master for reframing: every frame small and grey, and a few a second larger and in colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt

from manju.media import ffmpeg
from manju.media.footage import Child, read_child

__all__ = ["GREY", "Glimpse", "glimpses"]

GREY: Final = (96, 54)  # pixels; small enough that grain and coding noise are gone
PICTURE_SIDE: Final = 640  # longer side of the colour pictures
PICTURES_PER_S: Final = 2.5

Grey = npt.NDArray[np.uint8]
Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class Glimpse:
    """One frame: seconds from the start of the film; luma uint8 [54, 96]; BGR uint8 [h, w, 3] for some frames."""

    time_s: float
    grey: Grey
    picture: Picture | None


def glimpses(
    path: Path,
    *,
    size: tuple[int, int],
    demuxer: str | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Glimpse]:
    """Every frame of a film as it is decoded by a limited child; `size`: of the film as displayed, in pixels.

    Raises:
        MediaError: FFmpeg gives up on the file.
        Cancelled: `cancelled()` became true.
    """
    wide, high = _picture_size(size)
    least_s = 1 / PICTURES_PER_S - 0.002
    graph = (
        f"[0:v:0]split=2[a][b];[a]scale={GREY[0]}:{GREY[1]}:flags=area,format=gray[grey];"
        f"[b]select='isnan(prev_selected_t)+gte(t-prev_selected_t,{least_s:.4f})',"
        f"scale={wide}:{high}:flags=area,format=bgr24[picture]"
    )
    arguments = [
        *ffmpeg.safe_input(path, demuxer), "-an", "-sn", "-dn", "-filter_complex", graph,
        "-map", "[grey]", "-map", "[picture]", "-fps_mode", "passthrough", "-c:v", "rawvideo", "-f", "nut", "pipe:1",
    ]  # fmt: skip
    yield from read_child(Child(arguments, cancelled), lambda container: _paired(container, (wide, high)))


def _paired(container: av.container.InputContainer, size: tuple[int, int]) -> Iterator[Glimpse]:
    """The grey frames in order, each with the picture of the same time where there is one."""
    wide, high = size
    waiting: list[tuple[float, Grey]] = []
    newest = -1.0  # time of the last picture: grey frames up to it can go
    pictures: dict[float, Picture] = {}
    for packet in container.demux():
        if packet.pts is None or not packet.size:
            continue
        time_s = float(packet.pts * (packet.stream.time_base or 0))
        if packet.stream.index == 0:
            waiting.append((time_s, np.frombuffer(bytes(packet), np.uint8).reshape(GREY[1], GREY[0])))
        else:
            pictures[round(time_s, 3)] = np.frombuffer(bytes(packet), np.uint8).reshape(high, wide, 3)
            newest = time_s
        while waiting and waiting[0][0] <= newest:
            at, grey = waiting.pop(0)
            yield Glimpse(at, grey, pictures.pop(round(at, 3), None))
    for at, grey in waiting:
        yield Glimpse(at, grey, pictures.pop(round(at, 3), None))


def _picture_size(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, PICTURE_SIDE / max(size))
    return max(16, round(size[0] * scale)), max(16, round(size[1] * scale))
