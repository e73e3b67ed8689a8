"""The page of a test launch: the verdict, the band, the episodes, what people decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from manju.catalogue.models import Season, Work
from manju.launch.gate_charts import band_chart, small_chart
from manju.launch.gate_words import METRICS, VERDICTS, asked, line_of, percent, reasons
from manju.launch.hand import by_hand
from manju.launch.metrics import changes_in
from manju.launch.ruling import rule as decide
from manju.launch.standing import Standing, season_of, standing_of
from manju.launch.watching import trend_of
from manju.market.formulas import formula
from manju.market.gate import Band
from manju.market.gate.counts import Metric
from manju.people.access import may, may_view, member_of
from manju.people.errors import Refused
from manju.words import Words, say

TONES = {"GO": ("good", "tick"), "STOP": ("bad", "stop"), "COLLECT_MORE": ("warn", "clock")}


@may_view("see")
@require_safe
def gate(request: HttpRequest, pk: int) -> HttpResponse:
    """The test launch of a work, as it stands."""
    return _page(request, get_object_or_404(Work.objects.select_related("of_property"), pk=pk))


@may_view("decide")
@require_POST
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide over the figures; the reason is kept for ever."""
    work: Work = get_object_or_404(Work.objects.select_related("of_property"), pk=pk)
    season = season_of(work)
    if season is None:
        messages.error(request, say("这部作品还没有集。", "This work has no episodes yet."))
        return redirect("launch:gate", pk)
    says, why = request.POST.get("says", ""), request.POST.get("why", "")
    try:
        ruling = decide(season, says=says, why=why, by=member_of(request).user)
    except Refused as problem:
        return _page(request, work, problem=problem)
    messages.success(request, say("记下了：{r}。", "Written down: {r}.", r=ruling.word))
    return redirect("launch:gate", pk)


def _page(request: HttpRequest, work: Work, *, problem: Refused | None = None) -> HttpResponse:
    season = season_of(work)
    now = standing_of(season) if season is not None else None
    context: dict[str, Any] = {
        "work": work, "season": season, "now": now, "problem": problem, "typed": request.POST,
        "may_decide": may(member_of(request), "decide"),
    }  # fmt: skip
    if now is not None and season is not None:
        context |= _drawn(request, season, now)
    return render(request, "launch/gate.html", context, status=422 if problem else 200)


def _drawn(request: HttpRequest, season: Season, now: Standing) -> dict[str, Any]:  # Any: what a template takes
    chosen: Metric = "engagement" if request.GET.get("metric") == "engagement" else "completion"
    other: Metric = "completion" if chosen == "engagement" else "engagement"
    bands = {"completion": now.last.completion, "engagement": now.last.engagement}
    measured = now.last.verdict.value
    slide = trend_of(season.work).slide
    return {
        "chart_title": _title(METRICS[chosen], bands[chosen]), "slide": slide,
        "slide_from": percent(slide.before) if slide else "", "slide_to": percent(slide.after) if slide else "",
        "heading": VERDICTS[now.verdict], "tone": TONES[now.verdict], "measured": VERDICTS[measured],
        "is_ruled": now.ruling is not None, "reasons": reasons(now), "asked": asked(now),
        "chart": band_chart(now.days, chosen), "metric": chosen, "metrics": METRICS.items(), "name": METRICS[chosen],
        "other_name": METRICS[other], "other": bands[other], "other_rate": percent(bands[other].mean_rate),
        "small": small_chart(bands[other]),
        "rows": [(row, *(_hundredths(r) for r in (row.completion, row.engagement, row.following))) for row in now.rows],
        "pooled": [_hundredths(bands[m].rate) for m in ("completion", "engagement")] + [_hundredths(now.following)],
        "views": sum(row.views for row in now.rows), "hand": by_hand(season, now),
        "over": Words("过线", "Over"), "near": Words("贴线", "On the line"), "under": Words("线下", "Under"),
        "ruled_word": Words("人定的", "Decided by a person"), "changes": changes_in(now.cells),
        "rulings": [(r, VERDICTS.get(r.measured)) for r in now.rulings],
        "completion_formula": formula("completion"), "engagement_formula": formula("engagement"),
        "rho": f"{now.last.completion.rho_cell:.4f}" if now.last.completion.rho_cell is not None else "—",
        "looks": [(d, *_three(d.completion), *_three(d.engagement)) for d in reversed(now.days)],
        "lines": [line_of(now.thresholds.completion), line_of(now.thresholds.engagement)],
    }  # fmt: skip


def _title(metric: Words, band: Band) -> Words:
    """Where the interval stands."""
    if band.passed:
        return Words("{m}在门槛之上", "{m} is above the threshold").fill(m=metric)
    if band.failed:
        return Words("{m}在门槛之下", "{m} is below the threshold").fill(m=metric)
    return Words("{m}逼近门槛", "{m} closing in on the threshold").fill(m=metric)


def _hundredths(rate: float | None) -> str:
    return "—" if rate is None else f"{rate * 100:.1f}"


def _three(band: Any) -> tuple[str, str, str]:  # Any: a Band; its three figures
    return _hundredths(band.mean_rate), _hundredths(band.low), _hundredths(band.high)
