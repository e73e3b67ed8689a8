"""Pages of properties, works, seasons and episodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from manju.catalogue import actions, showing
from manju.catalogue.forms import EpisodeForm, PropertyForm, SeasonForm, Typed, WorkForm
from manju.catalogue.models import Episode, Master, Property, Season, Work
from manju.catalogue.panels import panels_of
from manju.catalogue.serving import serve
from manju.catalogue.tracks import spoken_in
from manju.jobs.models import Job
from manju.people.access import may, may_view, member_of
from manju.people.models import User
from manju.words import Words

Row = TypeVar("Row", bound=models.Model)
PER_STRIP = 5  # the slate's columns


@may_view("see")
@require_safe
def properties(request: HttpRequest) -> HttpResponse:
    shown = showing.shown_properties()
    strips = [shown[i : i + PER_STRIP] for i in range(0, len(shown), PER_STRIP)]
    context = {"strips": strips, "headline": showing.headline(shown), "may_make": _may_make(request)}
    return render(request, "catalogue/properties.html", context)


@may_view("make")
def property_add(request: HttpRequest) -> HttpResponse:
    title = Words("新建 IP", "Add a property")
    return _typed(
        request, PropertyForm(request.POST or None), title, Words("新建", "Add"), _by(actions.add_property, request)
    )


@may_view("see")
@require_safe
def property_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Property, pk)
    works = showing.seasons_of(row.works.prefetch_related("seasons"))
    pictures = [slot.master for _, seasons in works for _, slots in seasons for slot in slots if slot.master][:6]
    context = {"property": row, "works": works, "pictures": pictures, "may_make": _may_make(request),
               "panels": panels_of(request, row)}  # fmt: skip
    return render(request, "catalogue/property.html", context | {"may_decide": may(member_of(request), "decide")})


@may_view("make")
def property_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Property, pk)
    form = PropertyForm(request.POST or None, initial=_initial(row, PropertyForm))
    title = Words("改《{n}》", "Edit {n}").fill(n=row.name)
    return _typed(request, form, title, Words("存下", "Save"), _on(actions.edit_property, row, request), back=row)


@may_view("decide")
@require_POST
def property_stop(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row = _get(Property, pk)
    actions.stop_property(row, by=_user(request))
    messages.success(
        request, str(Words("已停下《{n}》，随时可以恢复。", "{n} is stopped; resume it any time.").fill(n=row.name))
    )
    return redirect(row)


@may_view("decide")
@require_POST
def property_resume(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row = _get(Property, pk)
    actions.resume_property(row, by=_user(request))
    messages.success(request, str(Words("《{n}》又开工了。", "{n} goes on.").fill(n=row.name)))
    return redirect(row)


@may_view("make")
def work_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Property, pk)
    form = WorkForm(request.POST or None, initial={"title_zh": "" if row.works.exists() else row.name_zh})
    title = Words("《{n}》新建作品", "Add a work to {n}").fill(n=row.name)
    return _typed(request, form, title, Words("新建", "Add"), _on(actions.add_work, row, request), back=row)


@may_view("see")
@require_safe
def work(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Work, pk)
    [(_, seasons)] = showing.seasons_of([row])
    return render(request, "catalogue/work.html", {"work": row, "seasons": seasons, "may_make": _may_make(request)})


@may_view("make")
def work_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Work, pk)
    form = WorkForm(request.POST or None, initial=_initial(row, WorkForm), first_season=False)
    title = Words("改《{n}》", "Edit {n}").fill(n=row.title)
    return _typed(request, form, title, Words("存下", "Save"), _on(actions.edit_work, row, request), back=row)


@may_view("make")
def season_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Work, pk)
    title = Words("《{n}》新建一季", "Add a season to {n}").fill(n=row.title)
    return _typed(
        request,
        SeasonForm(request.POST or None),
        title,
        Words("新建", "Add"),
        _on(actions.add_season, row, request),
        back=row,
    )


@may_view("see")
@require_safe
def season(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Season, pk)
    slots = showing.slots_of(row)
    context = {
        "season": row, "slots": slots, "may_make": _may_make(request),
        "may_deliver": may(member_of(request), "deliver"),
        "ready": sum(1 for s in slots if s.master), "missing": sum(1 for s in slots if s.master is None),
        "checking": any(s.newest is not None and s.newest.state == Master.State.RECEIVED for s in slots),
        "unfinished": showing.unfinished(row, now=timezone.now()), "seasons": [row],
    }  # fmt: skip
    return render(request, "catalogue/season.html", context)


@may_view("make")
def season_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Season, pk)
    form = SeasonForm(request.POST or None, initial=_initial(row, SeasonForm))
    return _typed(request, form, row.name, Words("存下", "Save"), _on(actions.edit_season, row, request), back=row)


@may_view("see")
@require_safe
def episode(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Episode, pk)
    masters = list(row.masters.select_related("uploaded_by"))
    lettered = [m for m in masters if not m.text_free]
    current = next((m for m in lettered if m.state == Master.State.READY), None)
    newest = lettered[0] if lettered else None
    keys = [f"inspect:{newest.pk}"] if newest is not None and newest.state == Master.State.RECEIVED else []
    context = {
        "episode": row, "masters": masters, "current": current, "newest": newest, "may_make": _may_make(request),
        "may_deliver": may(member_of(request), "deliver"), "job": Job.objects.filter(key__in=keys).first(),
        "wave": showing.wave_path(current) if current else "", "facts": showing.facts_of(current) if current else [],
        "spoken": spoken_in(row),
        "previous": row.season.episodes.filter(number__lt=row.number).last(),
        "next": row.season.episodes.filter(number__gt=row.number).first(),
    }  # fmt: skip
    return render(request, "catalogue/episode.html", context)


@may_view("make")
def episode_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(Episode, pk)
    form = EpisodeForm(request.POST or None, initial=_initial(row, EpisodeForm))
    return _typed(request, form, row.name, Words("存下", "Save"), _on(actions.edit_episode, row, request), back=row)


@may_view("see")
@require_safe
def media(request: HttpRequest, pk: int, part: Literal["poster", "waveform", "film", "original"]) -> HttpResponseBase:
    """A master's poster, waveform, film for looking at, or the file itself (to those who make)."""
    row = _get(Master, pk)
    if row.state == Master.State.REFUSED or (part == "original" and not _may_make(request)):
        raise Http404
    stored = {"poster": row.poster, "waveform": row.waveform, "film": row.film, "original": row.file}[part]
    if part == "original":
        return serve(request, stored, download_as=row.original_name)
    return serve(request, stored)


@may_view("see")
@require_safe
def art(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A property's key art."""
    return serve(request, _get(Property, pk).art)


def _typed(
    request: HttpRequest,
    form: Typed,
    title: Words,
    word: Words,
    action: Callable[..., Any],
    *,
    back: Property | Work | Season | Episode | None = None,
) -> HttpResponse:  # Any: the action's row, or None when it changed `back`
    """One page for every form: what was typed stays, what is wrong stands beside its field."""
    if request.method == "POST":
        stored, made = form.store(action)
        if stored:
            return redirect(made or back or "catalogue:properties")
    context = {"form": form, "title": title, "word": word, "back": back}
    return render(request, "catalogue/form.html", context, status=422 if form.errors else 200)


def _by(action: Callable[..., Any], request: HttpRequest) -> Callable[..., Any]:  # Any: the action's own values
    return lambda **typed: action(by=_user(request), **typed)


def _on(action: Callable[..., Any], row: models.Model, request: HttpRequest) -> Callable[..., Any]:  # Any: as above
    return lambda **typed: action(row, by=_user(request), **typed)


def _get(model: type[Row], pk: int) -> Row:
    """The row of this studio; another studio's is not there."""
    return cast(Row, get_object_or_404(model.objects, pk=pk))  # type: ignore[attr-defined]  # every room's row has scoped objects


def _initial(row: models.Model, form: type[Typed]) -> dict[str, Any]:  # Any: the columns' own values
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}


def _user(request: HttpRequest) -> User:
    return member_of(request).user


def _may_make(request: HttpRequest) -> bool:
    return may(member_of(request), "make")
