"""The property a command names by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from manju.cli.saying import Failure
from manju.words import Words

if TYPE_CHECKING:
    from manju.catalogue.models import Property


def property_row(number: int) -> Property:
    """The property of the studio in scope.

    Raises:
        Failure: `property_unknown`, naming those there are.
    """
    from manju.catalogue.models import Property

    found: Property | None = Property.objects.filter(pk=number).first() if abs(number) < 2**62 else None
    if found is not None:
        return found
    rows = list(Property.objects.order_by("pk")[:20])
    named = ", ".join(f"{row.pk} {row}" for row in rows)
    raise Failure(
        "property_unknown",
        Words("没有这个 IP：{n}", "There is no such property: {n}").fill(n=number),
        Words("有这些：{n}", "There are: {n}").fill(n=named)
        if rows
        else Words("用 manju bible import 导入一份。", "Bring one in with manju bible import."),
    )
