"""What was found: the page to drop files on, the page of one trace, and the files that belong to it."""

from __future__ import annotations

import csv
import io
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from manju.catalogue import receiving
from manju.catalogue.admission import plain_name
from manju.catalogue.serving import serve
from manju.catalogue.taking import ToUploads, sent
from manju.copies.models import RegisteredMaster, RegisteredPicture
from manju.media.errors import MediaError
from manju.people.access import may, may_view, member_of
from manju.protection import showing
from manju.protection.keeping import kept_result
from manju.protection.models import Finding
from manju.protection.packing import report_of
from manju.protection.suspects import SUSPECTS, trace_again
from manju.words import Words, as_language, language

ON_A_PAGE: Final = 20


@require_GET
@may_view("see")
def findings(request: HttpRequest) -> HttpResponse:
    """Drop found files here; below, what earlier ones came to."""
    return _findings(request, [])


@csrf_exempt  # the upload handler must be set before the token is read from the form; checked right below
def bring(request: HttpRequest) -> HttpResponse:
    """Found files sent in one plain form, without JavaScript."""
    request.upload_handlers = [ToUploads(request)]
    return _bring(request)


@require_GET
@may_view("see")
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One found file: while it is traced its job, then the answer."""
    row = _found(pk)
    context: dict[str, object] = {"f": row, "may_protect": may(member_of(request), "protect")}
    result = kept_result(row) if row.state == Finding.State.TRACED else None
    if result is None:
        return render(request, "protection/tracing.html", context)
    chosen = request.GET.get("master", "")
    context |= {
        "t": showing.shown(row, result, master_id=int(chosen) if chosen.isdecimal() and len(chosen) < 18 else None),
        "again": row.job if row.job is not None and row.job.is_open else None,
    }
    return render(request, "protection/finding.html", context)


@require_POST
@may_view("protect")
def again(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row = _found(pk)
    trace_again(row, by=member_of(request).user)
    messages.success(request, str(Words("开始重新追踪。", "Tracing again.")))
    return redirect(row)


@require_GET
@may_view("see")
def film(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The found file, film or picture, or its preview where browsers cannot play it."""
    return serve(request, _found(pk).film)


@require_GET
@may_view("see")
def original(request: HttpRequest, pk: int, master_id: str) -> HttpResponseBase:
    """The master or picture that a finding shows, to be seen beside it; no other is given out here."""
    row = _found(pk)
    if int(master_id) not in {m["master_id"] for m in row.result.get("masters", [])}:
        raise Http404
    if row.is_picture:
        picture: RegisteredPicture = get_object_or_404(RegisteredPicture.objects, pk=master_id)
        return serve(request, picture.file)
    master = get_object_or_404(RegisteredMaster.objects.select_related("master"), pk=master_id)
    in_catalogue = master.master
    return serve(request, in_catalogue.film if in_catalogue is not None else master.file)


@require_GET
@may_view("see")
def seen(request: HttpRequest, pk: int, picture: str) -> HttpResponseBase:
    """One of the kept pictures of a moment."""
    row = _found(pk)
    return serve(request, f"{row.kept}/{picture}.png" if row.kept else "")


@require_GET
@may_view("see")
def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Every copy that was compared and its z: the rows behind the plot."""
    row = _found(pk)
    result = kept_result(row)
    if result is None or not result.scores:
        raise Http404
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["master_id", "copy_id", "z", "bound_z", "named"])
    named = {(c.master_id, c.copy_id) for c in result.copies}
    for s in result.scores:
        for copy_id, z in zip(s.copy_ids.tolist(), s.z.tolist(), strict=True):
            row_named = "yes" if (s.master_id, copy_id) in named else ""
            write.writerow([s.master_id, copy_id, f"{z:.4f}", f"{result.bound_z:.4f}", row_named])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.number}-scores.csv"'
    return response


@require_GET
@may_view("see")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The trace report as PDF; `?lang=` says in which language, else the reader's."""
    row = _found(pk)
    to = as_language(request.GET["lang"]) if "lang" in request.GET else language()
    try:
        pdf = report_of(row, language=to)
    except MediaError as why:
        messages.error(request, f"{why.message} {why.hint}")
        return redirect(row)
    if pdf is None:
        raise Http404
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.number}-{to}.pdf"'
    return response


@csrf_protect
@require_POST
@may_view("protect")
def _bring(request: HttpRequest) -> HttpResponse:
    problems: list[tuple[str, Words, Words]] = []
    pages: list[str] = []
    for file in request.FILES.getlist("files"):
        name = plain_name(file.name or "")
        try:
            with sent(file) as source:
                landed = receiving.take_whole_for(SUSPECTS, by=member_of(request).user, name=name, source=source)
            pages.append(landed.address)
        except MediaError as why:
            problems.append((name, why.message, why.hint))
    if not pages and not problems:
        hint = Words("选一个视频或图片。", "Choose a video or a picture.")
        problems.append(("", Words("还没选文件。", "No file was chosen."), hint))
    if problems:
        return _findings(request, problems)
    return redirect(pages[0] if len(pages) == 1 else reverse("protection:findings"))


def _findings(request: HttpRequest, problems: list[tuple[str, Words, Words]]) -> HttpResponse:
    rows = Finding.objects.listed()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "open": any(f.state == "received" and f.job is not None and f.job.is_open for f in page.object_list),
        "named": Finding.objects.filter(verdict="copy", case=None).count(),
        "known": RegisteredMaster.objects.exists() or RegisteredPicture.objects.exists(),
        "may_protect": may(member_of(request), "protect"),
        "problems": problems,
    }
    return render(request, "protection/findings.html", context, status=422 if problems else 200)


def _found(pk: int | str) -> Finding:
    row: Finding = get_object_or_404(Finding.objects.listed(), pk=pk)
    return row
