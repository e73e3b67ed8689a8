"""Checking a script against the bible: drop a file, see what contradicts the sheets, scene by scene."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from manju.bible.reading import has_draft
from manju.bible.views.asked import context_of, property_of
from manju.people.access import may_view

__all__ = ["check"]


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    of = property_of(pk)
    context = context_of(request, of, tab="check") | {"begun": has_draft(of)}
    return render(request, "bible/check.html", context)
