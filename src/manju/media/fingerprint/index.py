"""The index of all masters: put in, take out, keep in one file, and ask which of them a suspect shows."""

from __future__ import annotations

import json
import math
import mmap
from pathlib import Path
from typing import Final

import numpy as np

from manju.media.fingerprint.evidence import ACCEPTED
from manju.media.fingerprint.finding import Placed, found_on
from manju.media.fingerprint.prints import FINGERPRINT_VERSION, Fingerprint
from manju.media.fingerprint.shelf import Shelf
from manju.media.fingerprint.suspects import Query
from manju.media.traces import Match
from manju.media.whole import written_whole

__all__ = ["Index"]

SHELF_MASTERS: Final = 2500
PENDING_MOST: Final = 200
_MAGIC: Final = b"MJIX0001"
_ALIGN: Final = 64


class Index:
    """Fingerprints of masters, found by what they look like. Not safe to change from several threads.

    `shelves`: what is laid out, each with the masters that were taken out since.
    """

    def __init__(self) -> None:
        self.shelves: list[tuple[Shelf, frozenset[int]]] = []
        self._pending: dict[int, Fingerprint] = {}
        self._held: tuple[mmap.mmap, dict[Shelf, tuple[int, int]]] | None = None

    def __len__(self) -> int:
        return len(self._pending) + sum(len(s.master_ids) - len(gone) for s, gone in self.shelves)

    def __contains__(self, master_id: int) -> bool:
        return master_id in self._pending or any(self._holds(n, master_id) for n in range(len(self.shelves)))

    def add(self, master_id: int, fingerprint: Fingerprint) -> None:
        """Put a master in; an older fingerprint of the same master is replaced."""
        self.remove(master_id)
        if fingerprint.count:
            self._pending[master_id] = fingerprint
        if len(self._pending) >= PENDING_MOST:
            self.put_up()

    def remove(self, master_id: int) -> None:
        """Take a master out; nothing happens when it is not in."""
        self._pending.pop(master_id, None)
        for n, (shelf, gone) in enumerate(self.shelves):
            if self._holds(n, master_id):
                self.shelves[n] = (shelf, gone | {master_id})

    def put_up(self) -> None:
        """Lay out what was put in since the last time: asking and saving do so too. Small shelves become one."""
        if not self._pending:
            return
        self.shelves.append((Shelf.of(list(self._pending.items())), frozenset()))
        self._pending = {}
        while len(self.shelves) > 1:
            before, last = self.shelves[-2], self.shelves[-1]
            sizes = len(before[0].master_ids), len(last[0].master_ids)
            if sum(sizes) > SHELF_MASTERS or sizes[0] > 3 * sizes[1] + 100:
                break
            self.shelves[-2:] = [(Shelf.of_shelves([before, last]), frozenset())]

    def match(self, query: Query, *, worst: float = ACCEPTED) -> list[Match]:
        """The masters that the suspect shows, best first; `worst`: the log10 of a false match that still counts."""
        return [placed.match for placed in self.match_with_places(query, worst=worst)]

    def match_with_places(self, query: Query, *, worst: float = ACCEPTED) -> list[Placed]:
        """As `match`, with the place in the frame of every segment."""
        self.put_up()
        return found_on(self.shelves, query, worst, done=self._let_go) if len(query) > 1 else []

    def save(self, path: Path) -> None:
        """Write the index whole or not at all."""
        self.put_up()
        lists = [
            {"gone": sorted(gone), "arrays": {n: [a.dtype.str, list(a.shape)] for n, a in shelf.arrays().items()}}
            for shelf, gone in self.shelves
        ]
        head = json.dumps({"version": FINGERPRINT_VERSION, "shelves": lists}).encode()
        with written_whole(path) as beside, beside.open("wb") as file:
            file.write(_MAGIC + len(head).to_bytes(8, "little") + head)
            for shelf, _ in self.shelves:
                for array in shelf.arrays().values():
                    file.write(b"\0" * (-file.tell() % _ALIGN))
                    array.tofile(file)

    @classmethod
    def load(cls, path: Path) -> Index:
        """Read a saved index; its arrays stay in the file and are read as they are needed.

        Raises:
            ValueError: another file, a cut off one, or a form this program does not know.
        """
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(_MAGIC) + 8)
            if start[: len(_MAGIC)] != _MAGIC or len(start) < len(_MAGIC) + 8:
                raise ValueError(f"not an index of fingerprints: {path.name}")
            length = int.from_bytes(start[len(_MAGIC) :], "little")
            if length > size:
                raise ValueError(f"the index is cut off: {path.name}")
            head = json.loads(file.read(length))
        if head["version"] != FINGERPRINT_VERSION:
            raise ValueError(f"index of version {head['version']}, this program knows {FINGERPRINT_VERSION}")
        index, at = cls(), len(_MAGIC) + 8 + length
        with path.open("rb") as file:
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        where: dict[Shelf, tuple[int, int]] = {}
        for listed in head["shelves"]:
            arrays, first = {}, at
            for name, (kind, shape) in listed["arrays"].items():
                at += -at % _ALIGN
                dtype, count = np.dtype(kind), math.prod(shape)
                if at + count * dtype.itemsize > size:
                    raise ValueError(f"the index is cut off: {path.name}")
                arrays[name] = np.frombuffer(held, dtype, count, at).reshape(shape) if count else np.empty(shape, dtype)
                at += count * dtype.itemsize
            if set(arrays) != Shelf.names():
                raise ValueError(f"an index of an earlier form, make it again: {path.name}")
            shelf = Shelf(**arrays)
            index.shelves.append((shelf, frozenset(listed["gone"])))
            where[shelf] = (first, at)
        index._held = (held, where)
        return index

    def _let_go(self, shelf: Shelf) -> None:
        """Give the pages of a shelf that was searched back, so that two at a time are in memory: the system keeps them
        at hand for the next question as long as it has room."""
        if self._held is None or shelf not in self._held[1]:
            return
        first, last = self._held[1][shelf]
        first -= first % mmap.PAGESIZE
        self._held[0].madvise(mmap.MADV_DONTNEED, first, last - first)

    def _holds(self, n: int, master_id: int) -> bool:
        shelf, gone = self.shelves[n]
        return master_id not in gone and bool((shelf.master_ids == master_id).any())
