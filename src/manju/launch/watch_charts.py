"""The pictures of the watching pages as numbers: the trend with its slides, and what each episode keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from manju.launch.gate_words import percent
from manju.launch.watching import Kept, Trend
from manju.words import Words

__all__ = ["KeptChart", "Spark", "TrendChart", "kept_chart", "spark", "trend_chart"]

LEFT, RIGHT, TOP, BOTTOM = 44, 690, 28, 212
LABELS: Final = 8
MOST_DAYS: Final = 120
MOST_EPISODES: Final = 40


@dataclass(frozen=True, slots=True)
class Label:
    at: float
    word: Words


@dataclass(frozen=True, slots=True)
class SlideMark:
    """A slide in the trend: where it began and was seen, from where to where."""

    x: float
    x_seen: float
    y: float
    anchor: str
    word: Words


@dataclass(frozen=True, slots=True)
class TrendChart:
    points: str
    dots: tuple[tuple[float, float], ...]
    last: tuple[float, float]
    rate: str
    line_y: float
    rows: tuple[tuple[float, str], ...]
    days: tuple[Label, ...]
    slides: tuple[SlideMark, ...]
    said: Words


@dataclass(frozen=True, slots=True)
class Bar:
    """An episode's keeping: interval from `y_high` to `y_low`, the ratio at `y`."""

    x: float
    y: float
    y_low: float
    y_high: float
    number: str
    rate: str
    is_worst: bool


@dataclass(frozen=True, slots=True)
class KeptChart:
    bars: tuple[Bar, ...]
    points: str
    rows: tuple[tuple[float, str], ...]
    said: Words


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line, 160 by 36."""

    points: str
    last: tuple[float, float]


def trend_chart(trend: Trend, *, threshold: float) -> TrendChart | None:
    """Completion of each day's new views over the last 120 days; None with fewer than two days."""
    known = [(d.on, d.rate) for d in trend.watched.days if d.rate is not None][-MOST_DAYS:]
    if len(known) < 2:
        return None
    first, last = known[0][0], known[-1][0]
    span = max(1, (last - first).days)
    most = min(1.0, max(threshold * 1.25, *(r * 1.15 for _, r in known)))

    def x(day: dt.date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / span, 1)

    def y(rate: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * min(rate, most) / most, 1)

    dots = tuple((x(d), y(r)) for d, r in known)
    step = max(1, -(-(span + 1) // LABELS))
    days = tuple(Label(x(d), _day(d)) for n in range(0, span + 1, step) if (d := first + dt.timedelta(days=n)) <= last)
    slides = tuple(
        SlideMark(
            x(s.since), x(s.on), y(s.after), "end" if x(s.since) > (LEFT + RIGHT) / 2 else "start",
            Words(*[f"{percent(s.before)} → {percent(s.after)}"] * 2),
        )
        for s in trend.watched.slides if s.since >= first
    )  # fmt: skip
    rows = tuple(
        (y(n / 10), str(n * 10)) for n in range(0, int(most * 10) + 1, 2) if abs(y(n / 10) - y(threshold)) > 12
    )
    said = Words("完播率 {a} 到 {b}：{r0} 到 {r1}，{n} 次下滑", "Completion {a} to {b}: {r0} to {r1}, {n} slides").fill(
        a=_day(first), b=_day(last), r0=percent(known[0][1]), r1=percent(known[-1][1]), n=len(slides)
    )
    return TrendChart(
        " ".join(f"{a:g},{b:g}" for a, b in dots), dots[:-1] if len(dots) <= 40 else (), dots[-1],
        f"{known[-1][1] * 100:.1f}", y(threshold), rows, days, slides, said,
    )  # fmt: skip


def kept_chart(kept: Sequence[Kept]) -> KeptChart | None:
    """What each episode keeps for the next, with its interval; None with fewer than two."""
    shown = list(kept)[:MOST_EPISODES]
    if len(shown) < 2:
        return None
    most = min(2.0, max(1.0, *(k.high for k in shown)))
    wide = (RIGHT - LEFT) / len(shown)

    def y(rate: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * min(rate, most) / most, 1)

    bars = tuple(
        Bar(round(LEFT + wide * (n + 0.5), 1), y(k.rate), y(k.low), y(k.high), str(k.episode.number),
            f"{k.rate * 100:.0f}", k.is_worst)
        for n, k in enumerate(shown)
    )  # fmt: skip
    rows = tuple((y(n / 4), str(n * 25)) for n in range(int(most * 4) + 1) if n % 2 == 0 or most <= 1.0)
    worst = [k for k in shown if k.is_worst]
    said = Words("每一集留给下一集的观众：{a} 到 {b}", "Viewers that each episode leaves to the next: {a} to {b}").fill(
        a=percent(min(k.rate for k in shown)), b=percent(max(k.rate for k in shown))
    )
    if worst:
        names = "、".join(str(k.episode.number) for k in worst)
        said = Words(
            f"{said.zh}；第 {names} 集明显差", f"{said.en}; episodes {names.replace('、', ', ')} clearly worse"
        )
    return KeptChart(bars, " ".join(f"{b.x:g},{b.y:g}" for b in bars), rows, said)


def spark(trend: Trend) -> Spark | None:
    """The last four weeks as a small line."""
    rates = [d.rate for d in trend.watched.days if d.rate is not None][-28:]
    if len(rates) < 2:
        return None
    most = max(0.5, *rates)
    points = [(round(4 + 152 * n / (len(rates) - 1), 1), round(32 - 28 * r / most, 1)) for n, r in enumerate(rates)]
    return Spark(" ".join(f"{a:g},{b:g}" for a, b in points), points[-1])


def _day(day: dt.date) -> Words:
    return Words(f"{day.month}-{day.day:02}", f"{day.day} {day:%b}")
