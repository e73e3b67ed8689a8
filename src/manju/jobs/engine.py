"""Doing one thing to many pieces at once, in processes of this machine; the interface another engine can take over.

Work says what to do to which pieces and gets the answers as they come; it does not know where they were made
(docs/decisions/0006).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing.synchronize import Event
from typing import Final, Protocol, TypeVar

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
AHEAD: Final = 2  # pieces handed out for every process

_stopped: Event | None = None  # of a process of the pool: whether its work is no longer wanted


@dataclass(frozen=True, slots=True)
class Lost:
    """Instead of an answer: the process that had the piece died, twice; such a piece is poison, or too large."""

    why: str


class Engine(Protocol):
    """Where pieces are worked on."""

    def each(
        self, deed: Deed[Piece, Answer], pieces: Iterable[Piece], *, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[Piece, Answer | Lost]]:
        """Do `deed(piece, cancelled)` to every piece and give each with its answer, in the order they are finished.

        `deed` is a function of a module, pieces and answers can be pickled. The deed catches what may go wrong with a
        piece; what it raises is raised here.

        Raises:
            Cancelled: `cancelled()` became true; pieces in hand are told so and awaited.
        """


class Here:
    """Processes of this machine, one for each core unless told otherwise, with Django set up as in this one."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or cores()

    def each(
        self, deed: Deed[Piece, Answer], pieces: Iterable[Piece], *, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[Piece, Answer | Lost]]:
        """As `Engine.each`. A process that dies takes nothing with it: what it had is tried once more, alone."""
        waiting = iter(pieces)
        while (left := (yield from self._side_by_side(deed, waiting, self.processes, cancelled))) is not None:
            for piece in left:
                if (yield from self._side_by_side(deed, iter([piece]), 1, cancelled)) is not None:
                    yield piece, Lost("the process that worked on it was killed, or crashed")

    def _side_by_side(
        self, deed: Deed[Piece, Answer], pieces: Iterator[Piece], processes: int, cancelled: Callable[[], bool]
    ) -> Generator[tuple[Piece, Answer], None, list[Piece] | None]:
        """Work until the pieces are done (None), or a process dies: then what was in hand and has no answer."""
        context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
        stopped = context.Event()
        pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(stopped, os.getpid()))
        in_hand: dict[Future[Answer], Piece] = {}
        taken: list[Piece] = []  # from the pieces, and not yet in hand
        try:
            while True:
                for piece in islice(pieces, processes * AHEAD - len(in_hand)):
                    taken.append(piece)
                    in_hand[pool.submit(_do, deed, piece)] = piece
                    taken.clear()
                if not in_hand:
                    return None
                done, _ = wait(in_hand, timeout=LISTEN_S, return_when=FIRST_COMPLETED)
                if cancelled():
                    raise Cancelled
                for future in done:
                    answer = future.result()
                    yield in_hand.pop(future), answer
        except BrokenProcessPool:
            return [*in_hand.values(), *taken]
        finally:
            stopped.set()
            pool.shutdown(wait=True, cancel_futures=True)


def _begin(stopped: Event, parent: int) -> None:
    """First thing in a process of the pool: there is one for every core, so each takes one thread for pictures."""
    global _stopped  # noqa: PLW0603  # a process of the pool has one such flag, and functions are all it is given
    _stopped = stopped
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    die_with_parent(signal.SIGKILL, parent)
    cv2.setNumThreads(1)
    hold_to(1)
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        django.setup()


def _do(deed: Deed[Piece, Answer], piece: Piece) -> Answer:
    return deed(piece, _no_longer_wanted)


def _no_longer_wanted() -> bool:
    return _stopped is not None and _stopped.is_set()


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
