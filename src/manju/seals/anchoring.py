"""Placing the roots of batches elsewhere as well: chains and deposit services, with every receipt kept before it
matters, so that a crash neither loses nor pays for anything twice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from manju.alerts import keeping
from manju.people.audit import note
from manju.proof.anchors import AnchorFailed, Service, State, place
from manju.proof.anchors import Receipt as Kept
from manju.seals.costs import book_anchor
from manju.seals.models import AnchorPlace, Batch, Receipt
from manju.words import Words

__all__ = ["anchor", "service_of", "unanchored"]


def anchor(batch: Batch, where: AnchorPlace) -> State:
    """Go on with placing a batch's root, as far as it goes now; returns how far it came.

    Raises:
        AnchorFailed: the service refuses or does not answer, or its secret is gone.
    """
    service = service_of(where)
    newest = Receipt.objects.filter(batch=batch, kind=where.kind, place=str(where.pk)).order_by("-pk").first()
    if newest is None:
        root = bytes.fromhex(batch.root_sha256)
        receipt = place(service, root, now=timezone.now(), keep=lambda kept: _keep(batch, where, kept))
    else:
        receipt = Kept.of_json(newest.receipt)
        if receipt.state == "prepared":
            receipt = service.send(receipt)
            _keep(batch, where, receipt)
    if receipt.state == "sent":
        found = service.confirm(receipt)
        if found != receipt:
            _keep(batch, where, found)
        receipt = found
    return receipt.state


def unanchored() -> list[tuple[Batch, AnchorPlace]]:
    """Batches of the studio in scope and the places whose word about them is still to come, the oldest first.

    A place gets the batches made since it was set up; one that said a batch failed is not asked again.
    """
    found = []
    for where in AnchorPlace.objects.filter(removed_at=None, is_on=True):
        said = Receipt.objects.filter(kind=where.kind, place=str(where.pk))
        over = said.filter(is_final=True).values("batch")
        failed = said.filter(receipt__state="failed").values("batch")
        rows = Batch.objects.filter(made_at__gte=where.added_at).exclude(pk__in=over).exclude(pk__in=failed)
        found += [(batch, where) for batch in rows.order_by("pk")]
    return found


def service_of(where: AnchorPlace) -> Service:
    """The service as the cellar speaks with it.

    Raises:
        AnchorFailed: `secret_lost`.
    """
    from manju.proof.anchors.deposits import HuaweiDac, TencentBtoe
    from manju.proof.anchors.evm import EvmChain

    kept = keeping.kept(where.kept_as)
    if kept is None:
        raise AnchorFailed(
            "secret_lost",
            Words("{n}的密钥文件不在了。", "The file with the secret of {n} is gone.").fill(n=where.name),
            Words("请负责人在设置里重填。", "The owner enters it anew in the settings."),
        )
    if where.kind == "evm":
        return EvmChain(kept.address, int(where.account), kept.secret)
    if where.kind == "tencent_btoe":
        return TencentBtoe(kept.address, where.account, kept.secret)
    return HuaweiDac(kept.address, where.project, where.account, kept.secret)


@transaction.atomic
def _keep(batch: Batch, where: AnchorPlace, kept: Kept) -> None:
    row = Receipt.objects.create(
        batch=batch, kind=where.kind, place=str(where.pk), is_final=kept.state == "confirmed", receipt=kept.as_json()
    )
    if row.is_final:
        book_anchor(row, where)
        said = Words("{n}确认了 {b}", "{n} confirmed {b}").fill(n=where.name, b=batch.batch_id[:8])
        note("evidence.anchored", said, by=None, link=batch.get_absolute_url(), reference=kept.reference)
