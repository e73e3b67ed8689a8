"""The pages of money."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from manju.people.access import may_view
from manju.revenue.models import StatementImport


@may_view("see")
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement."""
    return render(request, "revenue/statement.html", {"statement": get_object_or_404(StatementImport.objects, pk=pk)})
