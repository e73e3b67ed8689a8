"""Where each property stands and what to do about it today: the verdict in a word, the reason, the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from manju.catalogue.models import Master, Property
from manju.launch.gate_words import percent
from manju.launch.watching import trend_of, watched_works
from manju.portfolio.charts import Spark, spark
from manju.portfolio.gates import Line, Measure, Step, lines_of
from manju.portfolio.money import MonthMoney, month_money
from manju.portfolio.risk import Share, platform_shares
from manju.words import Words

__all__ = ["KINDS", "Slate", "Standing", "slate", "standing_of"]

KINDS: Final[dict[str, tuple[str, str, Words]]] = {  # tone, icon, word
    "stopped": ("bad", "stop", Words("已停", "Stopped")),
    "stop": ("bad", "stop", Words("该停", "To stop")),
    "sliding": ("bad", "down", Words("在滑", "Sliding")),
    "blocked": ("warn", "warn", Words("受阻", "Blocked")),
    "alive": ("good", "tick", Words("活", "Alive")),
    "testing": ("here", "clock", Words("再收", "Testing")),
    "preparing": ("here", "clock", Words("筹备", "Preparing")),
}
URGENT: Final = ("stop", "sliding", "blocked", "testing", "alive", "preparing")
CONCENTRATED: Final = 70  # percent of a property's income from one platform: said as a risk


@dataclass(frozen=True, slots=True)
class Standing:
    """A property on the slate."""

    line: Line
    kind: str
    reason: Words
    step: Step
    picture: str = ""
    money: MonthMoney | None = None
    risk: Share | None = None
    first: bool = False  # the one step that is pressed first

    @property
    def of_property(self) -> Property:
        return self.line.of_property

    @property
    def tone(self) -> str:
        return KINDS[self.kind][0]

    @property
    def icon(self) -> str:
        return KINDS[self.kind][1]

    @property
    def word(self) -> Words:
        return KINDS[self.kind][2]

    @property
    def completion(self) -> Measure | None:
        """Completion of its test, where exports say it."""
        return self.line.at("launch").found.measure

    @property
    def spark(self) -> Spark | None:
        return spark(self.completion) if self.completion is not None else None

    @property
    def leans(self) -> bool:
        """Whether too much of its income comes from one platform."""
        return self.risk is not None and self.risk.percent >= CONCENTRATED


@dataclass(frozen=True, slots=True)
class Slate:
    """All properties, the living ones first, and what is said of them together."""

    rows: tuple[Standing, ...]

    @property
    def headline(self) -> Words:
        """The slate's answer: which live, which are to stop, which wait."""
        living = [row for row in self.rows if row.kind != "stopped"]
        if not self.rows:
            return Words("片单还空着", "The slate is empty")
        if not living:
            return Words("手上的都停了", "Every property is stopped")
        counts = {kind: sum(1 for row in living if row.kind == kind) for kind in URGENT}
        said = [
            (counts["alive"], "{n}部活", "{n} alive"),
            (counts["stop"], "{n}部该停", "{n} to stop"),
            (counts["sliding"], "{n}部在滑", "{n} sliding"),
            (counts["blocked"], "{n}部受阻", "{n} blocked"),
            (counts["testing"], "{n}部还在试", "{n} in test"),
            (counts["preparing"], "{n}部在筹备", "{n} in preparation"),
        ]
        parts = [(zh.format(n=_zh(n)), en.format(n=n)) for n, zh, en in said if n]
        head = Words(f"{_zh(len(living))}部在手：", f"{len(living)} in hand: ")
        return Words(head.zh + "，".join(zh for zh, _ in parts), head.en + ", ".join(en for _, en in parts))


def slate() -> Slate:
    """The slate of the studio in scope."""
    rows = sorted(Property.objects.all(), key=lambda p: p.stopped_at is not None)
    pictures = _pictures()
    money, shares = month_money(), platform_shares()
    found = [
        _standing(line, pictures.get(line.of_property.pk, ""), money.of(line.of_property.pk),
                  shares.get(line.of_property.pk))
        for line in lines_of(rows)
    ]  # fmt: skip
    pressing = min(
        (n for n, row in enumerate(found) if row.kind in URGENT),
        key=lambda n: (URGENT.index(found[n].kind), n),
        default=-1,
    )
    return Slate(tuple(_with_first(row, first=n == pressing) for n, row in enumerate(found)))


def standing_of(row: Property) -> Standing:
    """Where one property stands, without its money."""
    [line] = lines_of([row])
    return _standing(line, "", None, None)


def _standing(line: Line, picture: str, money: MonthMoney | None, risk: Share | None) -> Standing:
    kind, reason, step = _verdict(line)
    return Standing(line, kind, reason, step, picture, money, risk)


def _with_first(row: Standing, *, first: bool) -> Standing:
    return Standing(row.line, row.kind, row.reason, row.step, row.picture, row.money, row.risk, first)


def _verdict(line: Line) -> tuple[str, Words, Step]:
    row, stopping = line.of_property, line.stopping
    gates = reverse("portfolio:gates", args=[row.pk])
    if row.stopped_at is not None:
        why = (
            stopping.why
            if stopping is not None
            else Words("不再做新的，已有的都留着", "Nothing new is made; everything stays")
        )
        return "stopped", why, Step(Words("看记录", "See the record"), gates)
    if stopping is not None:
        page = reverse("portfolio:gate", args=[row.pk, stopping.gate.key])
        return "stop", stopping.why, Step(Words("决定停不停", "Decide to stop"), page + "#decide")
    return _slid(row) or _living(line)


def _living(line: Line) -> tuple[str, Words, Step]:
    """A property that nobody stopped or should stop, by the station at which it stands."""
    current = line.current
    if current is None:
        last = line.stations[-1]
        return "alive", Words("六关都过了", "Through all six gates"), last.found.step
    if current.state == "blocked":
        return "blocked", current.why, current.found.step
    test = line.at("launch")
    if test.state != "passed" and (test.found.measure is not None or current.gate.key == "launch"):
        return "testing", test.why, test.found.step  # figures are coming in, whatever was not written down before them
    return "alive" if test.state == "passed" else "preparing", current.why, current.found.step


def _slid(row: Property) -> tuple[str, Words, Step] | None:
    """The newest slide of completion of its works, where it was seen in the last weeks of their figures."""
    trends = [trend_of(work) for work in watched_works(row)]
    found = [(slide, trend.work) for trend in trends if (slide := trend.slide) is not None]
    if not found:
        return None
    slide, work = max(found, key=lambda one: one[0].on)
    why = Words("完播率从 {a} 滑到 {b}", "Completion slid from {a} to {b}")
    step = Step(Words("看走势", "See the trend"), reverse("launch:watching", args=[work.pk]))
    return "sliding", why.fill(a=percent(slide.before), b=percent(slide.after)), step


def _pictures() -> dict[int, str]:
    """A picture for each property: its key art, else a frame of its newest master."""
    found = {
        of: reverse("catalogue:media", args=[pk, "poster"])
        for of, pk in Master.objects.filter(state=Master.State.READY).exclude(poster="").order_by("pk")
        .values_list("episode__season__work__of_property", "pk")
    }  # fmt: skip
    art = Property.objects.exclude(art="").values_list("pk", flat=True)
    return found | {pk: reverse("catalogue:art", args=[pk]) for pk in art}


def _zh(n: int) -> str:
    return "零一两三四五六七八九十"[n] if n <= 10 else str(n)
