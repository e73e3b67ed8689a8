"""How the seals stand, one batch, and the log."""

from __future__ import annotations

import json
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.seals import actions
from manju.seals.anchors.reading import anchors_of
from manju.seals.models import Asked, Attempt, Batch, EvidenceItem, LogEntry, SignedHead, Token
from manju.seals.proofs import log_entry_of, signed_head_of
from manju.seals.reading import consistency_document, log_document, overview
from manju.words import Words

ON_A_PAGE: Final = 30
ITEMS_ON_A_PAGE: Final = 50
ATTEMPTS: Final = 20
WAITING_SHOWN: Final = 20


@require_safe
@may_view("see")
def home(request: HttpRequest) -> HttpResponse:
    """What waits, what was sealed day by day, and what is wrong with its one button."""
    me = member_of(request)
    rows = Batch.objects.select_related("sealing").prefetch_related("tokens__asked")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    found = overview()
    context = {
        "o": found, "more": found.waiting - WAITING_SHOWN, "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "waiting": EvidenceItem.objects.waiting().select_related("of_property")[:WAITING_SHOWN],
        "may_seal": may(me, "make") or may(me, "protect"), "may_manage": may(me, "manage"),
    }  # fmt: skip
    return render(request, "seals/home.html", context)


@require_POST
@may_view("make")
def now(request: HttpRequest) -> HttpResponseRedirect:
    """Seal what waits at once."""
    if actions.seal_now_by_hand(by=member_of(request).user):
        messages.success(request, str(Words("正在封存，几秒就好。", "Sealing; it takes a few seconds.")))
    else:
        messages.success(request, str(Words("没有等着封存的。", "Nothing waits to be sealed.")))
    return redirect("seals:home")


@require_safe
@may_view("see")
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: its root, its stamps, what went wrong, what is in it."""
    row: Batch = get_object_or_404(Batch.objects.select_related("sealing", "made_by"), pk=pk)
    items = EvidenceItem.objects.filter(leaf__batch=row).select_related("leaf").order_by("leaf__leaf_index")
    page = Paginator(items, ITEMS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": row, "page": page, "numbers": page.paginator.get_elided_page_range(page.number),
        "tokens": Token.objects.filter(batch=row), "waits": Asked.objects.filter(batch=row, state="waiting"),
        "attempts": Attempt.objects.filter(asked__batch=row).select_related("asked")[:ATTEMPTS],
        "anchors": (anchors := anchors_of(row)), "unplaced": [one for one in anchors if one.is_open and one.said],
        "entry": log_entry_of(row), "may_seal": may(member_of(request), "make"),
    }  # fmt: skip
    return render(request, "seals/batch.html", context)


@require_POST
@may_view("make")
def retry(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Have the authorities asked again now."""
    row: Batch = get_object_or_404(Batch.objects.all(), pk=pk)
    try:
        actions.retry_batch(row, by=member_of(request).user)
        messages.success(request, str(Words("正在再要一次时间戳。", "Asking for the timestamp again.")))
    except Refused as why:
        messages.error(request, str(why.message))
    return redirect(row)


@require_safe
@may_view("see")
def log_page(request: HttpRequest) -> HttpResponse:
    """The log: its newest signed head, its entries, and files for an auditor."""
    rows = LogEntry.objects.select_related("batch").order_by("-number")
    page = Paginator(rows, ITEMS_ON_A_PAGE).get_page(request.GET.get("page"))
    head = SignedHead.objects.select_related("key").first()
    context = {
        "page": page, "numbers": page.paginator.get_elided_page_range(page.number), "head": head,
        "head_text": signed_head_of(head).text() if head else "",
    }  # fmt: skip
    return render(request, "seals/log.html", context)


@require_safe
@may_view("see")
def log_file(request: HttpRequest) -> HttpResponse:
    """The log whole, as JSON."""
    return _json(log_document(), name="manju-log.json")


@require_safe
@may_view("see")
def consistency(request: HttpRequest) -> HttpResponse:
    """That the log of today only added to what it was at `?from=` entries."""
    asked = request.GET.get("from", "")
    document = consistency_document(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    if document is None:
        messages.error(request, str(Words("日志没有过这么多条。", "The log never had so many entries.")))
        return redirect("seals:log")
    return _json(document, name=f"manju-log-{asked}-{document['later']['tree_size']}.json")


def _json(document: dict[str, Any], *, name: str) -> HttpResponse:  # Any: JSON
    response = HttpResponse(json.dumps(document, ensure_ascii=False, indent=2), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
