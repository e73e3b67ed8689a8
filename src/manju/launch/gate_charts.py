"""The pictures of the gate page as numbers: the band that closes in on the threshold, and the small one beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from manju.launch.gate_words import line_of, percent
from manju.market.gate import Assessment, Band
from manju.market.gate.counts import Metric
from manju.words import Words

__all__ = ["BandChart", "SmallChart", "band_chart", "small_chart"]

WIDTH, HEIGHT = 760, 316
LEFT, RIGHT, TOP, BOTTOM = 44, 690, 24, 276
LABELS: Final = 8
LEAST_SPAN: Final = {"completion": 0.08, "engagement": 0.02}
STEPS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Mark:
    """A label of an axis: where, what, and whether it is the last day."""

    at: float
    word: Words
    strong: bool = False


@dataclass(frozen=True, slots=True)
class BandChart:
    """Points as SVG wants them; `ahead` is the outline up to the day on which it should be decided."""

    band: str
    middle: str
    points: tuple[tuple[float, float], ...]
    last: tuple[float, float]
    low: tuple[float, str]
    high: tuple[float, str]
    rate: str
    line_y: float
    line: str
    ahead: str
    ahead_x: float
    ahead_day: Words | None
    days: tuple[Mark, ...]
    rates: tuple[Mark, ...]
    said: Words


@dataclass(frozen=True, slots=True)
class SmallChart:
    """One line: interval, estimate, threshold (x in a picture 300 wide)."""

    left: float
    width: float
    point: float
    line_x: float
    low: str
    high: str
    line: str

    @property
    def right(self) -> float:
        return self.left + self.width


def band_chart(days: Sequence[Assessment], metric: Metric) -> BandChart | None:
    """The running interval of a metric over the looks; None while there is no figure of it."""
    seen = [(d.on, _band(d, metric), d) for d in days if d.on is not None and _band(d, metric).mean_rate is not None]
    if not seen:
        return None
    first, last_day = seen[0][0], seen[-1][0]
    final, latest = seen[-1][1], seen[-1][2]
    until = latest.more.on if latest.more.views and latest.more.on and not (final.passed or final.failed) else None
    if until is not None and (until - last_day).days > 3 * max(7, (last_day - first).days):
        until = None  # a date so far away would leave no room for the days that were
    x = _across(first, max(filter(None, (until, last_day))))
    y, least, most = _upright([b for _, b, _ in seen], metric)
    line = [(x(day), y(b.mean_rate or 0.0)) for day, b, _ in seen]
    upper = [(x(day), y(b.high)) for day, b, _ in seen]
    lower = [(x(day), y(b.low)) for day, b, _ in seen]
    return BandChart(
        band=_points([*upper, *reversed(lower)]), middle=_points(line), points=tuple(line[:-1]), last=line[-1],
        low=(min(lower[-1][1] + 16, BOTTOM - 4), percent(final.low)),
        high=(max(upper[-1][1] - 8, TOP + 8), percent(final.high)),
        rate=f"{(final.mean_rate or 0.0) * 100:.1f}", line_y=y(final.threshold), line=line_of(final.threshold),
        ahead=_ahead(final, x(last_day), x(until), y) if until is not None else "",
        ahead_x=x(until) if until is not None else 0.0, ahead_day=_day(until) if until is not None else None,
        days=_days(first, max(filter(None, (until, last_day))), last_day, x),
        rates=_rates(least, most, final.threshold, y),
        said=_said(metric, seen[0][1], final, first, last_day),
    )  # fmt: skip


def small_chart(band: Band) -> SmallChart | None:
    """The interval of a metric at the last look beside its threshold."""
    if band.mean_rate is None:
        return None
    values = (band.low, band.high, band.threshold, band.mean_rate)
    least, most = max(0.0, min(values) - 0.004), min(1.0, max(values) + 0.004)
    wide = max(most - least, 1e-6)

    def x(rate: float) -> float:
        return round(12 + 276 * (rate - least) / wide, 1)

    return SmallChart(
        x(band.low), round(x(band.high) - x(band.low), 1), x(band.mean_rate), x(band.threshold),
        f"{band.low * 100:.1f}", f"{band.high * 100:.1f}", line_of(band.threshold),
    )  # fmt: skip


def _band(day: Assessment, metric: Metric) -> Band:
    return day.completion if metric == "completion" else day.engagement


def _across(first: dt.date, last: dt.date) -> Callable[[dt.date], float]:
    """Days to x. A single day stands a third of the way in."""
    span = (last - first).days
    if not span:
        return lambda _: round(LEFT + (RIGHT - LEFT) / 3, 1)
    return lambda day: round(LEFT + (RIGHT - LEFT - 60) * (day - first).days / span, 1)


def _upright(bands: Sequence[Band], metric: str) -> tuple[Callable[[float], float], float, float]:
    """Rates to y, with the threshold near the middle; early wide intervals run out of the picture."""
    line, final = bands[-1].threshold, bands[-1]
    half = [abs(b.mean_rate - line) for b in bands if b.mean_rate is not None]
    span = max(LEAST_SPAN[metric], 1.5 * max([*half, final.high - line, line - final.low]))
    least, most = max(0.0, line - span), min(1.0, line + span)

    def y(rate: float) -> float:
        within = min(max(rate, least), most)
        return round(BOTTOM - (BOTTOM - TOP) * (within - least) / (most - least), 1)

    return y, least, most


def _ahead(band: Band, x0: float, x1: float, y: Callable[[float], float]) -> str:
    """The interval as it should be when the nearer bound reaches the threshold, at rates as they are."""
    mean, line = band.mean_rate or 0.0, band.threshold
    if mean > line:
        part = (mean - line) / max(mean - band.low, 1e-9)
    else:
        part = (line - mean) / max(band.high - mean, 1e-9)
    low, high = mean - (mean - band.low) * part, mean + (band.high - mean) * part
    return _points([(x0, y(band.high)), (x1, y(high)), (x1, y(low)), (x0, y(band.low))])


def _days(first: dt.date, last: dt.date, now: dt.date, x: Callable[[dt.date], float]) -> tuple[Mark, ...]:
    step = max(1, -(-((last - first).days + 1) // LABELS))
    days = [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, step)]
    near = [d for d in days if d == now or abs(x(d) - x(now)) > 50]
    shown = sorted({*near, now})
    return tuple(Mark(x(d), _day(d), d == now) for d in shown)


def _day(day: dt.date) -> Words:
    return Words(f"{day.month}-{day.day:02}", f"{day.day} {day:%b}")


def _rates(least: float, most: float, line: float, y: Callable[[float], float]) -> tuple[Mark, ...]:
    """Up to four labels on the left, none on top of the threshold's own."""
    step = next((s for s in STEPS if (most - least) / s <= 4.5), 0.25)
    first = int(least / step) + 1
    values = [n * step for n in range(first, int(most / step) + 1)]
    return tuple(
        Mark(y(v), Words(f"{round(v * 100, 1):g}", f"{round(v * 100, 1):g}")) for v in values
        if abs(y(v) - y(line)) > 14
    )  # fmt: skip


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _said(metric: str, first: Band, final: Band, since: dt.date, now: dt.date) -> Words:
    name = {"completion": Words("完播率", "Completion"), "engagement": Words("互动率", "Engagement")}[metric]
    return Words(
        "{m}，{a} 到 {b}：区间由 {l0}–{h0} 收窄到 {l}–{h}，门槛 {t}",
        "{m}, {a} to {b}: the interval narrows from {l0}–{h0} to {l}–{h}; threshold {t}",
    ).fill(
        m=name, a=_day(since), b=_day(now), l0=percent(first.low), h0=percent(first.high), l=percent(final.low),
        h=percent(final.high), t=line_of(final.threshold),
    )  # fmt: skip
