"""What waits for settlement, and one contract: its guarantee, its periods, how it is settled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from manju.licensing.models import Contract
from manju.money.errors import InputError
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.royalties.arranging import arrange as arrange_contract
from manju.royalties.contracts import arrangement_of, as_settled, open_periods, periods_of, settled_contracts, terms_of
from manju.royalties.forms import ArrangementForm, ReceivedForm, ReportForm
from manju.royalties.guarantees import guarantee_of, scheduled
from manju.royalties.linking import make, withdraw
from manju.royalties.models import Instalment, PortalLink, Statement
from manju.royalties.receiving import receive, refused_words
from manju.royalties.scheduling import due_of, receive_payment, schedule
from manju.royalties.showing import SHOWN, headline, shown
from manju.royalties.uploads import taken
from manju.words import say

PAGE = 50
BALANCES = 20
CONTRACTS = 100


@may_view("see")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every period of every contract, those that need somebody first."""
    contracts = settled_contracts()
    periods = open_periods(contracts)
    settled = Statement.objects.standing().select_related("contract", "report").defer("document", "closing", "opening")
    which = request.GET.get("show", "open")
    which = which if which in SHOWN else "open"
    page: Page[Any]
    if which == "settled":
        found = Paginator(settled, PAGE).get_page(request.GET.get("page"))
        page = Page([as_settled(row, today=timezone.localdate()) for row in found], found.number, found.paginator)
    else:
        page = Paginator(shown(periods, which), PAGE).get_page(request.GET.get("page"))
    filters = [
        (name, word, settled.count() if name == "settled" else sum(p.name in names for p in periods))
        for name, (word, names) in SHOWN.items()
    ]
    context = {
        "page": page, "numbers": page.paginator.get_elided_page_range(page.number), "show": which, "filters": filters,
        "headline": headline(periods, contracts=len(contracts)), "contracts": contracts[:CONTRACTS],
        "query": f"show={which}",
        "may_license": may(member_of(request), "license"),
    }  # fmt: skip
    return render(request, "royalties/overview.html", context)


@may_view("see")
@require_safe
def balances(request: HttpRequest) -> HttpResponse:
    """What became of every guarantee."""
    rows = [c for c in settled_contracts() if (c.terms or {}).get("guarantee")]
    page = Paginator(rows, BALANCES).get_page(request.GET.get("page"))
    found = []
    for row in page:
        try:
            made = guarantee_of(row)
        except Refused:
            continue
        if made is not None:
            found.append((row, made, sum(made.bar[:2])))
    context = {"page": page, "numbers": page.paginator.get_elided_page_range(page.number), "rows": found}
    return render(request, "royalties/balances.html", context)


@may_view("see")
@require_safe
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract as it is settled."""
    return _page(request, _contract(pk))


@may_view("license")
@require_POST
def add_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report as a file, or that nothing was sold."""
    row = _contract(pk)
    form = _report_form(row, request)
    if form.is_valid():
        found = form.cleaned_data
        fields: dict[str, Any] = {
            "by": member_of(request).user, "received_on": found["received_on"],
            "stated_minor": found["stated"] if found["stated"] != "" else None,
        }  # fmt: skip
        try:
            if found["file"]:
                with taken(found["file"]) as path:
                    made = receive(row, found["period"], path=path, name=found["file"].name or "", **fields)
            else:
                made = receive(row, found["period"], rows=form.rows(), **fields)
        except InputError as error:
            form.add_error("file", str(refused_words(error)))
        except Refused as why:
            form.add_error(why.field if why.field in form.fields else None, str(why.message))
        else:
            return redirect(made.get_absolute_url())
    return _page(request, row, report_form=form, status=422)


@may_view("license")
@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a contract is settled."""
    row = _contract(pk)
    form = ArrangementForm(request.POST)
    stored, _ = form.store(lambda **fields: arrange_contract(row, by=member_of(request).user, **fields))
    if not stored:
        return _page(request, row, arrange_form=form, status=422)
    messages.success(request, say("已保存。", "Saved."))
    return redirect("royalties:contract", row.pk)


@may_view("license")
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the instalments of the terms on the list of what is due."""
    row = _contract(pk)
    try:
        made = schedule(row, by=member_of(request).user)
        messages.success(request, say("排好 {n} 笔分期。", "{n} payments scheduled.", n=len(made)))
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect("royalties:contract", row.pk)


@may_view("license")
@require_POST
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link for the licensee; it is shown this once."""
    row = _contract(pk)
    _, secret = make(row, by=member_of(request).user)
    address = request.build_absolute_uri(reverse("royalties:portal", args=[secret]))
    return _page(request, row, new_link=address)


@may_view("license")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link worthless."""
    link = get_object_or_404(PortalLink.objects, pk=pk)
    withdraw(link, by=member_of(request).user)
    messages.success(request, say("链接已失效。", "The link no longer works."))
    return redirect("royalties:contract", link.contract_id)


@may_view("account")
@require_POST
def instalment_received(request: HttpRequest, pk: int) -> HttpResponse:
    """An instalment was paid."""
    row = get_object_or_404(Instalment.objects.select_related("contract"), pk=pk)
    received(request, row)
    return redirect("royalties:contract", row.contract_id)


def received(request: HttpRequest, row: Instalment | Statement) -> None:
    """Post what was typed as received for an instalment or a statement; says what came of it."""
    due = due_of(row)
    form = ReceivedForm(request.POST, currency=row.currency)
    if due is None:
        raise Http404
    stored, _ = form.store(lambda amount, on: receive_payment(due, amount, on=on, by=member_of(request).user))
    if stored:
        messages.success(request, say("收款已记账。", "The payment is posted."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))


def _contract(pk: int) -> Contract:
    row: Contract = get_object_or_404(Contract.objects.select_related("of_property"), pk=pk)
    return row


def _report_form(row: Contract, request: HttpRequest | None = None) -> ReportForm:
    """The form with the periods that may be reported: begun and not settled, the oldest first."""
    try:
        unsettled = [p for p in reversed(periods_of(row)) if p.name != "settled"]
        open_periods = [p.label for p in unsettled]
        wanted = next((p.label for p in unsettled if p.name in ("late", "due", "returned")), None)
        currency = terms_of(row).currency
    except Refused:
        open_periods, wanted, currency = [], None, "CNY"
    if request is not None:
        return ReportForm(request.POST, request.FILES, periods=open_periods, currency=currency)
    return ReportForm(periods=open_periods, currency=currency,
                      initial={"received_on": timezone.localdate(), "period": wanted})  # fmt: skip


def _page(request: HttpRequest, row: Contract, *, status: int = 200, **more: Any) -> HttpResponse:
    """`Any`: what the page is given besides."""
    form = more.get("report_form")
    member = member_of(request)
    arranged = arrangement_of(row)
    context: dict[str, Any] = {
        "c": row, "arranged": arranged, "may_license": may(member, "license"), "may_account": may(member, "account"),
        "today": timezone.localdate(), "links": row.portal_links.all()[:5],
        "visits": [v for link in row.portal_links.all()[:5] for v in link.visits.all()[:8]][:12],
        "arrange_form": ArrangementForm(initial={
            "report_days": arranged.report_days, "payment_days": arranged.payment_days, "vat_rate": arranged.vat_rate,
            "own_name": arranged.own_name, "approved": "\n".join(arranged.approved), "contact": arranged.contact,
        }),
    }  # fmt: skip
    try:
        terms = terms_of(row)
        periods = periods_of(row)
    except Refused as why:
        return render(request, "royalties/contract.html", {**context, "why_not": why.message, **more}, status=status)
    guarantee = guarantee_of(row)
    context |= {
        "terms": terms, "currency": terms.currency, "guarantee": guarantee,
        "bar_paid": sum(guarantee.bar[:2]) if guarantee is not None else 0, "scheduled": scheduled(row),
        "periods": periods, "report_form": _report_form(row), "typed_rows": (form or _report_form(row)).typed_rows(),
        "begun": any(p.name != "running" for p in periods),
        "unplanned": bool(terms.fees or (terms.guarantee and terms.guarantee.style == "advance"))
        and not row.instalments.filter(dropped_at=None).exists(),
    }  # fmt: skip
    return render(request, "royalties/contract.html", {**context, **more}, status=status)
