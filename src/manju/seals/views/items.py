"""What is on record: the list, one item, its file, its proof and its certificate."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from manju.catalogue.models import Property
from manju.catalogue.serving import serve
from manju.people.access import may_view
from manju.seals.anchors.reading import anchors_of
from manju.seals.certificate import certificate_of
from manju.seals.models import EvidenceItem, Leaf, Token
from manju.seals.names import KINDS
from manju.seals.proofs import current_proof
from manju.seals.recording import standing_of
from manju.seals.texts import file_name
from manju.words import as_language, language

ON_A_PAGE: Final = 50


@require_safe
@may_view("see")
def item_list(request: HttpRequest) -> HttpResponse:
    """Everything on record, the newest first; by property, kind, name or digest."""
    q, kind = request.GET.get("q", "").strip()[:80], request.GET.get("kind", "")
    of = request.GET.get("property", "")
    rows = EvidenceItem.objects.all()
    chosen = Property.objects.filter(pk=int(of)).first() if re.fullmatch(r"[0-9]{1,9}", of) else None
    if chosen is not None:
        rows = rows.filter(of_property=chosen)
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(title__icontains=q) | Q(sha256__startswith=q.lower()))
    page = Paginator(rows.with_seals().order_by("-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "numbers": page.paginator.get_elided_page_range(page.number), "q": q, "kind": kind,
        "rows": [(row, standing_of(row)) for row in page], "chosen": chosen, "is_filtered": bool(q or kind or chosen),
        "kinds": [(name, KINDS[name]) for name in _kinds()], "properties": Property.objects.order_by("name_zh"),
    }  # fmt: skip
    return render(request, "seals/items.html", context)


@require_safe
@may_view("see")
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: what it is, how far its seal has come, and everything needed to prove it."""
    row = _item(pk)
    leaf = getattr(row, "leaf", None)
    context = {
        "item": row, "s": standing_of(row), "leaf": leaf, "is_here": row.may_be_handed_out,
        "tokens": Token.objects.filter(batch=leaf.batch) if leaf else [], "sum_command": "sha256sum",
        "anchors": anchors_of(leaf.batch) if leaf else [],
        "place": leaf.leaf_index + 1 if leaf else 0,
        "command": f"openssl ts -verify -digest {leaf.batch.root_sha256[:8]}… -token_in" if leaf else "",
    }  # fmt: skip
    return render(request, "seals/item.html", context)


@require_safe
@may_view("see")
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself, as its proof is of it; a master never leaves unmarked."""
    row = _item(pk)
    if not row.may_be_handed_out:
        raise Http404
    return serve(request, row.file, download_as=file_name(row.name))


@require_safe
@may_view("see")
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The portable proof as it stands now."""
    row = _item(pk)
    response = HttpResponse(current_proof(_leaf(row)), content_type="application/json")
    return _named(response, f"{file_name(row.name)}.proof.json")


@require_safe
@may_view("see")
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate as PDF, in both languages; the reader's comes first."""
    row = _item(pk)
    leaf = getattr(row, "leaf", None)
    if leaf is None:
        return redirect(row)
    to = as_language(request.GET["lang"]) if "lang" in request.GET else language()
    pdf = certificate_of(row, current_proof(_leaf(row)), language=to)
    return _named(HttpResponse(pdf, content_type="application/pdf"), f"{file_name(row.name)}.certificate.pdf")


def _item(pk: int) -> EvidenceItem:
    rows = EvidenceItem.objects.with_seals().select_related("recorded_by", "leaf__batch__sealing", "of_property")
    row: EvidenceItem = get_object_or_404(rows, pk=pk)
    return row


def _leaf(row: EvidenceItem) -> Leaf:
    leaf: Leaf = get_object_or_404(Leaf.objects.select_related("batch", "item"), item=row)
    return leaf


def _named(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _kinds() -> list[str]:
    """The kinds that are there, in the order of their names."""
    there = set(EvidenceItem.objects.order_by().values_list("kind", flat=True).distinct())
    return [name for name in KINDS if name in there]
