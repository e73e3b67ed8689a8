"""What a property's page says of its papers: applications under way, certificates, seasons without a number."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from manju.catalogue.models import Property, Season
from manju.catalogue.panels import panel
from manju.filings.models import Certificate, Filing, Registration

__all__ = ["papers_of"]


@panel("filings/_panel.html", place=60)
def papers_of(request: HttpRequest, row: Property) -> dict[str, Any]:  # Any: a template's context
    seasons = Season.objects.filter(work__of_property=row).count()
    approved = Filing.objects.filter(season__work__of_property=row, state="approved").count()
    return {
        "property": row,
        "certificates": Certificate.objects.filter(of_property=row).count(),
        "under_way": Registration.objects.filter(of_property=row, state__in=["draft", "filed", "returned", "accepted"])
        .count(),
        "unfiled": seasons - approved,
        "seasons": seasons,
    }  # fmt: skip
