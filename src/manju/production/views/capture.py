"""How generations come in by themselves: folders of a property, tools with tokens, generators; and generating."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.catalogue.models import Property
from manju.jobs.actions import start
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.production import keys
from manju.production.capture_models import GENERATORS
from manju.production.generating import add_generator, generate_soon, remove_generator
from manju.production.generators import Asked
from manju.production.models import CaptureToken, Generator, SeenFile, WatchedFolder
from manju.production.recording import Subject
from manju.production.subjects import characters_of, name_of
from manju.production.tokens import make_token, revoke_token
from manju.production.views.asked import subject_asked, whole
from manju.production.watching import look_job, stop_watching, watch_folder
from manju.words import Words, say

CALL: Final = (
    'curl -H "Authorization: Bearer $TOKEN" -F property=1 -F character=zhiwei -F "prompt=…" -F outputs=@1.png {address}'
)


@may_view("see")
@require_safe
def capture(request: HttpRequest, pk: int) -> HttpResponse:
    """What writes itself into this property's log."""
    return _capture(request, get_object_or_404(Property.objects, pk=pk), None)


@may_view("manage")
@require_POST
def folder_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Watch a folder of the server."""
    row = get_object_or_404(Property.objects, pk=pk)
    by = member_of(request).user
    try:
        folder = watch_folder(row, request.POST.get("path", ""), character=request.POST.get("character", ""), by=by)
    except Refused as why:
        return _capture(request, row, why)
    start(look_job, by=by, params={"folder_id": folder.pk}, key=f"production.look:{folder.pk}")
    messages.success(
        request, say("开始监视，新图一分钟内进记录。", "Watching: new pictures are in the log within a minute.")
    )
    return redirect("production:capture", pk)


@may_view("make")
@require_POST
def folder_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Look now."""
    folder = get_object_or_404(WatchedFolder.objects, pk=pk)
    start(look_job, by=member_of(request).user, params={"folder_id": pk}, key=f"production.look:{pk}")
    messages.success(request, say("正在看。", "Looking."))
    return redirect("production:capture", folder.of_property_id)


@may_view("manage")
@require_POST
def folder_stop(request: HttpRequest, pk: int) -> HttpResponse:
    folder = get_object_or_404(WatchedFolder.objects, pk=pk)
    stop_watching(folder, by=member_of(request).user)
    messages.success(request, say("不再监视；记下的都在。", "No longer watched; what was written down stays."))
    return redirect("production:capture", folder.of_property_id)


@may_view("see")
@require_safe
def tools(request: HttpRequest) -> HttpResponse:
    """Tokens and generators of the studio."""
    return _tools(request, None)


@may_view("make")
@require_POST
def token_add(request: HttpRequest) -> HttpResponse:
    """A token of one's own; its text is on this answer and nowhere else."""
    try:
        token, secret = make_token(name=request.POST.get("name", ""), by=member_of(request).user)
    except Refused as why:
        return _tools(request, why)
    return _tools(request, None, token=token, secret=secret)


@may_view("make")
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own token, or any for the owner."""
    member = member_of(request)
    mine = CaptureToken.objects.all() if may(member, "manage") else CaptureToken.objects.filter(user=member.user)
    revoke_token(get_object_or_404(mine, pk=pk), by=member.user)
    messages.success(request, say("作废了，工具再也用不了它。", "Revoked: no tool can use it any more."))
    return redirect("production:tools")


@may_view("manage")
@require_POST
def generator_add(request: HttpRequest) -> HttpResponse:
    asked = request.POST
    try:
        add_generator(
            kind=asked.get("kind", ""), name=asked.get("name", ""), address=asked.get("address", ""),
            model=asked.get("model", ""), workflow=asked.get("workflow", ""), key=asked.get("key", ""),
            by=member_of(request).user,
        )  # fmt: skip
    except Refused as why:
        return _tools(request, why)
    messages.success(request, say("接上了。", "Set up."))
    return redirect("production:tools")


@may_view("manage")
@require_POST
def generator_remove(request: HttpRequest, pk: int) -> HttpResponse:
    remove_generator(get_object_or_404(Generator.objects, pk=pk, removed_at=None), by=member_of(request).user)
    messages.success(request, say("撤下了。", "Removed."))
    return redirect("production:tools")


@may_view("make")
@require_http_methods(["GET", "HEAD", "POST"])
def generate(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a server make pictures; they are in the log by themselves."""
    row = get_object_or_404(Property.objects, pk=pk)
    typed = request.POST if request.method == "POST" else request.GET
    problem: Refused | None = None
    try:
        subject = subject_asked(row, typed)
    except Refused as why:
        subject, problem = Subject(row), why
    if request.method == "POST" and problem is None:
        try:
            _begin(request, subject)
        except Refused as why:
            problem = why
        else:
            messages.success(request, say("开始出图，可以离开这一页。", "Under way; you may leave this page."))
            return redirect(subject.address)
    context = {
        "property": row, "subject": subject, "name": name_of(subject), "typed": typed, "problem": problem,
        "generators": list(Generator.objects.filter(removed_at=None)), "may_manage": may(member_of(request), "manage"),
    }  # fmt: skip
    return render(request, "production/generate.html", context, status=422 if problem else 200)


def _begin(request: HttpRequest, subject: Subject) -> None:
    typed = request.POST
    generator = Generator.objects.filter(pk=whole(typed.get("generator", "")), removed_at=None).first()
    if generator is None:
        raise Refused(Words("选一个生成器。", "Choose a generator."), field="generator")
    asked = Asked(
        typed.get("prompt", "").strip(), typed.get("negative_prompt", "").strip(),
        whole(typed.get("seed", ""), digits=19) or 0, whole(typed.get("many", "1")) or 0,
        typed.get("size", "").strip()[:16],
    )  # fmt: skip
    generate_soon(generator, subject, asked, heading=typed.get("heading", ""), intent=typed.get("intent", ""),
                  by=member_of(request).user)  # fmt: skip


def _capture(request: HttpRequest, row: Property, problem: Refused | None) -> HttpResponse:
    refused = SeenFile.objects.filter(folder__of_property=row).exclude(refusal_zh="").order_by("-pk")[:10]
    context = {
        "property": row, "folders": list(row.watched_folders.filter(is_on=True)), "refused": list(refused),
        "characters": characters_of(row), "problem": problem, "typed": request.POST,
        "may_manage": may(member_of(request), "manage"), "may_make": may(member_of(request), "make"),
    }  # fmt: skip
    return render(request, "production/capture.html", context, status=422 if problem else 200)


def _tools(
    request: HttpRequest, problem: Refused | None, *, token: CaptureToken | None = None, secret: str = ""
) -> HttpResponse:  # fmt: skip
    generators = [(g, keys.has_key(g.pk)) for g in Generator.objects.filter(removed_at=None)]
    context = {
        "tokens": list(CaptureToken.objects.filter(revoked_at=None).select_related("user")), "generators": generators,
        "problem": problem, "typed": request.POST, "token": token, "secret": secret, "kinds": GENERATORS.items(),
        "call": CALL.format(address=request.build_absolute_uri(reverse("production:api"))), "me": member_of(request).user,
        "may_manage": may(member_of(request), "manage"), "may_make": may(member_of(request), "make"),
    }  # fmt: skip
    return render(request, "production/tools.html", context, status=422 if problem else 200)
