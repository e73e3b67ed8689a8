"""What licensees send for approval: the list by deadline, one thing with its pictures, taking in and answering."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from manju.catalogue.serving import serve
from manju.licensing import approving
from manju.licensing.contract_forms import ApprovalForm, DecisionForm
from manju.licensing.contract_models import STAGES
from manju.licensing.models import Approval, ApprovalPicture, Contract
from manju.people.access import may, may_view, member_of
from manju.words import Words, say

PAGE: Final = 40


@require_safe
@may_view("see")
def approvals(request: HttpRequest) -> HttpResponse:
    """Everything sent for approval: what waits first, by the day to answer."""
    today = timezone.localdate()
    rows = Approval.objects.select_related("contract__of_property")
    waiting = list(rows.filter(decision="").order_by(F("due_on").asc(nulls_last=True), "pk")[:100])
    page = Paginator(rows.exclude(decision=""), PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": [(row, left_of(row, today)) for row in waiting], "page": page, "today": today,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "has_contracts": Contract.objects.exists(), "may_license": may(member_of(request), "license"),
    }  # fmt: skip
    return render(request, "licensing/approvals.html", context)


@require_safe
@may_view("see")
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing that was sent: pictures, what the contract says of silence, the answer."""
    return _approval(request, _found(pk))


@require_POST
@may_view("license")
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a licensee sent under a contract."""
    contract = get_object_or_404(Contract.objects, pk=pk)
    form = ApprovalForm(request.POST, request.FILES)
    stored, row = form.store(lambda **typed: approving.take_in(contract, by=member_of(request).user, **typed))
    if stored:
        messages.success(request, say("收到了。", "Noted."))
        return redirect(row)
    context = {"contract": contract, "property": contract.of_property, "form": form}
    return render(request, "licensing/approval_add.html", context, status=422)


@require_POST
@may_view("license")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a decision and its reason."""
    row = _found(pk)
    form = DecisionForm(request.POST)
    stored, _ = form.store(lambda **typed: approving.decide(row, by=member_of(request).user, **typed))
    return redirect(row) if stored else _approval(request, row, form=form)


@require_safe
@may_view("see")
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A picture of what was sent."""
    return serve(request, get_object_or_404(ApprovalPicture.objects, pk=pk).file, content_type="image/jpeg")


def left_of(row: Approval, today: date) -> Words:
    """How long there is to answer, and what silence does."""
    if row.due_on is None:
        return Words("合同没写期限", "The contract sets no days")
    days = (row.due_on - today).days
    deemed = row.silence == "approved"
    if days < 0:
        return (
            Words("已视为同意", "Counts as approved by silence")
            if deemed
            else Words("过期 {n} 天", "{n} days over").fill(n=-days)
        )
    if days == 0:
        return (
            Words("今天不答复就视为同意", "Counts as approved unless answered today")
            if deemed
            else Words("今天到期", "Due today")
        )
    if deemed and days == 1:
        return Words("明天过后就视为同意", "Counts as approved after tomorrow unless answered")
    if deemed:
        return Words("再过 {n} 天不答复就视为同意", "Counts as approved in {n} days unless answered").fill(n=days)
    return Words("还有 {n} 天", "{n} days left").fill(n=days)


def _approval(request: HttpRequest, row: Approval, *, form: DecisionForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    others = Approval.objects.filter(contract=row.contract_id, product=row.product)
    by_stage = {other.stage: other for other in others.order_by("pk")}
    context = {
        "row": row, "contract": row.contract, "property": row.contract.of_property, "left": left_of(row, today),
        "deemed": row.deemed_on(today), "pictures": row.pictures.all(), "form": form or DecisionForm(),
        "stages": [(word, by_stage.get(name), name == row.stage,
                    (other := by_stage.get(name)) and (other.decision == "approved" or other.deemed_on(today)))
                   for name, word in STAGES.items()],
        "may_license": may(member_of(request), "license"),
    }  # fmt: skip
    return render(request, "licensing/approval.html", context, status=422 if form else 200)


def _found(pk: int) -> Approval:
    row: Approval = get_object_or_404(
        Approval.objects.select_related("contract__of_property", "decided_by", "added_by"), pk=pk
    )
    return row
