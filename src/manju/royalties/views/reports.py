"""The review of a report: ours against theirs, line by line; accept it or ask for a correction."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from manju.books.reading import closed_through, first_open
from manju.money.amounts import as_major
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.royalties.contracts import arrangement_of
from manju.royalties.issuing import ask_correction, issue, preview
from manju.royalties.models import SalesReport, Statement
from manju.royalties.showing import REPLY_DAYS, compared, letter_for
from manju.words import Words, language, say

PAGE = 50


@may_view("see")
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report as it was reviewed."""
    return _page(request, _report(pk))


@may_view("see")
@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The report's file as it came, always to be kept, never to be shown."""
    row = _report(pk)
    if row.path is None or not row.path.is_file():
        raise Http404
    answer = FileResponse(row.path.open("rb"), as_attachment=True, filename=row.original_name or "report.csv",
                          content_type="application/octet-stream")  # fmt: skip
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@may_view("account")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a report: its statement is made and posted."""
    row = _report(pk)
    try:
        made = issue(row, by=member_of(request).user, on_open_day=bool(request.POST.get("on_open_day")))
    except Refused as why:
        return _page(request, row, why=why.message, status=422)
    messages.success(request, say("已结算并记账。", "Settled and posted."))
    mine = next(one for one in made if one.report_id == row.pk)
    return redirect(mine.get_absolute_url())


@may_view("license")
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a correction."""
    row = _report(pk)
    try:
        ask_correction(row, request.POST.get("letter", ""), by=member_of(request).user)
    except Refused as why:
        return _page(request, row, why=why.message, status=422)
    messages.success(request, say("记下了。把这封信发给对方。", "Noted. Now send them the letter."))
    return redirect(row.get_absolute_url())


def _report(pk: int) -> SalesReport:
    row: SalesReport = get_object_or_404(SalesReport.objects.select_related("contract__of_property"), pk=pk)
    return row


def _page(request: HttpRequest, row: SalesReport, *, why: Words | None = None, status: int = 200) -> HttpResponse:
    member = member_of(request)
    findings = row.found
    kind = request.GET.get("kind", "")
    chosen = [f for f in findings if not kind or f.severity == kind]
    show = request.GET.get("show", "")
    lines = compared(row, only_different=show == "different")
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    statement = Statement.objects.standing().filter(report=row).first()
    blocked: Words | None = None
    ahead = None
    if row.state == "waiting":
        try:
            ahead = next(s for s in preview(row).statements if s.contract == str(row.contract_id))
        except Refused as refused:
            blocked = refused.message
    closed = closed_through()
    reply_by = timezone.localdate() + dt.timedelta(days=REPLY_DAYS)
    letter = letter_for(row, to=arrangement_of(row.contract).contact or row.contract.partner,
                        studio=member.studio.name, reply_by=reply_by.isoformat())  # fmt: skip
    other = "en" if language() == "zh" else "zh"
    context = {
        "r": row, "c": row.contract, "currency": row.currency,
        "over": as_major(abs(row.difference_minor or 0), row.currency),
        "earned": as_major(row.earned_minor, row.currency),
        "findings": chosen[:200], "more": len(chosen) - 200,
        "kinds": [(name, sum(f.severity == name for f in findings)) for name in ("error", "question", "hint")],
        "kind": kind, "show": show, "page": page, "numbers": page.paginator.get_elided_page_range(page.number),
        "query": f"show={show}&kind={kind}", "left_out": row.report_rows.exclude(state="taken")[:100],
        "statement": statement, "ahead": ahead, "blocked": blocked, "why": why, "letter": str(letter),
        "other_letter": letter.in_language(other), "other": other,  # type: ignore[arg-type]
        "may_license": may(member, "license"), "may_account": may(member, "account"),
        "open_day": first_open(row.end) if closed is not None and row.end <= closed else None,
        "versions": SalesReport.objects.filter(contract=row.contract, period=row.period).exclude(pk=row.pk),
    }  # fmt: skip
    return render(request, "royalties/report.html", context, status=status)
