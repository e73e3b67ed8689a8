"""The pages of cash: the forecast, what is due, one due, and the bank's movements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from manju.books.dues import release, settle, take_back
from manju.books.models import DIRECTIONS, Due, Settlement
from manju.books.open_dues import OpenLine, open_lines
from manju.catalogue.models import Property
from manju.money.ageing import BUCKETS, bucket_of
from manju.money.amounts import BadAmount, as_major, parse_minor
from manju.money.errors import InputError
from manju.money.forecast import Delays
from manju.money.periods import parse_day
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.revenue import inbox
from manju.revenue.cash import aged, cash_forecast, currencies, income_shares, measured_delays, spending, year_before
from manju.revenue.charts import cash_chart
from manju.revenue.forms import BankForm, SettleForm
from manju.revenue.models import BankImport, BankRow
from manju.revenue.norms import delay_source, payment_delays
from manju.revenue.profit import NOBODYS
from manju.revenue.receipts import confirm, import_bank, proposals, reopen, set_aside, settlements_of
from manju.words import Words, say

PAGE: Final = 50
CHOICES: Final = 60
STATES: Final[dict[str, Words]] = {
    "waiting": Words("待认领", "To be matched"),
    "settled": Words("已结", "Settled"),
    "aside": Words("放一边", "Set aside"),
}


@may_view("see")
def cash(request: HttpRequest) -> HttpResponse:
    """26 weeks of cash: a sentence, a band, a table."""
    today = timezone.localdate()
    known = currencies(today)
    currency = _chosen(request, known)
    context: dict[str, Any] = {"known": known, "currency": currency}
    if currency:
        made = cash_forecast(currency, today=today)
        spent = spending(currency, today=today)
        payers = {partner: delays for partner, delays in made.delays.items() if delays.pool}
        context |= {
            "made": made, "chart": cash_chart(made), "spent": spent, "payers": sorted(payers.items()),
            "average": made.weeks[0].spending, "prior": delay_source(), "today": today,
            "low": as_major(made.lowest.p50, currency).replace("-", "−"),
            "bad": as_major(made.lowest_in_a_bad_run.p10, currency).replace("-", "−"),
        }  # fmt: skip
    return render(request, "revenue/cash.html", context)


@may_view("see")
def dues(request: HttpRequest) -> HttpResponse:
    """What is to be paid to us and by us, how old it is, and on whom it hangs."""
    today = timezone.localdate()
    everything = open_lines()
    known = [currency for currency, _ in Counter(one.currency for one in everything).most_common()]
    currency = _chosen(request, known)
    own = [one for one in everything if one.currency == currency]
    sides = [
        (side, word, aged([one for one in own if one.direction == side], today=today))
        for side, word in DIRECTIONS.items()
    ]
    wanted = {name: request.GET.get(name, "") for name in ("direction", "partner", "bucket", "week")}
    delays = measured_delays()
    rows = [one for one in own if _fits(one, wanted, today) and _in_week(one, wanted, delays, today)]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    named = Due.objects.shown().in_bulk([one.pk for one in page])
    shown = [(named[one.pk], one, one.days_over(today), _expected(one, delays, today)) for one in page]
    shares = income_shares(currency, today=today) if currency else {}
    names = {row.pk: row.name for row in Property.objects.all()}
    context = {
        "known": known, "currency": currency, "sides": sides, "buckets": BUCKETS, "page": page, "shown": shown,
        "numbers": page.paginator.get_elided_page_range(page.number), "wanted": wanted, "today": today,
        "owed": sum(one.open_minor for one in own if one.direction == "in"),
        "over": sum(one.open_minor for one in own if one.direction == "in" and one.due_on < today),
        "sum": sum(one.open_minor * (1 if one.direction == "in" else -1) for one in rows),
        "shares": shares, "since": year_before(today),
        "properties": [
            (key, names.get(int(key), NOBODYS), minor, share)
            for key, minor, share in (shares["properties"].shares if shares else ())
        ],
        "filtered": any(wanted.values()),
        "query": urlencode({k: v for k, v in {**wanted, "currency": currency}.items() if v}),
    }  # fmt: skip
    return render(request, "revenue/dues.html", context)


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def due(request: HttpRequest, pk: int) -> HttpResponse:
    """One due: where it comes from, what was paid of it, and a place to write a payment down."""
    row = get_object_or_404(Due.objects.with_settled().shown(), pk=pk)
    member = member_of(request)
    allowed = may(member, "account")
    if request.method == "POST" and not allowed:
        return render(request, "site/wrong.html", status=403)
    left = row.amount_minor - row.settled_minor
    starting = {"amount": as_major(left, row.currency).replace(",", ""), "on": timezone.localdate()}
    form = SettleForm(request.POST or None, initial=starting, currency=row.currency)
    if request.method == "POST":
        stored, _ = form.store(lambda amount, on, text: settle(row, amount, on=on, text=text, by=member.user))
        if stored:
            messages.success(request, say("记下了。", "Written down."))
            return redirect("revenue:due", pk=row.pk)
    today = timezone.localdate()
    own = measured_delays().get(row.account.counterparty, Delays(prior=payment_delays()))
    context = {
        "due": row, "left": left, "form": form, "may_account": allowed, "side": DIRECTIONS[row.direction],
        "made": row.settlements.select_related("posting", "taken_back").order_by("on", "pk"),
        "days": row.days_over(today), "delays": own, "expected": own.expected_on(row.due_on, today),
    }  # fmt: skip
    return render(request, "revenue/due.html", context, status=422 if form.errors else 200)


@may_view("account")
@require_POST
def due_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what is open of a due will not be paid."""
    row = get_object_or_404(Due.objects, pk=pk)
    why = request.POST.get("why", "").strip()
    if why:
        release(row, by=member_of(request).user, why=why)
        messages.success(request, say("不再等待这一笔。", "This is no longer expected."))
    else:
        messages.error(request, say("写一下为什么。", "Say why."))
    return redirect("revenue:due", pk=pk)


@may_view("account")
@require_POST
def due_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one settlement of a due back."""
    row = get_object_or_404(Due.objects, pk=pk)
    settlement = get_object_or_404(Settlement.objects.filter(due=row), pk=request.POST.get("settlement") or 0)
    by = member_of(request).user
    try:
        posting = settlement.posting
        bank = (
            posting is not None
            and posting.source_kind == "bank"
            and BankRow.objects.filter(pk=posting.source_id).first()
        )
        if bank:
            reopen(bank, by=by)
        else:
            take_back(settlement, by=by, why=request.POST.get("why", ""))
        messages.success(request, say("撤销了。", "Taken back."))
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect("revenue:due", pk=pk)


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def receipts(request: HttpRequest) -> HttpResponse:
    """The bank's movements: proposals to confirm, and the place where a list of them is dropped."""
    member = member_of(request)
    allowed = may(member, "account")
    form = BankForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not allowed:
        return render(request, "site/wrong.html", status=403)
    if request.method == "POST" and form.is_valid():
        try:
            dropped = inbox.take(form.cleaned_data["file"])
            made = import_bank(dropped.path, by=member.user, name=dropped.name, currency=form.cleaned_data["currency"])
            messages.success(request, say("导入 {n} 笔，退回 {r} 行。", "{n} movements imported, {r} rows rejected.",
                                          n=made.rows - len(made.rejected), r=len(made.rejected)))  # fmt: skip
            return redirect("revenue:receipts")
        except InputError as error:
            form.add_error("file", f"{error.message} {error.hint}")
    show = request.GET.get("show", "waiting")
    show = show if show in STATES else "waiting"
    rows = BankRow.objects.filter(state=show)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = proposals(page.object_list) if show == "waiting" else {}
    named = Due.objects.shown().in_bulk({key for made in found.values() for key, _ in made.parts})
    settled = settlements_of(page.object_list)
    choices: dict[tuple[str, str], list[OpenLine]] = {}
    for one in open_lines() if show == "waiting" else ():
        choices.setdefault((one.direction, one.currency), []).append(one)
    lines = [
        {
            "row": row, "proposal": found.get(row.pk), "settled": settled.get(row.pk, []),
            "left": row.size_minor - sum(s.amount_minor for s in settled.get(row.pk, [])),
            "parts": [(named[key], minor) for key, minor in found[row.pk].parts] if row.pk in found else [],
            "choices": choices.get((row.direction, row.currency), [])[:CHOICES],
        }
        for row in page
    ]  # fmt: skip
    context = {
        "form": form, "page": page, "lines": lines, "show": show, "query": f"show={show}", "may_account": allowed,
        "numbers": page.paginator.get_elided_page_range(page.number), "last": BankImport.objects.first(),
        "filters": [(name, word, BankRow.objects.filter(state=name).count()) for name, word in STATES.items()],
        "sure": len(found),
    }  # fmt: skip
    return render(request, "revenue/receipts.html", context, status=422 if form.errors else 200)


@may_view("account")
@require_POST
def movement(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person says a movement of the bank is: these dues, nothing of ours, or undo what was said."""
    row = get_object_or_404(BankRow.objects, pk=pk)
    by = member_of(request).user
    try:
        match request.POST.get("deed"):
            case "aside":
                set_aside(row, why=request.POST.get("why", ""), by=by)
                messages.success(request, say("放到一边了。", "Set aside."))
            case "reopen":
                reopen(row, by=by)
                messages.success(request, say("撤销了。", "Taken back."))
            case _:
                confirm(row, _parts(request, row), by=by)
                messages.success(request, say("结清了。", "Settled."))
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect("revenue:receipts")


def _parts(request: HttpRequest, row: BankRow) -> dict[Due, int]:
    """The dues that were chosen, each with its amount: `due` twice over and `amount_<key>`, or as much as there is."""
    left = row.size_minor - sum(s.amount_minor for s in settlements_of([row])[row.pk])
    parts: dict[Due, int] = {}
    for text in request.POST.getlist("due"):
        chosen = Due.objects.with_settled().filter(pk=int(text) if text.isdecimal() and len(text) < 16 else 0).first()
        if chosen is None:
            continue
        written = request.POST.get(f"amount_{chosen.pk}", "")
        try:
            amount = (
                parse_minor(written, row.currency) if written else min(left, chosen.amount_minor - chosen.settled_minor)
            )
        except BadAmount as error:
            raise Refused(error.words, field="amount") from error
        parts[chosen] = amount
        left -= amount
    return parts


def _chosen(request: HttpRequest, known: list[str]) -> str:
    asked = request.GET.get("currency", "")
    return asked if asked in known else known[0] if known else ""


def _fits(one: OpenLine, wanted: dict[str, str], today: dt.date) -> bool:
    return (
        wanted["direction"] in ("", one.direction)
        and wanted["partner"] in ("", one.counterparty)
        and wanted["bucket"] in ("", bucket_of(one.days_over(today)))
    )


def _expected(one: OpenLine, delays: dict[str, Delays], today: dt.date) -> dt.date:
    if one.direction == "out":
        return max(one.due_on, today)
    own = delays.get(one.counterparty) or Delays(prior=payment_delays())
    return own.expected_on(one.due_on, today)


def _in_week(one: OpenLine, wanted: dict[str, str], delays: dict[str, Delays], today: dt.date) -> bool:
    first = parse_day(wanted["week"])
    return first is None or first <= _expected(one, delays, today) < first + dt.timedelta(days=7)
