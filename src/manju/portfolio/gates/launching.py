"""Gate 3: the first five episodes keep their viewers; the verdict of the launch room, or figures entered by hand."""

from __future__ import annotations

from django.urls import reverse

from manju.catalogue.models import Property
from manju.launch.gate_words import METRICS, VERDICTS, percent
from manju.launch.standing import Standing, season_of, standing_of
from manju.market.gate import Band
from manju.portfolio.gates.evidence import Asked, Found, Item, Measure, Step, by_hand
from manju.words import Words

SERIES = 30  # looks in the small chart, the newest


def look(asked: Asked) -> Found:
    now = _newest(asked.of_property)
    return _measured(now) if now is not None else _entered(asked)


def _newest(of_property: Property) -> Standing | None:
    """The test of the newest work of which exports speak."""
    for work in of_property.works.order_by("-created_at", "-pk"):
        season = season_of(work)
        now = standing_of(season) if season is not None else None
        if now is not None:
            return now
    return None


def _measured(now: Standing) -> Found:
    address = reverse("launch:gate", args=[now.season.work_id])
    last, verdict = now.last, now.verdict
    bands = {"completion": last.completion, "engagement": last.engagement}
    lines = {"completion": now.thresholds.completion, "engagement": now.thresholds.engagement}
    items = [
        Item(METRICS[name], _said(band, lines[name]), band.passed, "measured", address) for name, band in bands.items()
    ]
    ruling = now.ruling
    if ruling is not None:
        said = Words("{w}：{r}", "{w}: {r}").fill(w=ruling.by.name, r=ruling.why[:80])
        items.append(
            Item(Words("试投页上的人工决定", "Decided on the test’s page"), said, verdict == "GO", "measured", address)
        )
    why = (
        Words("人工决定：{v}", "Decided by a person: {v}").fill(v=VERDICTS[verdict])
        if ruling
        else _why(now, bands, lines)
    )
    step = Step(Words("看试投", "See the test"), address)
    rate, low, high = last.completion.mean_rate, last.completion.low, last.completion.high
    series = tuple(
        (day.completion.low, day.completion.mean_rate, day.completion.high)
        for day in now.days[-SERIES:] if day.completion.mean_rate is not None
    )  # fmt: skip
    measure = Measure(rate, low, high, lines["completion"], series) if rate is not None else None
    return Found(tuple(items), why, step, stop=verdict == "STOP", decided=verdict == "GO", measure=measure)


def _why(now: Standing, bands: dict[str, Band], lines: dict[str, float]) -> Words:
    """The verdict of the figures in one sentence."""
    last, rates = now.last, {f"{name}": percent(band.mean_rate) for name, band in bands.items()}
    if last.verdict == "GO":
        said = Words(
            "完播率 {completion}，互动率 {engagement}，都过线",
            "Completion {completion}, engagement {engagement}: over the line",
        )
        return said.fill(**rates)
    if last.verdict == "STOP":
        name = next((n for n, band in bands.items() if band.failed), "completion")
        said = Words(
            "{n} {r}，上界 {h} 也不到 {t}，再投无益", "{n} {r}, at most {h}, under {t}: more views will not turn it"
        )
        return said.fill(n=METRICS[name], r=rates[name], h=percent(bands[name].high), t=f"{lines[name] * 100:g}%")
    name = next((n for n, band in bands.items() if not band.passed), "completion")
    where = Words("{n} {r}，区间还跨着 {t} 的线", "{n} {r}: the interval still spans {t}").fill(
        n=METRICS[name], r=rates[name], t=f"{lines[name] * 100:g}%"
    )
    if last.more.views is None:
        return Words("{w}，这几集定不了", "{w}; these episodes cannot decide it").fill(w=where)
    return Words("{w}，还要约 {n} 次播放", "{w}; about {n} more views").fill(w=where, n=f"{last.more.views:,}")


def _said(band: Band, line: float) -> Words:
    text = f"{percent(band.mean_rate)} [{band.low * 100:.1f}–{band.high * 100:.1f}]"
    return Words(f"{text}，线 {line * 100:g}%", f"{text}, line {line * 100:g}%")


def _entered(asked: Asked) -> Found:
    """Figures that a person entered: over both lines they pass; under one of them nothing is stopped by them alone."""
    wants = asked.demands
    completion = by_hand(asked, "completion", least=wants["completion"], over=True)
    engagement = by_hand(asked, "engagement", least=wants["engagement"], over=True)
    items = (completion, engagement)
    under = [item for item in items if item.hand is not None and not item.met]
    if completion.met and engagement.met:
        why = Words("完播 {c}，互动 {e}，都过线", "Completion {c}, engagement {e}: both over the line").fill(
            c=completion.said, e=engagement.said
        )
    elif under:
        line = wants.rows["completion" if under[0] is completion else "engagement"].said
        why = Words("{n} {f}，没到 {t}", "{n} {f}, under {t}").fill(n=under[0].name, f=under[0].said, t=line)
    else:
        why = Words("还没有试投数据", "No figures of a test yet")
    step = Step(Words("导入平台数据", "Import platform figures"), reverse("launch:home"))
    return Found(items, why, step, blocked=bool(under))
