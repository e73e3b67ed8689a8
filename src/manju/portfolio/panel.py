"""The six gates as a line with stations on the property's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from manju.catalogue.models import Property
from manju.catalogue.panels import panel
from manju.portfolio.standing import standing_of

__all__ = ["gates_of"]


@panel("portfolio/_panel.html")
def gates_of(request: HttpRequest, row: Property) -> dict[str, Any]:  # Any: a template's context
    return {"s": standing_of(row), "property": row}
