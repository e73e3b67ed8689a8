"""Cases: the list with what is due next, one case with its events and dates, and the forms that change it."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from manju.people.access import may, may_view, member_of
from manju.protection import actions, states
from manju.protection.forms import CaseForm, CloseForm, EventForm
from manju.protection.models import SOON, Case, Deadline, Finding
from manju.protection.packing import letter_of
from manju.words import Words, language

ON_A_PAGE: Final = 30


@require_GET
@may_view("see")
def cases(request: HttpRequest) -> HttpResponse:
    """Open cases by their nearest date, closed ones after them."""
    chosen = request.GET.get("state", "")
    rows = Case.objects.shown()
    if chosen in states.CASE:
        rows = rows.filter(state=chosen)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "chosen": chosen if chosen in states.CASE else "",
        "filters": list(states.CASE.items()),
        "due": list(Deadline.objects.due_by(today + SOON)[:8]),
        "open_count": Case.objects.open().count(),
        "may_protect": may(member_of(request), "protect"),
    }
    return render(request, "protection/cases.html", context)


@require_GET
@may_view("see")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


@require_http_methods(["GET", "POST"])
@may_view("protect")
def open_case(request: HttpRequest) -> HttpResponse:
    """A new case, about the findings of the address."""
    numbers = [n for n in request.GET.getlist("finding") if n.isdecimal() and len(n) < 18]
    findings = list(Finding.objects.filter(pk__in=numbers, case=None).select_related("master"))
    initial = {"title": _title_for(findings), "found_on": timezone.localdate()}
    form = CaseForm(request.POST or None, initial=initial)
    if request.method == "POST":
        stored, made = form.store(
            lambda **typed: actions.open_case(by=member_of(request).user, findings=findings, **typed)
        )
        if stored:
            messages.success(request, str(Words("开好了，下一步：投诉函。", "Opened. Next: the letter.")))
            return redirect(made)
    return render(request, "protection/case_form.html", {"form": form, "findings": findings, "case": None},
                  status=422 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
@may_view("protect")
def edit_case(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    initial = {name: getattr(row, name) for name in (*actions.CASE_TEXTS, "views")}
    form = CaseForm(request.POST or None, initial=initial, is_new=False)
    if request.method == "POST":
        stored, _ = form.store(lambda **typed: actions.edit_case(row, by=member_of(request).user, **typed))
        if stored:
            return redirect(row)
    return render(request, "protection/case_form.html", {"form": form, "case": row, "findings": []},
                  status=422 if form.errors else 200)  # fmt: skip


@require_POST
@may_view("protect")
def write_event(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    form = EventForm(row.may_happen, request.POST)
    stored, _ = form.store(lambda **typed: actions.write_event(row, by=member_of(request).user, **typed))
    return redirect(row) if stored else _page(request, row, event_form=form)


@require_POST
@may_view("protect")
def close_case(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    form = CloseForm(request.POST)
    stored, _ = form.store(lambda **typed: actions.close_case(row, by=member_of(request).user, **typed))
    return redirect(row) if stored else _page(request, row, close_form=form)


@require_POST
@may_view("protect")
def meet(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row: Deadline = get_object_or_404(Deadline.objects.select_related("case"), pk=pk)
    actions.meet(row, by=member_of(request).user)
    return redirect(row.case)


def _page(
    request: HttpRequest, row: Case, *, event_form: EventForm | None = None, close_form: CloseForm | None = None
) -> HttpResponse:
    """The page of a case; a form that could not be stored comes back as it was typed."""
    letter = letter_of(row, language=language())
    context = {
        "case": row,
        "platform": row.platform,
        "events": row.events.select_related("by"),
        "deadlines": row.deadlines.all(),
        "findings": Finding.objects.listed().filter(case=row),
        "missing": [m for m in letter.missing if m.must or letter.is_whole],
        "is_whole": letter.is_whole,
        "event_form": event_form or (EventForm(row.may_happen) if row.may_happen else None),
        "close_form": close_form or (CloseForm() if row.state != "closed" else None),
        "may_protect": may(member_of(request), "protect"),
    }
    return render(request, "protection/case.html", context, status=422 if event_form or close_form else 200)


def _title_for(findings: list[Finding]) -> str:
    """`长夜灯 第 7 集` for what the findings show, empty when that is not known."""
    first = next((f.master for f in findings if f.master), None)
    if first is None:
        return ""
    if first.episode is None:
        return str(first.title)
    return str(Words("{t} 第 {n} 集", "{t}, episode {n}").fill(t=first.title, n=first.episode))


def _found(pk: int) -> Case:
    row: Case = get_object_or_404(Case.objects.select_related("opened_by"), pk=pk)
    return row
