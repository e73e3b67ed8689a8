"""What a seal costs, in the books: shared by the properties whose items were sealed, by how many each had."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from django.utils import timezone

from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post
from manju.books.dues import BANK
from manju.books.reading import first_open
from manju.money.amounts import share_out
from manju.seals.anchors.models import Placing
from manju.seals.log_models import Receipt
from manju.seals.models import Asked, EvidenceItem, Token

__all__ = ["ANCHOR", "SOURCE", "book_anchor", "book_seal"]

SOURCE: Final = "seal"
ANCHOR: Final = "anchor"


def book_seal(token: Token, asked: Asked) -> None:
    """Post the price of one token as fees paid; nothing for an authority that is free. Call it in the transaction
    that keeps the token: what was stamped is booked, once.

    Items of no property are the studio's own expense.
    """
    _book(
        token.batch_id, asked.price_minor, asked.currency, day=timezone.localdate(token.received_at),
        source=(SOURCE, token.pk), text=f"{asked.host} {token.token_sha256[:12]}",
    )  # fmt: skip


def book_anchor(receipt: Receipt, placing: Placing) -> None:
    """The same for a root that a chain or a deposit service has confirmed; call it as the final receipt is kept."""
    _book(
        placing.batch_id, placing.price_minor, placing.currency, day=timezone.localdate(receipt.at),
        source=(ANCHOR, receipt.pk), text=f"{receipt.place} {receipt.receipt['reference']}"[:120],
    )  # fmt: skip


def _book(batch_pk: int, price_minor: int, currency: str, *, day: date, source: tuple[str, int], text: str) -> None:
    if not price_minor:
        return
    counts = Counter(
        EvidenceItem.objects.filter(leaf__batch=batch_pk).order_by().values_list("of_property_id", flat=True)
    )
    owners = sorted(counts, key=lambda pk: (pk is None, pk or 0))
    parts = share_out(price_minor, [counts[owner] for owner in owners])
    day = first_open(day)
    entries = [
        Entry(
            debit=Where("fees", property_id=owner), credit=BANK, amount_minor=part, currency=currency,
            date=day, source=Source(*source, owner or 0), text=text,
        )
        for owner, part in zip(owners, parts, strict=True)
        if part
    ]  # fmt: skip
    post(entries, by=None)
