"""The rights calendar as it is drawn: rows of goods, bars of days, the words on them, and the line of today."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from manju.licensing.models import Grant, Holdback, Option
from manju.licensing.names import called, in_order
from manju.licensing.rights import Held
from manju.money.avails import Conflict
from manju.money.avails.calendar import Stretch, free_years, stretches
from manju.money.avails.names import ALL, chain
from manju.money.avails.shapes import Dimension, Extent
from manju.money.periods import PeriodKind, period_of
from manju.words import Words, say

Scale = Literal["month", "quarter", "year"]
SCALES: Final[dict[Scale, Words]] = {
    "month": Words("按月", "Months"), "quarter": Words("按季", "Quarters"), "year": Words("按年", "Years"),
}  # fmt: skip
PERIODS: Final = 13
BESIDE: Final = 7  # per cent of the width: nearer than this, words and the line of today would meet
NARROW: Final = 5  # per cent: a bar under it is less than 24 px on a phone
CSS: Final = {
    "free": "free",
    "shared": "shared",
    "sell_off": "sell",
    "exclusive": "taken",
    "holdback": "held",
    "not_owned": "none",
}
TONES: Final[dict[str, Words]] = {
    "free": Words("可售", "Free"), "shared": Words("非独家", "Non-exclusive"), "sell_off": Words("清货", "Sell-off"),
    "exclusive": Words("独家", "Exclusive"), "holdback": Words("承诺不授", "Held back"),
    "not_owned": Words("自己没有", "Not held"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: places, languages, channels, and thirteen periods from a day on."""

    territory: str = ALL
    language: str = ALL
    channel: str = ALL
    scale: Scale = "quarter"
    begin: date = date.min

    @property
    def kind(self) -> PeriodKind:
        return self.scale

    @property
    def periods(self) -> list[tuple[date, date]]:
        """First and last day of each."""
        found = [period_of(self.kind, self.begin)]
        while len(found) < PERIODS:
            found.append(period_of(self.kind, found[-1].last + timedelta(days=1)))
        return [(p.first, p.last) for p in found]

    def extent(self, category: str, first: date, last: date) -> Extent:
        """The cells of a row; built without checks, for it is built for every row."""
        return Extent.model_construct(
            categories=[category], territories=[self.territory], languages=[self.language], channels=[self.channel],
            start=first, end=last,
        )  # fmt: skip

    @property
    def said(self) -> Words:
        """`中国大陆，全部语言，全部渠道`."""
        of: tuple[tuple[Dimension, str], ...] = (
            ("territories", self.territory), ("languages", self.language), ("channels", self.channel),
        )  # fmt: skip
        names = [called(dimension, code) for dimension, code in of]
        return Words("，".join(n.zh for n in names), ", ".join(n.en for n in names))


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch as it lies on its row: left and width in per cent, the words on it and those that say it all."""

    stretch: Stretch
    css: str
    left: str
    width: str
    label: str
    spoken: str
    first: str
    clear: str  # how far the words move to the right, in per cent of the bar, so that the line of today is beside them
    short: bool  # too narrow for a finger


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: Words
    depth: int
    bars: tuple[Bar, ...]
    now: Stretch | None
    years: str  # the years that are wholly free
    listed: str  # all its stretches in one sentence, for the table


@dataclass(frozen=True, slots=True)
class Tick:
    above: str
    below: str


@dataclass(frozen=True, slots=True)
class Coming:
    """A date of this property that is near: when, what, where it leads."""

    day: date
    said: Words


@dataclass(frozen=True, slots=True)
class Board:
    look: Look
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    today_left: str
    first: date
    last: date

    @property
    def counts(self) -> Counter[str]:
        """How many rows are today free, only non-exclusively free, partly free, taken."""
        return Counter(_as_of_now(row.now) for row in self.rows if row.now is not None)

    @property
    def verdict(self) -> Words:
        """The figures in a sentence; only what there is is said."""
        n = self.counts
        kinds = (
            ("free", Words("{n} 个现在可独家授出", "{n} free for an exclusive grant now")),
            ("shared", Words("{n} 个只可非独家", "{n} non-exclusively only")),
            ("partly", Words("{n} 个还剩一部分", "{n} partly")),
            ("taken", Words("{n} 个现在不可授", "{n} not to be granted now")),
        )
        parts = [word.fill(n=n[kind]) for kind, word in kinds if n[kind]]
        head = Words("{n} 个品类中，", "Of {n} kinds of goods, ").fill(n=len(self.rows))
        return Words(head.zh + "，".join(p.zh for p in parts) + "。", head.en + "; ".join(p.en for p in parts) + ".")


def board(held: Held, look: Look, codes: list[str], today: date) -> Board:
    """The calendar of a property, seen by these eyes."""
    periods = look.periods
    ruler = _Ruler(periods, today)
    days = (periods[0][0], periods[-1][1])
    rows = tuple(_row(held, look, code, days, ruler, today=today) for code in in_order(codes))
    line = f"{ruler.today:.3f}" if ruler.today >= 0 else ""
    return Board(look, rows, tuple(_ticks(look, periods)), line, *days)


def soon(held: Held, today: date, within: timedelta) -> list[Coming]:
    """What ends, begins to be sold off or closes within so many days, in order."""
    until, found = today + within, []
    for grant in held.grants:
        if grant.end and today <= grant.end <= until:
            of = Words("给{p}的{c}授权到期", "The grant of {c} to {p} ends")
            if grant.sell_off_days:
                of = Words(
                    "给{p}的{c}授权到期，进入 {n} 天清货期", "The grant of {c} to {p} ends, then {n} days of sell-off"
                )
            found.append(Coming(grant.end, of.fill(p=grant.partner, c=goods_of(grant), n=grant.sell_off_days)))
    for option in held.options:
        if option.end and today <= option.end <= until:
            closes = Words("{p}的{k}窗口关闭", "The window of {p} closes: {k}")
            found.append(Coming(option.end, closes.fill(p=option.partner or "—", k=option.kind_name)))
    return sorted(found, key=lambda c: c.day)


def goods_of(row: Grant | Option) -> Words:
    """The goods of a row in a few words: two names, then how many more."""
    names = [called("categories", code) for code in row.categories[:2]]
    more = len(row.categories) - 2
    tail = Words(f"等 {len(row.categories)} 类" if more > 0 else "", f" and {more} more" if more > 0 else "")
    return Words("、".join(n.zh for n in names) + tail.zh, ", ".join(n.en for n in names) + tail.en)


def label_of(held: Held, look: Look, code: str, stretch: Stretch) -> str:
    """What a bar says to its reader: `独家 · 鲸跃互娱`, `中国大陆独家 · 鲸跃互娱` where it is a part, `可售`."""
    tone = str(TONES[stretch.tone])
    if stretch.tone == "free":
        return f"{tone} · {held.option_of(stretch.options[0]).kind_name}" if stretch.options else tone
    gravest = [
        row for c in stretch.conflicts if (row := held.row_of(c)) is not None and _tone_of(c, row) == stretch.tone
    ]
    if stretch.partly:
        part = _narrower(held, gravest[0], look, code) if len(gravest) == 1 else None
        if part is None:
            tone = say("部分{t}", "Partly {t}").format(t=tone.lower())
        else:
            tone = say("{w}{t}", "{w}: {t}").format(w=part, t=tone.lower())
    partners = list({row.partner: None for row in gravest if isinstance(row, Grant)})
    if len(partners) > 1:
        more = say("{p}等 {n} 家", "{p} and others, {n} in all")  # filled here: there are thousands of bars
        return f"{tone} · {more.format(p=partners[0], n=len(partners))}"
    return f"{tone} · {partners[0]}" if partners else tone


def _tone_of(conflict: Conflict, row: Grant | Holdback) -> str:
    if conflict.dimension in ("holdback", "sell_off"):
        return conflict.dimension
    return "shared" if isinstance(row, Grant) and row.exclusivity == "non_exclusive" else "exclusive"


def _narrower(held: Held, row: Grant | Holdback, look: Look, code: str) -> Words | None:
    """Which part of what is looked at a row takes: the goods, else the place, else the language or channel."""
    looked: dict[Dimension, str] = {
        "categories": code, "territories": look.territory, "languages": look.language, "channels": look.channel,
    }  # fmt: skip
    for dimension, wanted in looked.items():
        own: list[str] = getattr(row, dimension)
        members = {m for n in own for m in held.groups.get(n, [n])} if dimension == "territories" else set(own)
        if not members.union(own) & set(chain(dimension, wanted)):
            of = called(dimension, own[0])
            return Words(f"{of.zh}等", f"{of.en} and more") if len(own) > 1 else of
    return None


def _row(held: Held, look: Look, code: str, days: tuple[date, date], ruler: _Ruler, *, today: date) -> Row:
    first, last = days
    found = stretches(held.avails, look.extent(code, first, last))
    bars = tuple(_bars(held, look, code, found, ruler))
    now = next((s for s in found if s.first <= today <= s.last), None)
    free = [str(year) for year, is_free in free_years(found, range(first.year, last.year + 1)).items() if is_free]
    listed = say("；", "; ").join(bar.spoken for bar in bars)
    return Row(code, called("categories", code), code.count("/"), bars, now, say("、", ", ").join(free), listed)


def _bars(held: Held, look: Look, code: str, found: tuple[Stretch, ...], ruler: _Ruler) -> Iterator[Bar]:
    since = say("{d} 起", "from {d}", d="%Y-%m")
    for number, stretch in enumerate(found):
        left, right = ruler.left(stretch.first.toordinal()), ruler.left(stretch.last.toordinal() + 1)
        words = label = label_of(held, look, code, stretch)
        first = stretch.first.isoformat()
        if stretch.tone == "free" and number and not stretch.options:
            label = stretch.first.strftime(since)
        css = CSS[stretch.tone] + (" span--part" if stretch.partly else "") + (" span--opt" if stretch.options else "")
        beside = ruler.today - left
        clear = 100 * beside / (right - left) if stretch.tone == "free" and 0 < beside < BESIDE else 0
        yield Bar(stretch, css, f"{left:.3f}", f"{right - left:.3f}", label,
                  f"{first} – {stretch.last.isoformat()} {words}", first,
                  f"{clear:.1f}" if 0 < clear < 60 else "", right - left < NARROW)  # fmt: skip


class _Ruler:
    """Where days lie on a row, in per cent of its width; every period is as wide as the others."""

    def __init__(self, periods: list[tuple[date, date]], today: date) -> None:
        self._firsts = [first.toordinal() for first, _ in periods]
        self._ends = [*self._firsts[1:], periods[-1][1].toordinal() + 1]
        self.today = self.left(today.toordinal()) if periods[0][0] <= today <= periods[-1][1] else -1.0

    def left(self, day: int) -> float:
        """Where a day (its ordinal) begins."""
        number = bisect_right(self._firsts, day) - 1
        first, after = self._firsts[number], self._ends[number]
        return (number + min(1.0, (day - first) / (after - first))) * 100 / len(self._firsts)


def _ticks(look: Look, periods: list[tuple[date, date]]) -> Iterator[Tick]:
    before = 0
    for first, _ in periods:
        year = str(first.year) if first.year != before else ""
        before = first.year
        below = {"month": str(first.month), "quarter": f"Q{(first.month + 2) // 3}", "year": ""}[look.scale]
        yield Tick(year, below)


def _as_of_now(now: Stretch) -> str:
    if now.exclusive == "free":
        return "free"
    if now.non_exclusive == "free":
        return "shared"
    return "taken" if now.exclusive == "taken" and now.non_exclusive == "taken" else "partly"
