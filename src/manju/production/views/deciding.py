"""Keeping and rejecting, one take at a time, with the reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from manju.people.access import may_view, member_of
from manju.production.models import Output
from manju.production.recording import decide, subject_of
from manju.production.story import Take


@may_view("make")
@require_POST
def decide_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the decision down; htmx gets the take anew, others the page."""
    output: Output = get_object_or_404(Output.objects.select_related("entry__of_property", "entry__episode"), pk=pk)
    decide([output], kept=request.POST.get("says") == "kept", reason=request.POST.get("reason", ""),
           by=member_of(request).user)  # fmt: skip
    if not request.headers.get("HX-Request"):
        return redirect(subject_of(output.entry).address + f"#take-{output.pk}")
    reasons = tuple(output.decisions.select_related("by"))
    take = Take(output, request.POST.get("label", "")[:12], reasons[-1], reasons)
    return render(request, "production/_take.html", {"take": take, "may_make": True})
