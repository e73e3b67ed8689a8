"""The page of alerts, and the pages of the places they are sent to."""

from __future__ import annotations

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.alerts import actions
from manju.alerts.actions import Place
from manju.alerts.kinds import KINDS
from manju.alerts.models import LEVELS, RANKS, Alert, Delivery, Destination
from manju.alerts.protocols import PROTOCOLS
from manju.alerts.protocols.message import Level
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.words import Words, say

ON_A_PAGE: Final = 20
SENDINGS: Final = 20


@may_view("see")
@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    """What waits, the gravest first; or everything there ever was."""
    return _alerts(request)


@may_view("make")
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody knows: it leaves Today."""
    actions.see(get_object_or_404(Alert.objects.all(), pk=pk), by=member_of(request).user)
    return redirect("alerts:list")


@may_view("make")
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an alert with what was done."""
    alert = get_object_or_404(Alert.objects.all(), pk=pk)
    try:
        actions.settle(alert, remark=request.POST.get("remark", ""), by=member_of(request).user)
    except Refused as why:
        return _alerts(request, problem=why, at=pk)
    messages.success(request, say("处理完了，记下了。", "Settled and written down."))
    return redirect("alerts:list")


@may_view("manage")
@require_safe
def destinations(request: HttpRequest) -> HttpResponse:
    """Where alerts go, what became of the last ones; asks for itself again while something is under way."""
    return _destinations(request)


@may_view("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new place: which kind, then its address. A secret made here is shown once, on this answer."""
    name = (request.POST or request.GET).get("protocol", "")
    if name not in PROTOCOLS:
        return render(request, "alerts/choose.html", {"protocols": PROTOCOLS.values()})
    problem: Refused | None = None
    if request.method == "POST":
        try:
            row, secret = actions.add_destination(name, _place(request.POST), by=member_of(request).user)
        except Refused as why:
            problem = why
        else:
            if secret:
                return _destinations(request, made=row, secret=secret)
            messages.success(request, say("已保存。先发一条测试消息。", "Saved. Send a test message first."))
            return redirect("alerts:destinations")
    return _form(request, name, None, problem)


@may_view("manage")
@require_http_methods(["GET", "HEAD", "POST"])
def destination(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a place. Its address and secret are taken, never shown."""
    row: Destination = get_object_or_404(Destination.objects.filter(removed_at=None), pk=pk)
    problem: Refused | None = None
    if request.method == "POST":
        try:
            actions.change_destination(row, _place(request.POST), by=member_of(request).user)
        except Refused as why:
            problem = why
        else:
            messages.success(request, say("已保存。", "Saved."))
            return redirect("alerts:destinations")
    return _form(request, row.protocol, row, problem)


@may_view("manage")
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    actions.send_test(get_object_or_404(Destination.objects.filter(removed_at=None), pk=pk), by=member_of(request).user)
    return redirect("alerts:destinations")


@may_view("manage")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    row: Destination = get_object_or_404(Destination.objects.filter(removed_at=None), pk=pk)
    actions.remove_destination(row, by=member_of(request).user)
    messages.success(request, str(Words("提醒不再发到{n}。", "Alerts no longer go to {n}.").fill(n=row.name)))
    return redirect("alerts:destinations")


@may_view("manage")
@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send once more what was given up."""
    delivery = get_object_or_404(Delivery.objects.select_related("destination"), pk=pk)
    try:
        actions.send_again(delivery, by=member_of(request).user)
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect("alerts:destinations")


def _alerts(request: HttpRequest, *, problem: Refused | None = None, at: int = 0) -> HttpResponse:
    me = member_of(request)
    whole = request.GET.get("all") == "1"
    grave = Case(*(When(level=level, then=Value(rank)) for level, rank in RANKS.items()))
    rows = Alert.objects.select_related("settled_by", "seen_by").prefetch_related("deliveries__destination")
    rows = rows.order_by("-raised_at", "-pk") if whole else rows.open().order_by(grave, "-raised_at", "-pk")
    context = {
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")), "whole": whole,
        "open_count": Alert.objects.open().count(), "every_count": Alert.objects.count(),
        "may_settle": may(me, "make"), "may_manage": may(me, "manage"), "problem": problem, "at": at,
        "places": Destination.objects.filter(removed_at=None).count(),
    }  # fmt: skip
    return render(request, "alerts/list.html", context, status=422 if problem else 200)


def _destinations(request: HttpRequest, *, made: Destination | None = None, secret: str = "") -> HttpResponse:
    rows = list(Destination.objects.filter(removed_at=None))
    last: dict[int, Delivery] = {}
    sendings = list(Delivery.objects.select_related("destination", "alert").order_by("-made_at")[:SENDINGS])
    for row in rows:
        newest = Delivery.objects.filter(destination=row).order_by("-made_at").first()
        if newest is not None:
            last[row.pk] = newest
    context = {
        "places": [(row, last.get(row.pk)) for row in rows], "sendings": sendings, "made": made, "secret": secret,
        "under_way": any(d.state == "waiting" for d in (*sendings, *last.values())),
        "failing": [row for row in rows if (d := last.get(row.pk)) is not None and d.state == "failed"],
    }  # fmt: skip
    response = render(request, "alerts/destinations.html", context)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


def _form(request: HttpRequest, protocol: str, row: Destination | None, problem: Refused | None) -> HttpResponse:
    """The form of a place, with what was typed, else what is kept, else what is usual."""
    typed = _place(request.POST) if request.method == "POST" else None
    if typed is None and row is not None:
        typed = Place(row.name, "", "", row.every_kind, tuple(row.kinds), cast(Level, row.least), row.language,
                      row.is_private_allowed, row.home)  # fmt: skip
    place = typed or Place("", "", home=request.build_absolute_uri("/").rstrip("/"))
    levels = [("here", Words("全部", "Everything")), ("warn", Words("注意和要紧的", "Look and Urgent")),
              ("bad", Words("只要要紧的", "Urgent only"))]  # fmt: skip
    context = {
        "protocol": PROTOCOLS[protocol], "row": row, "place": place, "kinds": KINDS.values(), "levels": levels,
        "problem": problem, "words": LEVELS,
    }  # fmt: skip
    return render(request, "alerts/destination.html", context, status=422 if problem else 200)


def _place(typed: QueryDict) -> Place:
    """What was typed. Values that no form of ours sends become the usual ones."""
    least = typed.get("least", "here")
    return Place(
        name=typed.get("name", ""), address=typed.get("address", ""), secret=typed.get("secret", ""),
        every_kind=typed.get("which", "every") != "some", kinds=tuple(k for k in typed.getlist("kind") if k in KINDS),
        least=cast(Level, least if least in RANKS else "here"),
        language="en" if typed.get("language") == "en" else "zh",
        private=typed.get("private") == "1", home=typed.get("home", ""),
    )  # fmt: skip
