"""What participants are owed: the list, paying, fapiao, who is a company and who a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.royalties.forms import PayeeForm
from manju.royalties.models import Payable, Payee
from manju.royalties.payable_models import FAPIAO, KINDS_OF_PAYEE
from manju.royalties.paying import note_fapiao, set_payee, tax_of
from manju.royalties.paying import pay as pay_out
from manju.royalties.printing import payable_pdf, payable_xlsx
from manju.royalties.views.statements import TYPES
from manju.words import as_language, language, say

PAGE = 50


@may_view("see")
@require_safe
def payables(request: HttpRequest) -> HttpResponse:
    """Parts of statements that participants are owed, and what was paid."""
    show = "paid" if request.GET.get("show") == "paid" else "open"
    rows = Payable.objects.standing().select_related("payee", "statement__contract")
    rows = rows.exclude(paid_on=None) if show == "paid" else rows.filter(paid_on=None)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    shown = []
    for row in page:
        tax: Any = None
        if row.paid_on is None:
            try:
                tax = tax_of(row, on=today)
            except Refused:
                tax = None
        shown.append((row, tax))
    waiting = Payable.objects.standing().filter(paid_on=None)
    sums = list(waiting.values("currency").annotate(total=Sum("amount_minor")).order_by("currency"))
    balances = _balances()
    context = {
        "page": page, "rows": shown, "numbers": page.paginator.get_elided_page_range(page.number), "show": show,
        "sums": sums, "balances": balances, "today": today, "may_account": may(member_of(request), "account"),
        "fapiao": list(FAPIAO.items()), "kinds": list(KINDS_OF_PAYEE.items()), "query": f"show={show}",
        "waiting": waiting.count(), "payees": {p.pk: p for p in Payee.objects.all()[:200]}.values(),
    }  # fmt: skip
    return render(request, "royalties/payables.html", context)


def _balances() -> list[dict[str, Any]]:
    """Everybody's total and what of it is not paid (`Any`: for the template)."""
    rows = Payable.objects.standing().values("payee__name", "currency").order_by("payee__name", "currency")
    totals = rows.annotate(total=Sum("amount_minor"), open=Sum("amount_minor", filter=Q(paid_on=None)))
    return [{**one, "open": one["open"] or 0} for one in totals[:200]]


@may_view("account")
@require_POST
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a participant was paid today."""
    row = get_object_or_404(Payable.objects, pk=pk)
    try:
        done = pay_out(row, on=timezone.localdate(), by=member_of(request).user,
                       without_fapiao=bool(request.POST.get("without_fapiao")))  # fmt: skip
        messages.success(request, say("已记账：付给{n}。", "Posted: paid to {n}.", n=done.payee.name))
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect("royalties:payables")


@may_view("account")
@require_POST
def fapiao(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the state of a fapiao."""
    row = get_object_or_404(Payable.objects, pk=pk)
    try:
        note_fapiao(
            row, request.POST.get("state", ""), number=request.POST.get("number", ""), by=member_of(request).user
        )
        messages.success(request, say("已保存。", "Saved."))
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect("royalties:payables")


@may_view("account")
@require_POST
def payee(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a participant is paid."""
    row = get_object_or_404(Payee.objects, pk=pk)
    form = PayeeForm(request.POST)
    stored, _ = form.store(
        lambda kind, resident: set_payee(row, kind=kind, resident=resident, by=member_of(request).user)
    )
    if stored:
        messages.success(request, say("已保存。", "Saved."))
    else:
        messages.error(request, say("选一种付法。", "Choose how they are paid."))
    return redirect("royalties:payables")


@may_view("see")
@require_safe
def payable_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A participant's statement as PDF or XLSX."""
    row = get_object_or_404(Payable.objects.select_related("payee", "statement__contract__of_property"), pk=pk)
    if form not in TYPES:
        raise Http404
    to = as_language(request.GET.get("language") or language())
    raw = payable_pdf(row, to) if form == "pdf" else payable_xlsx(row, to)
    return HttpResponse(raw, content_type=TYPES[form], headers={
        "Content-Disposition": f'attachment; filename="{row.statement.number}-P{row.pk}-{to}.{form}"',
        "X-Content-Type-Options": "nosniff",
    })  # fmt: skip
