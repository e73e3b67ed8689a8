"""The crew of one machine: several workers, started, replaced when they die, and stopped together."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import time
from typing import Final

from django.db import connections
from django.utils import timezone

from manju.jobs import lease
from manju.jobs.hand import folder_of
from manju.jobs.kin import die_with_parent
from manju.jobs.timing import Timing
from manju.jobs.worker import TROUBLE, Worker, new_name

log = logging.getLogger(__name__)

LOOK_S: Final = 0.1
LEAVE_S: Final = 8.0
QUICK_DEATH_S: Final = 2.0
OLD_FOLDER_S: Final = 24 * 3600.0
CORES_PER_WORKER: Final = 2


def fitting_size() -> int:
    """One worker for every two processor cores: one FFmpeg with two threads fills them."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores // CORES_PER_WORKER)


class Crew:
    """`size` worker processes under one parent. When the parent is killed, they give their jobs back and leave."""

    def __init__(self, size: int, times: Timing) -> None:
        self.replaced = 0
        self._size, self._times = size, times
        self._leaving = False
        self._workers: dict[int, tuple[str, float]] = {}  # pid -> name, started
        self._count = 0
        self._name = new_name()

    def work(self) -> None:
        """Run until SIGTERM or SIGINT; every job in hand is given back before this returns."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._leave)
        _clear_old_folders()
        while not self._leaving:
            while len(self._workers) < self._size:
                self._start_one()
            self._bury_the_dead()
            time.sleep(LOOK_S)
        self._send_home()

    def _leave(self, *_: object) -> None:
        self._leaving = True

    def _start_one(self) -> None:
        self._count += 1
        name = f"{self._name}-{self._count}"
        connections.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _be_a_worker(Worker(name, self._times), parent)
        self._workers[pid] = (name, time.monotonic())

    def _bury_the_dead(self) -> None:
        for pid, (name, started) in list(self._workers.items()):
            if os.waitpid(pid, os.WNOHANG)[0] == 0:
                continue
            del self._workers[pid]
            if self._leaving:
                continue
            log.warning("worker %s died and is replaced", name)
            self.replaced += 1
            self._disown(name)
            if time.monotonic() - started < QUICK_DEATH_S:
                time.sleep(QUICK_DEATH_S)  # something is wrong with this machine; do not spin

    def _disown(self, name: str) -> None:
        """Its job need not wait until the lease runs out."""
        try:
            lease.disown(name, now=timezone.now())
        except TROUBLE:
            log.warning("the database does not answer; the leases of %s will run out by themselves", name)
        connections.close_all()
        for folder in folder_of("x").parent.glob(f"{name}.*"):
            shutil.rmtree(folder, ignore_errors=True)

    def _send_home(self) -> None:
        until = time.monotonic() + LEAVE_S
        for pid in self._workers:
            os.kill(pid, signal.SIGTERM)
        while self._workers and time.monotonic() < until:
            self._bury_the_dead()
            time.sleep(LOOK_S / 2)
        for pid in self._workers:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _be_a_worker(worker: Worker, parent: int) -> None:
    """The life of a forked worker; never returns."""
    code = 70
    try:
        worker.listen_to_signals()
        die_with_parent(signal.SIGTERM, parent)
        worker.serve()
        code = 0
    except BaseException:  # nothing may unwind into the crew's copy of the stack
        sys.excepthook(*sys.exc_info())
    finally:
        connections.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _clear_old_folders() -> None:
    """Temporary files of workers that were killed together with their crew."""
    jobs = folder_of("x").parent
    for folder in jobs.iterdir() if jobs.is_dir() else ():
        if time.time() - folder.stat().st_mtime > OLD_FOLDER_S:
            shutil.rmtree(folder, ignore_errors=True)
