"""Pictures of a sheet: shown, brought, described, taken off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from manju.bible import actions
from manju.bible.actions import Clash
from manju.bible.models import BiblePicture, Sheet
from manju.bible.pictures import ORIGINS, keep_upload
from manju.bible.views.asked import user_of
from manju.catalogue.serving import serve
from manju.people.access import may_view
from manju.people.errors import Refused
from manju.words import Words, say

__all__ = ["change", "original", "small"]

MOST = 30  # pictures at once


@may_view("see")
@require_safe
def small(request: HttpRequest, pk: int) -> HttpResponseBase:
    row: BiblePicture = get_object_or_404(BiblePicture.objects, pk=pk)
    return serve(request, row.small)


@may_view("see")
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes as they came, to keep."""
    row: BiblePicture = get_object_or_404(BiblePicture.objects, pk=pk)
    return serve(
        request,
        row.file,
        content_type="application/octet-stream",
        download_as=row.original_name or row.file.rsplit("/", 1)[-1],
    )


@may_view("make")
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the pictures brought, say of one what it is, or take one off (`n`, its place)."""
    sheet: Sheet = get_object_or_404(Sheet.objects, pk=pk)
    back = reverse("bible:sheet", args=[sheet.pk]) + "#f-pictures"
    try:
        images = _changed(request, [dict(one) for one in sheet.content.get("images") or []])
        content = sheet.content | {"images": images}
        answer = actions.save_sheet(sheet, content, revision=sheet.revision, by=user_of(request))
    except Refused as why:
        messages.error(request, str(why.message))
        return redirect(back)
    if isinstance(answer, Clash):
        messages.error(
            request, say("这一张刚被别人改过，请再来一次。", "Somebody changed this sheet just now; try again.")
        )
    elif answer.changed:
        messages.success(request, say("图片存好了。", "The pictures are saved."))
    else:
        messages.error(request, say("还没有选图片。", "No picture was chosen."))
    return redirect(back)


def _changed(request: HttpRequest, images: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pictures after what was asked for.

    Raises:
        Refused: a picture that cannot be shown; the one asked for is no longer in its place.
    """
    typed = request.POST
    origin = typed.get("origin") if typed.get("origin") in ORIGINS else None
    about = {
        "kind": typed.get("kind", "")[:60].strip(),
        "origin": origin,
        "rights": typed.get("rights", "")[:400].strip(),
    }
    if "n" not in typed:
        for brought in request.FILES.getlist("picture")[:MOST]:
            row = keep_upload(brought, by=user_of(request))
            suffix = row.file[row.file.rindex(".") :] if "." in row.file else ""
            images.append({"sha256": row.sha256, "path": f"images/{row.sha256[:16]}{suffix}"} | about)
        return images
    n = typed["n"]
    at = int(n) if n.isascii() and n.isdecimal() and len(n) < 6 else len(images)
    if at >= len(images) or images[at]["sha256"] != typed.get("sha256"):
        raise Refused(Words("图片的顺序刚变过，请再来一次。", "The pictures just moved; try again."))
    if typed.get("deed") == "remove":
        del images[at]
    else:
        images[at] |= about
    return images
