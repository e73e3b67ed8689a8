"""The calendar of publications, one publication, and the accounts they go to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from manju.catalogue.serving import serve
from manju.distribution import publishing, states
from manju.distribution.actions import Refused
from manju.distribution.models import Account, Deliverable, Publication, SwitchProof
from manju.distribution.months import WEEKDAYS, month_of, read_moment, read_month, weekday
from manju.distribution.proving import points_of
from manju.distribution.proving import prove as keep_proof
from manju.distribution.sheets import publications_csv
from manju.distribution.views.asked import number
from manju.media.channels import profiles
from manju.people.access import may, may_view, member_of, require
from manju.people.models import User
from manju.words import Words

NO_TIME: Final = Words("写下日期和时间，例如 2026-11-28 18:00。", "Give a date and a time, such as 2026-11-28 18:00.")


@require_GET
@may_view("see")
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: a grid of weeks on a laptop, a list of days on a phone."""
    month = month_of(read_month(request.GET.get("month", "")))
    context = {
        "month": month,
        "weekdays": WEEKDAYS,
        "days": [(day, weekday(day.date)) for day in month.busy_days],
        "waiting": sum(p.state == "rejected" for p in month.entries),
        "planned": sum(p.state == "planned" for p in month.entries),
        "has_accounts": Account.objects.exists(),
        "may_deliver": may(member_of(request), "deliver"),
    }
    return render(request, "distribution/calendar.html", context)


@require_GET
@may_view("see")
def sheet(request: HttpRequest) -> HttpResponse:
    """The month as CSV."""
    month = month_of(read_month(request.GET.get("month", "")))
    response = HttpResponse(publications_csv(month.entries), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="publications-{month.here}.csv"'
    return response


@require_POST
@may_view("deliver")
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a deliverable on one of its channel's accounts."""
    row = get_object_or_404(Deliverable.objects.select_related("episode__season__work"), pk=pk)
    account = get_object_or_404(Account.objects.all(), pk=number(request.POST.get("account", "")))
    try:
        publishing.plan(row, account, at=_moment(request.POST.get("at", "")), by=member_of(request).user)
    except Refused as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, str(Words("排好了。", "Planned.")))
    return HttpResponseRedirect(row.get_absolute_url())


@require_http_methods(["GET", "POST"])
@may_view("see")
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """One publication; its buttons are the states it may go to. Errors keep what was typed."""
    rows = Publication.objects.select_related("account", "deliverable__episode__season__work", "updated_by")
    row = get_object_or_404(rows, pk=pk)
    problem: Refused | None = None
    if request.method == "POST":
        _may_deliver(request)
        try:
            said = _change(row, request, member_of(request).user)
        except Refused as error:
            problem = error
        else:
            messages.success(request, str(said))
            return HttpResponseRedirect(row.get_absolute_url())
    context = {
        "p": row,
        "points": points_of(row),
        "problem": problem,
        "typed": request.POST,
        "may_deliver": may(member_of(request), "deliver"),
        "next_states": [(s, states.PUBLICATION[s]) for s in row.may_become if s in ("in_review", "live")],
        "month": f"{timezone.localtime(row.at):%Y-%m}",
    }
    return render(request, "distribution/publication.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
@may_view("see")
def accounts(request: HttpRequest) -> HttpResponse:
    """The studio's platform accounts: listed, added, and changed in place (`?edit=`)."""
    problem: Refused | None = None
    edited = Account.objects.filter(pk=number(request.GET.get("edit", ""))).first()
    if request.method == "POST":
        _may_deliver(request)
        known = request.POST.get("account", "")
        edited = get_object_or_404(Account.objects.all(), pk=number(known)) if known else None
        try:
            opened = _day(request.POST.get("opened-at", ""))
            saved = publishing.save_account(
                edited, platform=request.POST.get("platform", ""), handle=request.POST.get("handle", ""),
                opened_at=opened, by=member_of(request).user,
            )  # fmt: skip
        except Refused as error:
            problem = error
        else:
            messages.success(request, str(Words("记下了：{a}", "Saved: {a}").fill(a=saved.name)))
            return HttpResponseRedirect(request.path)
    rows = Account.objects.annotate(
        live=Count("publications", filter=Q(publications__state="live")),
        planned=Count("publications", filter=Q(publications__state="planned")),
    )
    opened_at = edited.opened_at.isoformat() if edited and edited.opened_at else ""
    context = {
        "accounts": rows,
        "edited": edited,
        "problem": problem,
        "platform": request.POST.get("platform", edited.platform if edited else request.GET.get("platform", "")),
        "handle": request.POST.get("handle", edited.handle if edited else ""),
        "opened_at": request.POST.get("opened-at", opened_at),
        "platforms": [(name, p.title) for name, p in profiles().items()],
        "may_deliver": may(member_of(request), "deliver"),
    }
    return render(request, "distribution/accounts.html", context, status=422 if problem else 200)


def _change(row: Publication, request: HttpRequest, by: User) -> Words:
    """Do the one thing whose button was pressed."""
    typed = request.POST
    match typed.get("do", ""):
        case "move":
            publishing.move(row, at=_moment(typed.get("at", "")), by=by)
            return Words("改期了。", "Moved.")
        case "posted":
            publishing.mark_posted(row, url=typed.get("url", ""), by=by)
            return Words("记为已发。", "Marked as posted.")
        case "in_review" | "live" | "rejected" as state:
            publishing.set_platform_state(row, state=state, reason=typed.get("reason", ""), by=by)
            return Words("记下了平台状态。", "The platform's state is noted.")
        case "details":
            publishing.write_details(
                row, url=typed.get("url", ""), filing_number=typed.get("filing-number", ""), by=by
            )  # fmt: skip
            return Words("存好了。", "Saved.")
        case "withdraw":
            publishing.withdraw(row, by=by)
            return Words("撤下了。", "Withdrawn.")
        case _:
            raise Refused("unknown_deed", Words("没有这个操作。", "There is no such deed."))


@require_POST
@may_view("deliver")
def prove(request: HttpRequest, pk: int, switch: str) -> HttpResponse:
    """Keep a screenshot that shows a platform's switch set."""
    row = get_object_or_404(Publication.objects.select_related("account"), pk=pk)
    brought = request.FILES.get("file")
    try:
        keep_proof(row, switch=switch, brought=brought if isinstance(brought, UploadedFile) else None,
                   by=member_of(request).user)  # fmt: skip
    except Refused as error:
        messages.error(request, str(error.message))
    return HttpResponseRedirect(row.get_absolute_url())


@require_GET
@may_view("see")
def proof(request: HttpRequest, pk: int, switch: str) -> HttpResponseBase:
    """The newest screenshot of a switch."""
    rows = SwitchProof.objects.filter(publication=get_object_or_404(Publication.objects.all(), pk=pk), switch=switch)
    newest = rows.first()
    if newest is None:
        raise Http404
    return serve(request, newest.file)


def _may_deliver(request: HttpRequest) -> None:
    require(member_of(request), "deliver")


def _moment(text: str) -> datetime:
    at = read_moment(text)
    if at is None:
        raise Refused("time_missing", NO_TIME)
    return at


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused("date_invalid", Words("日期写成 2026-11-28 这样。", "Write the date as 2026-11-28.")) from error
