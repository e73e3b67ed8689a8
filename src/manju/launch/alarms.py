"""What of launches becomes an alert: a verdict that was reached, a slide, an ending that loses people. Each once."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from manju.alerts.actions import raise_alert
from manju.alerts.kinds import alert_kind
from manju.alerts.models import Alert
from manju.catalogue.models import Work
from manju.launch.gate_words import VERDICTS, percent, reasons
from manju.launch.standing import season_of, standing_of
from manju.launch.watching import kept_on, trend_of, watched_works
from manju.words import Words

__all__ = ["HOOK", "SLIDE", "VERDICT", "look_at", "look_at_all"]

VERDICT: Final = alert_kind(
    "launch.verdict", title=Words("试投有结论了", "A test has its verdict"),
    said=Words("前五集的数据够了：放行，或停", "The first five episodes are decided: go on, or stop"),
)  # fmt: skip
SLIDE: Final = alert_kind(
    "launch.slide", title=Words("完播率下滑", "Completion slides"),
    said=Words("一部作品的完播率明显掉下去了", "Completion of a title has clearly fallen"),
)  # fmt: skip
HOOK: Final = alert_kind(
    "launch.hook", title=Words("结尾留不住人", "An ending loses people"),
    said=Words("某一集之后接着看的人明显比别的集少", "Clearly fewer people go on after this episode than after others"),
)  # fmt: skip
FRESH_DAYS: Final = 7
"""A slide is told when it was seen in the last week of the figures; older ones of a first import are history."""


def look_at_all() -> list[Alert]:
    """Look at every title of the studio in scope that exports speak of; returns the alerts that are new."""
    return [alert for work in watched_works() if work.of_property.stopped_at is None for alert in look_at(work)]


def look_at(work: Work) -> list[Alert]:
    """Raise what is to be raised of a work; returns the alerts that are new."""
    found = [*_verdict(work), *_slides_and_hooks(work)]
    return [alert for alert, is_new in found if is_new]


def _verdict(work: Work) -> list[tuple[Alert, bool]]:
    season = season_of(work)
    now = standing_of(season) if season is not None else None
    if season is None or now is None:
        return []
    verdict = now.last.verdict.value
    if verdict == "COLLECT_MORE" or (now.ruling is not None and now.ruling.says == verdict):
        return []
    heading = Words("《{t}》试投：{v}", "{t}, test launch: {v}").fill(t=work.title, v=VERDICTS[verdict])
    return [
        raise_alert(
            VERDICT, key=f"launch.verdict:{season.pk}:{verdict}", heading=heading, text=reasons(now),
            link=reverse("launch:gate", args=[work.pk]), level="bad" if verdict == "STOP" else "here",
        )
    ]  # fmt: skip


def _slides_and_hooks(work: Work) -> list[tuple[Alert, bool]]:
    trend = trend_of(work)
    link = reverse("launch:watching", args=[work.pk])
    raised = []
    for slide in trend.watched.slides:
        if trend.last_day is None or (trend.last_day - slide.on).days > FRESH_DAYS:
            continue
        heading = Words("《{t}》完播率从 {a} 滑到 {b}", "{t}: completion slid from {a} to {b}").fill(
            t=work.title, a=percent(slide.before), b=percent(slide.after)
        )
        text = Words("{d} 起，{n:,} 次播放，超出偶然很多（{z:.1f} 个标准差）。",
                     "Since {d}, over {n:,} views; far beyond chance ({z:.1f} standard deviations).")  # fmt: skip
        said = text.fill(d=slide.since.isoformat(), n=slide.views, z=slide.deviations)
        key = f"launch.slide:{work.pk}:{slide.on.isoformat()}"
        raised.append(raise_alert(SLIDE, key=key, heading=heading, text=said, link=link, level="bad"))
    for kept in kept_on(trend.cells):
        if not kept.is_worst:
            continue
        heading = Words("《{t}》第 {n} 集结尾留不住人", "{t}: episode {n} loses people at its end").fill(
            t=work.title, n=kept.episode.number
        )
        said = Words("只有 {r}（{l}–{h}）的人接着看下一集。", "Only {r} ({l}–{h}) go on to the next.").fill(
            r=percent(kept.rate), l=percent(kept.low), h=percent(kept.high)
        )
        raised.append(raise_alert(HOOK, key=f"launch.hook:{kept.episode.pk}", heading=heading, text=said, link=link))
    return raised
