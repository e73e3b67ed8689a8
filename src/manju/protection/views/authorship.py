"""The evidence packs of a property: what stands on record, what is missing, the packs made so far."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from manju.catalogue.models import Property
from manju.catalogue.serving import serve
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.people.access import may, may_view, member_of
from manju.production.story import hours_said
from manju.protection import jobs
from manju.protection.authorship.gathering import gathered
from manju.protection.authorship.missing import gaps_of
from manju.protection.models import EvidencePack
from manju.words import Words


@require_GET
@may_view("see")
def authorship(request: HttpRequest, pk: int) -> HttpResponse:
    """What a court would be shown, and what it would miss; files are hashed when a pack is made, not here."""
    row: Property = get_object_or_404(Property.objects.all(), pk=pk)
    story = gathered(row, depth="outline")
    gaps = gaps_of(story)
    grave = [gap for gap in gaps if gap.weight == "grave"]
    return render(
        request,
        "protection/authorship.html",
        {
            "property": row, "story": story, "grave": grave, "weak": [gap for gap in gaps if gap.weight != "grave"],
            "verdict": _verdict(len(grave), len(gaps)), "hours": hours_said(story.minutes),
            "sealed": sum(item.level != "none" for item in story.items),
            "outside": sum(item.level == "authority" for item in story.items),
            "same_day": sum(item.same_day for item in story.items),
            "late": sum(deed.late for deed in story.deeds),
            "packs": EvidencePack.objects.filter(of_property=row).select_related("made_by"),
            "job": Job.objects.open().filter(key=_key(row)).first(), "late_word": Words("补记", "written later"),
            "may_make": may(member_of(request), "make"),
        },
    )  # fmt: skip


@require_POST
@may_view("make")
def make(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row: Property = get_object_or_404(Property.objects.all(), pk=pk)
    user = member_of(request).user
    start(
        jobs.authorship, by=user, params={"property_id": row.pk, "by_id": user.pk}, key=_key(row),
        link=reverse("protection:authorship", args=[row.pk]),
    )  # fmt: skip
    messages.success(request, str(Words("开始整理了，好了会在这里。", "It is being made and will stand here.")))
    return redirect("protection:authorship", pk=row.pk)


@require_GET
@may_view("see")
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    row: EvidencePack = get_object_or_404(EvidencePack.objects.select_related("of_property"), pk=pk)
    day = timezone.localdate(row.made_at)
    return serve(
        request, row.file, download_as=f"evidence-{row.of_property.name_en or row.of_property.name_zh}-{day}.zip"
    )


def _key(row: Property) -> str:
    return f"authorship:{row.pk}"


def _verdict(grave: int, gaps: int) -> Words:
    if grave:
        return Words(f"还缺 {grave} 处要紧的证据", f"Evidence lacks {grave} grave point{'s' if grave != 1 else ''}")
    if gaps:
        return Words(
            f"证据站得住，有 {gaps} 处偏弱", f"The evidence stands, with {gaps} weak point{'s' if gaps != 1 else ''}"
        )
    return Words("证据齐了", "The evidence is complete")
