"""The chains and deposit services: where seals are placed as well, and what each costs."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.money.amounts import as_major
from manju.people.access import may, may_view, member_of
from manju.seals.anchors import actions
from manju.seals.anchors.forms import FORMS, AnchorForm
from manju.seals.anchors.models import AnchorService
from manju.seals.anchors.names import CURRENCY, KINDS
from manju.seals.anchors.reading import how_they_do
from manju.words import Words


@require_safe
@may_view("see")
def anchor_list(request: HttpRequest) -> HttpResponse:
    """Those that are set up, and how they do."""
    rows = [(one, as_major(one.row.price_minor, CURRENCY)) for one in how_they_do()]
    context = {
        "rows": rows, "on": sum(one.row.is_on for one, _ in rows), "may_manage": may(member_of(request), "manage"),
        "on_word": Words("在用", "In use"), "off_word": Words("停用", "Off"),
    }  # fmt: skip
    return render(request, "seals/anchors.html", context)


@require_safe
@may_view("manage")
def choose(request: HttpRequest) -> HttpResponse:
    """Which kind is to be added."""
    return render(request, "seals/anchor_choose.html", {"kinds": list(KINDS.items())})


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("manage")
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """One more."""
    form = FORMS[kind](request.POST or None)
    if request.method == "POST":
        by = member_of(request).user
        stored, row = form.store(lambda **typed: actions.add_service(kind, form.typed(**typed), by=by))
        if stored:
            said = Words("以后每批封存也放到{n}。", "Every batch to come is placed with {n} as well.").fill(n=row.name)
            messages.success(request, str(said))
            return redirect("seals:anchors")
    return _form(request, form, None, kind)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("manage")
def anchor(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one. Address and keys are not shown; left empty they stay."""
    row: AnchorService = get_object_or_404(_there(), pk=pk)
    initial = {
        "name": row.name, "is_on": row.is_on, "price": as_major(row.price_minor, CURRENCY), "chain_id": row.chain_id,
        "confirmations": row.confirmations, "most": f"{row.most_gwei / 10**9:.9f}".rstrip("0").rstrip("."),
        "project": row.account, "region": row.region,
    }  # fmt: skip
    form = FORMS[row.kind](request.POST or None, initial=initial, known=row.host)
    if request.method == "POST":
        by = member_of(request).user
        stored, _ = form.store(lambda **typed: actions.change_service(row, form.typed(**typed), by=by))
        if stored:
            messages.success(request, str(Words("存好了。", "Saved.")))
            return redirect("seals:anchors")
        row.refresh_from_db()
    return _form(request, form, row, row.kind)


@require_POST
@may_view("manage")
def remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row: AnchorService = get_object_or_404(_there(), pk=pk)
    actions.remove_service(row, by=member_of(request).user)
    said = Words("不再往{n}存证，放上去的都留着。", "Nothing more is placed with {n}; what is there stays.")
    messages.success(request, str(said.fill(n=row.name)))
    return redirect("seals:anchors")


def _form(request: HttpRequest, form: AnchorForm, row: AnchorService | None, kind: str) -> HttpResponse:
    context = {"form": form, "row": row, "kind": KINDS[kind], "on_a_chain": kind == "evm"}
    return render(request, "seals/anchor_form.html", context, status=422 if form.errors else 200)


def _there() -> QuerySet[AnchorService]:
    return AnchorService.objects.filter(removed_at=None)
