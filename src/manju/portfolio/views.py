"""The slate: the producers' home page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from manju.market.slate import Inputs, simulate
from manju.people.access import may, may_view, member_of
from manju.portfolio.estimating import inputs_of_the_studio
from manju.portfolio.models import Simulation
from manju.portfolio.money import month_money
from manju.portfolio.risk import risk
from manju.portfolio.standing import Slate, slate

PER_STRIP = 5
QUICK_RUNS = 2048  # one block: a few hundredths of a second


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of at least one hit, and where it comes from."""

    percent: int
    runs: int
    parallel: int

    @property
    def said(self) -> str:
        """In percent; what a simulation saw in every run is not certain."""
        return ">99.9" if self.percent >= 100 else str(self.percent)


@may_view("see")
@require_safe
def slate_page(request: HttpRequest) -> HttpResponse:
    """Properties at their gates, what is in the way of each, money in and out, what to do next."""
    found = slate()
    strips = [found.rows[i : i + PER_STRIP] for i in range(0, len(found.rows), PER_STRIP)]
    member = member_of(request)
    context = {
        "slate": found, "strips": strips, "month": month_money(), "may_make": may(member, "make"),
        "risk": risk() if found.rows else None, "chance": _chance(found) if found.rows else None,
    }  # fmt: skip
    return render(request, "portfolio/slate.html", context)


def _chance(found: Slate) -> Chance | None:
    """From the newest simulation, else a short one with the studio's own inputs; for as many as are in hand."""
    living = sum(1 for row in found.rows if row.kind != "stopped")
    kept = Simulation.objects.first()
    if kept is not None:
        asked = [s["parallel"] for s in kept.result["slates"]]
        if living in asked:
            line = kept.result["slates"][asked.index(living)]
            return Chance(round(line["p_any_hit"] * 100), kept.runs, living)
    if not 1 <= living <= 20:
        return None
    inputs, _ = inputs_of_the_studio()
    own: Inputs = inputs.model_copy(update={"parallel": [living]})
    [line_of] = simulate(own, runs=QUICK_RUNS).slates
    return Chance(round(line_of.runs_with_hit * 100 / QUICK_RUNS), QUICK_RUNS, living)
