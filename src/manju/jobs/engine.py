"""Doing one thing to many pieces at once, in processes of this machine; the interface another engine can take over.

Work says what to do to which pieces and gets the answers as they come; it does not know where they were made
(docs/decisions/0006).
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final, Protocol, TypeVar

import cv2
import django

from manju.jobs.kin import die_with_parent
from manju.media.errors import Cancelled
from manju.media.side_by_side import hold_to

__all__ = ["Engine", "Here", "Lost", "cores"]

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")
Deed = Callable[[Piece, Callable[[], bool]], Answer]

LISTEN_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Lost:
    """Instead of an answer: the process that had the piece died, twice; such a piece is poison, or too large."""

    why: str


class Engine(Protocol):
    """Where pieces are worked on."""

    def each(
        self, deed: Deed[Piece, Answer], pieces: Iterable[Piece], *, cancelled: Callable[[], bool],
        most: int | None = None,
    ) -> Iterator[tuple[Piece, Answer | Lost]]:  # fmt: skip
        """Do `deed(piece, cancelled)` to every piece and give each with its answer, in the order they are finished.

        `deed` is a function of a module, pieces and answers can be pickled. The deed catches what may go wrong with a
        piece; what it raises is raised here. `most`: so many at once and no more, because of what each needs.

        Raises:
            Cancelled: `cancelled()` became true; pieces in hand are told so and awaited.
        """


class Here:
    """Processes of this machine, one for each core unless told otherwise.

    `rooms`: with Django set up as in this process; work of the pure cellar does without and begins a second sooner.
    """

    def __init__(self, processes: int | None = None, *, rooms: bool = True) -> None:
        self.processes = processes or cores()
        self.rooms = rooms

    def each(
        self, deed: Deed[Piece, Answer], pieces: Iterable[Piece], *, cancelled: Callable[[], bool],
        most: int | None = None,
    ) -> Iterator[tuple[Piece, Answer | Lost]]:  # fmt: skip
        """As `Engine.each`. A process that dies takes nothing with it: what it had is tried once more, alone."""
        orphans: list[Piece] = []
        at_once = min(self.processes, most or self.processes)
        yield from self._side_by_side(deed, iter(pieces), at_once, cancelled, orphans)
        for piece in orphans:
            again: list[Piece] = []
            yield from self._side_by_side(deed, iter([piece]), 1, cancelled, again)
            if again:
                yield piece, Lost("the process that worked on it was killed, or crashed")

    def _side_by_side(
        self, deed: Deed[Piece, Answer], pieces: Iterator[Piece], at_once: int, cancelled: Callable[[], bool],
        orphans: list[Piece],
    ) -> Iterator[tuple[Piece, Answer]]:  # fmt: skip
        """Work until the pieces are done; those whose process died are added to `orphans`."""
        idle: list[_Worker] = []
        busy: dict[Connection, tuple[_Worker, Piece]] = {}
        try:
            while True:
                for piece in islice(pieces, at_once - len(busy)):
                    worker = idle.pop() if idle else _Worker(deed, rooms=self.rooms)
                    busy[worker.line] = worker, piece
                    worker.take(piece)
                if not busy:
                    return
                ready = wait(list(busy), timeout=LISTEN_S)
                if cancelled():
                    raise Cancelled
                for line in ready:
                    worker, piece = busy.pop(line)  # type: ignore[call-overload]  # only connections were waited for
                    try:
                        answer = worker.answer()
                    except (EOFError, ConnectionError):
                        worker.end()
                        orphans.append(piece)
                        continue
                    idle.append(worker)
                    yield piece, answer
        finally:
            workers = [*idle, *(worker for worker, _ in busy.values())]
            for worker in workers:
                worker.stop()
            for worker in workers:
                worker.end()


class _Worker:
    """A process with two lines: pieces and answers go over one; the other is closed when it is to stop."""

    def __init__(self, deed: Callable[..., Any], *, rooms: bool) -> None:
        context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
        self.line, theirs = context.Pipe()
        stopped, self._wanted = context.Pipe(duplex=False)
        packed = pickle.dumps(deed)  # its module may have models: to be imported only once Django is set up
        self._process: BaseProcess = context.Process(
            target=_serve, args=(theirs, stopped, packed, os.getpid(), rooms), daemon=False
        )
        self._process.start()
        theirs.close()
        stopped.close()

    def take(self, piece: object) -> None:
        try:
            self.line.send(piece)
        except ConnectionError:
            return  # it died meanwhile: asking for the answer says so

    def answer(self) -> Any:
        """What it sent; what the deed raised is raised.

        Raises:
            EOFError, ConnectionError: the process is gone.
        """
        answer, error = self.line.recv()
        if error is not None:
            raise error
        return answer

    def stop(self) -> None:
        """Tell it that its work is no longer wanted."""
        self._wanted.close()
        self.line.close()

    def end(self) -> None:
        """Wait until it is gone."""
        if not self._wanted.closed:
            self.stop()
        self._process.join()


def _serve(line: Connection, stopped: Connection, packed: bytes, parent: int, rooms: bool) -> None:
    """The life of such a process: there is one for every core, so each takes one thread for pictures."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    die_with_parent(signal.SIGKILL, parent)
    cv2.setNumThreads(1)
    hold_to(1)
    if rooms and os.environ.get("DJANGO_SETTINGS_MODULE"):
        django.setup()
    deed: Callable[..., Any] = pickle.loads(packed)  # noqa: S301  # packed by the parent
    while True:
        try:
            piece = line.recv()
        except (EOFError, ConnectionError):
            return
        answer, error = None, None
        try:
            answer = deed(piece, stopped.poll)
        except Exception as raised:  # raised again where the answer is awaited
            raised.add_note(traceback.format_exc())
            error = raised
        try:
            line.send((answer, error))
        except ConnectionError:
            return  # no longer wanted


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
