"""The page of the backtest: how Manju's ranking would have done on the studio's own lists, told as it is."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from manju.people.access import may, may_view, member_of
from manju.topics.analysing import mark_now
from manju.topics.charts import lift_chart
from manju.topics.jobs import backtest_soon
from manju.topics.models import Backtest, HitList
from manju.topics.verdict import METHODS, backtest_verdict
from manju.topics.views.showing import running
from manju.words import say

K: Final = 10
HORIZON_DAYS: Final = 30


@may_view("see")
@require_http_methods(["GET", "HEAD", "POST"])
def backtest(request: HttpRequest) -> HttpResponse:
    """The newest replay as it came out."""
    member = member_of(request)
    allowed = may(member, "make")
    if request.method == "POST":
        if not allowed:
            return render(request, "site/wrong.html", status=403)
        backtest_soon(by=member.user, k=K, horizon_days=HORIZON_DAYS)
        messages.success(request, say("开始回测，可以离开这一页。", "The replay has begun; you may leave this page."))
        return redirect("topics:backtest")
    test: Backtest | None = Backtest.objects.first()
    result: dict[str, Any] = test.result if test is not None else {"methods": {}, "origins": 0}  # Any: JSON
    methods = [
        {"name": name, "word": METHODS[name], "lift": m["lift"], "low": m["ci95"][0], "high": m["ci95"][1]}
        for name in METHODS
        if (m := result["methods"].get(name)) and m["lift"] is not None and m["ci95"]
    ]
    context = {
        "test": test, "methods": methods, "wide": lift_chart(methods),
        "narrow": lift_chart(methods, width=350), "heading": backtest_verdict(test),
        "origins": result["origins"], "picks": _picks(result.get("picks", [])), "k": test.k if test else K,
        "horizon": test.horizon_days if test else HORIZON_DAYS, "running": running(), "may_make": allowed,
        "lists": HitList.objects.counted().exists(), "stale": test is not None and test.mark != mark_now(),
    }  # fmt: skip
    return render(request, "topics/backtest.html", context)


def _picks(picks: list[dict[str, Any]]) -> list[tuple[str, str]]:  # Any: JSON
    """What Manju picked at each origin, the newest first."""
    own = [p for p in picks if p["method"] == "manju"]
    by_origin = groupby(own, key=lambda p: str(p["origin"]))
    made = [(origin, "；".join("+".join(p["elements"]) for p in of)) for origin, of in by_origin]
    return sorted(made, reverse=True)[:26]
