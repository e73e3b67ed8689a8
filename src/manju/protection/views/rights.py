"""Who the rights belong to, their certificates, and where each platform takes complaints."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from manju.filings import actions as filing_actions
from manju.people.access import may, may_view, member_of, require
from manju.people.errors import Refused
from manju.protection import actions
from manju.protection.deadlines import rules_for
from manju.protection.forms import CertificateForm, HolderForm
from manju.protection.models import Certificate, Holder
from manju.protection.platforms import platforms
from manju.protection.states import EVENTS
from manju.words import Words


@require_http_methods(["GET", "POST"])
@may_view("see")
def rights(request: HttpRequest) -> HttpResponse:
    """The rights holder, who is named in every letter, and the certificates of the properties."""
    row = Holder.objects.first()
    initial = {name: getattr(row, name) for name in HolderForm.base_fields} if row else {}
    form = HolderForm(request.POST or None, initial=initial)
    if request.method == "POST":
        require(member_of(request), "protect")
        stored, _ = form.store(lambda **typed: actions.name_holder(by=member_of(request).user, **typed))
        if stored:
            messages.success(request, str(Words("存好了，投诉函会用上。", "Saved; letters use it from now on.")))
            return redirect("protection:rights")
    return _page(request, form, CertificateForm())


@require_POST
@may_view("protect")
def add_certificate(request: HttpRequest) -> HttpResponse:
    form = CertificateForm(request.POST)
    stored, _ = form.store(lambda **typed: filing_actions.add_certificate(by=member_of(request).user, **typed))
    if stored:
        return redirect("protection:rights")
    row = Holder.objects.first()
    initial = {name: getattr(row, name) for name in HolderForm.base_fields} if row else {}
    return _page(request, HolderForm(initial=initial), form)


@require_POST
@may_view("protect")
def remove_certificate(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    row: Certificate = get_object_or_404(Certificate.objects.all(), pk=pk)
    try:
        filing_actions.remove_certificate(row, by=member_of(request).user)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("protection:rights")
    messages.success(request, str(Words("已删去证书 {n}。", "Certificate {n} removed.").fill(n=row.number)))
    return redirect("protection:rights")


@require_GET
@may_view("see")
def platform_list(request: HttpRequest) -> HttpResponse:
    """Where each platform takes complaints, and what becomes due when, with the source of everything."""
    rows = [
        (p, [(EVENTS[event].word, rule) for event in EVENTS for rule in rules_for(p, event, on=p.valid_from)])
        for p in platforms().values()
    ]
    return render(request, "protection/platforms.html", {"platforms": rows})


def _page(request: HttpRequest, form: HolderForm, certificate_form: CertificateForm) -> HttpResponse:
    context = {
        "form": form,
        "certificate_form": certificate_form,
        "certificates": Certificate.objects.select_related("of_property"),
        "may_protect": may(member_of(request), "protect"),
    }
    wrong = form.errors or certificate_form.errors
    return render(request, "protection/rights.html", context, status=422 if wrong else 200)
