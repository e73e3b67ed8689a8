"""Writing into the log from the page: by hand, many files dropped at once, an edit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from manju.catalogue.models import Episode, Property
from manju.people.access import may_view, member_of
from manju.people.errors import Refused
from manju.production.capturing import take_files
from manju.production.comparing import compare_soon
from manju.production.models import Edit, Output
from manju.production.recording import Edited, Given, Made, Subject, record_creation, record_edit
from manju.production.subjects import characters_of, name_of
from manju.production.views.asked import arrived, moment_of, subject_asked, whole
from manju.words import Words, say


@may_view("make")
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """An act of creation by hand: what was wanted, what was asked, what came."""
    row = get_object_or_404(Property.objects, pk=pk)
    problem: Refused | None = None
    if request.method == "POST":
        try:
            subject = subject_asked(row, request.POST)
            with arrived(request, "outputs") as outputs, arrived(request, "references") as references:
                entry = record_creation(
                    subject, _made(request), captured_by="by_hand", by=member_of(request).user,
                    outputs=[Given(f.path, f.name) for f in outputs],
                    references=[Given(f.path, f.name) for f in references],
                )  # fmt: skip
        except Refused as why:
            problem = why
        else:
            messages.success(request, say("记下了，今天就存证。", "Written down; it is sealed today."))
            return redirect(subject.address + f"#entry-{entry.pk}")
    return _form(request, row, "production/record.html", problem)


@may_view("make")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Many pictures at once: each says itself how it was made."""
    row = get_object_or_404(Property.objects, pk=pk)
    try:
        subject = subject_asked(row, request.POST)
    except Refused as why:
        messages.error(request, str(why.message))
        return redirect("production:stories", pk)
    with arrived(request) as files:
        if not files:
            messages.error(request, say("还没选文件。", "No file was chosen."))
            return redirect(subject.address)
        taken = take_files(subject, files, captured_by="dropped", by=member_of(request).user)
    if taken.entries:
        said = Words("收下 {n} 张，{r} 张自带提示词。", "{n} taken in; {r} carry their prompt.")
        messages.success(request, str(said.fill(n=taken.files, r=taken.read)))
    if taken.again:
        again = Words("{n} 张早就记过，没有再记。", "{n} were in the log already.")
        messages.info(request, str(again.fill(n=len(taken.again))))
    for name, why_not in taken.refused[:5]:
        messages.error(request, f"{name}: {why_not}")
    return redirect(subject.address)


@may_view("make")
@require_http_methods(["GET", "HEAD", "POST"])
def record_an_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What hands changed: the picture before (an output, or a file), the file after, the hours."""
    row = get_object_or_404(Property.objects, pk=pk)
    problem: Refused | None = None
    if request.method == "POST":
        try:
            subject = subject_asked(row, request.POST)
            edit = _edited(request, subject)
        except Refused as why:
            problem = why
        else:
            compare_soon(edit, by=member_of(request).user)
            messages.success(request, say("修改记下了。", "The edit is written down."))
            return redirect(edit)
    return _form(request, row, "production/record_edit.html", problem)


def _edited(request: HttpRequest, subject: Subject) -> Edit:
    asked = request.POST
    output = None
    if whole(asked.get("output", "")):
        output = Output.objects.filter(pk=whole(asked["output"]), entry__of_property=subject.of_property).first()
    made_at = moment_of(asked.get("made_at", ""))
    with arrived(request, "before") as before, arrived(request, "after") as after:
        if not after:
            raise Refused(Words("选改后的文件。", "Choose the file after the edit."), field="after")
        if not before and output is None:
            raise Refused(
                Words("选改前的图，或从留用的图里挑一张。", "Choose the picture before the edit."), field="before"
            )
        minutes = _minutes(asked.get("hours", ""), asked.get("minutes", ""))
        return record_edit(
            subject,
            Edited(asked.get("heading", ""), asked.get("note", ""), minutes, whole(asked.get("layers", "")),
                   asked.get("tool", ""), made_at or after[0].made_at,
                   "said" if made_at else "file" if after[0].made_at else "clock"),
            after=Given(after[0].path, after[0].name), before=Given(before[0].path, before[0].name) if before else None,
            output=None if before else output, captured_by="by_hand", by=member_of(request).user,
        )  # fmt: skip


def _minutes(hours: str, minutes: str) -> int:
    h, m = whole(hours or "0"), whole(minutes or "0")
    if h is None or m is None:
        raise Refused(Words("工时写成整数小时和分钟。", "Write whole hours and minutes."), field="hours")
    return h * 60 + m


def _made(request: HttpRequest) -> Made:
    asked = request.POST
    made_at = moment_of(asked.get("made_at", ""))
    parameters = {}
    for line in asked.get("parameters", "").splitlines():
        name, sep, value = line.replace("：", ":", 1).partition(":")
        if sep and name.strip():
            parameters[name.strip()[:80]] = value.strip()[:400]
    return Made(
        asked.get("heading", ""), asked.get("intent", ""), asked.get("prompt", ""), asked.get("negative_prompt", ""),
        asked.get("model", ""), asked.get("model_version", ""), asked.get("seed", ""), parameters,
        asked.get("tool", ""), whole(asked.get("round", "")) or None, made_at, "said" if made_at else "clock",
    )  # fmt: skip


def _form(request: HttpRequest, row: Property, template: str, problem: Refused | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else request.GET
    try:
        subject = subject_asked(row, typed)
    except Refused:
        subject = Subject(row)
    kept = Output.objects.filter(**{f"entry__{k}": v for k, v in subject.fields.items()}, decisions__is_kept=True)
    context = {
        "property": row, "subject": subject, "name": name_of(subject), "typed": typed, "problem": problem,
        "characters": characters_of(row), "kept": list(kept.distinct().order_by("-pk")[:60]),
        "episodes": Episode.objects.filter(season__work__of_property=row).select_related("season__work")[:200],
    }  # fmt: skip
    return render(request, template, context, status=422 if problem else 200)
