"""Choosing a cover: eight moments or any second, a title, and how it looks in each size."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from manju.catalogue.serving import serve
from manju.distribution import moments
from manju.distribution.actions import Refused
from manju.distribution.cover_models import chosen_for
from manju.distribution.covering import choose_cover, look_for_moments
from manju.distribution.models import Deliverable, channel_name
from manju.distribution.texts import facts_for, spoken
from manju.jobs.models import Job
from manju.media.cover import STYLES, CoverChoice, look_of, shape
from manju.media.cover.making import sizes_of
from manju.media.cover.title import titled
from manju.media.errors import MediaError
from manju.media.probe import probe_master
from manju.media.render.encode import Source
from manju.people.access import may, may_view, member_of
from manju.words import Words

PREVIEW_PX: Final = 480
TITLE_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class Preview:
    """One size of one channel, as the wish would make it."""

    name: Words
    width: int
    height: int
    address: str


@require_http_methods(["GET", "POST"])
@may_view("deliver")
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Without a moment in the address: what is chosen now."""
    row = get_object_or_404(Deliverable.objects.shown().select_related("master"), pk=pk)
    problem: Refused | None = None
    if request.method == "POST":
        try:
            wish = _wish(request.POST, chosen_for(row.episode, row.channel, row.language))
            changed = choose_cover(row, wish, by=member_of(request).user, everywhere="everywhere" in request.POST)
        except Refused as error:
            problem = error
        else:
            said = Words("封面存下了，{n} 份正在换。", "The cover is kept; changing: {n}.")
            messages.success(request, str(said.fill(n=len(changed))))
            return HttpResponseRedirect(row.get_absolute_url())
    found = moments.kept(row.master)
    asked = request.POST if request.method == "POST" else request.GET
    now = chosen_for(row.episode, row.channel, row.language)
    try:
        wish = _wish(asked, now)
    except Refused:
        wish = now
    at_s = wish.at_s if wish.at_s is not None else (found[0].time_s if found else 0.0)
    context = {
        "d": row, "moments": found, "wish": wish, "at_s": at_s, "at_text": f"{at_s:.2f}", "problem": problem,
        "near": [m.time_s for m in found or () if abs(m.time_s - at_s) < 0.01],
        "styles": STYLES.items(), "usual_title": facts_for(row).title,
        "texts_lang": "zh-CN" if spoken(row.language) == "zh" else "en", "title_max": TITLE_MAX,
        "previews": _previews(row, CoverChoice(at_s, wish.title, wish.style)) if found is not None else [],
        "job": Job.objects.open().filter(key=f"moments:{row.master_id}").first(),
        "others": Deliverable.objects.filter(episode=row.episode, language=row.language).exclude(
            channel=row.channel).exists(),
        "may_deliver": may(member_of(request), "deliver"),
    }  # fmt: skip
    return render(request, "distribution/cover.html", context, status=422 if problem else 200)


@require_POST
@may_view("deliver")
def find(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Have the master looked through."""
    row = get_object_or_404(Deliverable.objects.select_related("master__episode"), pk=pk)
    look_for_moments(row.master, by=member_of(request).user)
    return redirect("distribution:cover_choose", pk=pk)


@require_GET
@may_view("deliver")
def moment(request: HttpRequest, pk: int, n: int) -> HttpResponseBase:
    """The small picture of the n-th moment."""
    row = get_object_or_404(Deliverable.objects.select_related("master"), pk=pk)
    found = moments.kept(row.master) or []
    if n >= len(found):
        raise Http404
    return serve(request, found[n].picture)


@require_GET
@may_view("deliver")
def preview(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """The n-th size of its channel as the wish in the address would make it, small."""
    row = get_object_or_404(Deliverable.objects.select_related("master", "episode"), pk=pk)
    channel = row.profile
    if channel is None or n >= len(sizes_of(channel)) or not row.master.path.is_file():
        raise Http404
    size = sizes_of(channel)[n]
    scale = min(1.0, PREVIEW_PX / max(size))
    small = max(2, round(size[0] * scale)), max(2, round(size[1] * scale))
    try:
        wish = _wish(request.GET, CoverChoice(0.0))
        look = look_of(Source.of(row.master.path, probe_master(row.master.path)), wish.at_s or 0.0)
        picture = titled(shape(look.frame, small, look.faces), wish.title, language=row.language, style=wish.style)
    except (MediaError, Refused) as error:
        raise Http404 from error
    out = io.BytesIO()
    picture.picture.save(out, "JPEG", quality=85)
    return HttpResponse(out.getvalue(), content_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


def _previews(row: Deliverable, wish: CoverChoice) -> list[Preview]:
    channel = row.profile
    if channel is None:
        return []
    asked = QueryDict(mutable=True)
    asked.update({"at": f"{wish.at_s or 0.0:.3f}", "title": wish.title, "style": wish.style})
    return [
        Preview(channel_name(row.channel), width, height,
                f"{reverse('distribution:cover_preview', args=[row.pk, n])}?{asked.urlencode()}")
        for n, (width, height) in enumerate(sizes_of(channel))
    ]  # fmt: skip


def _wish(asked: QueryDict, otherwise: CoverChoice) -> CoverChoice:
    """What a form or an address asks for; what it does not say is as before.

    Raises:
        Refused: `unknown_choice`.
    """
    at_s, title, style = otherwise.at_s, asked.get("title", otherwise.title), asked.get("style", otherwise.style)
    typed = asked.get("second", "").strip() or asked.get("at", "").strip()
    if typed:
        try:
            at_s = float(typed)
        except ValueError:
            at_s = -1.0
    if style not in STYLES or (at_s is not None and not 0 <= at_s < 1e6):
        raise Refused("unknown_choice", Words("没有这个选择。请重新选。", "There is no such choice. Choose again."))
    return CoverChoice(at_s, " ".join(title.split())[:TITLE_MAX], style)
