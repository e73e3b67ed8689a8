"""Contracts: the list, a new one, its page with terms, check and calendar, its versions, its signing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.catalogue.models import Property
from manju.catalogue.serving import serve
from manju.licensing import contracting
from manju.licensing.actions import add_contract
from manju.licensing.contract_forms import ApprovalForm, ContractForm, DocumentForm, SignForm
from manju.licensing.dates import as_icalendar, terms_of
from manju.licensing.findings import findings_of, proposed_deal
from manju.licensing.models import Contract, ContractDocument, KeptDocument, TermsVersion
from manju.licensing.plain_words import lines_of
from manju.licensing.registry import panels_of
from manju.licensing.standing import STATES, Standing, standing_of
from manju.licensing.terms_form import TermsForm
from manju.licensing.terms_shown import initial_of
from manju.money.documents import parse_json
from manju.money.errors import InputError
from manju.money.royalties.terms import read_terms
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.words import language, say

PAGE: Final = 40
YEAR: Final = timedelta(days=366)


@require_safe
@may_view("see")
def contracts(request: HttpRequest) -> HttpResponse:
    """All contracts by partner and property, with their term, state and next date."""
    today = timezone.localdate()
    page = Paginator(_rows(), PAGE).get_page(request.GET.get("page"))
    rows = [standing_of(row, today) for row in page]
    context = {"rows": rows, "page": page, "numbers": page.paginator.get_elided_page_range(page.number),
               "waiting": sum(s.state in ("draft", "agreed") for s in rows), "states": STATES,
               "may_license": may(member_of(request), "license")}  # fmt: skip
    return render(request, "licensing/contracts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("license")
def add(request: HttpRequest) -> HttpResponse:
    """A new contract, with its document or its terms as JSON."""
    of_property = Property.objects.filter(pk=_number(request.GET.get("property", ""))).first()
    form = ContractForm(request.POST or None, request.FILES or None, initial={"of_property": of_property})
    if request.method == "POST":
        stored, made = form.store(lambda **typed: _added(request, typed))
        if stored:
            return redirect(made)
    return render(request, "licensing/contract_add.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@may_view("see")
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract: terms in plain words, its document and check, its calendar, its history."""
    return _contract(request, _found(pk))


@require_POST
@may_view("license")
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """One more document of a contract."""
    row = _found(pk)
    form = DocumentForm(request.POST, request.FILES)
    stored, _ = form.store(lambda file: contracting.bring_document(row, file, by=member_of(request).user))
    return redirect(row) if stored else _contract(request, row, document_form=form)


@require_POST
@may_view("license")
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a document checked anew, by the rules as they are now."""
    row = get_object_or_404(ContractDocument.objects.select_related("contract"), pk=pk)
    ContractDocument.objects.filter(pk=row.pk).update(state="waiting")
    contracting.check(row, by=member_of(request).user)
    return redirect(row.contract)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view("license")
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms as a form: begun with those that hold, else with those read from a document."""
    row = _found(pk)
    version: TermsVersion | None = row.versions.first()
    read = ContractDocument.objects.filter(pk=_number(request.GET.get("from", "")), contract=row).first()
    read = read or (row.documents.filter(state="checked").first() if version is None else None)
    deal, money = (version.deal, row.terms) if version else (None, row.terms)
    if read is not None:
        deal, money = proposed_deal(read.record.get("terms") or {})
    initial, hard = initial_of(deal, money)
    if request.method == "POST":
        form = TermsForm(request.POST, hard="terms_json" in request.POST, initial=initial)
        if form.is_valid():
            try:
                seen = _number(request.POST["seen"]) if "seen" in request.POST else None
                contracting.confirm_terms(
                    row, by=member_of(request).user, deal=form.deal(), terms=form.cleaned_data["terms"],
                    why=form.cleaned_data["why"], seen=seen,
                )  # fmt: skip
                messages.success(request, say("条款已确认。", "The terms are confirmed."))
                return redirect(row)
            except Refused as why:
                form.add_error(why.field if why.field in form.fields else None, str(why.message))
    else:
        form = TermsForm(initial=initial, hard=hard)
    context = {"contract": row, "property": row.of_property, "form": form, "read": read, "version": version,
               "seen": version.number if version else 0}  # fmt: skip
    return render(request, "licensing/terms.html", context, status=422 if form.errors else 200)


@require_POST
@may_view("license")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign: the grant is given and the schedule begins, in one step."""
    row = _found(pk)
    form = SignForm(request.POST)
    stored, _ = form.store(lambda on: contracting.sign(row, by=member_of(request).user, on=on))
    if stored:
        messages.success(
            request, say("已签：授权已给出，日历已更新。", "Signed: the grant is given, the calendar is up to date.")
        )
        return redirect(row)
    return _contract(request, row, sign_form=form)


@require_safe
@may_view("see")
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A kept document to take away; never shown inside our pages."""
    row = get_object_or_404(KeptDocument.objects, pk=pk)
    return serve(request, row.file, content_type="application/octet-stream", download_as=row.original_name)


@require_safe
@may_view("see")
def calendar_of_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates of one contract as iCalendar."""
    return _icalendar(request, Contract.objects.filter(pk=_found(pk).pk), f"contract-{pk}.ics", since=date.min)


@require_safe
@may_view("see")
def calendar_of_all(request: HttpRequest) -> HttpResponse:
    """The dates of all contracts as iCalendar, from a year ago on."""
    return _icalendar(request, Contract.objects.all(), "licensing.ics", since=timezone.localdate() - YEAR)


def _contract(
    request: HttpRequest,
    row: Contract,
    *,
    document_form: DocumentForm | None = None,
    sign_form: SignForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    standing: Standing = standing_of(row, today)
    member = member_of(request)
    documents = list(row.documents.select_related("document"))
    version = standing.version
    context = {
        "contract": row,
        "property": row.of_property,
        "standing": standing,
        "today": today,
        "lines": lines_of(version.agreed if version else None, terms_of(row)),
        "documents": [(d, findings_of(d)) for d in documents],
        "waiting": any(d.state == "waiting" for d in documents),
        "readable": next((d for d in documents if d.state == "checked"), None),
        "coming": [d for d in standing.dates if d.day >= today][:12],
        "past": len([d for d in standing.dates if d.day < today]),
        "versions": row.versions.select_related("added_by"),
        "grants": row.grants.all(),
        "panels": panels_of(row, member),
        "approvals": row.approvals.all()[:20],
        "approval_form": ApprovalForm(),
        "differs": _differs(standing),
        "dangerous": sum(d.dangerous for d in documents),
        "document_form": document_form or DocumentForm(),
        "sign_form": sign_form or SignForm(),
        "may_license": may(member, "license"),
    }
    return render(request, "licensing/contract.html", context, status=422 if document_form or sign_form else 200)


def _differs(standing: Standing) -> bool:
    """Whether terms that were changed after the signing no longer say what the grant says."""
    grants = list(standing.contract.grants.all())
    if standing.version is None or not standing.contract.signed_on or len(grants) != 1:
        return False
    deal, grant = standing.version.agreed, grants[0]
    return (deal.start, deal.end, deal.exclusivity, sorted(deal.categories), sorted(deal.territories)) != (
        grant.start, grant.end, grant.exclusivity, sorted(grant.categories), sorted(grant.territories),
    )  # fmt: skip


def _added(request: HttpRequest, typed: dict[str, Any]) -> Contract:
    """The contract with what was brought: JSON terms are its terms, everything else is its document."""
    by, file = member_of(request).user, typed.pop("file")
    plain = None
    if file is not None and file.name.lower().endswith(".json") and file.size < 1 << 20:
        try:
            plain = parse_json(file.read().decode("utf-8", errors="replace").removeprefix("\ufeff"))
            read_terms(plain)
        except InputError:
            plain = None  # perhaps terms of the clause library: the check reads those
        file.seek(0)
    made = add_contract(typed.pop("of_property"), by=by, terms=plain, **typed)
    if file is not None and plain is None:
        contracting.bring_document(made, file, by=by)
    return made


def _icalendar(request: HttpRequest, rows: QuerySet[Contract], name: str, *, since: date) -> HttpResponse:
    today = timezone.localdate()
    dated = [
        (row, d)
        for row in rows.prefetch_related("versions", "grants", "options")
        for d in standing_of(row, today).dates
        if d.day >= since
    ]
    body = as_icalendar(dated, language=language(), made=timezone.now(), host=request.get_host().split(":")[0])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _rows() -> QuerySet[Contract]:
    return (
        Contract.objects.select_related("of_property").prefetch_related("versions", "grants", "options").order_by("-pk")
    )


def _found(pk: int) -> Contract:
    row: Contract = get_object_or_404(Contract.objects.select_related("of_property"), pk=pk)
    return row


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else -1
