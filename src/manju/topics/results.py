"""A kept analysis as the pages show it: elements with their weeks, directions with reasons, from the kept JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from manju.topics.models import FATIGUE
from manju.words import Words, language

SURE: Final = 0.05  # a trend whose p is under it is shown as one
CROWDED: Final = 0.5  # saturation above it is crowded (INPUTS, topics)
LEVELS: Final = {
    "forbidden": (Words("不许做", "Forbidden"), "bad"),
    "restricted": (Words("有限制", "Restricted"), "warn"),
    "review": (Words("要重点审核", "Key review"), "warn"),
}
TONES: Final = {"fresh": ("good", "tick"), "watch": ("warn", "clock"), "tired": ("bad", "down")}


@dataclass(frozen=True, slots=True)
class Week:
    """One week of an element: its shares of demand and supply, and the titles first seen in it."""

    first: dt.date
    demand_share: float
    supply_share: float
    entrants: int

    @property
    def demand_percent(self) -> float:
        return self.demand_share * 100

    @property
    def supply_percent(self) -> float:
        return self.supply_share * 100


@dataclass(frozen=True, slots=True)
class ElementSeen:
    """An element as an analysis saw it; shares and saturation 0..1, the trend in percentage points a week."""

    name: str
    name_en: str = ""
    supply_share: float = 0.0
    demand_share: float = 0.0
    saturation: float = 0.5
    weight: float = 0.0
    trend_per_week: float = 0.0
    trend_p: float = 1.0
    ai_fit: float | None = None
    titles: int = 0
    entrants_per_week: float = 0.0
    days_on_list: float = 0.0
    weeks: tuple[Week, ...] = ()

    @property
    def words(self) -> Words:
        return Words(self.name, self.name_en or self.name)

    @property
    def label(self) -> str:
        """Its name as the map writes it, in the reader's language."""
        return self.name_en if language() == "en" and self.name_en else self.name

    @property
    def moves(self) -> bool:
        """Whether its trend is more than chance."""
        return self.trend_p < SURE and self.trend_per_week != 0.0

    @property
    def rises(self) -> bool:
        return self.moves and self.trend_per_week > 0

    @property
    def falls(self) -> bool:
        return self.moves and self.trend_per_week < 0

    @property
    def crowded(self) -> bool:
        return self.saturation > CROWDED

    @property
    def supply_percent(self) -> float:
        return self.supply_share * 100

    @property
    def demand_percent(self) -> float:
        return self.demand_share * 100


@dataclass(frozen=True, slots=True)
class Flag:
    """A red line that a direction touches: what it says, how strict it is, where it stands and since when."""

    says: Words
    level: str
    source: Words
    valid_from: dt.date

    @property
    def word(self) -> Words:
        return LEVELS.get(self.level, LEVELS["review"])[0]

    @property
    def tone(self) -> str:
        return LEVELS.get(self.level, LEVELS["review"])[1]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a direction is to hits of now and to the studio's own slate, 0..1, and to which."""

    to_hits: float
    hits: tuple[str, ...]
    to_slate: float | None
    slate: str

    @property
    def hits_percent(self) -> float:
        return self.to_hits * 100

    @property
    def slate_percent(self) -> float | None:
        return None if self.to_slate is None else self.to_slate * 100


@dataclass(frozen=True, slots=True)
class DirectionSeen:
    """A direction as an analysis saw it."""

    elements: tuple[str, ...]
    names: Words
    score: float
    lift: float
    low: float
    high: float
    fatigue: str
    reasons: tuple[Words, ...] = ()
    variants: tuple[tuple[str, ...], ...] = ()
    form_variants: tuple[Words, ...] = ()
    flags: tuple[Flag, ...] = ()
    likeness: Likeness | None = None
    titles: int = 0
    plain: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def fatigue_name(self) -> Words:
        return FATIGUE[self.fatigue]

    @property
    def tone(self) -> str:
        return TONES[self.fatigue][0]

    @property
    def icon(self) -> str:
        return TONES[self.fatigue][1]

    @property
    def query(self) -> str:
        """The direction as the query of an address."""
        return query_of(self.elements)


@dataclass(frozen=True, slots=True)
class Seen:
    """A whole analysis."""

    elements: tuple[ElementSeen, ...]
    directions: tuple[DirectionSeen, ...]
    proposals: tuple[Mapping[str, Any], ...] = ()

    @property
    def english(self) -> dict[str, str]:
        """The English names of the elements."""
        return {e.name: e.name_en or e.name for e in self.elements}

    def element(self, name: str) -> ElementSeen | None:
        return next((e for e in self.elements if e.name == name), None)

    def direction(self, elements: Sequence[str]) -> DirectionSeen | None:
        wanted = frozenset(elements)
        return next((d for d in self.directions if frozenset(d.elements) == wanted), None)


def query_of(elements: Sequence[str]) -> str:
    """Elements as the query of an address.

    >>> query_of(["重生", "复仇"])
    'e=%E9%87%8D%E7%94%9F&e=%E5%A4%8D%E4%BB%87'
    """
    from urllib.parse import urlencode

    return urlencode([("e", name) for name in elements])


def names_of(elements: Sequence[str], english: Mapping[str, str]) -> Words:
    """Elements of a direction as a reader reads them; `english`: Chinese -> English.

    >>> names_of(["重生", "复仇"], {"重生": "rebirth"}).en
    'rebirth + 复仇'
    """
    return Words(" + ".join(elements), " + ".join(english.get(n, n) for n in elements))


def seen(result: Mapping[str, Any]) -> Seen:
    """The kept JSON of an analysis (Any: JSON) as what the pages show."""
    elements = tuple(_element(e) for e in result["elements"])
    english = {e.name: e.name_en or e.name for e in elements}
    return Seen(
        elements,
        tuple(_direction(d, english) for d in result["directions"]),
        tuple(result.get("proposals", ())),
    )


def _element(e: Mapping[str, Any]) -> ElementSeen:
    weeks = tuple(
        Week(dt.date.fromisoformat(w["end"]) - dt.timedelta(6), w["demand"], w["supply"], w["entrants"])
        for w in e.get("weeks", ())
    )
    return ElementSeen(
        name=e["name"], name_en=e.get("name_en", ""), supply_share=e["supply_share"], demand_share=e["demand_share"],
        saturation=e["saturation"], weight=e.get("weight", e["demand_share"]), trend_per_week=e["trend_per_week"],
        trend_p=e["trend_p"], ai_fit=e["ai_fit"], titles=e.get("titles", 0),
        entrants_per_week=e.get("entrants_per_week", 0.0), days_on_list=e.get("days_on_list", 0.0), weeks=weeks,
    )  # fmt: skip


def _direction(d: Mapping[str, Any], english: Mapping[str, str]) -> DirectionSeen:
    names = names_of(d["elements"], english)
    low, high = d["lift_ci95"]
    return DirectionSeen(
        elements=tuple(d["elements"]), names=names, score=d["score"], lift=d["lift"], low=low, high=high,
        fatigue=d["fatigue"], reasons=tuple(_words(r) for r in d["reasons"]),
        variants=tuple(tuple(v) for v in d["variants"]),
        form_variants=tuple(_words(v) for v in d.get("form_variants", ())),
        flags=tuple(
            Flag(_words(f["says"]), f["level"], _words(f["source"]), dt.date.fromisoformat(f["valid_from"]))
            for f in d.get("flags", ())
        ),
        likeness=_likeness(d.get("similarity")),
        titles=d.get("titles", 0), plain=d,
    )  # fmt: skip


def _likeness(s: Mapping[str, Any] | None) -> Likeness | None:
    return None if s is None else Likeness(s["to_hits"], tuple(s["hits"]), s["to_slate"], s["slate"])


def _words(said: Any) -> Words:
    """Words from JSON: an object of two languages, or one text for both (`Any`: JSON)."""
    return Words(said["zh"], said["en"]) if isinstance(said, Mapping) else Words(str(said), str(said))
