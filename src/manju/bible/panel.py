"""The bible on a property's page: how complete it is, its newest version, and the way in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from manju.bible.completeness import score
from manju.bible.reading import draft, has_draft, latest
from manju.bible.waiting import changed_since
from manju.catalogue.models import Property
from manju.catalogue.panels import panel
from manju.people.access import may, member_of

__all__ = ["bible_of"]


@panel("bible/_panel.html", place=10)
def bible_of(request: HttpRequest, row: Property) -> dict[str, Any]:  # Any: a template's context
    found = score(draft(row)) if has_draft(row) else None
    newest = latest(row)
    changed = newest is not None and changed_since(row, newest.published_at) is not None
    return {"property": row, "score": found, "newest": newest, "changed": changed,
            "may_make": may(member_of(request), "make")}  # fmt: skip
