"""Hit lists: dropped, their columns named once, what was read of them, what was kept aside, taken out again."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.money.errors import InputError
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.topics import engine, inbox
from manju.topics.actions import change_window, withdraw
from manju.topics.analysing import window_days
from manju.topics.importing import rejected_file
from manju.topics.models import HitList, WaitingFile
from manju.topics.rows import first_rows
from manju.topics.sample_list import sample_csv
from manju.topics.views.showing import running
from manju.words import Words, language, say

PAGE: Final = 30
PROBLEMS: Final = 100


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """All lists, and the place where new ones are dropped."""
    member = member_of(request)
    allowed = may(member, "make")
    wrong = ""
    if request.method == "POST":
        if not allowed:
            return render(request, "site/wrong.html", status=403)
        files = request.FILES.getlist("file")
        if files:
            _begin(request, files)
            return redirect("topics:lists")
        wrong = say("先选文件。", "Choose files first.")
    counted = HitList.objects.counted()
    page = Paginator(HitList.objects.all(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "numbers": page.paginator.get_elided_page_range(page.number), "may_make": allowed,
        "counted": counted.count(), "rows": counted.aggregate(n=Sum("imported"))["n"] or 0, "wrong": wrong,
        "asking": list(WaitingFile.objects.all()), "running": running(), "window_days": window_days(),
    }  # fmt: skip
    return render(request, "topics/lists.html", context, status=422 if wrong else 200)


@may_view("see")
def hit_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: what was read of it and what was kept aside."""
    row = get_object_or_404(HitList.objects, pk=pk)
    known = engine.roles()
    problems = [
        {"line": p["line"], "reason": p["en"] if language() == "en" else p["zh"]} for p in row.problems[:PROBLEMS]
    ]
    context = {
        "l": row, "first": first_rows(row), "problems": problems, "date_said": engine.DATED_BY.get(row.date_source, ""),
        "mapping": [(known[role], header) for header, role in row.mapping.items() if role in known],
        "may_make": may(member_of(request), "make"),
    }  # fmt: skip
    return render(request, "topics/list.html", context)


@may_view("see")
@require_safe
def rejected(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All rows that were kept aside, as CSV."""
    path = rejected_file(get_object_or_404(HitList.objects, pk=pk))
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename="rejected.csv", content_type="text/csv")


@may_view("make")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a list out of the count."""
    row = get_object_or_404(HitList.objects, pk=pk)
    withdraw(row, by=member_of(request).user)
    messages.success(request, say("已撤回，正在重算。", "Withdrawn; it is being analysed again."))
    return redirect(row)


@may_view("make")
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns of a waiting file are, as a person says."""
    waiting = get_object_or_404(WaitingFile.objects, pk=pk)
    why = ""
    if request.method == "POST" and request.POST.get("deed") == "drop":
        inbox.drop(waiting)
        return redirect("topics:lists")
    try:
        header = inbox.columns(waiting)
    except InputError as error:
        inbox.drop(waiting)
        messages.error(request, f"{error.message} {error.hint}")
        return redirect("topics:lists")
    chosen = dict(header.roles)
    if request.method == "POST":
        chosen = {name: request.POST.get(f"column-{n}", "") for n, name in enumerate(header.names)}
        mapping = {name: role or "ignore" for name, role in chosen.items() if name}
        try:
            started = inbox.named(waiting, mapping, by=member_of(request).user)
        except InputError as error:
            why = f"{error.message} {error.hint}"
        else:
            messages.success(request, say("记住了，开始导入 {n} 份。", "Remembered; importing {n}.", n=len(started)))
            return redirect("topics:lists")
    rows: list[dict[str, Any]] = [
        {"place": n, "header": name, "role": chosen.get(name, ""), "example": header.examples.get(name, "")}
        for n, name in enumerate(header.names)
        if name
    ]
    context = {"waiting": waiting, "columns": rows, "roles": list(engine.roles().items()), "why": why}
    return render(request, "topics/columns.html", context, status=422 if why else 200)


@may_view("make")
@require_POST
def window(request: HttpRequest) -> HttpResponse:
    """Over how many days the lists are analysed."""
    text = request.POST.get("days", "").strip()
    try:
        change_window(int(text) if text.isdecimal() and len(text) < 6 else 0, by=member_of(request).user)
        messages.success(request, say("正在重算。", "It is being analysed again."))
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect("topics:lists")


@may_view("see")
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """A small invented list to try with."""
    headers = {"Content-Disposition": 'attachment; filename="sample-list.csv"'}
    return HttpResponse("\ufeff" + sample_csv(), content_type="text/csv; charset=utf-8", headers=headers)


def _begin(request: HttpRequest, files: list[Any]) -> None:  # Any: whatever kind of file object Django made
    by = member_of(request).user
    begun = 0
    for file in files:
        dropped = inbox.take(file)
        known = inbox.known_already(dropped)
        if known is not None:
            dropped.path.unlink(missing_ok=True)
            said = Words("{n} 已经在了，什么也没变。", "{n} is there already; nothing changed.")
            messages.info(request, str(said.fill(n=dropped.name)))
            continue
        inbox.begin(dropped, by=by)
        begun += 1
    if begun:
        messages.success(
            request, say("开始读 {n} 份，可以离开这一页。", "Reading {n}; you may leave this page.", n=begun)
        )
