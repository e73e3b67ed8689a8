"""The takedown letter of a case: read on a page, or taken along as text, HTML, PDF, or with the reports as a zip."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from manju.media.errors import MediaError
from manju.people.access import may, may_view, member_of
from manju.protection.letters import as_html, as_pdf, as_text
from manju.protection.models import Case
from manju.protection.packing import letter_of, pack_of
from manju.words import Language, as_language

KINDS: Final = {
    "txt": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8", "pdf": "application/pdf",
}  # fmt: skip


@require_GET
@may_view("see")
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it stands, what it still needs, and where it goes."""
    row = _found(pk)
    to = _language(request, row)
    made = letter_of(row, language=to)
    context = {
        "case": row,
        "letter": made,
        "text": as_text(made),
        "platform": row.platform,
        "lang": to,
        "kinds": list(KINDS),
        "html_lang_of_letter": "zh-CN" if to == "zh" else "en",
        "others": [one for one in row.platform.languages if one != to],
        "may_protect": may(member_of(request), "protect"),
    }
    return render(request, "protection/letter.html", context)


@require_GET
@may_view("see")
def download(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    """The letter as a file of this kind."""
    row = _found(int(pk))
    to = _language(request, row)
    made = letter_of(row, language=to)
    try:
        content = as_pdf(made) if kind == "pdf" else (as_html(made) if kind == "html" else as_text(made)).encode()
    except MediaError as why:
        messages.error(request, f"{why.message} {why.hint}")
        return redirect("protection:letter", pk=row.pk)
    return _attached(content, KINDS[kind], f"{row.number}-letter-{to}.{kind}")


@require_GET
@may_view("protect")
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Letter and reports of a case as one zip."""
    row = _found(pk)
    try:
        content = pack_of(row)
    except MediaError as why:
        messages.error(request, f"{why.message} {why.hint}")
        return redirect(row)
    return _attached(content, "application/zip", f"{row.number}-takedown.zip")


def _language(request: HttpRequest, row: Case) -> Language:
    """The language asked for, else the one the platform is written to in."""
    return as_language(request.GET["lang"]) if "lang" in request.GET else row.platform.languages[0]


def _attached(content: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _found(pk: int) -> Case:
    row: Case = get_object_or_404(Case.objects.all(), pk=pk)
    return row
