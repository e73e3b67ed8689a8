"""Sealing: items into a batch, its root into the studio's log under a signed head, in one transaction.

What follows (asking authorities, writing proofs) can stop at any point and is done again by the next run, for what
is still to do stands in the rows. An item is in one batch at most: a constraint says so, a lock makes it smooth.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from manju.books.bulk import roomy, stage, staging, uninterrupted
from manju.people.audit import note
from manju.people.models import Studio, User
from manju.people.scope import NoScope, current_scope
from manju.proof.digests import Digests
from manju.proof.errors import ProofError
from manju.proof.log import sign_head
from manju.proof.portable import Batch as Tree
from manju.proof.portable import Item
from manju.seals.anchors.wanting import want_anchors
from manju.seals.key import signing_key
from manju.seals.log_models import LogEntry, LogKey, SignedHead
from manju.seals.models import Asked, Authority, Batch, EvidenceItem, Leaf, Sealing
from manju.seals.names import GIVEN
from manju.seals.texts import plain
from manju.words import Words

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["Sealed", "Wanted", "checked_url", "item_of", "log_roots", "seal_given", "seal_waiting"]

AT_ONCE: Final = 2000
GIVEN_COLUMNS: Final = (
    ("place", "bigint"), ("sha256", "text"), ("sm3", "text"), ("size_bytes", "bigint"), ("name", "text"),
    ("title", "text"), ("author", "text"), ("origin", "text"), ("made_at", "timestamp with time zone"),
)  # fmt: skip
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An authority that is to stamp a batch. `certificates`: PEM text that its answer must lead to, or empty."""

    url: str
    certificates: str = ""
    price_minor: int = 0
    currency: str = "CNY"
    authority_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A batch that was just sealed, with what its proofs are made of still at hand."""

    batch: Batch
    tree: Tree
    names: tuple[str, ...]


def seal_waiting(*, by: User | None, occasion: str, now: datetime | None = None) -> Batch | None:
    """Seal all items of the studio in scope that wait, as one batch; None when nothing waits.

    Safe side by side: the second of two finds nothing left. `now` is for the sample, whose history is invented.
    """
    if not EvidenceItem.objects.waiting().exists():
        return None
    key = signing_key(_studio_id())
    with transaction.atomic():
        _one_at_a_time()
        keys: list[int] = []
        items: list[Item] = []
        for row in EvidenceItem.objects.waiting().iterator(AT_ONCE):
            keys.append(row.pk)
            items.append(item_of(row))
        if not items:
            return None
        batch = Batch(occasion=occasion, made_by=by, made_at=now or timezone.now())
        tree = Tree.of(items, batch_id=batch.batch_id)
        _keep_batch(batch, tree, wanted_by_the_studio(), key)
        at = 0
        for some in _pieces(keys, AT_ONCE):
            rows = EvidenceItem.objects.in_bulk(some)
            Leaf.objects.bulk_create(
                Leaf(batch=batch, item=rows[pk], leaf_index=at + place) for place, pk in enumerate(some)
            )
            at += len(some)
        _say(batch, by)
    return batch


def seal_given(
    items: Sequence[Item], *, title: str, wanted: Sequence[Wanted], by: User | None, out: str = ""
) -> Sealed:
    """Write files that were hashed down and seal them as one batch, one leaf for each, also when two are alike.

    A hundred thousand are staged first, so that the house's tables are held for a few seconds only.

    Raises:
        ProofError: `empty_batch`.
    """
    key = signing_key(_studio_id())
    batch = Batch(occasion="given", made_by=by, title=title)
    tree = Tree.of(items, batch_id=batch.batch_id)
    with roomy(), uninterrupted(), staging("seals_given", GIVEN_COLUMNS) as staged:
        moment = connection.ops.adapt_datetimefield_value
        rows = (
            (place, one.digests.sha256, one.digests.sm3, one.digests.size_bytes, one.name, one.title, one.author,
             one.origin, moment(one.created_at))
            for place, one in enumerate(items)
        )  # fmt: skip
        stage(staged, rows, width=len(GIVEN_COLUMNS))
        with transaction.atomic():
            _one_at_a_time()
            _keep_batch(batch, tree, wanted, key, out=out)
            _publish(staged, batch, by)
            _say(batch, by)
    return Sealed(batch, tree, tuple(item.name for item in items))


def checked_url(url: str) -> str:
    """An authority's address that may be asked.

    Raises:
        ProofError: `url_unusable`.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine or len(text) > 1000 or not text.isprintable() or " " in text:
        raise ProofError(
            "url_unusable",
            Words("这不是能用的网址：{u}", "This is no usable address: {u}").fill(u=plain(text, 200)),
            Words("时间戳机构的网址以 http:// 或 https:// 开头。",
                  "An authority's address begins with http:// or https://."),
        )  # fmt: skip
    return text


def item_of(row: EvidenceItem) -> Item:
    """A row as it stands in a leaf."""
    return Item(
        Digests(row.sha256, row.sm3, row.size_bytes), row.name, row.title, row.author, row.made_at,
        row.origin,  # type: ignore[arg-type]  # a constraint holds it to the origins there are
    )  # fmt: skip


def log_roots() -> list[bytes]:
    """The roots of all batches in the log of the studio in scope, oldest first."""
    roots = LogEntry.objects.order_by("number").values_list("batch__root_sha256", flat=True)
    return [bytes.fromhex(root) for root in roots]


def wanted_by_the_studio() -> list[Wanted]:
    """The authorities that are switched on, at their price of today."""
    rows = Authority.objects.filter(removed_at=None, is_on=True)
    return [Wanted(row.url, row.certificates, row.price_minor, row.currency, row.pk) for row in rows]


def _keep_batch(batch: Batch, tree: Tree, wanted: Sequence[Wanted], key: Ed25519PrivateKey, *, out: str = "") -> None:
    batch.tree_size, batch.root_sha256 = tree.tree.size, tree.root.hex()
    batch.save(force_insert=True)
    roots = [*log_roots(), tree.root]
    head = sign_head(roots, key)
    LogEntry.objects.create(number=len(roots) - 1, batch=batch)
    SignedHead.objects.create(
        tree_size=head.tree_size, root_sha256=head.root.hex(), key=LogKey.objects.get(key_id=head.key_id),
        signature=b64encode(head.signature).decode(),
    )  # fmt: skip
    for one in wanted:
        Asked.objects.create(
            batch=batch, url=one.url, certificates=one.certificates, price_minor=one.price_minor,
            currency=one.currency, authority_id=one.authority_id,
        )  # fmt: skip
    Sealing.objects.create(batch=batch, state="queued" if wanted else "sealed", out=out)
    want_anchors(batch)


def _publish(staged: str, batch: Batch, by: User | None) -> None:
    """The staged files as evidence and as leaves, in their order: new keys are given out in the order of the rows."""
    last: int = EvidenceItem._base_manager.aggregate(last=Max("pk"))["last"] or 0
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO seals_evidenceitem (studio_id, kind, link, file, recorded_at, recorded_by_id, sha256, sm3, "
            "size_bytes, name, title, author, origin, made_at) SELECT %s, %s, %s, '', %s, %s, sha256, sm3, size_bytes, "
            f"name, title, author, origin, made_at FROM {staged} ORDER BY place",
            [batch.studio_id, GIVEN, batch.get_absolute_url(), now, by.pk if by else None],
        )
        cursor.execute(
            "INSERT INTO seals_leaf (studio_id, batch_id, item_id, leaf_index) SELECT studio_id, %s, id, "
            "row_number() OVER (ORDER BY id) - 1 FROM seals_evidenceitem WHERE id > %s AND link = %s AND kind = %s",
            [batch.pk, last, batch.get_absolute_url(), GIVEN],
        )


def _say(batch: Batch, by: User | None) -> None:
    said = Words("封存 {n} 件，编号 {b}", "Sealed {n}, batch {b}").fill(n=batch.tree_size, b=batch.batch_id[:8])
    note("evidence.sealed", said, by=by, link=batch.get_absolute_url(), batch=batch.batch_id, root=batch.root_sha256)


def _one_at_a_time() -> None:
    """Until the transaction ends nobody else seals for this studio: places in the log and items are given out once."""
    if connection.vendor == "postgresql":
        Studio.objects.filter(pk=_studio_id()).select_for_update().get()


def _studio_id() -> int:
    studio_id = current_scope().studio_id
    if studio_id is None:
        raise NoScope("a seal belongs to one studio: seal inside in_studio()")
    return studio_id


def _pieces(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(rows)
    while some := list(islice(rest, size)):
        yield some
