"""Small grey frames of a film with their times, decoded by a limited child: suspects may be hostile."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import av
import numpy as np
import numpy.typing as npt

from manju.media import ffmpeg
from manju.media.errors import Cancelled

__all__ = ["Child", "Footage", "frames", "read_child", "watch"]

AHEAD: Final = 64  # pieces the child may be ahead
Gray = npt.NDArray[np.uint8]
Read = TypeVar("Read")


@dataclass(frozen=True, eq=False)
class Footage:
    """Frames in order. `times_s`: float64 [n] from the start of the film; `frames`: uint8 luma [n, height, width]."""

    times_s: npt.NDArray[np.float64]
    frames: Gray

    def __len__(self) -> int:
        return len(self.times_s)


def watch(
    path: Path,
    *,
    size: tuple[int, int],
    start_s: float = 0.0,
    length_s: float,
    most_per_s: float | None = None,
    demuxer: str | None = None,
    colour_matrix: str = "bt709",
    cancelled: Callable[[], bool] = lambda: False,
) -> Footage:
    """The frames from `start_s` on for `length_s` seconds, all in memory: width x height bytes each.

    Other arguments and errors as `frames`.
    """
    seen = list(
        frames(
            path,
            size=size,
            start_s=start_s,
            length_s=length_s,
            most_per_s=most_per_s,
            demuxer=demuxer,
            colour_matrix=colour_matrix,
            cancelled=cancelled,
        )
    )
    times = np.array([t for t, _ in seen], np.float64)
    return Footage(times, np.stack([f for _, f in seen]) if seen else np.empty((0, size[1], size[0]), np.uint8))


def frames(
    path: Path,
    *,
    size: tuple[int, int] | int,
    start_s: float = 0.0,
    length_s: float | None = None,
    most_per_s: float | None = None,
    demuxer: str | None = None,
    colour_matrix: str = "bt709",
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[float, Gray]]:
    """(time in seconds from the start of the film, luma uint8 [height, width]) of each frame, as they are decoded.

    `size` is what every frame is scaled to, by area: (width, height), or the longer side alone to keep the shape it is
    shown in. `most_per_s` leaves out frames that come closer together. What cannot be decoded any more is left out:
    the film is as long as it decodes. `colour_matrix` is that of the film where its luma is to be that of BT.709.

    Raises:
        MediaError: FFmpeg gives up on the file before its first frame, or later.
        Cancelled: `cancelled()` became true.
    """
    start_s = max(0.0, start_s)
    least_s = 1 / most_per_s - 0.002 if most_per_s else 0.0
    choose = f"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{least_s:.4f})'," if most_per_s else ""
    where = ["-ss", f"{start_s:.3f}"] if start_s else []
    length = ["-t", f"{length_s:.3f}"] if length_s is not None else []
    convert = "" if colour_matrix == "bt709" else f"scale=in_color_matrix={colour_matrix}:out_color_matrix=bt709,"
    arguments = [
        *where, *ffmpeg.safe_input(path, demuxer), *length, "-map", "0:v:0", "-an", "-sn", "-dn",
        "-vf", f"{choose}{convert}format=yuv420p,extractplanes=y,scale={_scaled(size)}:flags=area",
        "-fps_mode", "passthrough", "-c:v", "rawvideo", "-f", "nut", "pipe:1",
    ]  # fmt: skip
    for time_s, frame in read_child(Child(arguments, cancelled), _grey_frames):
        yield start_s + time_s, frame


def _grey_frames(container: av.container.InputContainer) -> Iterator[tuple[float, Gray]]:
    stream = container.streams.video[0]
    base = float(stream.time_base or 0)
    w, h = stream.codec_context.width, stream.codec_context.height
    for packet in container.demux(stream):
        if packet.pts is not None and packet.size == w * h:
            yield packet.pts * base, np.frombuffer(bytes(packet), np.uint8).reshape(h, w)


def read_child(child: Child, read: Callable[[av.container.InputContainer], Iterator[Read]]) -> Iterator[Read]:
    """What `read` makes of the NUT stream that a child writes; nothing where it wrote no frame. The child is ended.

    Raises:
        MediaError: FFmpeg gives up on the file.
        Cancelled: whoever started the child wanted it stopped.
    """
    try:
        with av.open(child, mode="r", format="nut") as container:
            yield from read(container)
    except (av.FFmpegError, IndexError) as error:  # nothing came, or less than a header: the child knows why
        child.close()
        if child.fault is not None:
            raise child.fault from error
    finally:
        child.close()
    if child.fault is not None:
        raise child.fault


def _scaled(size: tuple[int, int] | int) -> str:
    """Width and height as FFmpeg's filter takes them; the narrow side of a very long picture has 16 pixels."""
    if isinstance(size, tuple):
        return f"{size[0]}:{size[1]}"
    wide, shape = "gte(iw*sar,ih)", "iw*sar/ih"
    return f"w='if({wide},{size},max(16,round({size}*{shape})))':h='if({wide},max(16,round({size}/({shape}))),{size})'"


class Child:
    """A running FFmpeg whose `pipe:1` is read like a file; in the end `fault` is why it failed, `said` what it said."""

    def __init__(self, arguments: list[str], cancelled: Callable[[], bool]) -> None:
        self.fault: Exception | None = None
        self.said = ""
        self._pieces: queue.Queue[bytes | None] = queue.Queue(AHEAD)
        self._rest = b""
        self._closed = threading.Event()
        self._cancelled = cancelled
        self._thread = threading.Thread(target=self._run, args=(arguments,), daemon=True)
        self._thread.start()

    def read(self, size: int) -> bytes:
        if not self._rest:
            self._rest = self._pieces.get() or b""
            if not self._rest:
                self._pieces.put(None)  # at the end for ever
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def close(self) -> None:
        """End the child, if it still runs, and wait for it."""
        self._closed.set()
        while self._thread.is_alive():
            try:
                self._pieces.get(timeout=0.02)
            except queue.Empty:
                continue

    def _run(self, arguments: list[str]) -> None:
        try:
            self.said = ffmpeg.stream(
                arguments, self._take, cancelled=lambda: self._closed.is_set() or self._cancelled()
            )  # fmt: skip
        except Cancelled as stopped:
            self.fault = None if self._closed.is_set() and not self._cancelled() else stopped
        except Exception as error:  # handed to the thread that reads
            self.fault = error
        finally:
            self._pieces.put(None)

    def _take(self, piece: bytes) -> None:
        while not self._closed.is_set():
            try:
                self._pieces.put(piece, timeout=0.2)
            except queue.Full:
                continue
            return
