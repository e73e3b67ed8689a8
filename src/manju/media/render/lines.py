"""A short queue between two threads that either side can end without leaving the other waiting."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

__all__ = ["Line"]

Thing = TypeVar("Thing")


class Line(Generic[Thing]):
    """Holds at most `room` things; `end` says that no more come, `close` that no more are wanted.

    >>> line: Line[int] = Line(2)
    >>> line.put(1), line.put(2), line.end(), list(line)
    (True, True, None, [1, 2])
    >>> line.close(), line.put(3)
    (None, False)
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._things: deque[Thing] = deque()
        self._changed = threading.Condition()
        self._ended = self._closed = False

    def put(self, thing: Thing) -> bool:
        """Wait for room and add it; False when it is not wanted any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._things) < self._room)
            if self._closed:
                return False
            self._things.append(thing)
            self._changed.notify_all()
            return True

    @property
    def ended(self) -> bool:
        """No more come: what there was to do was done."""
        return self._ended

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._things.clear()
            self._changed.notify_all()

    def __iter__(self) -> Iterator[Thing]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._things or self._ended or self._closed)
                if not self._things:
                    return
                thing = self._things.popleft()
                self._changed.notify_all()
            yield thing
