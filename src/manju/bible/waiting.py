"""Bibles that were changed some days ago and not published since: what is handed out is not what is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Q

from manju.bible.models import Sheet
from manju.catalogue.models import Property

__all__ = ["QUIET", "Unpublished", "changed_since", "unpublished"]

QUIET: Final = timedelta(days=3)  # nobody has written for so long: it is no longer being worked on


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A property whose draft went on after its newest version, and when it was last changed."""

    of_property: Property
    number: int
    changed_at: datetime


def unpublished(at: datetime) -> list[Unpublished]:
    """Living properties of the studio with a version and newer words that have been quiet for three days."""
    newest = Max("bible_versions__number")
    rows = Property.objects.filter(stopped_at=None).annotate(number=newest).filter(number__isnull=False)
    found = []
    for row in rows.annotate(published=Max("bible_versions__published_at")).order_by("pk"):
        last = changed_since(row, row.published)
        if last is not None and last < at - QUIET:
            found.append(Unpublished(row, row.number, last))
    return found


def changed_since(of_property: Property, published_at: datetime) -> datetime | None:
    """When the draft was last changed after this moment; None when it was not."""
    newer = Q(edited_at__gt=published_at, removed_at=None) | Q(removed_at__gt=published_at)
    last = Sheet.objects.filter(newer, of_property=of_property).aggregate(e=Max("edited_at"), r=Max("removed_at"))
    return max((at for at in last.values() if at is not None and at > published_at), default=None)
