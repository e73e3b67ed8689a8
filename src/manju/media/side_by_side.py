"""The same work on many things, on all processors: NumPy and OpenCV let go of Python's lock while they compute.

BLAS is held to one thread meanwhile: its threads spin while they wait, which on a busy machine took fourteen times the
processor time of the work itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final, TypeVar

from threadpoolctl import ThreadpoolController

__all__ = ["each", "hold_to"]

MOST: Final = 8  # threads: beyond, memory speed decides

_most = MOST  # of this process: fewer where others like it are at work beside it

Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")


def hold_to(threads: int) -> None:
    """No more threads than this from now on: for one of many processes that share the processors."""
    global _most  # noqa: PLW0603  # a process has one share of the machine
    _most = min(MOST, threads)


def each(do: Callable[[Thing], Outcome], things: Iterable[Thing]) -> list[Outcome]:
    """What `do` makes of each thing, in the order of the things; the first error is raised after the others ended.

    >>> each(lambda n: n * n, [3, 1, 2])
    [9, 1, 4]
    """
    listed = list(things)
    threads = min(_most, max(1, len(listed)), os.cpu_count() or 1)
    with _libraries().limit(limits=1, user_api="blas"), ThreadPoolExecutor(threads) as pool:
        return list(pool.map(do, listed))


@cache
def _libraries() -> ThreadpoolController:
    import numpy.linalg  # noqa: F401  # loaded before its threads are looked for

    return ThreadpoolController()
