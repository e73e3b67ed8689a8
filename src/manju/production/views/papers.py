"""Scripts and storyboards: the list, a version as it reads, writing with a live preview, what changed between two."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.catalogue.models import Episode, Property
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.production.models import KINDS, Paper, PaperVersion
from manju.production.papers import Saved, add_version, save_text, seals_of, start_paper, text_of
from manju.production.reading import looked_at, script_of
from manju.production.views.asked import arrived, whole
from manju.production.wording import Piece, pieces_between
from manju.words import Words, say

PREVIEW_MOST = 400_000


@may_view("see")
@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """All scripts and storyboards of a property."""
    return _list(request, get_object_or_404(Property.objects, pk=pk), None)


@may_view("make")
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """A new paper, with its first file or empty to be written."""
    row = get_object_or_404(Property.objects, pk=pk)
    by = member_of(request).user
    try:
        episode = Episode.objects.filter(
            pk=whole(request.POST.get("episode", "")), season__work__of_property=row
        ).first()
        with arrived(request, "files") as files:
            title = request.POST.get("title", "") or (files[0].path.stem if files else "")
            paper = start_paper(row, kind=request.POST.get("kind", ""), title=title, by=by, episode=episode)
            for one in files:
                add_version(paper, one.path, name=one.name, by=by, made_at=one.made_at)
    except Refused as why:
        return _list(request, row, why)
    messages.success(request, say("建好了。", "Added."))
    return redirect(paper) if files else redirect("production:write", paper.pk)


@may_view("see")
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest version and all that went before."""
    row = get_object_or_404(Paper.objects.select_related("of_property", "episode__season__work"), pk=pk)
    return _version(request, row, row.newest)


@may_view("see")
@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as it was."""
    row = get_object_or_404(
        PaperVersion.objects.select_related("paper__of_property", "paper__episode__season__work"), pk=pk
    )
    return _version(request, row.paper, row)


@may_view("make")
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A file as the next version."""
    row = get_object_or_404(Paper.objects, pk=pk)
    with arrived(request, "files") as files:
        if not files:
            messages.error(request, say("还没选文件。", "No file was chosen."))
        for one in files:
            try:
                saved = add_version(row, one.path, name=one.name, by=member_of(request).user, made_at=one.made_at,
                                    note_said=request.POST.get("note", ""))  # fmt: skip
            except Refused as why:
                messages.error(request, str(why.message))
                continue
            said = Words("第 {n} 版收下了，今天就存证。", "Version {n} is in; it is sealed today.")
            same = Words("和第 {n} 版一模一样，没有再存。", "Exactly version {n}; nothing was added.")
            messages.success(request, str((said if saved.is_new else same).fill(n=saved.version.number)))
    return redirect(row)


@may_view("make")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on: the text at the left, the page at the right; every save is a version."""
    row = get_object_or_404(Paper.objects.select_related("of_property"), pk=pk)
    newest = row.newest
    base = whole(request.POST.get("based_on", "")) if request.method == "POST" else newest.number if newest else None
    text = request.POST.get("text", "") if request.method == "POST" else ""
    problem: Refused | None = None
    saved: Saved | None = None
    if request.method == "POST":
        try:
            saved = save_text(
                row, text, by=member_of(request).user, based_on=base, note_said=request.POST.get("note", "")
            )
        except Refused as why:
            problem = why
        else:
            base = saved.version.number
            if saved.beside is None:
                messages.success(request, say("存成第 {n} 版。", "Saved as version {n}.", n=base))
                return redirect(row) if request.POST.get("then") == "read" else redirect("production:write", pk)
    elif newest is not None and newest.is_written:
        text = text_of(newest)
    scenes, findings = looked_at(row.of_property, text)
    context = {
        "paper": row, "property": row.of_property, "text": text, "base": base or "", "problem": problem, "saved": saved,
        "scenes": scenes, "findings": findings, "newest": newest,
    }  # fmt: skip
    return render(request, "production/write.html", context, status=422 if problem else 200)


@may_view("see")
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the text that is being written, and what contradicts the bible."""
    row = get_object_or_404(Property.objects, pk=pk)
    text = request.POST.get("text", "")[:PREVIEW_MOST]
    scenes, findings = looked_at(row, text)
    return render(request, "production/_preview.html", {"scenes": scenes, "findings": findings})


@may_view("see")
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed between two versions, line by line and in the lines word by word."""
    row = get_object_or_404(Paper.objects.select_related("of_property"), pk=pk)
    versions = list(row.versions.all())
    by_number = {v.number: v for v in versions}
    new = by_number.get(whole(request.GET.get("b", "")) or 0) or (versions[0] if versions else None)
    old = by_number.get(whole(request.GET.get("a", "")) or 0) or (by_number.get(new.number - 1) if new else None)
    lines = None
    if old is not None and new is not None and old.is_written and new.is_written:
        lines = changed_lines(text_of(old), text_of(new))
    context = {
        "paper": row, "property": row.of_property, "old": old, "new": new, "lines": lines, "versions": versions,
        "changed": sum(1 for kind, _ in lines or () if kind == "changed"),
    }  # fmt: skip
    return render(request, "production/compare.html", context)


def changed_lines(before: str, after: str) -> list[tuple[str, list[Piece]]]:
    """Changed lines as pieces, with two lines around them; `gap` stands for what is the same between."""
    a, b = before.splitlines(), after.splitlines()
    out: list[tuple[str, list[Piece]]] = []
    for n, group in enumerate(SequenceMatcher(None, a, b, autojunk=False).get_grouped_opcodes(2)):
        if n:
            out.append(("gap", []))
        for how, i, j, k, m in group:
            if how == "equal":
                out += [("same", [Piece("same", line)]) for line in b[k:m]]
                continue
            for old, new in zip(a[i:j], b[k:m], strict=False):
                out.append(("changed", pieces_between(old, new)))
            out += [("changed", [Piece("removed", line)]) for line in a[i + (m - k) : j]]
            out += [("changed", [Piece("added", line)]) for line in b[k + (j - i) : m]]
    return out


def _list(request: HttpRequest, row: Property, problem: Refused | None) -> HttpResponse:
    found = row.papers.annotate(last=Max("versions__number"), last_at=Max("versions__at")).select_related("episode")
    context = {
        "property": row, "papers": list(found.order_by("kind", "-last_at")), "problem": problem, "typed": request.POST,
        "kinds": KINDS.items(), "may_make": may(member_of(request), "make"),
        "episodes": Episode.objects.filter(season__work__of_property=row).select_related("season__work")[:200],
    }  # fmt: skip
    return render(request, "production/papers.html", context, status=422 if problem else 200)


def _version(request: HttpRequest, row: Paper, shown: PaperVersion | None) -> HttpResponse:
    script = script_of(shown.path) if shown is not None and shown.is_written else None
    scenes, findings = looked_at(row.of_property, script) if script is not None else ([], [])
    versions = list(row.versions.select_related("by"))
    context: dict[str, Any] = {  # Any: a template's context
        "paper": row, "property": row.of_property, "v": shown, "scenes": scenes, "findings": findings,
        "versions": [(one, seal) for one, seal in zip(versions, seals_of(versions), strict=True)],
        "may_make": may(member_of(request), "make"),
    }  # fmt: skip
    return render(request, "production/paper.html", context)
