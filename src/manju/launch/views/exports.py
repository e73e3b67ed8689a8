"""Where exports are dropped, and what was made of each."""

from __future__ import annotations

import datetime as dt
from importlib import resources

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from manju.catalogue.models import Work
from manju.jobs.models import Job
from manju.launch import inbox
from manju.launch.forms import DropForm
from manju.launch.models import Export, Item, Snapshot
from manju.launch.names import FIELDS
from manju.money.errors import InputError
from manju.people.access import may, may_view, member_of
from manju.words import say

PAGE = 30


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """All exports, the works they speak of, and the place where new ones are dropped."""
    member = member_of(request)
    allowed = may(member, "deliver")
    form = DropForm(request.POST if request.method == "POST" else None)
    problem: InputError | None = None
    if request.method == "POST":
        if not allowed:
            return render(request, "site/wrong.html", status=403)
        if form.is_valid():
            try:
                dropped = inbox.take(request.FILES.getlist("files"))
                day: dt.date | None = form.cleaned_data["date"]
                inbox.begin(dropped, export_date=day, account=form.cleaned_data["account"], by=member.user)
            except InputError as error:
                problem = error
            else:
                messages.success(
                    request, say("开始读了，可以离开这一页。", "Reading has begun; you may leave this page.")
                )
                return redirect("launch:home")
    rows = Export.objects.all()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    running = Job.objects.filter(kind="launch.import").exclude(state__in=["done", "cancelled"])
    context = {
        "form": form, "problem": problem, "page": page, "may_deliver": allowed,
        "numbers": page.paginator.get_elided_page_range(page.number), "running": running.order_by("-created_at")[:3],
        "works": _works(), "waiting": _waiting(),
    }  # fmt: skip
    return render(request, "launch/home.html", context, status=422 if form.errors or problem else 200)


@may_view("see")
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """What was recognised in one table, every row accounted for."""
    row = get_object_or_404(Export.objects.select_related("imported_by"), pk=pk)
    notes = list(row.notes.all()[:1000])
    snapshots = row.snapshots.select_related("item__episode__season__work").order_by("line")
    figures = row.figures.select_related("item").order_by("line")
    page = Paginator(snapshots if row.kind == "content" else figures, PAGE).get_page(request.GET.get("page"))
    waiting = Item.objects.filter(
        snapshots__export=row, state__in=[Item.State.WAITING, Item.State.DOUBTFUL]
    ).distinct()  # fmt: skip
    context = {
        "x": row, "kept_out": [n for n in notes if n.kept_out], "odd": [n for n in notes if not n.kept_out],
        "page": page, "numbers": page.paginator.get_elided_page_range(page.number), "waiting": waiting.count(),
        "columns": [(FIELDS[ours], header) for ours, header in row.columns.items() if ours in FIELDS],
    }  # fmt: skip
    return render(request, "launch/export.html", context)


@may_view("see")
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it came."""
    row = get_object_or_404(Export.objects, pk=pk)
    if not row.path.is_file():
        raise Http404
    return FileResponse(row.path.open("rb"), as_attachment=True, filename=row.original_name)


@may_view("see")
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """A small export to try with, as Douyin writes them; invented."""
    text = resources.files("manju.launch").joinpath("sample_export.csv").read_text(encoding="utf-8")
    headers = {"Content-Disposition": 'attachment; filename="2026-06-08_douyin_sample.csv"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


def _works() -> list[Work]:
    """The works that exports speak of, with how much is known of each."""
    matched = Q(seasons__episodes__platform_items__state=Item.State.MATCHED)
    found = Work.objects.select_related("of_property").annotate(
        videos=Count("seasons__episodes__platform_items", filter=matched, distinct=True),
        last=Max("seasons__episodes__platform_items__snapshots__date", filter=matched),
    )
    return [work for work in found if work.videos]


def _waiting() -> int:
    seen = Snapshot.objects.filter(item__state__in=[Item.State.WAITING, Item.State.DOUBTFUL])
    return seen.values("item").distinct().count()
