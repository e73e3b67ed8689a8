"""Registrations: the list with what is due, beginning one from what the house knows, one with its steps."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from manju.catalogue.models import Property
from manju.filings import actions, samples, standing
from manju.filings.forms import BeginForm, RegistrationForm, StepForm
from manju.filings.models import Registration
from manju.filings.names import BASIS_OF
from manju.filings.packages import registration_package
from manju.filings.registry import Subject, subjects_of
from manju.media.errors import MediaError
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.words import Words

ON_A_PAGE: Final = 40


@require_GET
@may_view("see")
def registrations(request: HttpRequest) -> HttpResponse:
    """Applications, those with the office first by their day; then what could be registered."""
    page = Paginator(standing.in_order(), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "headline": standing.headline(timezone.localdate()),
        "may_protect": may(member_of(request), "protect"),
    }
    return render(request, "filings/registrations.html", context)


@require_GET
@may_view("protect")
def begin(request: HttpRequest) -> HttpResponse:
    """Which property: with one only, straight on."""
    rows = list(Property.objects.filter(stopped_at=None).order_by("-created_at"))
    if len(rows) == 1:
        return redirect("filings:begin_for", rows[0].pk)
    return render(request, "filings/begin.html", {"properties": rows})


@require_http_methods(["GET", "POST"])
@may_view("protect")
def begin_for(request: HttpRequest, pk: int) -> HttpResponse:
    """What of this property can be registered, with its fee; something else by hand."""
    row = get_object_or_404(Property.objects.all(), pk=pk)
    offered = subjects_of(row)
    form = BeginForm(request.POST if "title" in request.POST else None)
    problem: Words | None = None
    if request.method == "POST":
        picked = next((s for s in offered if s.key == request.POST.get("subject")), None)
        picked = picked or (_typed(form) if form.is_bound and form.is_valid() else None)
        if picked is not None:
            try:
                holder = standing.holder_of(row)
                made = actions.begin(row, picked, by=member_of(request).user, owner=holder.name,
                                     owner_id_number=holder.id_number)  # fmt: skip
            except Refused as refused:
                problem = refused.message
            else:
                messages.success(request, str(Words("填好了大半，核对一遍。", "Mostly filled in: check it.")))
                return redirect(made)
    context = {"property": row, "offered": standing.offered(row, offered), "form": form, "problem": problem}
    return render(request, "filings/begin_for.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@may_view("see")
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


@require_http_methods(["GET", "POST"])
@may_view("protect")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form's fields; an error keeps what was typed."""
    row = _found(pk)
    initial: dict[str, Any] = {name: getattr(row, name) for name in (*actions.TEXTS, *actions.DAYS)}
    initial["items"] = "\n".join(f"{i['name']} | {i['measure']}" for i in row.items)
    form = RegistrationForm(request.POST or None, initial=initial)
    if request.method == "POST":
        stored, _ = form.store(lambda **typed: actions.change(row, by=member_of(request).user, **typed))
        if stored:
            return redirect(row)
    return render(
        request, "filings/registration_edit.html", {"r": row, "form": form}, status=422 if form.errors else 200
    )


@require_POST
@may_view("protect")
def step(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(pk)
    form = StepForm(row.state, request.POST)
    stored, _ = form.store(lambda **typed: actions.happen(row, by=member_of(request).user, **typed))
    return redirect(row) if stored else _page(request, row, form=form)


@require_POST
@may_view("protect")
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file to the application, as it will be handed in."""
    row = _found(pk)
    brought = request.FILES.get("file")
    if isinstance(brought, UploadedFile):
        try:
            samples.add(row, brought, by=member_of(request).user)
        except Refused as refused:
            messages.error(request, str(refused.message))
    else:
        messages.error(request, str(Words("先选一个文件。", "Choose a file first.")))
    return redirect(row)


@require_GET
@may_view("protect")
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """The filled package as a zip."""
    row = _found(pk)
    try:
        raw = registration_package(row)
    except MediaError as error:
        messages.error(request, str(error.message))
        return redirect(row)
    return _zip(raw, f"登记-{row.title}.zip")


def _typed(form: BeginForm) -> Subject:
    typed = form.cleaned_data
    title = str(typed["title"]).strip()
    count = int(typed["measure"])
    basis = BASIS_OF[typed["kind"]]
    kind = str(typed["kind"])
    items: tuple[tuple[str, int], ...] = ((title, count),)
    if basis == "art":
        items = tuple((f"{title} {n}" if count > 1 else title, 1) for n in range(1, min(count, 1000) + 1))
        kind = "series" if count > 1 else "art"
    return Subject(kind=kind, key="", basis=basis, title=title, items=items)


def _page(request: HttpRequest, row: Registration, *, form: StepForm | None = None) -> HttpResponse:
    lacks = standing.missing(row)
    context = {
        "r": row,
        "fee": row.fee,
        "events": row.events.select_related("by"),
        "form": form or (StepForm(row.state) if row.may_become else None),
        "missing": lacks,
        "only_samples": not row.samples and len(lacks) == 1,
        "may_protect": may(member_of(request), "protect"),
    }
    return render(request, "filings/registration.html", context, status=422 if form and form.errors else 200)


def _found(pk: int) -> Registration:
    row: Registration = get_object_or_404(
        Registration.objects.select_related("of_property", "made_by", "certificate"), pk=pk
    )
    return row


def _zip(raw: bytes, name: str) -> HttpResponse:
    response = HttpResponse(raw, content_type="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response
