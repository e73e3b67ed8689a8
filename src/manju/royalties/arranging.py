"""Changing how a contract is settled."""

from __future__ import annotations

from django.db import transaction

from manju.licensing.models import Contract
from manju.people.audit import note
from manju.people.models import User
from manju.royalties.models import Arrangement
from manju.words import Words

__all__ = ["arrange"]


@transaction.atomic
def arrange(contract: Contract, *, by: User, **fields: object) -> Arrangement:
    """Note when a contract's reports and payments are due, its VAT, who we are among the participants."""
    row: Arrangement
    row, _ = Arrangement.objects.select_for_update().get_or_create(contract=contract)
    before = {name: getattr(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    changed = {name: [before[name], value] for name, value in fields.items() if before[name] != value}
    if changed:
        said = Words("改了《{c}》的结算约定", "Changed how {c} is settled").fill(c=contract.title)
        note("contract.arranged", said, by=by, contract=contract.pk, changed=changed)
    return row
