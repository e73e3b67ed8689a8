"""Bringing a bible from a file: kept, read, shown with its counts, and only then taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from manju.bible.diffing import difference
from manju.bible.reading import draft, has_draft
from manju.bible.taking import take_in
from manju.bible.views.asked import context_of, property_of, user_of
from manju.catalogue import inbox
from manju.catalogue.inbox import Dropped
from manju.people.access import may_view, member_of, require
from manju.people.errors import Refused
from manju.words import Said, Words, say

if TYPE_CHECKING:
    from manju.story.importing.reading import Imported

__all__ = ["bring"]

SIZE_MAX: Final = 256 * 1024**2
UNREAD_SHOWN: Final = 200


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """First the file, then what is in it; the draft there is becomes a version before it is replaced."""
    from manju.story.importing.reading import read_any

    of = property_of(pk)
    context = context_of(request, of, tab="import") | {"has_draft": has_draft(of)}
    if request.method == "POST":
        require(member_of(request), "make")
        try:
            dropped = _dropped(request)
            found = read_any(dropped.path)
            if request.POST.get("take") == "1":
                version = take_in(found, of_property=of, by=user_of(request))
                messages.success(request, say("导入了，定为第 {n} 版。", "Imported as version {n}.", n=version.number))
                return redirect("bible:overview", pk)
            unread = [(leaf.where, leaf.text) for leaf in found.unread]
            context |= {"dropped": dropped, "counts": _counts(found), "unread": unread[:UNREAD_SHOWN],
                        "unread_count": len(unread)}  # fmt: skip
            if context["has_draft"]:
                context["parts"] = difference(draft(of), found.bible)
        except Said as why:
            context |= {"problem": why.message, "hint": why.hint}
        except Refused as why:
            context |= {"problem": why.message, "hint": ""}
    return render(request, "bible/import.html", context, status=422 if "problem" in context else 200)


def _dropped(request: HttpRequest) -> Dropped:
    """The file just brought, or the one brought before."""
    file = request.FILES.get("file")
    if file is None:
        return inbox.again(request.POST.get("sha256", ""), request.POST.get("suffix", ""), request.POST.get("name", ""))
    if (file.size or 0) > SIZE_MAX:
        raise Refused(Words("文件超过 256 MB。", "The file is over 256 MB."))
    return inbox.take(file, usual_name="bible.json")


def _counts(found: Imported) -> list[tuple[Words, int]]:
    bible = found.bible
    return [
        (Words("人物", "Characters"), len(bible.characters)), (Words("关系", "Relations"), len(bible.relations)),
        (Words("世界观", "World"), len(bible.world)), (Words("时间线", "Timeline"), len(bible.timeline)),
        (Words("冲突", "Conflicts"), len(bible.conflicts)), (Words("术语", "Glossary"), len(bible.glossary)),
        (Words("图片", "Pictures"), len(found.pictures)),
    ]  # fmt: skip
