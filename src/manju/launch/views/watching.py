"""Watching: every title's completion with its slides, and of one title what each episode keeps and who shows it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from manju.catalogue.models import Work
from manju.launch.gate_words import percent
from manju.launch.registry import thresholds_of
from manju.launch.standing import season_of
from manju.launch.watch_charts import kept_chart, spark, trend_chart
from manju.launch.watching import Kept, Trend, kept_on, shares_of, trend_of, watched_works
from manju.market.gate import Thresholds
from manju.market.watching import Slide
from manju.people.access import may_view
from manju.words import Words

TONES = {"low": ("good", "tick"), "moderate": ("warn", "warn"), "high": ("bad", "stop")}


@may_view("see")
@require_safe
def watching(request: HttpRequest) -> HttpResponse:
    """All titles that exports speak of: where completion stands, and whether it has slid."""
    rows = [(trend, _last(trend), spark(trend), _newest(trend)) for trend in map(trend_of, watched_works())]
    rows.sort(key=lambda row: (row[3] is None, row[0].work.pk))
    slid = [trend.work for trend, _, _, slide in rows if slide is not None]
    return render(request, "launch/watching.html", {
        "rows": rows, "slid": slid, "slid_word": Words("下滑", "Slid"), "steady_word": Words("没有下滑", "Steady"),
    })  # fmt: skip


@may_view("see")
@require_safe
def of_work(request: HttpRequest, pk: int) -> HttpResponse:
    """One title: the trend, the drop-off, the platforms."""
    work: Work = get_object_or_404(Work.objects.select_related("of_property"), pk=pk)
    trend = trend_of(work)
    kept = kept_on(trend.cells)
    share = shares_of(trend.cells)
    season = season_of(work)
    limits = thresholds_of(season) if season is not None else Thresholds()
    newest = _newest(trend)
    context: dict[str, Any] = {
        "work": work, "trend": trend, "chart": trend_chart(trend, threshold=limits.completion), "last": _last(trend),
        "line": f"{limits.completion * 100:g}%", "slide": newest, "slides": _told(trend.watched.slides),
        "verdict": _verdict(trend, newest), "kept": [(k, *_three(k)) for k in kept], "kept_chart": kept_chart(kept),
        "worst": _worst(kept), "slid_word": Words("下滑", "Slid"),
        "share": share, "level": TONES[share.whole.level] if share is not None else None,
        "days": [(d, percent(d.rate)) for d in reversed(trend.watched.days)][:60],
    }  # fmt: skip
    return render(request, "launch/watching_work.html", context)


def _last(trend: Trend) -> str:
    """Completion over the last seven days."""
    days = trend.watched.days[-7:]
    views = sum(d.views for d in days)
    return percent(sum(d.completed for d in days) / views if views else None)


def _newest(trend: Trend) -> Slide | None:
    """The newest slide, while it is of the last four weeks that were watched."""
    last, slides = trend.last_day, trend.watched.slides
    return slides[-1] if slides and last is not None and (last - slides[-1].on).days <= 28 else None


def _verdict(trend: Trend, slide: Slide | None) -> Words:
    if not trend.watched.days:
        return Words("还没有可看的走势", "No trend to watch yet")
    if slide is None:
        return Words("完播率没有下滑", "Completion has not slid")
    return Words("完播率从 {a} 滑到 {b}", "Completion slid from {a} to {b}").fill(
        a=percent(slide.before), b=percent(slide.after)
    )


def _told(slides: tuple[Slide, ...]) -> list[tuple[Slide, str, str]]:
    return [(s, percent(s.before), percent(s.after)) for s in reversed(slides)]


def _worst(kept: list[Kept]) -> Words:
    """The worst hooks in a sentence."""
    worst = sorted((k for k in kept if k.is_worst), key=lambda k: k.rate)[:3]
    if not kept:
        return Words(
            "还看不出：至少要有连着的两集、各 100 次播放。",
            "Not to be seen yet: it takes two episodes in a row with 100 views each.",
        )
    if not worst:
        return Words("没有哪一集的结尾明显留不住人。", "No episode's ending is clearly worse at keeping people.")
    said = [
        Words("第 {n} 集只有 {r}（{l}–{h}）的人接着看", "episode {n} keeps only {r} ({l}–{h})").fill(
            n=k.episode.number, r=percent(k.rate), l=percent(k.low), h=percent(k.high)
        )
        for k in worst
    ]
    return Words(
        "结尾留不住人：" + "；".join(w.zh for w in said) + "。",
        "The weakest hooks: " + "; ".join(w.en for w in said) + ".",
    )


def _three(kept: Kept) -> tuple[str, str, str]:
    return percent(kept.rate), percent(kept.low), percent(kept.high)
