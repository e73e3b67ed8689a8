"""Grants, rights held, promises and options of a property: the list, and the forms that add to it or end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.catalogue.models import Property
from manju.licensing import actions
from manju.licensing.forms import (
    EndForm,
    ExtentForm,
    GrantForm,
    HoldbackForm,
    OptionForm,
    RightForm,
    TerritoriesForm,
)
from manju.licensing.keeping import keep_document
from manju.licensing.models import Contract, Grant, Option, TerritoryGroup
from manju.licensing.names import joined
from manju.licensing.rights import Held
from manju.money.avails.shapes import DIMENSIONS
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.words import Words, say

Writing = Callable[[HttpRequest, Property, dict[str, Any]], object]  # Any: what a form cleaned


@require_safe
@may_view("see")
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is granted, held, promised and optioned, as lists."""
    return _held(request, get_object_or_404(Property.objects, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("license")
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a grant; what is in its way is said beside the form."""
    heading = Words("给出一笔授权", "Give a grant")
    said = Words(
        "存的时候再查一次：别人刚授出的也挡得住", "It is checked again when stored, also against what was just given"
    )

    def write(request: HttpRequest, of_property: Property, typed: dict[str, Any]) -> object:
        return actions.give_grant(of_property, by=member_of(request).user, **typed)

    return _adding(request, pk, GrantForm, write, heading=heading, said=said, of_property=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("license")
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a right that the studio holds, with its document."""
    heading = Words("登记一项自己有的权利", "Note a right you hold")
    said = Words("权利链：从谁那里来，凭什么", "The chain of title: from whom, by what")

    def write(request: HttpRequest, of_property: Property, typed: dict[str, Any]) -> object:
        by = member_of(request).user
        brought = typed.pop("file")
        document = keep_document(brought, by=by) if brought else None
        return actions.hold_right(of_property, by=by, document=document, **typed)

    return _adding(request, pk, RightForm, write, heading=heading, said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("license")
def hold_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a promise not to grant."""
    heading = Words("登记一个不授权的承诺", "Note a promise not to grant")
    said = Words("这段时间谁都不授，独家非独家都不行", "Nobody gets it in these days, exclusively or not")

    def write(request: HttpRequest, of_property: Property, typed: dict[str, Any]) -> object:
        return actions.hold_back(of_property, by=member_of(request).user, **typed)

    return _adding(request, pk, HoldbackForm, write, heading=heading, said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("license")
def give_option(request: HttpRequest, pk: int) -> HttpResponse:
    """Note somebody's right to be asked first."""
    heading = Words("登记一个优先权", "Note an option")
    said = Words("优先权不挡授权，但授之前要先问", "An option does not block; its holder is asked first")

    def write(request: HttpRequest, of_property: Property, typed: dict[str, Any]) -> object:
        return actions.give_option(of_property, by=member_of(request).user, **typed)

    return _adding(request, pk, OptionForm, write, heading=heading, said=said, of_property=True)


@require_POST
@may_view("license")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A grant ends earlier than it was given for."""
    grant = get_object_or_404(Grant.objects.select_related("of_property"), pk=pk)
    form = EndForm(request.POST)
    stored, _ = form.store(lambda on: actions.end_grant(grant, by=member_of(request).user, on=on))
    if not stored:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    else:
        messages.success(request, say("已提前结束，之后的日子空出来了。", "Ended early; the days after it are free."))
    return redirect("licensing:held", grant.of_property_id)


@require_POST
@may_view("license")
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder of an option was asked today: the days to answer run."""
    option = get_object_or_404(Option.objects.select_related("of_property"), pk=pk)
    try:
        actions.ask_holder(option, by=member_of(request).user, on=timezone.localdate())
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect("licensing:held", option.of_property_id)


@require_POST
@may_view("license")
def territories(request: HttpRequest) -> HttpResponse:
    """Give several places a name."""
    form = TerritoriesForm(request.POST)
    stored, group = form.store(lambda **typed: actions.name_territories(**typed, by=member_of(request).user))
    back = Property.objects.filter(pk=_number(request.POST.get("property", ""))).first()
    if stored:
        messages.success(request, say("{n} 可以在地区里选了。", "{n} can now be chosen as a territory.", n=group.name))
        return redirect("licensing:held", back.pk) if back else redirect("licensing:home")
    if back is None:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("licensing:home")
    return _held(request, back, territories_form=form)


def _held(
    request: HttpRequest, of_property: Property, *, territories_form: TerritoriesForm | None = None
) -> HttpResponse:  # fmt: skip
    rows = Held(of_property)
    context = {
        "property": of_property, "held": rows, "today": timezone.localdate(), "end_form": EndForm(),
        "lists": {name: [(row, _extent(row)) for row in getattr(rows, name)]
                  for name in ("grants", "holdbacks", "options", "rights_in")},
        "groups": TerritoryGroup.objects.all(), "territories_form": territories_form or TerritoriesForm(),
        "may_license": may(member_of(request), "license"),
    }  # fmt: skip
    return render(request, "licensing/held.html", context, status=422 if territories_form else 200)


def _extent(row: Any) -> Words:
    """Goods, places, languages and channels of a row (of any of the four kinds) in one line; `*` only for goods."""
    parts = [joined(d, getattr(row, d)) for d in DIMENSIONS if d == "categories" or getattr(row, d) != ["*"]]
    return Words("，".join(p.zh for p in parts), "; ".join(p.en for p in parts))


def _adding(
    request: HttpRequest, pk: int, kind: type[ExtentForm], write: Writing, *, heading: Words, said: Words,
    of_property: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page of a form that adds a row to a property; a refusal stands beside what was typed."""
    owner = get_object_or_404(Property.objects, pk=pk)
    more = {"of_property": owner} if of_property else {}
    if request.method == "POST":
        form = kind(request.POST, request.FILES, **more)
        stored, _ = form.store(lambda **typed: write(request, owner, typed))
        if stored:
            messages.success(request, say("已登记。", "Noted."))
            return redirect("licensing:held", owner.pk)
    else:
        form = kind(initial=_initial(request), **more)
    context = {"property": owner, "form": form, "heading": heading, "said": said}
    return render(request, "licensing/add.html", context, status=422 if form.is_bound else 200)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the address fills in; `Any`: strings, and lists of them for what can be ticked."""
    found: dict[str, Any] = {"start": timezone.localdate()}
    for name in ("partner", "exclusivity", "start", "end", "clause", "sell_off_days"):
        if name in request.GET:
            found[name] = request.GET[name][:120]
    for name in DIMENSIONS:
        found[name] = [code[:80] for code in request.GET.getlist(name) if code != "*"][:100]
    contract = Contract.objects.filter(pk=_number(request.GET.get("contract", ""))).first()
    return {**found, "contract": contract.pk} if contract else found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else -1
