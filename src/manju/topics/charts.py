"""Pictures of the topics pages as numbers: the map of elements, the weeks of one element, in units of the drawing."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from manju.topics.results import ElementSeen, Week
from manju.words import Words

WIDE: Final = (1000, 500)
NARROW: Final = (350, 470)
LEFT, RIGHT, TOP, BOTTOM = 40, 22, 34, 44  # margins
APART: Final = 25  # two points closer than this cannot both be pressed
AHEAD_WEEKS: Final = 4  # an arrow ends where the trend leads in this time
SIGN: Final = 12.5  # width of a Chinese sign at 12 px, with a little air
LETTER: Final = 7.0
LINE: Final = 15

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Point:
    """An element on the map. `label_x` is None where no place for its name was free: its name is in the table."""

    element: ElementSeen
    x: float
    y: float
    r: float
    linked: bool
    label_x: float | None
    label_y: float
    anchor: str
    arrow: str  # path of the trend, empty where there is none
    head: str


@dataclass(frozen=True, slots=True)
class Grid:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class ElementMap:
    """The map: points with the heaviest last (it is drawn on top), lines of the grid, the middle line."""

    width: int
    height: int
    points: tuple[Point, ...]
    rows: tuple[Grid, ...]
    middle: float
    left: int
    right: float
    top: int
    bottom: float


def element_map(elements: Sequence[ElementSeen], *, size: tuple[int, int] = WIDE, most: int = 36) -> ElementMap:
    """Where the heaviest elements lie: saturation to the right, share of demand upwards (by its square root).

    >>> made = element_map([ElementSeen("重生", demand_share=0.2, supply_share=0.3, saturation=0.6, weight=1.0)])
    >>> [(round(p.x), round(p.y), p.linked) for p in made.points]
    [(811, 118, True)]
    """
    width, height = size
    right, bottom = width - RIGHT, height - BOTTOM
    shown = sorted(elements, key=lambda e: (-e.weight, e.name))[:most]
    if not shown:
        return ElementMap(width, height, (), (), (LEFT + right) / 2, LEFT, right, TOP, bottom)
    reach = max(0.15, *(abs(e.saturation - 0.5) for e in shown))
    top_share = 1.15 * max(e.demand_share for e in shown) or 1.0  # room above the hottest
    heaviest = max(e.weight for e in shown) or 1.0

    def x(saturation: float) -> float:
        return LEFT + 16 + (right - LEFT - 32) * (saturation - 0.5 + reach) / (2 * reach)

    low = math.sqrt(0.5 * min(e.demand_share for e in shown))

    def y(share: float) -> float:
        part = (math.sqrt(max(0.0, min(share, top_share))) - low) / (math.sqrt(top_share) - low)
        return bottom - (bottom - TOP) * max(0.0, part)

    middle = x(0.5)
    centres: list[tuple[float, float]] = []
    points: list[Point] = []
    rows = tuple(Grid(round(y(s), 1), f"{s * 100:g}") for s in _shares(top_share) if math.sqrt(s) > low)
    places = [(e, x(e.saturation), y(e.demand_share), 4 + 9 * math.sqrt(e.weight / heaviest)) for e in shown]
    boxes = [(px - r, py - r, px + r, py + r) for _, px, py, r in places]
    boxes.append((middle - 1, TOP, middle + 1, bottom))
    for e, px, py, r in places:
        if e.moves:
            end = _arrow_end(py, y(e.demand_share + AHEAD_WEEKS * e.trend_per_week / 100), r)
            boxes.append((px - 4, min(py, end), px + 4, max(py, end)))
    for e, px, py, r in places:
        linked = all(math.dist((px, py), c) >= APART for c in centres)
        arrow, head = (
            _arrow(px, py, y(e.demand_share + AHEAD_WEEKS * e.trend_per_week / 100), r) if e.moves else ("", "")
        )
        place = None
        if linked:
            centres.append((px, py))
            place = _free(e.label, px, py, r, taken=boxes, inside=(LEFT, TOP - 14, right + RIGHT, bottom + 6))
        if place is not None:
            boxes.append(place[3])
        lx, ly, anchor = place[:3] if place is not None else (None, 0.0, "start")
        points.append(Point(e, round(px, 1), round(py, 1), round(r, 1), linked, lx, ly, anchor, arrow, head))
    return ElementMap(width, height, tuple(reversed(points)), rows, round(middle, 1), LEFT, right, TOP, bottom)


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    day: dt.date


@dataclass(frozen=True, slots=True)
class Weeks:
    """Demand and supply of an element by week: two lines as SVG wants them, entrants as bars, labels of the ends."""

    width: int
    height: int
    demand: str
    supply: str
    bars: tuple[tuple[float, float, float, float], ...]  # x, y, width, height
    rows: tuple[Grid, ...]
    ticks: tuple[Tick, ...]
    last_x: float
    demand_y: float
    supply_y: float
    label_demand_y: float
    label_supply_y: float
    base: float


def weeks_chart(weeks: Sequence[Week], *, size: tuple[int, int] = (1000, 260)) -> Weeks | None:
    """The weeks of an element as two lines over bars; None with less than two weeks."""
    if len(weeks) < 2:
        return None
    width, height = size
    left, right, top, base = 40, width - 96, 16, height - 30
    most = max(max(w.demand_share, w.supply_share) for w in weeks) or 0.01
    entrants = max(w.entrants for w in weeks) or 1
    xs = [left + (right - left) * n / (len(weeks) - 1) for n in range(len(weeks))]

    def y(share: float) -> float:
        return round(base - (base - top) * share / most, 1)

    def line(shares: Iterable[float]) -> str:
        return " ".join(f"{px:.1f},{y(s)}" for px, s in zip(xs, shares, strict=True))

    wide = max(4.0, min(18.0, (right - left) / len(weeks) - 4))
    tall = (base - top) * 0.35
    bars = tuple(
        (round(px - wide / 2, 1), round(base - tall * w.entrants / entrants, 1), round(wide, 1),
         round(tall * w.entrants / entrants, 1))
        for px, w in zip(xs, weeks, strict=True)
    )  # fmt: skip
    step = max(1, math.ceil(len(weeks) / max(2, (right - left) // 70)))
    ticks = tuple(Tick(round(xs[n], 1), weeks[n].first) for n in range(0, len(weeks), step))
    dy, sy = y(weeks[-1].demand_share), y(weeks[-1].supply_share)
    low, high = min(dy, sy), max(dy, sy)
    if high - low < LINE:
        low, high = (low + high - LINE) / 2, (low + high + LINE) / 2
    return Weeks(
        width, height, line(w.demand_share for w in weeks), line(w.supply_share for w in weeks), bars,
        tuple(Grid(y(s), f"{s * 100:g}") for s in _shares(most, few=3)), ticks, round(xs[-1], 1), dy, sy,
        round(low if dy <= sy else high, 1), round(high if dy <= sy else low, 1), base,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LiftBar:
    name: str
    word: Words
    x: float
    wide: float
    at: float
    y: float
    mid: float
    text_y: float
    label_x: float
    value: str


@dataclass(frozen=True, slots=True)
class Lifts:
    """Lifts with their intervals as bars on one scale, and where 1 stands."""

    width: int
    height: int
    one: float
    base: int
    foot: int
    bars: tuple[LiftBar, ...]


def lift_chart(methods: Sequence[Mapping[str, Any]], *, width: int = 600) -> Lifts | None:
    """Each method (Any: name, word, lift, low, high) as a bar; None where there is none."""
    if not methods:
        return None
    left, right, each = (150, width - 60, 40) if width > 400 else (124, width - 40, 40)
    low = float(min(0.8, *(m["low"] for m in methods)))
    high = float(max(1.2, *(m["high"] for m in methods)))

    def x(lift: float) -> float:
        return round(left + (right - left) * (lift - low) / (high - low), 1)

    bars = []
    for n, m in enumerate(methods):
        mid = 30 + each * n
        bars.append(
            LiftBar(m["name"], m["word"], x(m["low"]), round(x(m["high"]) - x(m["low"]), 1), x(m["lift"]), mid - 6, mid,
                    mid + 4, x(m["high"]) + 8, f"{m['lift']:.2f}")
        )  # fmt: skip
    base = 30 + each * (len(bars) - 1) + 20
    return Lifts(width, base + 22, x(1.0), base, base + 16, tuple(bars))


def text_width(text: str) -> float:
    """About how wide a text is at 12 px.

    >>> text_width("重生"), text_width("AI")
    (25.0, 14.0)
    """
    return sum(SIGN if ord(c) > 0x2E7F else LETTER for c in text)


def _free(
    text: str, x: float, y: float, r: float, *, taken: Sequence[Box], inside: Box
) -> tuple[float, float, str, Box] | None:
    """A place for a name beside its point that covers nothing yet, and stays inside."""
    wide = text_width(text)
    for dx, dy in ((1, 0), (-1, 0), (1, -0.8), (1, 0.8), (-1, -0.8), (-1, 0.8), (0, -1), (0, 1), (1, -1.6), (1, 1.6)):
        lx = x + dx * (r + 4)
        ly = y + dy * (r + 8 if dx == 0 else LINE)
        start = lx if dx > 0 else lx - wide if dx < 0 else lx - wide / 2
        box = (start, ly - LINE / 2, start + wide, ly + LINE / 2)
        own = (x - r, y - r, x + r, y + r)
        within = box[0] >= inside[0] and box[1] >= inside[1] and box[2] <= inside[2] and box[3] <= inside[3]
        if within and not any(_meet(box, b) for b in taken if b != own):
            return round(lx, 1), round(ly + 4, 1), "start" if dx > 0 else "end" if dx < 0 else "middle", box
    return None


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _arrow_end(y: float, to: float, r: float) -> float:
    """Where the trend leads, or as far from the point as can be seen."""
    return max(6.0, min(to, y - r - 10) if to < y else max(to, y + r + 10))


def _arrow(x: float, y: float, to: float, r: float) -> tuple[str, str]:
    """A line from the point's edge to where the trend leads, and its head."""
    end = _arrow_end(y, to, r)
    edge, back = (y - r, end + 5) if to < y else (y + r, end - 5)
    return f"M{x:.1f} {edge:.1f}V{end:.1f}", f"M{x - 3.5:.1f} {back:.1f}L{x:.1f} {end:.1f}L{x + 3.5:.1f} {back:.1f}"


def _shares(most: float, *, few: int = 4) -> list[float]:
    """Round shares for the lines of a grid, the smallest first.

    >>> _shares(0.21)
    [0.05, 0.1, 0.15, 0.2]
    """
    step = math.pow(10.0, math.floor(math.log10(most))) if most > 0 else 0.01
    for part in (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0):
        if most / (step * part) <= few + 0.5:
            step *= part
            break
    return [round(step * n, 6) for n in range(1, int(most / step + 1e-9) + 1)]
