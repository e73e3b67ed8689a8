"""Videos whose episode is not sure: a person says which it is, and it is remembered."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from manju.catalogue.models import Episode, Work
from manju.launch.jobs import watch_soon
from manju.launch.matching import match, match_series, set_aside
from manju.launch.models import Item
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.words import say

PAGE = 30


@may_view("see")
@require_safe
def matching(request: HttpRequest) -> HttpResponse:
    """Doubtful videos first, each with the episode it is likely to be, then those of which nothing is known."""
    doubtful = Item.objects.filter(state=Item.State.DOUBTFUL).select_related("episode__season__work")
    waiting = Item.objects.filter(state=Item.State.WAITING).order_by("series", "number", "platform")
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    episodes = Episode.objects.select_related("season__work").order_by("season__work", "season__number", "number")
    context = {
        "doubtful": list(doubtful[:PAGE]), "doubtful_count": doubtful.count(), "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number), "works": list(Work.objects.all()),
        "episodes": list(episodes[:2000]), "may_deliver": may(member_of(request), "deliver"),
    }  # fmt: skip
    return render(request, "launch/matching.html", context)


@may_view("deliver")
@require_POST
def match_one(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person says of one video: this episode, that work (with all its like), or none of ours."""
    item = get_object_or_404(Item.objects, pk=pk)
    by = member_of(request).user
    try:
        if request.POST.get("work"):
            count = match_series(item, get_object_or_404(Work.objects, pk=_number(request.POST["work"])), by=by)
            messages.success(request, say("对上了 {n} 条，以后自动认。", "{n} matched; known from now on.", n=count))
        elif request.POST.get("episode"):
            match(item, get_object_or_404(Episode.objects, pk=_number(request.POST["episode"])), by=by)
            messages.success(request, say("记住了。", "Remembered."))
        else:
            set_aside(item, by=by)
            messages.success(request, say("放到一边了，不算进任何一集。", "Set aside; it counts for no episode."))
    except Refused as why:
        messages.error(request, str(why.message))
    else:
        watch_soon(by=by)
    return redirect("launch:matching")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else -1
