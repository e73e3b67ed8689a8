"""Which services a batch is to be placed with: decided, and written down, as it is sealed."""

from __future__ import annotations

from manju.seals.anchors.models import AnchorService, Placing
from manju.seals.models import Batch

__all__ = ["want_anchors"]


def want_anchors(batch: Batch) -> int:
    """Have the root of a batch placed with every service that is on, at its price of today; returns with how many.

    Call it in the transaction that seals the batch: no kill can come between. The job starts when that commits.
    """
    from manju.seals.anchors.jobs import place_soon

    rows = list(AnchorService.objects.filter(removed_at=None, is_on=True))
    for row in rows:
        Placing.objects.create(
            batch=batch, service=row, kind=row.kind, place=row.place, price_minor=row.price_minor
        )  # fmt: skip
    if rows:
        place_soon(batch, by=None)
    return len(rows)
