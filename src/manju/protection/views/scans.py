"""The watched folder: where to put found files, the scans of it, and what they found."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from manju.copies.models import RegisteredMaster, ScannedFile
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.protection import actions
from manju.protection.folder import watched_folder
from manju.protection.models import Watch
from manju.protection.suspects import take_scanned
from manju.words import Words

ON_A_PAGE: Final = 50
SCANS_SHOWN: Final = 5


@require_GET
@may_view("see")
def scans(request: HttpRequest) -> HttpResponse:
    """Files of the folder that show a work of ours first, then those that could not be read."""
    member = member_of(request)
    folder = watched_folder(member.studio_id)
    rows = ScannedFile.objects.filter(path__startswith=f"{folder}/").select_related(
        "issued", "master__master__episode__season__work"
    )
    found = rows.filter(master__isnull=False)
    page = Paginator(found.order_by("-scanned_at", "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    newest = Watch.objects.select_related("job")[:SCANS_SHOWN]
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "folder": folder,
        "masters": RegisteredMaster.objects.count(),
        "files": rows.count(),
        "unreadable": rows.exclude(error_code="")[:20],
        "watches": newest,
        "running": next((w.job for w in newest if w.job is not None and w.job.is_open), None),
        "may_protect": may(member, "protect"),
    }
    return render(request, "protection/scans.html", context)


@require_POST
@may_view("protect")
def now(request: HttpRequest) -> HttpResponseRedirect:
    actions.scan_now(by=member_of(request).user)
    messages.success(request, str(Words("开始扫描。", "Scanning.")))
    return redirect("protection:scans")


@require_POST
@may_view("protect")
def take(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Make a finding of a scanned file."""
    row: ScannedFile = get_object_or_404(ScannedFile.objects.all(), pk=pk)
    try:
        finding = take_scanned(row, by=member_of(request).user)
    except Refused as why:
        messages.error(request, str(why.message))
        return redirect("protection:scans")
    return redirect(finding)
