"""The pages that see several rooms at once: Today and the slate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from manju.people.access import may_view


@may_view("see")
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "site/today.html")


@may_view("see")
def slate(request: HttpRequest) -> HttpResponse:
    return render(request, "site/slate.html")
