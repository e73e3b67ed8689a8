"""Handing a version out: which one, at which level, as what file, to whom; and the record of all that."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from manju.bible.jobs import hand_off_soon
from manju.bible.models import BibleVersion, HandOff
from manju.bible.names import FORMS, LEVEL_SAID, LEVELS
from manju.bible.views.asked import context_of, property_of, user_of
from manju.catalogue.serving import serve
from manju.jobs.models import Job
from manju.people.access import may, may_view, member_of, require
from manju.people.errors import Refused
from manju.words import say

__all__ = ["file", "hand_off"]


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, and have the file made; below it everything that went out."""
    of = property_of(pk)
    typed = request.POST
    problem = ""
    if request.method == "POST":
        require(member_of(request), "license")
        row = BibleVersion.objects.filter(of_property=of, pk=_number(typed.get("version"))).first()
        try:
            asked = {name: typed.get(name, "") for name in ("level", "form", "partner")}
            hand_off_soon(row, by=user_of(request), **asked)
        except Refused as why:
            problem = str(why.message)
        else:
            messages.success(request, say("在做了，做好就列在下面。", "It is being made, and will be listed below."))
            return redirect("bible:hand_off", pk)
    versions = list(BibleVersion.objects.filter(of_property=of).order_by("-number")[:100])
    running = Job.objects.open().filter(kind="bible.hand_off", key__startswith=f"bible.hand_off:{pk}:")
    context = context_of(request, of, tab="hand_off") | {
        "versions": versions, "levels": [(key, name, LEVEL_SAID[key]) for key, name in LEVELS.items()],
        "forms": list(FORMS.items()), "typed": typed, "problem": problem,
        "may_license": may(member_of(request), "license"),
        "rows": HandOff.objects.filter(version__of_property=of).select_related("version", "made_by")[:100],
        "running": running[:5], "level": typed.get("level", "licensee"),
        "form": typed.get("form", "pdf"),
    }  # fmt: skip
    return render(request, "bible/hand_off.html", context, status=422 if problem else 200)


@may_view("see")
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that was handed out."""
    row: HandOff = get_object_or_404(HandOff.objects.select_related("version__of_property"), pk=pk)
    name = f"{row.version.of_property.name_zh} v{row.version.number} {row.level}.{row.form}"
    return serve(request, row.file, content_type="application/octet-stream", download_as=name)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else -1
