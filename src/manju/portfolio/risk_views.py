"""The risk page: on whom the money hangs, how long the cash lasts, the slate simulated, who may incubate."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from manju.market.slate import Inputs, simulate
from manju.market.slate.estimates import source
from manju.market.slate.outcome import RUIN_MOST
from manju.money.documents import read_document
from manju.money.errors import InputError
from manju.people.access import may, may_view, member_of
from manju.portfolio.charts import cash_curve, histogram, spreads
from manju.portfolio.estimating import inputs_of_the_studio
from manju.portfolio.forms import EvidenceForm, InputsForm
from manju.portfolio.gate_views import enter_from_upload
from manju.portfolio.models import HandEvidence, Simulation
from manju.portfolio.names import NEEDS, STUDIO
from manju.portfolio.qualification import qualification
from manju.portfolio.risk import risk, view_shares
from manju.portfolio.simulating import result_of, simulate_soon
from manju.portfolio.thresholds import demands
from manju.words import say

QUICK_RUNS = 4096
PRIVATE = NEEDS["private_share"]


@may_view("see")
@require_safe
def risk_page(request: HttpRequest) -> HttpResponse:
    return _page(request)


@may_view("decide")
@require_POST
def simulate_now(request: HttpRequest) -> HttpResponse:
    """Simulate the inputs as they were typed; long ones as a job."""
    of, _ = _inputs()
    form = InputsForm(request.POST, of=of)
    if form.is_valid():
        try:
            job = simulate_soon(form.document, runs=form.cleaned_data["runs"], seed=form.cleaned_data["seed"],
                                by=member_of(request).user)  # fmt: skip
            if job is not None:
                messages.success(
                    request, say("在算了，做完会出现在这里。", "Under way: it appears here when it is done.")
                )
            return redirect("portfolio:risk")
        except InputError as error:
            form.add_error(None, f"{error.message} {error.hint}")
    return _page(request, form=form)


@may_view("make")
@require_POST
def private_share(request: HttpRequest) -> HttpResponse:
    """Enter by hand how much of the income comes from the private domain."""
    form = EvidenceForm(request.POST, request.FILES, need=PRIVATE)
    stored, _ = form.store(lambda **typed: enter_from_upload(None, PRIVATE.key, by=member_of(request).user, **typed))
    if not stored:
        return _page(request, private=form)
    messages.success(request, say("记下了，会标明是手工录入。", "Entered; it will be marked as by hand."))
    return redirect("portfolio:risk")


def _inputs() -> tuple[Inputs, Simulation | None]:
    """The inputs that were simulated last, else the studio's own estimates."""
    kept = Simulation.objects.first()
    if kept is not None:
        found: Inputs = read_document(Inputs, kept.inputs)
        return found, kept
    return inputs_of_the_studio()[0], None


def _page(request: HttpRequest, *, form: InputsForm | None = None, private: EvidenceForm | None = None) -> HttpResponse:
    inputs, kept = _inputs()
    own, estimates = inputs_of_the_studio()
    result = kept.result if kept is not None else result_of(simulate(inputs, runs=QUICK_RUNS))
    best = next(s for s in result["slates"] if s["parallel"] == result["best_parallel"])
    wanted = request.GET.get("slots", "")
    shown = next((s for s in result["slates"] if str(s["parallel"]) == wanted), best)
    lines, zero, height = spreads(result)
    member = member_of(request)
    fresh = request.GET.get("estimates") is not None
    context = {
        "risk": risk(), "result": result, "best": best, "shown": shown, "kept": kept, "estimates": estimates,
        "histogram": histogram(shown), "cash": cash_curve(shown), "lines": lines, "zero": zero, "height": height,
        "form": form or InputsForm(of=own if fresh else inputs), "may_decide": may(member, "decide"),
        "may_make": may(member, "make"), "views": view_shares(),
        "qualified": qualification(demands()), "source": source(),
        "private": HandEvidence.objects.filter(gate=STUDIO).select_related("by").first(),
        "private_form": private or EvidenceForm(need=PRIVATE),
        "safe": best["p_ruin"] <= float(RUIN_MOST),
    }  # fmt: skip
    wrong = bool((form and form.errors) or (private and private.errors))
    return render(request, "portfolio/risk.html", context, status=422 if wrong else 200)
