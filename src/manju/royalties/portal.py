"""The page outside by which a licensee reports: what is due, a template, its report read at once, its statements.

Everything is reached by the secret of one link and nothing by anything else. No account, no cookie but the language's;
never indexed, no referrer, nothing kept by caches; every use is counted and written down.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from manju.money.cells import BOM, plain
from manju.money.errors import InputError
from manju.money.royalties.reported import ROWS_MAX
from manju.money.royalties.terms import Terms
from manju.people.errors import Refused
from manju.people.middleware import open_to_all
from manju.people.scope import in_studio
from manju.royalties.contracts import PeriodState, arrangement_of, periods_of, terms_of
from manju.royalties.forms import PortalForm
from manju.royalties.linking import find, visited
from manju.royalties.models import PortalLink, SalesReport, Statement
from manju.royalties.receiving import receive, refused_words
from manju.royalties.uploads import taken
from manju.royalties.views.statements import TYPES, file_of
from manju.words import Words, as_language, language, speaking

__all__ = ["door", "statement_file", "template"]

OPEN: Final = frozenset({"late", "due", "returned", "waiting"})
PORTAL_MAX: Final = 5 * 1024 * 1024
TEMPLATE: Final[tuple[tuple[str, Words], ...]] = (
    ("date", Words("日期", "date")), ("sku", Words("货号", "sku")), ("category", Words("品类", "category")),
    ("territory", Words("地区", "territory")), ("channel", Words("渠道", "channel")),
    ("currency", Words("币种", "currency")), ("units", Words("数量", "units")), ("gross", Words("销售额", "gross")),
    ("returns_units", Words("退货数量", "returns_units")), ("returns", Words("退货额", "returns")),
    ("discounts", Words("折扣", "discounts")), ("freight", Words("运费", "freight")), ("tax", Words("税额", "tax")),
    ("base", Words("净额", "net sales")), ("rate", Words("费率", "rate")), ("royalty", Words("应付分成", "royalty")),
)  # fmt: skip
# what concerns the licensee's own figures; what was found against earlier periods or our records is the studio's affair
TOLD: Final = frozenset({
    "negative", "unreadable", "duplicate", "arithmetic", "net_arithmetic", "sum_wrong", "no_exchange_rate",
    "other_currency", "other_period", "unknown_column", "outside_territory", "outside_category", "outside_channel",
    "outside_dates", "before_term", "after_term", "sell_off",
})  # fmt: skip
View = Callable[..., HttpResponse]


def by_link(deed: str) -> Callable[[View], View]:
    """Open a view to whoever holds the link: find it, count the visit, see its studio's rows only, tell nobody else."""

    def outside(view: View) -> View:
        @wraps(view)
        @sensitive_variables("secret")
        def opened(request: HttpRequest, secret: str, **more: Any) -> HttpResponse:  # Any: keys of the address
            if (wanted := request.GET.get("language")) in ("zh", "en"):
                with speaking(as_language(wanted)), translation.override("en" if wanted == "en" else "zh-hans"):
                    return entered(request, secret, **more)
            return entered(request, secret, **more)

        def entered(request: HttpRequest, secret: str, **more: Any) -> HttpResponse:
            link = find(secret)
            if link is None:
                return _quiet(render(request, "royalties/portal_closed.html", {"member": None}, status=404))
            kind = "sent" if request.method == "POST" else deed
            try:
                visited(link, kind, address=str(request.META.get("REMOTE_ADDR", "")))
            except Refused as why:
                return _quiet(
                    render(request, "royalties/portal_closed.html", {"member": None, "why": why.message}, status=429)
                )
            with in_studio(link.studio_id):
                return _quiet(view(request, link, secret=secret, **more))

        # no cookie opens this page, so none can be abused; and without a referrer browsers send no origin to check
        return open_to_all(csrf_exempt(never_cache(opened)))

    return outside


@by_link("seen")
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, link: PortalLink, *, secret: str) -> HttpResponse:
    """What is due; a report is sent here and read at once."""
    contract = link.contract
    try:
        periods = periods_of(contract)
        terms = terms_of(contract)
    except Refused as why:
        return render(request, "royalties/portal_closed.html", {"member": None, "why": why.message}, status=404)
    wanted = [p for p in reversed(periods) if p.name in OPEN]
    first = next((p.label for p in wanted if p.name != "waiting"), None)
    form = PortalForm(request.POST or None, request.FILES or None, periods=[p.label for p in wanted],
                      currency=terms.currency, initial={"period": first})  # fmt: skip
    made: SalesReport | None = None
    if request.method == "POST" and form.is_valid():
        made = _sent(request, link, form)
        periods = periods_of(contract)
        wanted = [p for p in reversed(periods) if p.name in OPEN]
    context = _context(link, secret, terms, periods, wanted)
    context |= {
        "form": form, "typed_rows": form.typed_rows(), "made": made, "told": _told(made) if made is not None else [],
        "left_out": made.report_rows.exclude(state="taken")[:200] if made is not None else [],
    }  # fmt: skip
    return render(request, "royalties/portal.html", context, status=422 if form.errors else 200)


@by_link("template")
@require_safe
def template(request: HttpRequest, link: PortalLink, *, secret: str) -> HttpResponse:
    """A CSV to be filled in, with the columns that are read and one example in this contract's goods."""
    terms = terms_of(link.contract)
    rule = terms.royalties[0] if terms.royalties else None
    open_periods = [p for p in reversed(periods_of(link.contract)) if p.name != "settled"]
    period = open_periods[0] if open_periods else None
    day = period.period.first if period is not None else terms.start
    example = {
        "date": day.isoformat(), "sku": "SKU-001", "currency": terms.currency, "units": "0", "gross": "0.00",
        "category": rule.category if rule is not None and rule.category != "*" else "",
        "territory": _first(rule.territories if rule is not None else []),
        "channel": _first(rule.channels if rule is not None else []),
    }  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(words) for _, words in TEMPLATE])
    writer.writerow([plain(example.get(name, "")) for name, _ in TEMPLATE])
    return HttpResponse(BOM + out.getvalue(), content_type="text/csv; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="report-{period.label if period else "template"}.csv"',
    })  # fmt: skip


@by_link("statement")
@require_safe
def statement_file(request: HttpRequest, link: PortalLink, *, secret: str, pk: int, form: str) -> HttpResponse:
    """One of the link's own contract's statements."""
    if form not in TYPES:
        raise Http404
    rows = (
        Statement.objects.standing().filter(contract=link.contract_id).select_related("contract__of_property", "report")
    )
    return file_of(get_object_or_404(rows, pk=pk), form, as_language(request.GET.get("language") or language()))


def _sent(request: HttpRequest, link: PortalLink, form: PortalForm) -> SalesReport | None:
    """Take what was sent; what is wrong with it is said beside the form."""
    found = form.cleaned_data
    fields: dict[str, Any] = {"by": None, "by_portal": True, "received_on": timezone.localdate(),
                              "stated_minor": found["stated"] if found["stated"] != "" else None}  # fmt: skip
    try:
        if found["file"]:
            with taken(found["file"], largest=PORTAL_MAX) as path:
                return receive(link.contract, found["period"], path=path, name=found["file"].name or "", **fields)
        return receive(link.contract, found["period"], rows=form.rows(), **fields)
    except InputError as error:
        form.add_error("file", str(refused_words(error)))
    except Refused as why:
        form.add_error(why.field if why.field in form.fields else None, str(why.message))
    address = str(request.META.get("REMOTE_ADDR", ""))
    visited(link, "refused", address=address, detail="; ".join(str(e) for es in form.errors.values() for e in es))
    return None


def _told(report: SalesReport) -> list[Any]:
    """The findings that a licensee is told at once; `Any`: `Found` of models."""
    return [one for one in report.found if one.code in TOLD]


def _context(
    link: PortalLink, secret: str, terms: Terms, periods: list[PeriodState], wanted: list[PeriodState]
) -> dict[str, Any]:  # fmt: skip
    """`Any`: what the page is given."""
    contract = link.contract
    return {
        "member": None, "other": "en" if language() == "zh" else "zh", "c": contract,
        "studio_name": contract.studio.name, "secret": secret, "wanted": wanted,
        "currency": terms.currency, "arranged": arrangement_of(contract), "rows_max": ROWS_MAX,
        "size_max": PORTAL_MAX >> 20, "expires_on": timezone.localtime(link.expires_at).date(),
        "statements": Statement.objects.standing().filter(contract=contract).defer("document")[:24],
        "running": next((p for p in periods if p.name == "running"), None),
        "headline": _headline(wanted),
    }  # fmt: skip


def _headline(wanted: list[PeriodState]) -> Words:
    late = [p for p in wanted if p.name == "late"]
    missing = [p for p in wanted if p.name in ("due", "returned")]
    if late:
        return Words("{p} 的报表逾期 {n} 天", "The report for {p} is {n} days late").fill(
            p=late[0].label, n=late[0].days_late
        )
    if missing:
        if missing[0].name == "returned":
            return Words("请更正 {p} 的报表", "Please correct the report for {p}").fill(p=missing[0].label)
        return Words("请在 {d} 前交 {p} 的报表", "Please report {p} by {d}").fill(
            p=missing[0].label, d=missing[0].report_due.isoformat())  # fmt: skip
    return Words("现在没有要交的报表", "No report is due now")


def _first(names: list[str]) -> str:
    return next((name for name in names if name != "*"), "")


def _quiet(answer: HttpResponse) -> HttpResponse:
    """Never indexed, no address passed on, nothing kept."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Language"] = "en" if language() == "en" else "zh-CN"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
