"""Several streams of bytes fed to one child at once, each through a pipe of its own that the child inherits."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["Feeds", "widen"]

Feed = Iterable[bytes | memoryview]

PIPE_BYTES: Final = 2**20  # what Linux grants everybody; the usual 64 KiB wake both ends fifty times for a frame


def widen(fd: int) -> None:
    """Let a pipe hold a third of a frame, where the system can do that."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):  # this user's pipes hold much already: it works as it is
            fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


class Feeds:
    """Pipes to a child: make it, put its names into the command, start the child, `start`, and at its end `close`.

    In a command `feed:0`, `feed:1` … stand for the feeds in their order.

    >>> import subprocess
    >>> feeds = Feeds([[b"one"], [b"two"]])
    >>> child = subprocess.Popen(["true", *feeds.named(["feed:1"])], pass_fds=feeds.fds)
    >>> feeds.start()
    >>> child.wait(), feeds.close()
    (0, None)
    """

    def __init__(self, feeds: Sequence[Feed]) -> None:
        self.fault: Exception | None = None
        pipes = [os.pipe() for _ in feeds]
        for reading, _ in pipes:
            widen(reading)
        self.fds = tuple(reading for reading, _ in pipes)
        self._threads = [
            threading.Thread(target=self._write, args=(feed, writing), daemon=True)
            for feed, (_, writing) in zip(feeds, pipes, strict=True)
        ]
        self._unstarted = [writing for _, writing in pipes]

    def named(self, command: Sequence[str]) -> list[str]:
        """The command with `feed:N` replaced by the name under which FFmpeg opens that pipe."""
        names = {f"feed:{n}": f"pipe:{fd}" for n, fd in enumerate(self.fds)}
        return [names.get(word, word) for word in command]

    def start(self) -> None:
        """Begin to write; the child has its ends of the pipes by now, so ours are closed."""
        for fd in self.fds:
            os.close(fd)
        self._unstarted = []
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Wait for the writers, which end with the child; when it never started, close what was opened for it."""
        for fd in self._unstarted:
            os.close(fd)
        if self._unstarted:
            for fd in self.fds:
                os.close(fd)
            return
        for thread in self._threads:
            thread.join()

    def _write(self, feed: Feed, fd: int) -> None:
        try:
            for piece in feed:
                rest = memoryview(piece)
                while rest:
                    rest = rest[os.write(fd, rest) :]
        except BrokenPipeError:
            return  # the child has what it needs, or gave up: its return code says which
        except Exception as error:  # handed to the thread that waits for the child
            self.fault = error
        finally:
            os.close(fd)
