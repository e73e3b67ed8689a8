"""What a seal costs, in the books: shared by the properties whose items were sealed, by how many each had."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post
from manju.books.dues import BANK
from manju.books.reading import first_open
from manju.money.amounts import share_out
from manju.seals.models import AnchorPlace, Asked, EvidenceItem, Receipt, Token

__all__ = ["SOURCE", "book_anchor", "book_seal"]

SOURCE: Final = "seal"
ANCHOR: Final = "seal_anchor"


def book_seal(token: Token, asked: Asked) -> None:
    """Post the price of one token as fees paid; nothing for an authority that is free. Call it in the transaction
    that keeps the token: what was stamped is booked, once.

    Items of no property are the studio's own expense.
    """
    _book(
        Source(SOURCE, token.pk), token.batch_id, price=asked.price_minor, currency=asked.currency,
        at=token.received_at, text=f"{asked.host} {token.token_sha256[:12]}",
    )  # fmt: skip


def book_anchor(receipt: Receipt, place: AnchorPlace) -> None:
    """The same for a root that was placed on a chain or with a deposit service."""
    _book(
        Source(ANCHOR, receipt.pk), receipt.batch_id, price=place.price_minor, currency=place.currency, at=receipt.at,
        text=f"{place.name} {receipt.reference[:40]}",
    )  # fmt: skip


def _book(source: Source, batch_id: int, *, price: int, currency: str, at: datetime, text: str) -> None:
    if not price:
        return
    counts = Counter(
        EvidenceItem.objects.filter(leaf__batch=batch_id).order_by().values_list("of_property_id", flat=True)
    )
    owners = sorted(counts, key=lambda pk: (pk is None, pk or 0))
    parts = share_out(price, [counts[owner] for owner in owners])
    day = first_open(timezone.localdate(at))
    entries = [
        Entry(
            debit=Where("fees", property_id=owner), credit=BANK, amount_minor=part, currency=currency, date=day,
            source=replace(source, line=owner or 0), text=text,
        )
        for owner, part in zip(owners, parts, strict=True)
        if part
    ]  # fmt: skip
    post(entries, by=None)
