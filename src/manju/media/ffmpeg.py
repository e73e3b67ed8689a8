"""Running the pinned FFmpeg as a child: only local files, progress by frames, killed whole when cancelled."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Final

from manju.media.errors import Cancelled, MediaError
from manju.media.feeds import Feeds, widen
from manju.media.limits import GIB, wrapped
from manju.words import Words

POLL_S: Final = 0.2
STDERR_KEPT: Final = 160_000  # `frames` and `cover` read what showinfo says of up to 64 frames
PIECE_BYTES: Final = 2**18
MEMORY_BYTES: Final = 12 * GIB  # address space, not use: eight 1080p encoders reserve about 6 GiB

OnFrame = Callable[[int, float], None]
"""Called with (frames written, seconds of output written)."""


@cache
def executable() -> str:
    """Path of the static FFmpeg that the package imageio-ffmpeg ships (version pinned in pyproject)."""
    import imageio_ffmpeg

    path: str = imageio_ffmpeg.get_ffmpeg_exe()
    return path


def safe_input(path: Path, demuxer: str | None = None) -> list[str]:
    """Arguments that open one local file and nothing it refers to; `demuxer` comes from content sniffing."""
    arguments = ["-protocol_whitelist", "file,pipe"]
    if demuxer:
        arguments += ["-f", demuxer]
    return [*arguments, "-i", _as_file(path)]


def sound_of(path: Path, demuxer: str | None, *, film: bool = True) -> tuple[list[str], list[str], list[str]]:
    """Arguments that decode the first sound of a file; that of a `film` as its pictures are when decoded alone.

    Returns the input, what goes before the options of the sound's output, and what goes after that output.
    """
    if not film or demuxer != "mpegts":
        return safe_input(path, demuxer), ["-map", "0:a:0", "-vn"], []
    # FFmpeg lets the streams it uses of an MPEG-TS begin at 0: sound and picture each, where each is decoded alone;
    # held against the same file's pictures, which are copied to nowhere, the sound keeps its distance from them
    inputs = [*safe_input(path, demuxer), "-isync", "0", *safe_input(path, demuxer)]
    return inputs, ["-map", "1:a:0", "-vn"], ["-map", "0:v:0", "-c:v", "copy", "-f", "null", "-"]


def _as_file(path: Path) -> str:
    # a leading "file:" keeps a name such as "concat:x.mp4" or "-y.mp4" from being read as something else
    return f"file:{path}"


def run(
    arguments: Sequence[str],
    *,
    on_frame: OnFrame | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    wall_s: float = 6 * 3600,
    cwd: Path | None = None,
    feed: Iterable[bytes | memoryview] | None = None,
    feeds: Sequence[Iterable[bytes | memoryview]] = (),
) -> str:
    """Run FFmpeg to its end and return what it said on stderr (its last part).

    `feed` is written to its input `pipe:0`, piece by piece as FFmpeg takes it; each of `feeds` by a thread of its own
    to its inputs `feed:0`, `feed:1` … An error raised by one of `feeds` ends the child and is raised here.

    Raises:
        Cancelled: `cancelled()` became true; the child and its threads are gone when this is raised.
        MediaError: `encode_failed` with the last lines FFmpeg said, or `took_too_long`.
    """
    reporting = ["-progress", "pipe:1", "-stats_period", "0.5"] if on_frame is not None else []
    return _carry(
        [*reporting, *arguments], lambda out: _read_progress(out, on_frame), cancelled=cancelled, wall_s=wall_s,
        cwd=cwd, feed=feed, feeds=feeds,
    )  # fmt: skip


def stream(
    arguments: Sequence[str],
    take: Callable[[bytes], object],
    *,
    piece_bytes: int = PIECE_BYTES,
    cancelled: Callable[[], bool] = lambda: False,
    wall_s: float = 6 * 3600,
    cwd: Path | None = None,
    feeds: Sequence[Iterable[bytes | memoryview]] = (),
) -> str:
    """Run FFmpeg with `pipe:1` as its output and hand over what comes out, piece by piece, as it comes.

    `take` is called from one other thread, with `piece_bytes` each time (less at the end); FFmpeg waits for it, so
    memory stays bounded. `feeds` as for `run`.

    Raises:
        Cancelled, MediaError: as `run`.
    """

    def pump(out: IO[bytes]) -> None:
        widen(out.fileno())
        while piece := out.read(piece_bytes):
            take(piece)

    return _carry(list(arguments), pump, cancelled=cancelled, wall_s=wall_s, cwd=cwd, feeds=feeds)


def read(
    arguments: Sequence[str], *, cancelled: Callable[[], bool] = lambda: False, wall_s: float = 600
) -> tuple[bytes, str]:
    """Run FFmpeg with `pipe:1` as its output; returns what came out and what it said on stderr.

    For small outputs (a few frames): everything is held in memory.

    Raises:
        Cancelled, MediaError: as `run`.
    """
    with tempfile.TemporaryDirectory(prefix="manju-ffmpeg-") as folder:
        out = Path(folder) / "out"
        said = run([*(str(out) if a == "pipe:1" else a for a in arguments)], cancelled=cancelled, wall_s=wall_s)
        return out.read_bytes(), said


def _carry(
    arguments: list[str],
    listen: Callable[[IO[bytes]], None],
    *,
    cancelled: Callable[[], bool],
    wall_s: float,
    cwd: Path | None = None,
    feed: Iterable[bytes | memoryview] | None = None,
    feeds: Sequence[Iterable[bytes | memoryview]] = (),
) -> str:
    if cancelled():
        raise Cancelled
    pipes = Feeds(feeds)
    command = [executable(), "-hide_banner", "-nostdin", "-y", "-loglevel", "info", "-nostats", *pipes.named(arguments)]
    try:
        child = subprocess.Popen(
            wrapped(command, memory_bytes=MEMORY_BYTES, cpu_s=int(wall_s * 4)),
            stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            start_new_session=True,
            pass_fds=pipes.fds,
            env={**os.environ, "LC_ALL": "C", "FONTCONFIG_PATH": os.environ.get("FONTCONFIG_PATH", "/etc/fonts")},
        )
    except OSError:
        pipes.close()
        raise
    pipes.start()
    assert child.stdout is not None and child.stderr is not None  # noqa: S101, PT018  # both are pipes, above
    said = _Tail()
    readers = [
        threading.Thread(target=said.read, args=(child.stderr,), daemon=True),
        threading.Thread(target=listen, args=(child.stdout,), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        if feed is not None:
            _feed(child, feed)
        _wait(child, readers[0], lambda: cancelled() or pipes.fault is not None, wall_s)
    except Cancelled:
        if pipes.fault is None:
            raise
    finally:
        _kill(child)
        pipes.close()
        for reader in readers:
            reader.join(timeout=5)
        child.stdout.close()
        child.stderr.close()
    if pipes.fault is not None:
        raise pipes.fault
    if child.returncode != 0:
        raise MediaError(
            "encode_failed",
            Words("FFmpeg 没能处理这个文件：{why}", "FFmpeg could not process this file: {why}").fill(
                why=said.last_error()
            ),
            Words(
                "检查文件能否在播放器里完整播放；能的话，换成 H.264 的 MP4 再试。",
                "Check that the file plays to its end in a player; if it does, try it again as an H.264 MP4.",
            ),
        )
    return said.text()


def _feed(child: subprocess.Popen[bytes], feed: Iterable[bytes | memoryview]) -> None:
    assert child.stdin is not None  # noqa: S101  # opened as a pipe whenever there is a feed
    try:
        for piece in feed:
            child.stdin.write(piece)
        child.stdin.close()
    except BrokenPipeError:
        return  # FFmpeg gave up: its return code and last words say why


def _wait(
    child: subprocess.Popen[bytes], listener: threading.Thread, cancelled: Callable[[], bool], wall_s: float
) -> None:  # fmt: skip
    """Until the child ends; `listener` reads its stderr, which ends with it.

    Python waits for a child with a limit by looking again every 50 ms: a short one would take twice as long.
    """
    waited = 0.0
    while True:
        listener.join(timeout=POLL_S)
        try:
            child.wait(timeout=0 if listener.is_alive() else POLL_S)
        except subprocess.TimeoutExpired:
            waited += POLL_S
        else:
            return
        if cancelled():
            raise Cancelled
        if waited > wall_s:
            raise MediaError(
                "took_too_long",
                Words("处理超过了 {h:.0f} 小时的上限。", "Processing went over the limit of {h:.0f} hours.").fill(
                    h=wall_s / 3600
                ),
                Words("把母版分成更短的几段。", "Split the master into shorter parts."),
            )


def _kill(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _read_progress(stdout: IO[bytes], on_frame: OnFrame | None) -> None:
    frames, seconds = 0, 0.0
    for raw in stdout:
        key, _, value = raw.decode("ascii", "replace").strip().partition("=")
        if key == "frame" and value.strip().isdigit():
            frames = int(value)
        elif key == "out_time_us" and value.strip().lstrip("-").isdigit():
            seconds = max(0.0, int(value) / 1e6)
        elif key == "progress" and on_frame is not None:
            on_frame(frames, seconds)


class _Tail:
    """The last part of a stream, read as it comes so that the child never blocks."""

    def __init__(self) -> None:
        self._kept = b""

    def read(self, stderr: IO[bytes]) -> None:
        for line in stderr:
            self._kept = (self._kept + line)[-STDERR_KEPT:]

    def text(self) -> str:
        return self._kept.decode("utf-8", "replace")

    def last_error(self) -> str:
        """The line most likely to say what is wrong, without local paths."""
        lines = [line.strip() for line in self.text().splitlines() if line.strip()]
        telling = [line for line in lines if "rror" in line or "nvalid" in line] or lines[-1:]
        return telling[0].split("] ", 1)[-1].replace("file:", "")[:200] if telling else "?"
