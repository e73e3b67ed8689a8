"""A statement: its page, its PDF and XLSX, and what was paid of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from manju.books.models import Posting
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.royalties.issuing import SOURCE
from manju.royalties.models import Statement
from manju.royalties.printing import statement_pdf, statement_xlsx
from manju.royalties.scheduling import due_of
from manju.royalties.showing import Compared
from manju.royalties.views.contracts import received
from manju.royalties.withdrawing import withdraw
from manju.words import Language, as_language, language, say

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@may_view("see")
@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement, line by line, with the balances before and after."""
    row = _statement(pk)
    due = due_of(row)
    paid = sum(due.settlements.values_list("amount_minor", flat=True)) if due is not None else 0
    context = {
        "s": row, "c": row.contract, "d": row.document,
        "lines": [Compared(line) for line in row.document["lines"][:500]], "currency": row.currency,
        "due": due, "paid": paid,
        "open": (due.amount_minor - paid) if due is not None else 0, "today": timezone.localdate(),
        "postings": Posting.objects.of_source(SOURCE, row.pk).shown().order_by("pk"),
        "withdrawn": row.withdrawn,
        "payables": row.payables.select_related("payee"), "may_account": may(member_of(request), "account"),
    }  # fmt: skip
    return render(request, "royalties/statement.html", context)


@may_view("see")
@require_safe
def statement_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The statement as PDF or XLSX, in the language asked for."""
    return file_of(_statement(pk), form, as_language(request.GET.get("language") or language()))


@may_view("account")
@require_POST
def statement_received(request: HttpRequest, pk: int) -> HttpResponse:
    """A statement was paid, wholly or in part."""
    row = _statement(pk)
    received(request, row)
    return redirect(row.get_absolute_url())


@may_view("account")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a statement: its postings are reversed, its report waits for review again."""
    row = _statement(pk)
    try:
        withdraw(row, why=request.POST.get("why", ""), by=member_of(request).user)
        messages.success(request, say("已撤回，分录已冲销；报表回到待审核。",
                                      "Withdrawn and reversed; its report waits for review again."))  # fmt: skip
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect(row.get_absolute_url())


def file_of(row: Statement, form: str, to: Language) -> HttpResponse:
    """The bytes of a statement's document as a download."""
    if form not in TYPES:
        raise Http404
    raw = statement_pdf(row, to) if form == "pdf" else statement_xlsx(row, to)
    return HttpResponse(raw, content_type=TYPES[form], headers={
        "Content-Disposition": f'attachment; filename="{row.number}-{to}.{form}"', "X-Content-Type-Options": "nosniff",
    })  # fmt: skip


def _statement(pk: int) -> Statement:
    row: Statement = get_object_or_404(Statement.objects.select_related("contract__of_property", "report"), pk=pk)
    return row
