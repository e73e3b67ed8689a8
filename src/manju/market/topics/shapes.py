"""What an analysis of hit lists says: elements, directions, proposed terms; plain data, as `manju topics` prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from manju.words import Words

Fatigue = Literal["fresh", "watch", "tired"]
FlagLevel = Literal["forbidden", "restricted", "review"]
Origin = Literal["lexicon", "tag", "proposed"]


@dataclass(frozen=True, slots=True)
class Week:
    """One week of an element or a direction: seven days that end on `end`; shares are fractions, heat is relative.

    `entrants`: titles first seen in the week; `entrant_heat`: their mean heat, 1 = the mean row of their platform's
    list that day, nothing where there are none.
    """

    end: date
    supply: float
    demand: float
    entrants: int
    entrant_heat: float | None

    def as_json(self) -> dict[str, object]:
        return {
            "end": self.end.isoformat(),
            "supply": rounded(self.supply),
            "demand": rounded(self.demand),
            "entrants": self.entrants,
            "entrant_heat": rounded(self.entrant_heat),
        }


@dataclass(frozen=True, slots=True)
class Element:
    """One topic element in the window.

    `supply_share`: titles with it / titles; `demand_share`: its heat / heat; both inside each platform, then averaged.
    `trend_per_week`: Theil–Sen slope of the weekly demand share in share points (percentage points) per week;
    `trend_p`: Mann–Kendall, Benjamini–Hochberg over the elements listed. `saturation`: supply / (supply + demand).
    `weight`: share of frequency weighted by rank, heat and recency. `origin`: from the lexicon, a tag as it is
    written, or a term proposed because it recurs.
    """

    name: str
    name_en: str
    origin: Origin
    titles: int
    supply_share: float
    demand_share: float
    weight: float
    trend_per_week: float
    trend_p: float
    saturation: float
    entrants_per_week: float
    days_on_list: float
    ai_fit: float
    weeks: tuple[Week, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "name_en": self.name_en,
            "origin": self.origin,
            "titles": self.titles,
            "supply_share": rounded(self.supply_share),
            "demand_share": rounded(self.demand_share),
            "weight": rounded(self.weight),
            "trend_per_week": rounded(self.trend_per_week),
            "trend_p": self.trend_p,
            "saturation": rounded(self.saturation),
            "entrants_per_week": rounded(self.entrants_per_week),
            "days_on_list": rounded(self.days_on_list),
            "ai_fit": rounded(self.ai_fit),
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """A red line that a direction touches: the rule, how strict it is, where it stands and since when."""

    rule: str
    level: FlagLevel
    says: Words
    source: Words
    valid_from: date
    elements: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "rule": self.rule,
            "level": self.level,
            "says": str(self.says),
            "source": str(self.source),
            "valid_from": self.valid_from.isoformat(),
            "elements": list(self.elements),
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row behind a direction: the title and its hottest place in the lists."""

    title: str
    platform: str
    day: date
    rank: float | None
    heat: float | None
    file: str
    line: int

    def as_json(self) -> dict[str, object]:
        return {
            "title": self.title,
            "platform": self.platform,
            "date": self.day.isoformat(),
            "rank": self.rank,
            "heat": self.heat,
            "file": self.file,
            "line": self.line,
        }


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a direction is to what there is already: 0 nothing in common, 1 the same elements."""

    to_hits: float
    hits: tuple[str, ...]
    to_slate: float | None
    slate: str

    def as_json(self) -> dict[str, object]:
        return {
            "to_hits": rounded(self.to_hits),
            "hits": list(self.hits),
            "to_slate": rounded(self.to_slate),
            "slate": self.slate,
        }


@dataclass(frozen=True, slots=True)
class Signs:
    """What the fatigue verdict rests on: one-sided p-values and the sizes they are about.

    `supply_growth`, `demand_growth`: change of the share per week as a fraction of its mean. `entrant_heat_change`:
    the same of heat per entrant. `own_p`: completion of own titles falls; nothing where there are none.
    """

    supply_growth: float
    demand_growth: float
    entrant_heat_change: float
    crowding_p: float
    cooling_p: float
    own_p: float | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "supply_growth": rounded(self.supply_growth),
            "demand_growth": rounded(self.demand_growth),
            "entrant_heat_change": rounded(self.entrant_heat_change),
            "crowding_p": self.crowding_p,
            "cooling_p": self.cooling_p,
            "own_p": self.own_p,
        }


@dataclass(frozen=True, slots=True)
class Direction:
    """A combination of two to four elements proposed for a new property.

    `score` = `expected_demand` × `ai_fit` × `room`; `lift`: observed / expected-if-independent share of titles.
    `variants`: full lists of elements, two or more if and only if the direction is tired; `form_variants`: the same
    elements in another form. `evidence`: rows behind it, hottest first.
    """

    elements: tuple[str, ...]
    titles: int
    score: float
    expected_demand: float
    ai_fit: float
    room: float
    lift: float
    lift_ci95: tuple[float, float]
    fatigue: Fatigue
    signs: Signs
    reasons: tuple[Words, ...]
    variants: tuple[tuple[str, ...], ...] = ()
    form_variants: tuple[Words, ...] = ()
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    likeness: Likeness | None = None
    weeks: tuple[Week, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "elements": list(self.elements),
            "titles": self.titles,
            "score": rounded(self.score),
            "expected_demand": rounded(self.expected_demand),
            "ai_fit": rounded(self.ai_fit),
            "room": rounded(self.room),
            "lift": rounded(self.lift),
            "lift_ci95": [rounded(bound) for bound in self.lift_ci95],
            "fatigue": self.fatigue,
            "signs": self.signs.as_json(),
            "reasons": [str(reason) for reason in self.reasons],
            "variants": [list(variant) for variant in self.variants],
            "form_variants": [str(form) for form in self.form_variants],
            "flags": [flag.as_json() for flag in self.flags],
            "evidence": [row.as_json() for row in self.evidence],
            "similarity": self.likeness.as_json() if self.likeness else None,
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term that recurs in titles and is in no dictionary of elements, offered as a new one."""

    term: str
    titles: int
    cohesion: float  # pointwise mutual information of its weakest split, in bits
    freedom: float  # the smaller of left and right branching entropy, in bits
    examples: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "term": self.term,
            "titles": self.titles,
            "cohesion": rounded(self.cohesion),
            "freedom": rounded(self.freedom),
            "examples": list(self.examples),
        }


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything said of the lists up to `as_of`: days after `as_of` − `window_days` count."""

    as_of: date | None
    window_days: int
    titles: int
    platforms: tuple[str, ...]
    elements: tuple[Element, ...] = ()
    directions: tuple[Direction, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    notes: tuple[Words, ...] = field(default=())

    def as_json(self, *, rows: int, rejected: Sequence[Mapping[str, object]]) -> dict[str, object]:
        """The document of `topics analyse`; `rows` counts those kept aside too."""
        return {
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "window_days": self.window_days,
            "rows": rows,
            "rejected": list(rejected),
            "titles": self.titles,
            "platforms": list(self.platforms),
            "elements": [element.as_json() for element in self.elements],
            "directions": [direction.as_json() for direction in self.directions],
            "proposals": [proposal.as_json() for proposal in self.proposals],
            "notes": [str(note) for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Method:
    """How one way of choosing did: mean outcome of its picks / mean outcome of all candidates; 1 = chance."""

    lift: float | None
    ci95: tuple[float, float] | None

    def as_json(self) -> dict[str, object]:
        return {"lift": rounded(self.lift), "ci95": [rounded(b) for b in self.ci95] if self.ci95 else None}


@dataclass(frozen=True, slots=True)
class Pick:
    """One combination that a method chose at an origin; its outcome, nothing where no title that bears it came."""

    method: str
    origin: date
    elements: tuple[str, ...]
    outcome: float | None

    def as_json(self) -> dict[str, object]:
        return {
            "method": self.method,
            "origin": self.origin.isoformat(),
            "elements": list(self.elements),
            "outcome": rounded(self.outcome),
        }


@dataclass(frozen=True, slots=True)
class Backtest:
    """History replayed: at each origin the past ranks, the following `horizon_days` judge."""

    origins: int
    k: int
    horizon_days: int
    methods: Mapping[str, Method]  # manju, most_frequent, biggest_growth
    picks: tuple[Pick, ...] = ()
    notes: tuple[Words, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "origins": self.origins,
            "k": self.k,
            "horizon_days": self.horizon_days,
            "methods": {name: method.as_json() for name, method in self.methods.items()},
            "picks": [pick.as_json() for pick in self.picks],
            "notes": [str(note) for note in self.notes],
        }


def rounded(value: float | None) -> float | None:
    """A figure to six significant digits, so that the same data prints the same bytes on every machine.

    >>> rounded(0.12345678), rounded(None)
    (0.123457, None)
    """
    return None if value is None else float(f"{value:.6g}")
