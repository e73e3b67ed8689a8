"""The timestamp authorities: who stamps the seals, and what each costs."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.money.amounts import as_major
from manju.people.access import may, may_view, member_of
from manju.seals import actions
from manju.seals.forms import AuthorityForm
from manju.seals.models import Authority
from manju.words import Words


@require_safe
@may_view("see")
def authority_list(request: HttpRequest) -> HttpResponse:
    """Those that are set up."""
    rows = [(row, as_major(row.price_minor, row.currency)) for row in _there()]
    context = {
        "rows": rows, "on": sum(row.is_on for row, _ in rows), "may_manage": may(member_of(request), "manage"),
        "on_word": Words("在用", "In use"), "off_word": Words("停用", "Off"),
    }  # fmt: skip
    return render(request, "seals/authorities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("manage")
def add(request: HttpRequest) -> HttpResponse:
    """One more."""
    form = AuthorityForm(request.POST or None)
    if request.method == "POST":
        stored, row = form.store(lambda **typed: actions.add_authority(by=member_of(request).user, **typed))
        if stored:
            said = Words("以后的封存都请{n}盖时间戳。", "{n} stamps the seals from now on.").fill(n=row.name)
            messages.success(request, str(said))
            return redirect("seals:authorities")
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("manage")
def authority(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one."""
    row: Authority = get_object_or_404(_there(), pk=pk)
    initial = {name: getattr(row, name) for name in ("url", "name", "certificates", "currency", "is_on")}
    form = AuthorityForm(request.POST or None, initial={**initial, "price": as_major(row.price_minor, row.currency)})
    if request.method == "POST":
        stored, _ = form.store(lambda **typed: actions.change_authority(row, by=member_of(request).user, **typed))
        if stored:
            messages.success(request, str(Words("存好了。", "Saved.")))
            return redirect("seals:authorities")
    return _form(request, form, row)


@require_POST
@may_view("manage")
def remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row: Authority = get_object_or_404(_there(), pk=pk)
    actions.remove_authority(row, by=member_of(request).user)
    messages.success(
        request, str(Words("不再用{n}，盖过的都留着。", "{n} is used no more; its stamps stay.").fill(n=row.name))
    )
    return redirect("seals:authorities")


def _form(request: HttpRequest, form: AuthorityForm, row: Authority | None) -> HttpResponse:
    context = {"form": form, "row": row}
    return render(request, "seals/authority_form.html", context, status=422 if form.errors else 200)


def _there() -> QuerySet[Authority]:
    return Authority.objects.filter(removed_at=None)
