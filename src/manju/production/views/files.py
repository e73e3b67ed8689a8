"""The files themselves: outputs, references, edits, versions; small when asked for, never by a raw path."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from manju.catalogue.serving import serve
from manju.people.access import may_view
from manju.production.models import Edit, Output, PaperVersion, Reference
from manju.production.thumbs import small

SHOWN = (".png", ".jpeg", ".webp", ".bmp", ".gif", ".mp4", ".webm", ".mov", ".mp3", ".wav", ".ogg", ".flac")


@may_view("see")
@require_safe
def output(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(Output.objects, pk=pk)
    return _file(request, row.file, row.name)


@may_view("see")
@require_safe
def reference(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(Reference.objects, pk=pk)
    return _file(request, row.file, row.name)


@may_view("see")
@require_safe
def edit(request: HttpRequest, pk: int, part: str) -> HttpResponseBase:
    """`before`, `after` or `difference`."""
    row = get_object_or_404(Edit.objects.select_related("difference"), pk=pk)
    if part == "before":
        return _file(request, row.before_file, row.before_name)
    if part == "after":
        return _file(request, row.after_file, row.after_name)
    found = getattr(row, "difference", None)
    if part != "difference" or found is None or not found.picture:
        raise Http404
    return serve(request, found.picture)


@may_view("see")
@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A version as it came: shown where the browser can, else handed out."""
    row = get_object_or_404(PaperVersion.objects, pk=pk)
    if row.reads_as == "pdf" and not request.GET.get("download"):
        return serve(request, row.file, content_type="application/pdf")
    return _file(request, row.file, row.original_name)


def _file(request: HttpRequest, file: str, name: str) -> HttpResponseBase:
    """Small (`?w=288`), whole in the browser, or kept (`?download=1`, and whatever no browser shows)."""
    width = request.GET.get("w", "")
    if width.isascii() and width.isdigit() and len(width) < 5:
        found = small(file, width=int(width))
        if not found:
            raise Http404
        return serve(request, found)
    shown = file.lower().endswith(SHOWN) and not request.GET.get("download")
    return serve(request, file, download_as=None if shown else name)
