"""The page of one title's money."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from manju.catalogue.models import Work
from manju.people.access import may_view
from manju.revenue.works import MAKING, channels_of, gate_of, minutes_of, revenue_of


@may_view("see")
def title(request: HttpRequest, pk: int) -> HttpResponse:
    """What a title brought, how far the gate is, what its traffic and its minutes cost."""
    work = get_object_or_404(Work.objects.select_related("of_property"), pk=pk)
    progress = gate_of(work)
    length = minutes_of(work)
    most = max((minor for _, minor in progress.months), default=0)
    bars = [
        (n * 56, month, minor, 120 - max(0, minor) * 96 // most if most > 0 else 120)
        for n, (month, minor) in enumerate(progress.months[-12:])
    ]
    context = {
        "work": work, "gate": progress, "lines": revenue_of(work), "channels": channels_of(work), "length": length,
        "today": timezone.localdate(),
        "bars": [(x, month, minor, y, 120 - y) for x, month, minor, y in bars],
        "making": ",".join(MAKING),
        "low": int(length.live.tenth[0]), "high": int(length.live.tenth[1]),
    }  # fmt: skip
    return render(request, "revenue/title.html", context)
