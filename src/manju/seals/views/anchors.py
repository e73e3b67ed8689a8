"""Chains and deposit services that get the roots as well: set up and taken down by the owner."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from manju.people.access import may_view, member_of
from manju.seals import actions
from manju.seals.forms import AnchorForm
from manju.seals.models import AnchorPlace
from manju.seals.names import ANCHORS
from manju.words import Words


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("manage")
def add(request: HttpRequest) -> HttpResponse:
    """Which kind, then its address and secret."""
    kind = (request.POST or request.GET).get("kind", "")
    if kind not in ANCHORS:
        return render(request, "seals/anchor_choose.html", {"kinds": ANCHORS.items()})
    form = AnchorForm(ANCHORS[kind], request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = member_of(request).user
        stored, row = form.store(lambda **typed: actions.add_anchor(kind=kind, by=by, **{"project": "", **typed}))
        if stored:
            said = Words("以后每一批的摘要也存到{n}。", "The root of every batch goes to {n} as well.").fill(n=row.name)
            messages.success(request, str(said))
            return redirect("seals:authorities")
    context = {"form": form, "kind": kind, "title": ANCHORS[kind].title}
    return render(request, "seals/anchor_form.html", context, status=422 if form.errors else 200)


@require_POST
@may_view("manage")
def remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row: AnchorPlace = get_object_or_404(AnchorPlace.objects.filter(removed_at=None), pk=pk)
    actions.remove_anchor(row, by=member_of(request).user)
    said = Words("不再存到{n}，存过的都留着。", "Nothing goes to {n} any more; its receipts stay.").fill(n=row.name)
    messages.success(request, str(said))
    return redirect("seals:authorities")
