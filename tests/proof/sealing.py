"""Batches sealed for tests: files, an authority's tokens, the log; and proofs whose sum a forger has put right."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from manju.proof.canonical import canonical, read_json
from manju.proof.digests import Digests, digests_of
from manju.proof.log import Entry, enter, new_key, read_key
from manju.proof.portable import Batch, Item, Timestamp

MADE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Sealed:
    """Files and their proofs."""

    files: list[Path]
    proofs: list[bytes]
    batch: Batch

    @property
    def digests(self) -> list[Digests]:
        return [digests_of(file) for file in self.files]


def seal(
    folder: Path, count: int = 3, *, stamp: Callable[[bytes], Sequence[Timestamp]] = lambda _: (), log: bool = True
) -> Sealed:
    """Make small files and seal them; `stamp` gives the tokens over the root."""
    files = []
    for n in range(count):
        files.append(folder / f"第{n}集.txt")
        files[-1].write_bytes(b"shot %d: a lamp in the rain\n" % n)
    items = [Item(digests_of(file), file.name, "长夜灯", "林舟", MADE, "written") for file in files]
    batch = Batch.of(items, batch_id="B7")
    timestamps = stamp(batch.root)
    return Sealed(files, list(batch.proofs(timestamps=timestamps, log=in_log(batch.root) if log else None)), batch)


def in_log(root: bytes) -> Entry:
    """This root as the third of four entries."""
    others = [hashlib.sha256(bytes([n])).digest() for n in range(3)]
    return enter([*others[:2], root, others[2]], 2, read_key(new_key()))


def resigned(document: dict[str, Any]) -> bytes:
    """The proof as a forger writes it: whatever he changed, its own sum is right."""
    rest = {key: value for key, value in document.items() if key != "proof_sha256"}
    return canonical({**rest, "proof_sha256": hashlib.sha256(canonical(rest)).hexdigest()})


def changed(proof: bytes, *where: str | int, to: Any) -> bytes:
    """The proof with one value replaced (or, `to` a function, made from the old one) and the sum put right."""
    document = read_json(proof)
    place = document
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = to(place[where[-1]]) if callable(to) else to
    return resigned(document)
