"""What a gate's evidence is: single facts, each met or not, with origin and address; and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

from manju.catalogue.models import Property
from manju.portfolio.models import HandEvidence
from manju.portfolio.names import NEEDS
from manju.portfolio.thresholds import Demands
from manju.words import Words

__all__ = ["ORIGINS", "Asked", "Found", "Item", "Measure", "Origin", "Step", "by_hand"]

Origin = Literal["measured", "by_hand", "missing"]
ORIGINS: dict[str, Words] = {
    "measured": Words("系统里的数据", "From the records"),
    "by_hand": Words("手工录入，未经测量", "By hand, not measured"),
    "missing": Words("还没有", "Nothing yet"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One fact that a gate asks for: what is known of it, whether that is enough, where it comes from."""

    name: Words
    said: Words
    met: bool
    origin: Origin
    address: str = ""
    hand: HandEvidence | None = None

    @property
    def origin_name(self) -> Words:
        return ORIGINS[self.origin]


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, with its one button."""

    word: Words
    address: str
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """Completion with its interval as it stands, and day by day: (low, rate, high)."""

    rate: float
    low: float
    high: float
    line: float
    days: tuple[tuple[float, float, float], ...]

    @property
    def percent(self) -> str:
        return f"{self.rate * 100:.1f}"

    @property
    def line_said(self) -> str:
        return f"{self.line * 100:g}%"

    @property
    def interval(self) -> str:
        return f"{self.low * 100:.1f}–{self.high * 100:.1f}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a gate found: its items, the reason in a sentence, the next step, and whether something is in the way."""

    items: tuple[Item, ...]
    why: Words
    step: Step
    blocked: bool = False
    stop: bool = False  # the evidence says that the property is to be stopped
    decided: bool | None = None  # where not the items decide but their whole, as in the test launch
    measure: Measure | None = None

    @property
    def met(self) -> bool:
        return all(item.met for item in self.items) if self.decided is None else self.decided

    @property
    def by_hand(self) -> bool:
        """Whether it rests on something entered by hand."""
        return any(item.origin == "by_hand" for item in self.items)


@dataclass(frozen=True, slots=True)
class Asked:
    """A property, the thresholds in force, and the newest evidence by hand of each kind."""

    of_property: Property
    demands: Demands
    hand: dict[str, HandEvidence]

    def gate_page(self, gate: str) -> str:
        return reverse("portfolio:gate", args=[self.of_property.pk, gate])

    def enter(self, gate: str) -> Step:
        """The step of entering evidence by hand."""
        return Step(Words("录入依据", "Enter evidence"), self.gate_page(gate) + "#by-hand")


def by_hand(asked: Asked, need: str, *, least: int = 1, over: bool = False) -> Item:
    """The fact that a person entered; met from `least` on, or only above it with `over`."""
    row, name = asked.hand.get(need), NEEDS[need].name
    if row is None:
        return Item(name, Words("还没有录入", "not entered yet"), False, "missing", asked.gate_page(NEEDS[need].gate))
    met = row.figure > least if over else row.figure >= least
    said = Words("{f}，{d}", "{f}, {d}").fill(f=row.said, d=row.on.isoformat())
    return Item(name, said, met, "by_hand", row.file_address, row)
