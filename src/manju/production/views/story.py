"""The creation story: how a character, an episode or an asset came to be, with what can be proved of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from manju.catalogue.models import Property
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.production.models import CreationEntry, Edit
from manju.production.proving import proof_of
from manju.production.recording import Subject, about_of, subject_of
from manju.production.story import Chapter, hours_said, story_of
from manju.production.subjects import characters_of, name_of, role_of, stories_of
from manju.production.views.asked import subject_asked, whole
from manju.words import language


@may_view("see")
@require_safe
def stories(request: HttpRequest, pk: int) -> HttpResponse:
    """Every story of a property, and where to begin one."""
    row = get_object_or_404(Property.objects, pk=pk)
    context = {"property": row, "stories": stories_of(row), "characters": characters_of(row), **_rights(request)}
    return render(request, "production/stories.html", context)


@may_view("see")
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """One story from the first idea to the last edit."""
    row = get_object_or_404(Property.objects, pk=pk)
    try:
        subject = subject_asked(row, request.GET)
    except Refused:
        subject = Subject(row)
    told = story_of(subject)
    only_kept = request.GET.get("only") == "kept"
    proof = proof_of(told)
    shown = [(_kept_only(c) if only_kept else c, proof.chapters.get(id(c))) for c in told.chapters]
    context: dict[str, Any] = {
        "property": row, "subject": subject, "name": name_of(subject), "story": told, "proof": proof,
        "only_kept": only_kept, "chapters": [(c, seal) for c, seal in shown if c is not None],
        "hours": hours_said(told.minutes), "portrait": told.kept[-1].output if told.kept else None,
        "about": about_of(subject), "role": role_of(subject) if language() == "zh" else "", **_rights(request),
    }  # fmt: skip
    return render(request, "production/story.html", context)


@may_view("see")
@require_safe
def takes(request: HttpRequest, pk: int) -> HttpResponse:
    """The takes of a round that the page does not show at first."""
    row = get_object_or_404(Property.objects, pk=pk)
    try:
        subject = subject_asked(row, request.GET)
    except Refused:
        subject = Subject(row)
    first = whole(request.GET.get("entry", ""))
    chapter = next((c for c in story_of(subject).chapters if c.entries and c.first.pk == first), None)
    shown = {take.output.pk for take in chapter.shown} if chapter else set()
    rest = [take for take in chapter.takes if take.output.pk not in shown] if chapter else []
    return render(request, "production/_takes.html", {"takes": rest, **_rights(request)})


@may_view("see")
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One act of creation with everything that is known of it."""
    row = get_object_or_404(CreationEntry.objects.select_related("of_property", "by", "episode"), pk=pk)
    subject = subject_of(row)
    chapter = next((c for c in story_of(subject).chapters if row.pk in {e.pk for e in c.entries}), None)
    mine = [take for take in chapter.takes if take.output.entry_id == row.pk] if chapter else []
    context = {
        "e": row, "subject": subject, "name": name_of(subject), "takes": mine, "property": row.of_property,
        "parameters": [(k, v) for k, v in row.parameters.items() if not isinstance(v, (dict, list))],
        "deeper": {k: v for k, v in row.parameters.items() if isinstance(v, (dict, list))},
        "texts": row.raw.get("texts", {}), **_rights(request),
    }  # fmt: skip
    return render(request, "production/entry.html", context)


@may_view("see")
@require_safe
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """An edit: before, after, and what differs."""
    row = get_object_or_404(Edit.objects.select_related("of_property", "by", "difference", "output"), pk=pk)
    subject = subject_of(row)
    context = {
        "e": row, "subject": subject, "name": name_of(subject), "property": row.of_property,
        "hours": hours_said(row.minutes), "difference": getattr(row, "difference", None),
    }  # fmt: skip
    return render(request, "production/edit.html", context)


def _kept_only(chapter: Chapter) -> Chapter | None:
    """Of a round what was kept; ideas and edits as they are."""
    if chapter.kind != "round":
        return chapter
    kept = tuple(take for take in chapter.takes if take.state == "kept")
    if not kept:
        return None
    return Chapter(chapter.kind, chapter.at, chapter.entries, chapter.edit, chapter.number, kept, chapter.pieces,
                   chapter.references)  # fmt: skip


def _rights(request: HttpRequest) -> dict[str, bool]:
    member = member_of(request)
    return {"may_make": may(member, "make"), "may_manage": may(member, "manage")}
