"""The page of one sheet: read, write with autosave, see what somebody else wrote meanwhile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from manju.bible import actions
from manju.bible.actions import Clash, title_of
from manju.bible.completeness import score
from manju.bible.fields import as_typed, fields_of, put, taken
from manju.bible.models import Sheet
from manju.bible.names import PART_NAMES, character_names
from manju.bible.pictures import ORIGINS, PICTURE_KINDS
from manju.bible.reading import draft, sheets_of
from manju.bible.showing import colours_of, earlier_of, form_of, pictures_of, read_of
from manju.bible.views.asked import context_of, property_of, user_of
from manju.bible.views.parts import TAB_OF
from manju.catalogue.models import Property
from manju.people.access import may_view, member_of, require
from manju.people.errors import Refused
from manju.words import say

__all__ = ["add", "head", "move", "remove", "restore", "sheet"]


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, synopsis, extras and notes; the sheet begins with the first word written."""
    of = property_of(pk)
    row = Sheet.objects.filter(of_property=of, part="head", removed_at=None).first()
    if row is None and request.method == "POST":
        require(member_of(request), "make")
        row = actions.add_sheet(of, "head", _beginning(of), by=user_of(request))
    return _sheet(
        request, of, row or Sheet(of_property=of, part="head", key="head", content=_beginning(of), revision=1)
    )


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    row: Sheet = get_object_or_404(Sheet.objects.select_related("of_property", "edited_by"), pk=pk)
    return _sheet(request, row.of_property, row)


@may_view("make")
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a sheet with what was typed into the short form of its part."""
    of = property_of(pk)
    part = request.POST.get("part", "")
    if part not in TAB_OF:
        return redirect("bible:overview", pk)
    typed = {name: request.POST.getlist(name) for name in request.POST}
    content: dict[str, Any] = {}
    for field in fields_of(part):
        put(field, content, taken(field, typed))
    if part == "character":
        content["id"] = _free_id(of, request.POST.get("id", ""), content)
    try:
        row = actions.add_sheet(of, part, content, by=user_of(request))
    except Refused as why:
        messages.error(request, str(why.message))
        return redirect(reverse(f"bible:{TAB_OF[part]}", args=[pk]) + "#add")
    if part == "character":
        return redirect(row)
    messages.success(request, say("加上了。", "Added."))
    return redirect(reverse(f"bible:{TAB_OF[part]}", args=[pk]) + "#add")


@may_view("make")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    row: Sheet = get_object_or_404(Sheet.objects, pk=pk)
    try:
        actions.remove_sheet(row, by=user_of(request))
    except Refused as why:
        messages.error(request, str(why.message))
        return redirect(row)
    messages.success(
        request, say("拿掉了。在“总览”最下面可以放回来。", "Removed; it can be put back from the overview.")
    )
    return redirect(f"bible:{TAB_OF[row.part]}", row.of_property_id)


@may_view("make")
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    row: Sheet = get_object_or_404(Sheet.objects, pk=pk)
    try:
        actions.restore_sheet(row, by=user_of(request))
    except Refused as why:
        messages.error(request, str(why.message))
        return redirect("bible:overview", row.of_property_id)
    messages.success(request, say("放回来了。", "It is back."))
    return redirect(row)


@may_view("make")
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    row: Sheet = get_object_or_404(Sheet.objects, pk=pk)
    keys = [one.key for one in sheets_of(row.of_property, row.part)]
    if row.key in keys:
        at = keys.index(row.key)
        to = max(0, min(len(keys) - 1, at + (1 if request.POST.get("way") == "down" else -1)))
        keys.insert(to, keys.pop(at))
        actions.order_sheets(row.of_property, row.part, keys, by=user_of(request))
    tab = TAB_OF.get(row.part, "overview")
    return redirect(reverse(f"bible:{tab}", args=[row.of_property_id]) + f"#sheet-{row.pk}")


def _sheet(request: HttpRequest, of: Property, row: Sheet) -> HttpResponse:
    quick = request.headers.get("X-Autosave") == "1"
    mine, theirs, problem = row.content, None, ""
    if request.method == "POST":
        require(member_of(request), "make")
        mine = _typed(request, row)
        try:
            answer = actions.save_sheet(row, mine, revision=_number(request.POST.get("revision")), by=user_of(request))
        except Refused as why:
            problem = str(why.message)
        else:
            row = answer.sheet
            if isinstance(answer, Clash):
                mine, theirs = answer.mine, row.content
            elif quick:
                at = timezone.localtime(row.edited_at)
                said = say("已存 {t}", "saved {t}", t=f"{at:%H:%M}")
                return JsonResponse({"revision": row.revision, "said": said})
            else:
                messages.success(request, say("存好了。", "Saved."))
                return redirect("bible:head", of.pk) if row.part == "head" else redirect(row)
    if quick and problem:
        return JsonResponse({"problem": problem}, status=422)
    context = _context(request, of, row, mine=mine, theirs=theirs) | {"problem": problem}
    status = 422 if problem else 409 if theirs is not None else 200
    return render(request, "bible/sheet.html", context, status=status)


def _context(
    request: HttpRequest, of: Property, row: Sheet, *, mine: dict[str, Any], theirs: dict[str, Any] | None
) -> dict[str, Any]:  # Any: a template's context
    people = character_names([s.content for s in sheets_of(of, "character")])
    tab = "head" if row.part == "head" else TAB_OF[row.part]
    found = None
    if row.part == "character":
        found = next((s for s in score(draft(of)).characters if s.who == row.content["id"]), None)
    return context_of(request, of, tab=tab) | {
        "sheet": row, "title": title_of(row.part, row.content), "part_name": PART_NAMES[row.part],
        "groups": form_of(row.part, mine, theirs=theirs, names=people), "people": list(people.items()), "found": found,
        "clash": theirs is not None, "pictures": pictures_of(row.content), "kinds": list(PICTURE_KINDS.items()),
        "origins": list(ORIGINS.items()), "has_pictures": row.part in ("character", "head") and row.pk is not None,
        "list_address": reverse(f"bible:{tab}", args=[of.pk]), "texts": earlier_of(row, people) if row.pk else [],
        "fields_read": read_of(row, people), "chips": colours_of(mine),
    }  # fmt: skip


def _typed(request: HttpRequest, row: Sheet) -> dict[str, Any]:
    """What was typed over what the sheet holds: pictures and what has no field stay."""
    typed = {name: request.POST.getlist(name) for name in request.POST}
    content = dict(row.content)
    for field in fields_of(row.part):
        value = taken(field, typed)
        if value != taken(field, as_typed(field, row.content)):  # what nobody touched stays to the letter
            put(field, content, value)
    return content


def _beginning(of: Property) -> dict[str, Any]:
    title = {tag: text for tag, text in (("zh", of.name_zh), ("en", of.name_en)) if text}
    synopsis = {tag: text for tag, text in (("zh", of.logline_zh), ("en", of.logline_en)) if text}
    return actions.checked("head", {"title": title, "synopsis": synopsis, "language": "zh"})


def _free_id(of: Property, typed: str, content: dict[str, Any]) -> str:
    """The id typed, or one made of the English name, or the next number."""
    taken_ids = {s.content["id"] for s in sheets_of(of, "character")}
    wanted = typed.strip() or "-".join((content["names"].get("en") or "").casefold().split())
    if wanted and (typed.strip() or wanted not in taken_ids):
        return wanted
    return next(f"c{n}" for n in range(1, len(taken_ids) + 2) if f"c{n}" not in taken_ids)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0
