"""The page of channels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from manju.distribution.figures import figures_of
from manju.media.channels import profiles
from manju.people.access import may_view


@require_GET
@may_view("see")
def channels(request: HttpRequest) -> HttpResponse:
    """What each channel accepts, every figure with its source and the day from which it holds."""
    rows = [(p, figures := figures_of(p), sum(f.unverified for f in figures)) for p in profiles().values()]
    return render(request, "distribution/channels.html", {"channels": rows})
