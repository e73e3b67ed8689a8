"""Directions ranked, one direction with its reasons, and the property that is started from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from manju.people.access import may, may_view, member_of
from manju.topics.choices import start_property
from manju.topics.forms import StartForm
from manju.topics.models import FATIGUE, Analysis, Choice, HitList
from manju.topics.results import DirectionSeen, names_of, query_of, seen
from manju.topics.rows import Behind, rows_behind
from manju.topics.verdict import direction_verdict
from manju.topics.views.showing import newest, running
from manju.words import Words

PAGE: Final = 20
SHOWN_ROWS: Final = 8


@may_view("see")
def directions(request: HttpRequest) -> HttpResponse:
    """All directions of the newest analysis, the best first."""
    analysis = newest()
    found = seen(analysis.result) if analysis is not None else None
    every = found.directions if found is not None else ()
    show = request.GET.get("show", "")
    show = show if show in FATIGUE else "all"
    page = Paginator([d for d in every if show in ("all", d.fatigue)], PAGE).get_page(request.GET.get("page"))
    counts = {name: sum(1 for d in every if d.fatigue == name) for name in FATIGUE}
    context = {
        "analysis": analysis, "page": page, "numbers": page.paginator.get_elided_page_range(page.number),
        "show": show, "query": f"show={show}", "heading": _heading(every), "running": running(),
        "filters": [("all", Words("全部", "All"), len(every)), *((n, w, counts[n]) for n, w in FATIGUE.items())],
        "english": found.english if found is not None else {},
        "lists": HitList.objects.counted().exists(),
    }  # fmt: skip
    return render(request, "topics/directions.html", context)


@may_view("see")
def direction(request: HttpRequest) -> HttpResponse:
    """One direction: whether to make it, why, what instead, and the form that starts a property."""
    names = request.GET.getlist("e")[:6]
    analysis = newest()
    whole = seen(analysis.result) if analysis is not None else None
    found = whole.direction(names) if whole is not None else None
    if analysis is None or whole is None or found is None:
        return redirect(
            f"/topics/evidence/?{query_of(names)}" if names and analysis is not None else "topics:directions"
        )
    return _direction(request, analysis, found, StartForm(of=found, english=whole.english))


@may_view("make")
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Start a property from a direction."""
    analysis = get_object_or_404(Analysis.objects, pk=_number(request.POST.get("analysis", "")))
    names = request.POST.getlist("e")[:6]
    whole = seen(analysis.result)
    found = whole.direction(names)
    if found is None:
        return redirect("topics:directions")
    form = StartForm(request.POST, of=found, english=whole.english)
    by = member_of(request).user
    stored, made = form.store(lambda **texts: start_property(found.elements, analysis, by=by, **texts))
    if stored:
        return redirect(made.of_property)
    return _direction(request, analysis, found, form)


@may_view("see")
def choice(request: HttpRequest, pk: int) -> HttpResponse:
    """A direction as it stood when a property was started from it."""
    row = get_object_or_404(Choice.objects.select_related("of_property", "by", "analysis"), pk=pk)
    kept = seen({"elements": row.evidence["elements"], "directions": [row.direction]})
    known = set(HitList.objects.values_list("pk", flat=True))
    rows = [
        replace(Behind(**{**r, "date": date.fromisoformat(r["date"])}))
        for r in row.evidence["behind"]
        if r["list_id"] in known
    ]
    context = {
        "c": row, "d": kept.directions[0], "names": names_of(row.elements, kept.english), "rows": rows,
        "as_of": row.evidence["as_of"],
    }  # fmt: skip
    return render(request, "topics/choice.html", context)


def _direction(request: HttpRequest, analysis: Analysis, found: DirectionSeen, form: StartForm) -> HttpResponse:
    whole = seen(analysis.result)
    behind, count = rows_behind(analysis, found.elements, most=SHOWN_ROWS)
    context: dict[str, Any] = {  # Any: whatever the template shows
        "d": found, "analysis": analysis, "heading": direction_verdict(found), "behind": behind,
        "behind_count": count, "elements": [e for name in found.elements if (e := whole.element(name)) is not None],
        "english": whole.english, "form": form,
        "may_make": may(member_of(request), "make"),
    }  # fmt: skip
    return render(request, "topics/direction.html", context, status=422 if form.errors else 200)


def _heading(every: tuple[DirectionSeen, ...]) -> Words:
    if not every:
        return Words("还没有方向可选", "No directions yet")
    fresh = [d for d in every if d.fatigue == "fresh" and not any(f.level == "forbidden" for f in d.flags)]
    tired = sum(1 for d in every if d.fatigue == "tired")
    if not fresh:
        return Words("没有一个方向是新鲜的", "No direction is fresh")
    said = Words("先看{n}", "Look at {n} first")
    if tired:
        said = Words("先看{n}；{t} 个方向做腻了", "Look at {n} first; {t} are worn out")
    return said.fill(n=fresh[0].names, t=tired)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else -1
