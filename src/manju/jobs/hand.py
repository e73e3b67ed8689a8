"""A worker's hand: the child process that does one job, as seen by the worker that watches over it."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from manju.jobs.lease import Held
from manju.jobs.working import work


def folder_of(token: str) -> Path:
    """Where a claim's temporary files lie, removed with it whatever happens."""
    return Path(settings.HOME) / "tmp" / "jobs" / token


@dataclass
class Hand:
    """The child process, its pipe, and what it last said."""

    pid: int
    pipe: int
    folder: Path
    said: dict[str, Any] | None = None
    end: dict[str, Any] | None = None
    status: int | None = None
    _rest: bytes = b""
    _asked_at: float | None = field(default=None)

    @classmethod
    def start(cls, held: Held) -> Hand:
        """Fork a process that does this job. Database connections are closed first: they cannot be shared."""
        folder = folder_of(held.token)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        connections.close_all()
        reading, writing = os.pipe()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            work(held, pipe=writing, folder=folder, parent=parent)
        os.close(writing)
        return cls(pid, reading, folder)

    @property
    def is_gone(self) -> bool:
        return self.status is not None

    def listen(self, seconds: float) -> None:
        """Wait so long for words; returns early when there are some. The process is reaped when it has ended."""
        if not select.select([self.pipe], [], [], seconds)[0]:
            self._reap(os.WNOHANG)  # something it started may still hold the pipe
            return
        heard = os.read(self.pipe, 1 << 20)
        if not heard:
            self._reap()
            return
        *lines, self._rest = (self._rest + heard).split(b"\n")
        for line in lines:
            word = json.loads(line)
            if "end" in word:
                self.end = word["end"]
            else:
                self.said = {**(self.said or {}), **word}

    def take_said(self) -> dict[str, Any] | None:
        """The newest report since the last call."""
        said, self.said = self.said, None
        return said

    def ask_to_stop(self, *, grace_s: float) -> None:
        """First call: ask. Later calls, after the grace: kill it with everything it started."""
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
            _signal(os.kill, self.pid, signal.SIGTERM)
        elif now - self._asked_at > grace_s:
            self.kill()

    def kill(self) -> None:
        if not self.is_gone:
            _signal(os.killpg, self.pid, signal.SIGKILL)
            _signal(os.kill, self.pid, signal.SIGKILL)

    def clear_away(self) -> None:
        """End it if it lives, and remove its temporary files."""
        self.kill()
        if not self.is_gone:
            self._reap()
        os.close(self.pipe)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _reap(self, options: int = 0) -> None:
        pid, status = os.waitpid(self.pid, options)
        if pid:
            self.status = os.waitstatus_to_exitcode(status)


def _signal(send: Any, pid: int, number: signal.Signals) -> None:  # Any: os.kill or os.killpg
    try:
        send(pid, number)
    except ProcessLookupError:
        return  # gone already, which is what was wanted
