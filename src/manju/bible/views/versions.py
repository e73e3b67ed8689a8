"""Versions: published with a note, read back as they were, each with what it changed in words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from manju.bible import actions
from manju.bible.diffing import difference
from manju.bible.models import BibleVersion
from manju.bible.names import in_reading
from manju.bible.reading import canonical, draft, has_draft, version_bible
from manju.bible.views.asked import context_of, property_of, user_of
from manju.people.access import may_view
from manju.people.errors import Refused
from manju.seals.recording import Standing, standing
from manju.words import say

__all__ = ["document", "publish_it", "version", "versions"]

MOST = 100


@may_view("see")
@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, and what the draft has changed since the newest."""
    of = property_of(pk)
    rows = list(BibleVersion.objects.filter(of_property=of).select_related("published_by").order_by("-number")[:MOST])
    seals, begun = _seals(rows), has_draft(of)
    bible = draft(of)
    newest = rows[0] if rows else None
    changed = begun and (newest is None or newest.text.encode() != canonical(bible))
    parts = difference(version_bible(newest), bible) if newest is not None and changed else []
    context = context_of(request, of, tab="versions") | {
        "versions": [(row, seals.get(row.pk)) for row in rows], "begun": begun, "changed": changed, "parts": parts,
        "newest": newest,
        "next_number": newest.number + 1 if newest else 1,
    }  # fmt: skip
    return render(request, "bible/versions.html", context)


@may_view("see")
@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it changed against the one before, and its hash."""
    row: BibleVersion = get_object_or_404(BibleVersion.objects.select_related("of_property", "published_by"), pk=pk)
    before = BibleVersion.objects.filter(of_property=row.of_property, number=row.number - 1).first()
    bible = version_bible(row)
    context = context_of(request, row.of_property, tab="versions") | {
        "version": row, "before": before, "title": in_reading(bible.title), "bible": bible,
        "parts": difference(version_bible(before) if before else None, bible),
        "s": _seals([row]).get(row.pk), "hand_offs": row.hand_offs.select_related("made_by")[:50],
    }  # fmt: skip
    return render(request, "bible/version.html", context)


@may_view("see")
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The version's document: the very bytes that its hash is of."""
    row: BibleVersion = get_object_or_404(BibleVersion.objects, pk=pk)
    headers = {"Content-Disposition": f'attachment; filename="bible-{row.of_property_id}-v{row.number}.json"'}
    return HttpResponse(row.text.encode(), content_type="application/json", headers=headers)


def _seals(rows: list[BibleVersion]) -> dict[int, Standing]:
    """How far the seals of versions have come, by version."""
    found = standing([row.evidence_id for row in rows])
    return {row.pk: found[row.evidence_id] for row in rows if row.evidence_id in found}


@may_view("make")
@require_POST
def publish_it(request: HttpRequest, pk: int) -> HttpResponse:
    of = property_of(pk)
    try:
        row = actions.publish(of, by=user_of(request), note=request.POST.get("note", ""))
    except Refused as why:
        messages.error(request, str(why.message))
        return redirect("bible:versions", pk)
    messages.success(
        request, say("第 {n} 版定下来了，今天就存证。", "Version {n} stands; it is sealed today.", n=row.number)
    )
    return redirect(row)
