"""The overview, and the page of each part: list, and drawing where there is one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from manju.bible.completeness import score
from manju.bible.graph import draw_graph
from manju.bible.models import BiblePicture, Sheet
from manju.bible.names import character_names, in_reading
from manju.bible.reading import assembled, canonical, latest, sheets_of
from manju.bible.showing import card_of, form_of, missing_of, removed_of, row_of
from manju.bible.timeline import ZOOMS, draw_timeline
from manju.bible.views.asked import context_of, property_of
from manju.catalogue.models import Property
from manju.people.access import may_view
from manju.story.bible import Bible, read_bible

TAB_OF = {"character": "characters", "relation": "relations", "world": "world", "event": "timeline",
          "conflict": "conflicts", "term": "glossary"}  # fmt: skip


@may_view("see")
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a licensee would miss, each thing one click from its field."""
    of = property_of(pk)
    sheets = sheets_of(of)
    bible = read_bible(assembled(of, sheets))
    found = score(bible) if sheets else None
    newest = latest(of)
    whole, characters = missing_of(of, found, sheets) if found else ([], [])
    context = context_of(request, of, tab="overview") | {
        "score": found, "whole": whole, "characters": characters, "newest": newest, "title": in_reading(bible.title),
        "synopsis": in_reading(bible.synopsis),
        "changed": newest is not None and newest.text.encode() != canonical(bible),
        "removed": removed_of(of),
    }  # fmt: skip
    return render(request, "bible/overview.html", context)


@may_view("see")
@require_safe
def part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One part of the draft."""
    of = property_of(pk)
    sheets = sheets_of(of)
    bible = read_bible(assembled(of, sheets))
    mine = [sheet for sheet in sheets if sheet.part == part]
    names = character_names([s.content for s in sheets if s.part == "character"])
    context = context_of(request, of, tab=TAB_OF[part]) | {"part": part, "sheets": mine, "names": names}
    context |= _MORE[part](request, of, bible, sheets) if part in _MORE else {}
    context["blank"] = form_of(part, {}, names=names)
    context["people"] = list(names.items())
    context["rows"] = [row_of(sheet, names) for sheet in mine] if part != "character" else []
    return render(request, f"bible/{TAB_OF[part]}.html", context)


def _characters(
    request: HttpRequest, of: Property, bible: Bible, sheets: list[Sheet]
) -> dict[str, Any]:  # Any: a template's context  # fmt: skip
    found = {one.who: one for one in score(bible).characters}
    hashes = {p.sha256 for c in bible.characters for p in c.images}
    kept = dict(BiblePicture.objects.filter(sha256__in=hashes).exclude(small="").values_list("sha256", "pk"))
    return {"cards": [card_of(s, found[s.content["id"]], kept) for s in sheets if s.part == "character"]}


def _relations(
    request: HttpRequest, of: Property, bible: Bible, sheets: list[Sheet]
) -> dict[str, Any]:  # Any: a template's context  # fmt: skip
    around = request.GET.get("around", "")
    around = around if any(c.id == around for c in bible.characters) else ""
    return {"graph": draw_graph(bible, around=around) if bible.characters else None, "around": around,
            "around_name": next((in_reading(c.names) for c in bible.characters if c.id == around), "")}  # fmt: skip


def _timeline(
    request: HttpRequest, of: Property, bible: Bible, sheets: list[Sheet]
) -> dict[str, Any]:  # Any: a template's context  # fmt: skip
    line = draw_timeline(bible, first=_day(request.GET.get("first")), last=_day(request.GET.get("last")))
    here = reverse("bible:timeline", args=[of.pk])
    zooms = {way: "{}?first={}&last={}".format(here, *line.zoom(way)) for way in ZOOMS} if line else {}
    return {"line": line, "zooms": zooms}


_MORE = {"character": _characters, "relation": _relations, "event": _timeline}


def _day(text: str | None) -> int | None:
    digits = (text or "").removeprefix("-")
    return int(text or "") if digits.isascii() and digits.isdecimal() and len(digits) < 9 else None
