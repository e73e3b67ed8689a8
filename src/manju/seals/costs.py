"""What a seal costs, in the books: shared by the properties whose items were sealed, by how many each had."""

from __future__ import annotations

from collections import Counter
from typing import Final

from django.utils import timezone

from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post
from manju.books.dues import BANK
from manju.books.reading import first_open
from manju.money.amounts import share_out
from manju.seals.models import Asked, EvidenceItem, Token

__all__ = ["SOURCE", "book_seal"]

SOURCE: Final = "seal"


def book_seal(token: Token, asked: Asked) -> None:
    """Post the price of one token as fees paid; nothing for an authority that is free. Call it in the transaction
    that keeps the token: what was stamped is booked, once.

    Items of no property are the studio's own expense.
    """
    if not asked.price_minor:
        return
    counts = Counter(
        EvidenceItem.objects.filter(leaf__batch=token.batch_id).order_by().values_list("of_property_id", flat=True)
    )
    owners = sorted(counts, key=lambda pk: (pk is None, pk or 0))
    parts = share_out(asked.price_minor, [counts[owner] for owner in owners])
    day = first_open(timezone.localdate(token.received_at))
    entries = [
        Entry(
            debit=Where("fees", property_id=owner), credit=BANK, amount_minor=part, currency=asked.currency, date=day,
            source=Source(SOURCE, token.pk, owner or 0), text=f"{asked.host} {token.token_sha256[:12]}",
        )
        for owner, part in zip(owners, parts, strict=True)
        if part
    ]  # fmt: skip
    post(entries, by=None)
