"""The lexicon of elements and the table of their fit for AI, as a studio keeps them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from manju.money.periods import parse_day
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.topics import actions, engine
from manju.topics.lexicon import PARTS, Entry, FitNow, entries, fits, names_by_text
from manju.topics.results import seen
from manju.topics.views.showing import newest, running
from manju.words import Words, say

PAGE: Final = 40
PROPOSED_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of an element."""

    name: str = ""
    name_en: str = ""
    synonyms: str = ""


@may_view("see")
def lexicon(request: HttpRequest) -> HttpResponse:
    """All elements with everything they are called, and new terms to look at."""
    return _lexicon(request)


@may_view("make")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Add an element, change what one is called, or give one another name."""
    by = member_of(request).user
    of, synonym = request.POST.get("of", ""), request.POST.get("synonym", "").strip()
    typed = Typed(*(request.POST.get(n, "").strip() for n in ("name", "name_en", "synonyms")))
    was = request.POST.get("was", "")
    try:
        if synonym:
            actions.add_synonym(of, synonym, by=by)
        else:
            texts = re.split(r"[、,，;；]", typed.synonyms)
            actions.save_element(typed.name[:40], by=by, name_en=typed.name_en[:60], synonyms=texts, was=was)
    except Refused as why:
        if synonym:
            messages.error(request, str(why.message))
            return redirect("topics:lexicon")
        return _lexicon(request, typed=typed, was=was, wrong=str(why.message))
    messages.success(request, say("记下了，正在重算。", "Saved; it is being analysed again."))
    return redirect("topics:lexicon")


@may_view("make")
@require_POST
def do(request: HttpRequest, deed: str) -> HttpResponse:
    """Merge an element, refuse it, or use it again."""
    by, name = member_of(request).user, request.POST.get("name", "")[:40]
    if deed not in ("merge", "refuse", "restore") or not name:
        raise Http404
    try:
        if deed == "merge":
            actions.merge_element(name, request.POST.get("into", ""), by=by)
        elif deed == "refuse":
            actions.refuse_element(name, by=by)
        else:
            actions.restore_element(name, by=by)
        messages.success(request, say("记下了，正在重算。", "Saved; it is being analysed again."))
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect("topics:lexicon")


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def fit(request: HttpRequest) -> HttpResponse:
    """How well each element suits AI making, and since when."""
    member = member_of(request)
    allowed, wrong = may(member, "make"), ""
    if request.method == "POST":
        if not allowed:
            return render(request, "site/wrong.html", status=403)
        try:
            _set_fit(request)
            messages.success(request, say("记下了，正在重算。", "Saved; it is being analysed again."))
            return redirect("topics:fit")
        except Refused as why:
            wrong = str(why.message)
    used = {e.name: e for e in entries(engine.seed_entries()) if e.used}
    today = timezone.localdate()
    now = fits(engine.seed_fits(), today)
    q = request.GET.get("q", "").strip()[:40]
    rows = sorted(
        ((used[n], f, engine.score_of(f)) for n, f in now.items() if n in used and _fits_query(used[n], q)),
        key=lambda r: (-r[2], r[0].name),
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    edited = used.get(request.POST.get("element", "") or request.GET.get("edit", ""))
    values = now.get(edited.name) if edited is not None else None
    context = {
        "page": page, "numbers": page.paginator.get_elided_page_range(page.number), "q": q,
        "query": urlencode({"q": q}) if q else "",
        "part_words": list(PARTS.items()), "edited": edited if allowed else None, "wrong": wrong, "may_make": allowed,
        "parts": [(n, w, request.POST.get(n, f"{_part(values, n):g}")) for n, w in PARTS.items()],
        "valid_from": request.POST.get("valid_from", today.isoformat()), "running": running(),
        "best": rows[0][0] if rows and not q else None,
    }  # fmt: skip
    return render(request, "topics/fit.html", context, status=422 if wrong else 200)


def _lexicon(request: HttpRequest, *, typed: Typed | None = None, was: str = "", wrong: str = "") -> HttpResponse:
    every = entries(engine.seed_entries())
    q = request.GET.get("q", "").strip()[:40]
    shown: dict[str, tuple[Words, list[Entry]]] = {
        "used": (Words("在用", "In use"), [e for e in every if e.used]),
        "own": (Words("自己改过", "Changed here"), [e for e in every if e.own]),
        "out": (Words("不用的", "Not used"), [e for e in every if not e.used]),
    }
    show = request.GET.get("show", "")
    show = show if show in shown else "used"
    page = Paginator([e for e in shown[show][1] if _fits_query(e, q)], PAGE).get_page(request.GET.get("page"))
    used = shown["used"][1]
    edited = next((e for e in used if e.name == (was or request.GET.get("edit", ""))), None)
    if typed is None and edited is not None:
        typed = Typed(edited.name, edited.name_en, "、".join(edited.synonyms))
    context: dict[str, Any] = {  # Any: whatever the template shows
        "page": page, "numbers": page.paginator.get_elided_page_range(page.number), "show": show, "q": q,
        "query": urlencode({"show": show, **({"q": q} if q else {})}),
        "filters": [(n, w, len(r)) for n, (w, r) in shown.items()],
        "used": len(used), "choices": used, "edited": edited, "typed": typed or Typed(), "was": was, "wrong": wrong,
        "proposed": _proposed(every), "may_make": may(member_of(request), "make"), "running": running(),
    }  # fmt: skip
    return render(request, "topics/lexicon.html", context, status=422 if wrong else 200)


def _proposed(every: list[Entry]) -> list[dict[str, Any]]:
    """Terms that the newest analysis proposes and nobody has decided on (Any: JSON)."""
    analysis = newest()
    if analysis is None:
        return []
    decided = {*names_by_text(every), *(e.name for e in every)}
    return [dict(p) for p in seen(analysis.result).proposals if p["term"] not in decided][:PROPOSED_MOST]


def _fits_query(e: Entry, q: str) -> bool:
    return not q or any(q.casefold() in text.casefold() for text in (e.name, e.name_en, *e.synonyms))


def _part(values: FitNow | None, name: str) -> float:
    return values.parts[name] if values is not None else 0.5


def _set_fit(request: HttpRequest) -> None:
    parts = {name: _share(request.POST.get(name, "")) for name in PARTS}
    day = parse_day(request.POST.get("valid_from", ""))
    if day is None:
        raise Refused(Words("写上从哪天起。", "Say from which day on."))
    element = request.POST.get("element", "")
    if element not in {e.name for e in entries(engine.seed_entries()) if e.used}:
        raise Refused(Words("没有这个题材。", "There is no such element."))
    actions.set_fit(element, by=member_of(request).user, valid_from=day, **parts)


def _share(text: str) -> float:
    """A number from 0 to 1.

    Raises:
        Refused: it is none.
    """
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise Refused(Words("三项都写 0 到 1 之间的数。", "Give three numbers between 0 and 1."))
    return value
