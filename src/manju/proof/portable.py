"""The portable proof (`manju-proof/1`) of each file of a batch: one small JSON file that needs nothing else.

The leaf is the item, index and size of the tree included; so everything said about a file is under the root, and the
root is what authorities sign.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

from manju.proof.canonical import LARGEST_INT, plain_canonical, read_json
from manju.proof.digests import Digests, sha256_hex
from manju.proof.errors import ProofError
from manju.proof.log import Entry
from manju.proof.merkle import Tree, leaf_hash
from manju.words import Words

__all__ = [
    "FORMAT", "ORIGINS", "Anchor", "Batch", "Item", "Origin", "Timestamp", "rfc3339", "time_key", "upgraded",
    "write_proof",
]  # fmt: skip

FORMAT: Final = "manju-proof/1"
Origin = Literal["drawn", "generated", "edited", "written", "rendered", "imported"]
ORIGINS: Final[tuple[str, ...]] = get_args(Origin)


@dataclass(frozen=True, slots=True)
class Item:
    """One file to seal: what it is, who made it, when (with a time zone) and how."""

    digests: Digests
    name: str
    title: str
    author: str
    created_at: datetime
    origin: Origin

    def __post_init__(self) -> None:
        """Refuse what a proof could not say."""
        if self.created_at.tzinfo is None:
            raise ValueError("created_at needs a time zone")
        if self.origin not in ORIGINS or self.digests.size_bytes > LARGEST_INT:
            raise ValueError(f"no such origin or size: {self.origin}, {self.digests.size_bytes}")

    def leaf(self, *, batch_id: str, leaf_index: int, tree_size: int) -> bytes:
        """The leaf's data: RFC 8785 bytes of the item at its place in the batch."""
        return plain_canonical(
            {
                "sha256": self.digests.sha256,
                "sm3": self.digests.sm3,
                "size_bytes": self.digests.size_bytes,
                "name": _well_formed(self.name),
                "title": _well_formed(self.title),
                "author": _well_formed(self.author),
                "created_at": rfc3339(self.created_at),
                "origin": self.origin,
                "batch_id": _well_formed(batch_id),
                "leaf_index": leaf_index,
                "tree_size": tree_size,
            }
        )


@dataclass(frozen=True, slots=True)
class Timestamp:
    """An authority's token over the root: DER of the ContentInfo, and the time in it (RFC 3339, as it stands there)."""

    url: str
    token: bytes
    gen_time: str

    def as_json(self) -> dict[str, str]:
        return {
            "kind": "rfc3161",
            "url": _well_formed(self.url),
            "token": b64encode(self.token).decode(),
            "token_sha256": sha256_hex(self.token),
            "gen_time": self.gen_time,
        }


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where else the root was placed (`evm`, `tencent_btoe`, `huawei_dac` …): checked online, not by the proof itself.

    `where`: chain or service; `reference`: transaction or evidence number; `placed_at`: RFC 3339.
    """

    kind: str
    where: str
    reference: str
    placed_at: str
    root_sha256: str

    def as_json(self) -> dict[str, str]:
        return {
            "kind": _well_formed(self.kind),
            "where": _well_formed(self.where),
            "reference": _well_formed(self.reference),
            "placed_at": self.placed_at,
            "root_sha256": self.root_sha256,
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """The files sealed together, in order; two alike are two leaves.

    >>> from manju.proof.digests import digests_of_bytes
    >>> at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    >>> item = Item(digests_of_bytes(b"a film"), "ep01.mp4", "长夜灯", "林舟", at, "rendered")
    >>> batch = Batch.of([item, item], batch_id="B1")
    >>> batch.tree.size, batch.root == batch.tree.root
    (2, True)
    """

    batch_id: str
    leaves: tuple[bytes, ...] = field(repr=False)
    """Each leaf's data."""
    tree: Tree = field(repr=False)

    @classmethod
    def of(cls, items: Sequence[Item], *, batch_id: str) -> Batch:
        """Build the tree of a batch.

        Raises:
            ProofError: `empty_batch`.
        """
        if not items:
            raise ProofError(
                "empty_batch",
                Words("没有可封存的文件。", "There is no file to seal."),
                Words("至少给出一个文件。", "Give at least one file."),
            )
        size = len(items)
        leaves = tuple(
            item.leaf(batch_id=batch_id, leaf_index=index, tree_size=size) for index, item in enumerate(items)
        )
        return cls(batch_id, leaves, Tree(map(leaf_hash, leaves)))

    @property
    def root(self) -> bytes:
        return self.tree.root

    def proofs(
        self, *, timestamps: Sequence[Timestamp] = (), log: Entry | None = None, anchors: Sequence[Anchor] = ()
    ) -> Iterator[bytes]:
        """Each file's proof, in order, as the bytes to be written; what all share is made once."""
        shared = _Shared.of(timestamps=timestamps, log=log, anchors=anchors)
        root = self.root.hex()
        for index, leaf in enumerate(self.leaves):
            path = ",".join(f'"{step.hex()}"' for step in self.tree.path(index))
            yield shared.proof(leaf, f'{{"path":[{path}],"root_sha256":"{root}"}}'.encode())


def upgraded(
    proof: bytes, *, timestamps: Sequence[Timestamp], log: Entry | None = None, anchors: Sequence[Anchor] = ()
) -> bytes:
    """The same item under the same root with what has come in since: tokens, a head of the log, anchors.

    What the proof had and is not given anew stays (`timestamps` and `anchors` are added to those that are there).
    The caller keeps the earlier bytes.
    """
    document: dict[str, Any] = read_json(proof)
    stamps = [*document["timestamps"], *(stamp.as_json() for stamp in timestamps)]
    unique = {stamp["token_sha256"]: stamp for stamp in stamps}
    places = [*document["anchors"], *(anchor.as_json() for anchor in anchors)]
    shared = _Shared.of_parts(
        list(unique.values()), log.as_json() if log is not None else document["log"], _without_repeats(places)
    )
    return shared.proof(plain_canonical(document["item"]), plain_canonical(document["tree"]))


def write_proof(path: Path, proof: bytes) -> None:
    """Write a proof to a new file: a third of what `Path.write_bytes` costs, where 100,000 are written.

    Raises:
        FileExistsError: there is one; proofs are not written over.
        OSError: the disk is full, the folder missing.
    """
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        rest = memoryview(proof)
        while rest:
            rest = rest[os.write(opened, rest) :]
    finally:
        os.close(opened)


def rfc3339(at: datetime) -> str:
    """A moment in UTC to the second, cut off.

    >>> rfc3339(datetime(2026, 11, 22, 9, 30, 1, 999, tzinfo=UTC))
    '2026-11-22T09:30:01Z'
    """
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def time_key(text: str) -> tuple[str, str]:
    """By which times of tokens are ordered: seconds, then the fraction, however long it is.

    >>> sorted(["2026-01-01T00:00:01.5Z", "2026-01-01T00:00:01Z"], key=time_key)
    ['2026-01-01T00:00:01Z', '2026-01-01T00:00:01.5Z']
    """
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    return seconds, fraction


@dataclass(frozen=True, slots=True)
class _Shared:
    """The parts of a proof, in the order of RFC 8785, that are the same for the whole batch."""

    before_item: bytes
    after_item: bytes
    after_hash: bytes

    @classmethod
    def of(cls, *, timestamps: Sequence[Timestamp], log: Entry | None, anchors: Sequence[Anchor]) -> _Shared:
        return cls.of_parts(
            [stamp.as_json() for stamp in timestamps],
            log.as_json() if log is not None else None,
            [anchor.as_json() for anchor in anchors],
        )

    @classmethod
    def of_parts(
        cls, timestamps: list[dict[str, str]], log: dict[str, Any] | None, anchors: list[dict[str, str]]
    ) -> _Shared:
        first = min((stamp["gen_time"] for stamp in timestamps), key=time_key, default=None)
        anchored = plain_canonical({"anchors": anchors, "format": FORMAT})
        vouched = plain_canonical({"level": "authority" if timestamps else "own_log", "log": log})
        timed = plain_canonical({"sealed_at": first, "timestamps": timestamps})
        return cls(anchored[:-1] + b',"item":', b"," + vouched[1:-1], timed[1:-1] + b',"tree":')

    def proof(self, item: bytes, tree: bytes) -> bytes:
        head, tail = self.before_item + item + self.after_item, self.after_hash + tree + b"}"
        own = sha256_hex(head + b"," + tail)
        return head + f',"proof_sha256":"{own}",'.encode() + tail


def _well_formed(text: str) -> str:
    """The text, or an error where it holds half a surrogate pair (a file name in no encoding): no JSON can say that."""
    if re.search("[\ud800-\udfff]", text):
        raise ProofError(
            "name_unreadable",
            Words("名称里有无法读出的字符：{n}", "A name holds characters that cannot be read: {n}").fill(
                n=text.encode("utf-8", "backslashreplace").decode()
            ),
            Words("先给文件改名。", "Rename the file first."),
        )
    return text


def _without_repeats(anchors: list[dict[str, str]]) -> list[dict[str, str]]:
    return list({plain_canonical(anchor): anchor for anchor in anchors}.values())
