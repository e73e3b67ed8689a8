"""How much of a property is on record, on its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from manju.catalogue.models import Property
from manju.catalogue.panels import panel
from manju.seals.reading import seals_of

__all__ = ["evidence_of"]


@panel("seals/_panel.html", place=50)
def evidence_of(request: HttpRequest, row: Property) -> dict[str, Any]:  # Any: a template's context
    return {"s": seals_of(row), "property": row}
