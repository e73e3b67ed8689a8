"""Scripts and stories of creation on the property's page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max
from django.http import HttpRequest

from manju.catalogue.models import Property
from manju.catalogue.panels import panel
from manju.people.access import may, member_of
from manju.production.subjects import stories_of

__all__ = ["production_of"]


@panel("production/_panel.html", place=20)
def production_of(request: HttpRequest, row: Property) -> dict[str, Any]:  # Any: a template's context
    papers = row.papers.annotate(last=Max("versions__number"), many=Count("versions")).order_by("kind", "pk")
    return {"property": row, "papers": list(papers[:6]), "stories": stories_of(row)[:6],
            "may_make": may(member_of(request), "make")}  # fmt: skip
