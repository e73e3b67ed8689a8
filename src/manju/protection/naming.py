"""In whose name the studio registers its works: the rights holder of its letters."""

from __future__ import annotations

from manju.filings.standing import Holder as Named
from manju.filings.standing import names_holder
from manju.protection.models import Holder

__all__ = ["holder"]


@names_holder
def holder() -> Named:
    row = Holder.objects.first()
    return Named(row.name, row.id_number) if row is not None else Named()
