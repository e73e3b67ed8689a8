"""The pages of money: profit, statements and their reconciliation, expenses, the books."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manju.books.actions import close
from manju.books.exports import as_beancount, as_csv, as_xlsx
from manju.books.kinds import EXPENSES, INCOME, KINDS, TIERS
from manju.books.models import Closing, Due, Posting
from manju.books.reading import closed_through, trial_balance
from manju.catalogue.models import Property, Work
from manju.jobs.models import Job
from manju.money.amounts import as_major
from manju.money.errors import InputError
from manju.money.periods import parse_day, parse_period
from manju.money.revenue.columns import NAMES
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.people.scope import in_studio
from manju.revenue import inbox
from manju.revenue.expenses import import_expenses
from manju.revenue.forms import ClosingForm, ExpensesForm, MatchForm, StatementForm
from manju.revenue.importing import keep_agreement
from manju.revenue.matching import match_rows, withdraw
from manju.revenue.models import ChannelAgreement, Expense, ExpenseImport, StatementImport
from manju.revenue.norms import gate
from manju.revenue.profit import bars, by_currency, profit_lines, title_lines
from manju.words import Words, say

PAGE: Final = 50
SHOWN: Final[dict[str, tuple[Words, Q]]] = {
    "differences": (Words("有差异", "Differences"), Q(state="matched") & ~Q(reason="")),
    "suspense": (Words("待查", "In suspense"), Q(state="suspended")),
    "rejected": (Words("退回", "Rejected"), Q(state="rejected")),
    "all": (Words("全部", "All rows"), Q()),
}


@may_view("see")
def money(request: HttpRequest) -> HttpResponse:
    """Profit per property across the tiers."""
    lines = profit_lines()
    parts = [(currency, own, bars(own)) for currency, own in by_currency(lines).items()]
    context = {"parts": parts, "tiers": list(TIERS.items())[1:], "titles": title_lines(), "gate": gate()}
    return render(request, "revenue/money.html", context)


@may_view("see")
def postings(request: HttpRequest) -> HttpResponse:
    """The postings behind a figure, each with the row it comes from."""
    names = ("property", "work", "tier", "kind", "group", "currency", "channel", "payer", "month", "since")
    wanted = {name: request.GET.get(name, "") for name in names}
    rows = Posting.objects.shown().order_by("-date", "-pk")
    rows = rows.filter(_side("debit", wanted) | _side("credit", wanted))
    if wanted["currency"]:
        rows = rows.filter(currency=wanted["currency"][:3])
    if month := parse_period(wanted["month"]):
        rows = rows.filter(date__range=(month.first, month.last))
    if since := parse_day(wanted["since"]):
        rows = rows.filter(date__gte=since)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    own = Property.objects.filter(pk=_number(wanted["property"])).first()
    kind = KINDS.get(wanted["kind"])
    context = {"page": page, "numbers": page.paginator.get_elided_page_range(page.number), "own": own, "kind": kind,
               "query": urlencode({k: v for k, v in wanted.items() if v})}  # fmt: skip
    return render(request, "revenue/postings.html", context)


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: HttpRequest) -> HttpResponse:
    """All statements, and the place where a new one is dropped."""
    member = member_of(request)
    allowed = may(member, "account")
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not allowed:
            return render(request, "site/wrong.html", status=403)
        if form.is_valid():
            try:
                chosen = form.cleaned_data["agreement"] or _new_agreement(request, form)
                dropped = inbox.take(form.cleaned_data["file"])
                return _begun(request, dropped, chosen, None)
            except InputError as error:
                form.add_error("file", f"{error.message} {error.hint}")
    return _statements(request, form, allowed=allowed)


@may_view("account")
@require_POST
def mapped(request: HttpRequest) -> HttpResponse:
    """The columns of a statement as a person says they are."""
    chosen = get_object_or_404(ChannelAgreement.objects, pk=request.POST.get("agreement") or 0)
    mapping = {name: request.POST[name] for name in NAMES if request.POST.get(name)}
    try:
        dropped = inbox.again(*(request.POST.get(n, "") for n in ("sha256", "suffix", "name")))
        return _begun(request, dropped, chosen, mapping)
    except InputError as error:
        form = StatementForm()
        messages.error(request, f"{error.message} {error.hint}")
        return _statements(request, form, allowed=True)


@may_view("see")
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement against its agreement: expected and paid, row by row, with reasons."""
    row = get_object_or_404(StatementImport.objects.select_related("agreement"), pk=pk)
    default = "differences" if row.differing else "suspense" if row.suspended else "all"
    show = request.GET.get("show", default)
    show = show if show in SHOWN else default
    rows = row.statement_rows.shown().filter(SHOWN[show][1]).order_by("line")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    waiting = row.statement_rows.filter(state="suspended").exclude(title="")
    titles = waiting.values("title", "currency").annotate(rows=Count("pk"), paid=Sum("paid")).order_by("-rows")[:20]
    counts = {"differences": row.differing, "suspense": row.suspended, "rejected": row.rejected, "all": row.rows}
    context = {
        "s": row,
        "short": as_major(abs(row.difference_minor), row.currency),
        "page": page, "show": show, "numbers": page.paginator.get_elided_page_range(page.number),
        "filters": [(name, word, counts[name]) for name, (word, _) in SHOWN.items()],
        "titles": titles if show == "suspense" else [], "works": list(Work.objects.all()) if show == "suspense" else [],
        "may_account": may(member_of(request), "account"),
        "dues": Due.objects.of_source("statement", row.pk).with_settled()[:24],
        "mapping": [(inbox.COLUMN_WORDS[n], header) for n, header in row.mapping.items() if n in inbox.COLUMN_WORDS],
    }  # fmt: skip
    return render(request, "revenue/statement.html", context)


@may_view("account")
@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which work a title in suspense is, or one row of it."""
    row = get_object_or_404(StatementImport.objects, pk=pk)
    form = MatchForm(request.POST)
    if form.is_valid():
        try:
            only = row.statement_rows.filter(pk=_number(request.POST["row"])).first() if "row" in request.POST else None
            title = only.title if only is not None else request.POST.get("title", "")
            count = match_rows(title, form.cleaned_data["work"], by=member_of(request).user, only=only)
            messages.success(request, say("对上了 {n} 行。", "{n} rows matched.", n=count))
        except Refused as why:
            messages.error(request, str(why.message))
    return redirect(f"{row.get_absolute_url()}?show=suspense")


@may_view("account")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a statement: its postings are reversed."""
    row = get_object_or_404(StatementImport.objects, pk=pk)
    try:
        withdraw(row, by=member_of(request).user)
        messages.success(request, say("已撤回，分录已冲销。", "Withdrawn; its postings are reversed."))
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect(row.get_absolute_url())


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def expenses(request: HttpRequest) -> HttpResponse:
    """What was spent on titles, and the place where a file of it is dropped."""
    member = member_of(request)
    allowed = may(member, "account")
    form = ExpensesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not allowed:
        return render(request, "site/wrong.html", status=403)
    if request.method == "POST" and form.is_valid():
        try:
            dropped = inbox.take(form.cleaned_data["file"])
            made = import_expenses(dropped.path, by=member.user, name=dropped.name)
            messages.success(request, say("导入 {n} 行，退回 {r} 行。", "{n} rows imported, {r} rejected.",
                                          n=made.rows - len(made.rejected), r=len(made.rejected)))  # fmt: skip
            return redirect("revenue:expenses")
        except InputError as error:
            form.add_error("file", f"{error.message} {error.hint}")
    asked, wanted = _expenses_wanted(request)
    page = Paginator(Expense.objects.select_related("work").filter(**asked), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form, "page": page, "numbers": page.paginator.get_elided_page_range(page.number),
        "filtered": bool(asked), "query": urlencode(wanted), "may_account": allowed,
        "last": ExpenseImport.objects.first(),
    }  # fmt: skip
    return render(request, "revenue/expenses.html", context, status=422 if form.errors else 200)


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def books(request: HttpRequest) -> HttpResponse:
    """The trial balance, closing of periods, and the journal to take away."""
    member = member_of(request)
    allowed = may(member, "account")
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and not allowed:
        return render(request, "site/wrong.html", status=403)
    if request.method == "POST":
        stored, _ = form.store(lambda through: close(through, by=member.user))
        if stored:
            messages.success(request, say("已结账。", "Closed."))
            return redirect("revenue:books")
    order = list(KINDS)
    balance = {
        currency: [(name, KINDS[name], own[name]) for name in sorted(own, key=order.index)]
        for currency, own in sorted(trial_balance().items())
    }
    context = {"balance": balance, "through": closed_through(), "closings": Closing.objects.all()[:12], "form": form,
               "may_account": allowed}  # fmt: skip
    return render(request, "revenue/books.html", context, status=422 if form.errors else 200)


@may_view("see")
@require_safe
def journal(request: HttpRequest, book: str) -> HttpResponseBase:
    """The journal as CSV, XLSX or Beancount."""
    if book == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        named = {"Content-Disposition": 'attachment; filename="journal.xlsx"'}
        return HttpResponse(as_xlsx(), content_type=kind, headers=named)
    kind, lines, name = (
        ("text/plain; charset=utf-8", as_beancount(), "journal.beancount") if book == "beancount"
        else ("text/csv; charset=utf-8", as_csv(), "journal.csv")
    )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_in_scope(lines, member_of(request).studio_id), content_type=kind, headers=headers)


def _side(side: str, wanted: dict[str, str]) -> Q:
    """What the account on one side of a posting must be for it to belong to the figure."""
    asked = Q()
    if wanted["property"]:
        own = _number(wanted["property"])
        asked &= Q(**{f"{side}__of_property__isnull": True}) if own == 0 else Q(**{f"{side}__of_property": own})
    if wanted["work"]:
        asked &= Q(**{f"{side}__work": _number(wanted["work"])})
    if wanted["payer"]:
        partner, channel = Q(**{f"{side}__partner": wanted["payer"]}), Q(**{f"{side}__channel": wanted["payer"]})
        asked &= partner | (channel & Q(**{f"{side}__partner": ""}))
    if wanted["tier"]:
        asked &= Q(**{f"{side}__tier": _number(wanted["tier"])})
    if wanted["group"] in ("income", "expenses"):
        asked &= Q(**{f"{side}__kind__in": INCOME if wanted["group"] == "income" else EXPENSES})
    for name in ("kind", "channel"):
        if wanted[name]:
            asked &= Q(**{f"{side}__{name}": wanted[name]})
    return asked


def _expenses_wanted(request: HttpRequest) -> tuple[dict[str, Any], dict[str, str]]:
    """Which expenses a figure is made of: filters of rows, and the query that says them."""
    said = {
        name: text for name in ("currency", "kind", "work", "channel", "since") if (text := request.GET.get(name, ""))
    }
    asked: dict[str, Any] = {name: said[name] for name in ("currency", "channel") if name in said}
    if "kind" in said:
        asked["kind__in"] = [kind for kind in said["kind"].split(",") if kind in EXPENSES]
    if "work" in said:
        asked["work"] = _number(said["work"])
    if (since := parse_day(said.get("since", ""))) is not None:
        asked["date__gte"] = since
    return asked, said


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else -1


def _in_scope(lines: Iterator[str], studio_id: int) -> Iterator[str]:
    """The lines are read while the answer is sent, when the request's own scope is over."""
    with in_studio(studio_id):
        yield from lines


def _begun(
    request: HttpRequest, dropped: inbox.Dropped, agreement: ChannelAgreement, mapping: dict[str, str] | None
) -> HttpResponse:  # fmt: skip
    try:
        inbox.begin(dropped, agreement, by=member_of(request).user, mapping=mapping)
    except InputError as error:
        if error.code not in ("mapping_needed", "mapping_wrong"):
            raise
        asked = inbox.header_of(dropped, mapping)
        columns = [(name, inbox.COLUMN_WORDS[name], asked.found[name]) for name in NAMES]
        context = {
            "dropped": dropped, "suffix": dropped.path.suffix, "agreement": agreement, "asked": asked,
            "first": [c for c in columns if c[0] in inbox.NEEDED],
            "rest": [c for c in columns if c[0] not in inbox.NEEDED],
            "rest_open": any(found for name, _, found in columns if name not in inbox.NEEDED),
            "why": error.message if mapping else "",
        }  # fmt: skip
        return render(request, "revenue/mapping.html", context, status=422)
    messages.success(request, say("开始导入，可以离开这一页。", "The import has begun; you may leave this page."))
    return redirect("revenue:statements")


def _new_agreement(request: HttpRequest, form: StatementForm) -> ChannelAgreement:
    text = form.cleaned_data["document"].read(1 << 20).decode("utf-8", errors="replace").removeprefix("\ufeff")
    return keep_agreement(inbox.read_agreement(text), by=member_of(request).user)


def _statements(request: HttpRequest, form: StatementForm, *, allowed: bool) -> HttpResponse:
    page = Paginator(StatementImport.objects.select_related("agreement"), PAGE).get_page(request.GET.get("page"))
    running = Job.objects.filter(kind="revenue.import").exclude(state="done").order_by("-created_at")[:5]
    context = {"form": form, "page": page, "numbers": page.paginator.get_elided_page_range(page.number),
               "may_account": allowed, "running": running,
               "waiting": sum(s.suspended for s in page if s.withdrawn_at is None)}  # fmt: skip
    return render(request, "revenue/statements.html", context, status=422 if form.errors else 200)
