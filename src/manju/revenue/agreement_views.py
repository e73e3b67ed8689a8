"""The pages of agreements: those in force, a form for a new version, and its live example."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from manju.money.amounts import exponent
from manju.money.revenue.agreement import Agreement
from manju.money.revenue.example import Example, worked
from manju.people.access import may, may_view, member_of
from manju.revenue.agreement_form import AgreementForm, typed
from manju.revenue.importing import keep_agreement
from manju.revenue.models import ChannelAgreement
from manju.words import say

EXAMPLES: Final = (1000, 50000)  # major units


@may_view("see")
def agreements(request: HttpRequest) -> HttpResponse:
    """Every channel's agreement in force, with its earlier versions."""
    found: dict[str, list[ChannelAgreement]] = {}
    for row in ChannelAgreement.objects.all():
        found.setdefault(row.channel, []).append(row)
    today = timezone.localdate()
    lines = [(rows[0], rows[0].terms, examples(rows[0].terms, today), rows[1:]) for _, rows in sorted(found.items())]
    allowed = may(member_of(request), "account")
    return render(request, "revenue/agreements.html", {"lines": lines, "may_account": allowed})


@may_view("account")
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_new(request: HttpRequest) -> HttpResponse:
    """A new version, begun from the one that is in force; the old one stays as it was."""
    if request.method == "POST":
        form = AgreementForm(request.POST)
        if form.is_valid() and form.terms is not None:
            known = ChannelAgreement.objects.filter(digest=form.terms.digest).exists()
            keep_agreement(form.terms, by=member_of(request).user)
            said = say("和现有的一样，没有新版本。", "It says the same as the one on record.")
            messages.success(request, said if known else say("记下了新版本。", "The new version is on record."))
            return redirect("revenue:agreements")
        return render(request, "revenue/agreement.html", {"form": form}, status=422)
    of = request.GET.get("of", "")
    before = get_object_or_404(ChannelAgreement.objects, pk=of) if of.isdecimal() and len(of) < 16 else None
    starting = typed(before.terms) if before is not None else None
    context = {"form": AgreementForm(initial=starting), "before": before, "too_large": bool(before and not starting)}
    return render(request, "revenue/agreement.html", context)


@may_view("account")
@require_POST
def agreement_example(request: HttpRequest) -> HttpResponse:
    """What the agreement in the form makes of an amount; asked for while it is typed."""
    form = AgreementForm(request.POST)
    terms = form.terms if form.is_valid() else None
    context = {"form": form, "terms": terms, "examples": examples(terms, timezone.localdate()) if terms else []}
    return render(request, "revenue/_example.html", context)


def examples(terms: Agreement, today: dt.date) -> list[Example]:
    """Two amounts under the rule of today, or of the first day of the last rule where none holds today."""
    day = today
    if terms.rules and terms.rule_of(day) is None:
        day = terms.rules[-1].valid_from or terms.rules[-1].valid_to or today
    made = (worked(terms, major * 10 ** exponent(terms.currency), day) for major in EXAMPLES)
    return [one for one in made if one is not None]
