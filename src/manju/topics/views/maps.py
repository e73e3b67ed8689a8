"""The map of elements, one element week by week, and the rows of lists behind a figure."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from manju.people.access import may_view
from manju.topics.charts import NARROW, WIDE, element_map, weeks_chart
from manju.topics.models import HitList
from manju.topics.results import ElementSeen, query_of, seen
from manju.topics.rows import Behind, audiences, platforms, rows_behind
from manju.topics.verdict import element_verdict, verdict
from manju.topics.views.showing import PAGE, Counted, newest, running
from manju.words import Words

SMALL = (350, 220)
SHOWN_ROWS = 8


@may_view("see")
def elements(request: HttpRequest) -> HttpResponse:
    """Every element by demand and crowding; of one platform or audience where that is asked."""
    whole = newest()
    platform, audience = request.GET.get("platform", "")[:32], request.GET.get("audience", "")[:32]
    part = bool(platform or audience)
    own_part = newest(platform=platform, audience=audience) if part else None
    if own_part is not None and whole is not None and own_part.mark != whole.mark:
        own_part = None  # it is of an earlier state: the new one is on its way
    if part and own_part is None and platform not in platforms() and audience not in audiences():
        return redirect("topics:map")
    analysis = own_part or whole
    found = seen(analysis.result).elements if analysis is not None else ()
    context = {
        "analysis": analysis, "elements": sorted(found, key=lambda e: (-e.demand_share, e.name)), "part": part,
        "own_part": own_part, "platform": platform, "audience": audience, "running": running(),
        "heading": verdict(found) if analysis is not None else Words("哪些题材还有空位？", "Which elements have room?"),
        "wide": element_map(found, size=WIDE), "narrow": element_map(found, size=NARROW, most=18),
        "lists": HitList.objects.counted().exists(),
        "platforms": platforms() if whole is not None else [], "audiences": audiences() if whole is not None else [],
    }  # fmt: skip
    return render(request, "topics/map.html", context)


@may_view("see")
def element(request: HttpRequest) -> HttpResponse:
    """One element: its weeks, the directions with it, the rows behind it."""
    analysis = newest()
    found = seen(analysis.result) if analysis is not None else None
    own: ElementSeen | None = found.element(request.GET.get("e", "")) if found is not None else None
    if analysis is None or found is None or own is None:
        return redirect("topics:map")
    behind, count = rows_behind(analysis, [own.name], most=SHOWN_ROWS)
    context = {
        "e": own, "analysis": analysis, "heading": element_verdict(own), "query": query_of([own.name]),
        "wide": weeks_chart(own.weeks), "narrow": weeks_chart(own.weeks, size=SMALL), "behind": behind,
        "behind_count": count, "directions": [d for d in found.directions if own.name in d.elements][:8],
    }  # fmt: skip
    return render(request, "topics/element.html", context)


@may_view("see")
def evidence(request: HttpRequest) -> HttpResponse:
    """All rows behind an element or a direction, with file and line."""
    analysis = newest()
    names = [name for name in request.GET.getlist("e") if name][:6]
    found = seen(analysis.result) if analysis is not None else None
    if analysis is None or found is None or not names:
        return redirect("topics:map")
    known = {e.name: e.words for e in found.elements}
    rows: Counted[Behind] = Counted(lambda start, most: rows_behind(analysis, names, start=start, most=most))
    page: Page[Behind] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    words = [known.get(name, Words(name, name)) for name in names]
    one = len(names) == 1
    context = {
        "page": page, "numbers": page.paginator.get_elided_page_range(page.number), "query": query_of(names),
        "names": Words(" + ".join(w.zh for w in words), " + ".join(w.en for w in words)),
        "back": f"/topics/{'element' if one else 'direction'}/?{query_of(names)}",
    }  # fmt: skip
    return render(request, "topics/evidence.html", context)
