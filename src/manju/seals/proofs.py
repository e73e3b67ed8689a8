"""The portable proofs of a batch in the data folder: the newest in its place, the earlier ones kept beside it."""

from __future__ import annotations

import logging
import os
from base64 import b64decode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from manju.proof.digests import sha256_hex
from manju.proof.log import Entry, SignedHead
from manju.proof.merkle import Tree as Merkle
from manju.proof.merkle import leaf_hash
from manju.proof.portable import Anchor, Timestamp
from manju.proof.portable import Batch as Tree
from manju.seals import log_models
from manju.seals.models import Batch, Leaf, Receipt, Sealing, Token
from manju.seals.sealing import AT_ONCE, Sealed, item_of, log_roots
from manju.seals.texts import file_name

__all__ = ["DamagedBatch", "current_proof", "log_entry_of", "place_of", "places_of", "signed_head_of", "write_proofs"]

log = logging.getLogger(__name__)
A_FOLDER: Final = 1000
FRESH: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
ENDING: Final = ".proof.json"


class DamagedBatch(RuntimeError):
    """The rows of a batch no longer lead to the root that was sealed: somebody changed the database."""


def write_proofs(batch: Batch, *, sealed: Sealed | None = None) -> int:
    """Write the proofs of a batch as they stand now; returns how many files were changed. Safe to run again.

    A proof that is replaced stays in the folder `earlier` beside it. `sealed`: what is still at hand of a batch sealed
    a moment ago, so that its rows need not be read back.

    Raises:
        DamagedBatch: the rows were changed after they had been sealed.
    """
    sealing = Sealing.objects.get(batch=batch)
    stamps, anchors = _stamps(batch), _anchors(batch)
    height = len(stamps) + len(anchors)
    if sealing.written == height:
        return 0
    tree, names = (sealed.tree, sealed.names) if sealed is not None else _read_back(batch)
    if tree.root.hex() != batch.root_sha256:
        raise DamagedBatch(f"batch {batch.batch_id} of studio {batch.studio_id}")
    folder, is_first, changed = str(batch.folder), sealing.written < 0 and not batch.folder.exists(), 0
    proofs = tree.proofs(timestamps=stamps, log=log_entry_of(batch), anchors=anchors)
    for index, (name, proof) in enumerate(zip(names, proofs, strict=True)):
        place = _place(folder, index, name)
        if is_first:
            _fill(place, proof)  # one that a crash leaves short is written anew by the next run, never kept
            changed += 1
        else:
            changed += _put(place, proof, keep=sealing.written >= 0)
        if sealing.out:
            _put_outside(f"{sealing.out}/{os.path.basename(place)}", proof)  # noqa: PTH119 - a hundred thousand times
    Sealing.objects.filter(batch=batch).update(written=height)
    return changed


def current_proof(leaf: Leaf) -> bytes:
    """The proof of one item as it stands now, written first where it is not there yet."""
    write_proofs(leaf.batch)
    place = place_of(leaf.batch, leaf.leaf_index, leaf.item.name)
    if not place.is_file():  # the folder was lost: what it held follows from the rows
        Sealing.objects.filter(batch=leaf.batch).update(written=-1)
        write_proofs(leaf.batch)
    return place.read_bytes()


def place_of(batch: Batch, index: int, name: str) -> Path:
    """Where the proof of a leaf lies: a thousand to a folder."""
    return Path(_place(str(batch.folder), index, name))


def places_of(batch: Batch, names: Iterable[str], *, out: str = "") -> Iterator[str]:
    """Where the proof of each file of a batch is found: in the folder that was asked for, else in the data folder."""
    folder = str(batch.folder)
    for index, name in enumerate(names):
        place = _place(folder, index, name)
        yield f"{out}/{os.path.basename(place)}" if out else place  # noqa: PTH119 - a hundred thousand times


def log_entry_of(batch: Batch) -> Entry:
    """The batch's place in the log under the head that was signed when it was entered."""
    number: int = log_models.LogEntry.objects.values_list("number", flat=True).get(batch=batch)
    head = log_models.SignedHead.objects.select_related("key").get(tree_size=number + 1)
    tree = Merkle(leaf_hash(root) for root in log_roots()[: number + 1])
    return Entry(number, signed_head_of(head), tuple(tree.path(number)))


def signed_head_of(row: log_models.SignedHead) -> SignedHead:
    """A row as the cellar knows it."""
    return SignedHead(row.tree_size, bytes.fromhex(row.root_sha256), row.key.key_id, b64decode(row.signature))


def _stamps(batch: Batch) -> list[Timestamp]:
    return [Timestamp(t.url, bytes(t.token), t.gen_time_said) for t in Token.objects.filter(batch=batch)]


def _anchors(batch: Batch) -> list[Anchor]:
    return [
        Anchor(**row.receipt["anchor"]) for row in Receipt.objects.filter(batch=batch, is_final=True).order_by("pk")
    ]


def _read_back(batch: Batch) -> tuple[Tree, tuple[str, ...]]:
    """The tree and the names of a batch, from its rows."""
    rows = Leaf.objects.filter(batch=batch).select_related("item").order_by("leaf_index")
    items = [item_of(row.item) for row in rows.iterator(AT_ONCE)]
    return Tree.of(items, batch_id=batch.batch_id), tuple(item.name for item in items)


def _place(folder: str, index: int, name: str) -> str:
    return f"{folder}/{index // A_FOLDER:03}/{index:06}-{file_name(name)}{ENDING}"


def _put(place: str, proof: bytes, *, keep: bool) -> bool:
    """Put a proof in its place, whole at once; what was there before is kept. Whether anything changed."""
    try:
        before = Path(place).read_bytes()
    except FileNotFoundError:
        before = b""
    if before == proof:
        return False
    if before and keep:
        _keep(before, Path(place))
    _write(place, proof)
    return True


def _keep(before: bytes, place: Path) -> None:
    """Keep an earlier proof beside the newer one, named by its hash: the same one once."""
    kept = place.parent / "earlier" / f"{place.name.removesuffix(ENDING)}.{sha256_hex(before)[:12]}{ENDING}"
    if not kept.exists():
        _write(str(kept), before)


def _put_outside(place: str, proof: bytes) -> None:
    """Into the folder that was asked for; one that is gone or full does not stop the sealing."""
    try:
        _write(place, proof)
    except OSError as error:
        log.warning("the proof %s could not be written: %s", place, error.strerror or error)


def _write(place: str, proof: bytes) -> None:
    """A file that is there whole or not at all."""
    part = f"{place}.{os.getpid()}.part"
    _fill(part, proof)
    os.replace(part, place)  # noqa: PTH105 - as above


def _fill(place: str, proof: bytes) -> None:
    try:
        handle = os.open(place, FRESH, 0o644)
    except FileNotFoundError:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(place, FRESH, 0o644)
    try:
        os.write(handle, proof)  # a few kilobytes go to a file in one piece
    finally:
        os.close(handle)
