"""Filings: every season with its class and number, and one season's filing with its steps and the owner's word."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from manju.catalogue.models import Season
from manju.filings import filing as deeds
from manju.filings.forms import FilingForm, NumberForm
from manju.filings.models import Allowance, Filing
from manju.filings.names import FILED
from manju.filings.numbers import allowance_of
from manju.filings.packages import filing_package
from manju.filings.reading import red_lines_of, seasons_with
from manju.filings.rules.classes import number_rule
from manju.media.errors import MediaError
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.words import Words


@require_GET
@may_view("see")
def filings(request: HttpRequest) -> HttpResponse:
    """Every season: form, class, state, number; those without a number first."""
    rows = seasons_with()
    context = {"rows": rows, "unfiled": sum(not r.may_go for r in rows), "allowed": sum(r.is_allowed for r in rows)}
    return render(request, "filings/filings.html", context)


@require_GET
@may_view("see")
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _season(pk))


@require_http_methods(["GET", "POST"])
@may_view("deliver")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the season is and costs; its class follows."""
    season = _season(pk)
    row = Filing.objects.filter(season=season).first()
    initial: dict[str, Any] = {"form": "animated", "currency": "CNY", "synopsis": _logline(season)}
    if row is not None:
        initial = {name: getattr(row, name) for name in ("form", "budget", "currency", "rate", "subjects", "authority",
                                                        "age", "synopsis")}  # fmt: skip
    form = FilingForm(request.POST or None, initial=initial)
    if request.method == "POST":
        stored, made = form.store(lambda **typed: deeds.save(season, by=member_of(request).user, **typed))
        if stored:
            said = Words("归类：{c}。{r}。", "Classed: {c}. {r}.").fill(c=made.class_title, r=made.reviewer)
            messages.success(request, str(said))
            return redirect("filings:filing", season.pk)
    context = {"season": season, "form": form, "row": row}
    return render(request, "filings/filing_edit.html", context, status=422 if form.errors else 200)


@require_POST
@may_view("deliver")
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Submitted today, or returned with a reason."""
    season = _season(pk)
    row = get_object_or_404(Filing.objects.all(), season=season)
    try:
        deeds.happen(row, state=request.POST.get("state", ""), on=timezone.localdate(),
                     text=request.POST.get("text", ""), by=member_of(request).user)  # fmt: skip
    except Refused as refused:
        return _page(request, season, problem=refused.message)
    return redirect("filings:filing", season.pk)


@require_POST
@may_view("deliver")
def number(request: HttpRequest, pk: int) -> HttpResponse:
    season = _season(pk)
    row = get_object_or_404(Filing.objects.all(), season=season)
    form = NumberForm(request.POST)
    stored, _ = form.store(lambda **typed: deeds.give_number(row, by=member_of(request).user, **typed))
    if not stored:
        return _page(request, season, form=form)
    messages.success(request, str(Words("填好了，各集和交付包都会带上。", "Written; episodes and packages bear it.")))
    return redirect("filings:filing", season.pk)


@require_POST
@may_view("manage")
def allow(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner's word that it may go out without a number, or that it may no longer."""
    season = _season(pk)
    allows = request.POST.get("allows") == "1"
    reason = request.POST.get("reason", "")
    try:
        deeds.allow(season, allows=allows, reason=reason, by=member_of(request).user)
    except Refused as refused:
        return _page(request, season, problem=refused.message, reason=reason)
    return redirect("filings:filing", season.pk)


@require_GET
@may_view("deliver")
def package(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Filing.objects.select_related("season__work"), season=_season(pk))
    try:
        raw = filing_package(row)
    except MediaError as error:
        messages.error(request, str(error.message))
        return redirect("filings:filing", pk)
    response = HttpResponse(raw, content_type="application/zip")
    name = quote(f"备案-{row.season.work.title_zh}-S{row.season.number}.zip", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _page(
    request: HttpRequest, season: Season, *, form: NumberForm | None = None, problem: Words | None = None,
    reason: str = "",
) -> HttpResponse:  # fmt: skip
    row = Filing.objects.filter(season=season).select_related("season__work").first()
    shape = row.form if row is not None else "animated"
    initial = {"on": timezone.localdate(), "was": row.number if row else "", "number": row.number if row else ""}
    context = {
        "season": season, "f": row, "problem": problem, "reason": reason,
        "form": form or NumberForm(initial=initial),
        "rule": number_rule(shape, on=timezone.localdate()),
        "allowance": allowance_of(season),
        "words": Allowance.objects.filter(season=season).select_related("by"),
        "events": row.events.select_related("by") if row else [],
        "steps": [(name, FILED[name]) for name in row.may_become] if row else [],
        "red_lines": red_lines_of(season),
        "may_deliver": may(member_of(request), "deliver"),
        "may_allow": may(member_of(request), "manage"),
    }  # fmt: skip
    wrong = problem is not None or (form is not None and form.errors)
    return render(request, "filings/filing.html", context, status=422 if wrong else 200)


def _season(pk: int) -> Season:
    row: Season = get_object_or_404(Season.objects.select_related("work__of_property"), pk=pk)
    return row


def _logline(season: Season) -> str:
    return str(season.work.of_property.logline_zh)
