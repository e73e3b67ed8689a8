"""A report against what came before and against its dates: missing products, odd prices, returns, lateness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from manju.money.amounts import as_major, round_minor
from manju.money.royalties.findings import Finding, Scene
from manju.words import Words

__all__ = ["Past", "median", "past_findings"]

PRICES_MIN: Final = 4  # earlier prices without which nothing is said about a price
BAND: Final = Fraction(7413, 1000)  # times the median deviation: five standard deviations of a normal law (1.4826 x 5)
BAND_LEAST: Final = Fraction(3, 10)  # of the median price; prices differ by season and channel
ROUND_ROWS: Final = 8
ROUND_TO: Final = 100
ROUND_SHARE: Final = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Past:
    """A row of an earlier accepted report; amounts in minor units of its currency, royalty in the contract's."""

    period: str
    sku: str
    currency: str
    units: int
    gross: int
    returns_units: int


def past_findings(
    scene: Scene, past: Sequence[Past], approved: Sequence[str], *, received: date | None, due: date | None
) -> Iterator[Finding]:  # fmt: skip
    """All findings that need more than the report itself."""
    if received is not None and due is not None and received > due:
        days = (received - due).days
        yield Finding("late", "question", (), 0, Words(
            "应在 {d} 前交，晚了 {n} 天", "due on {d}, {n} days late").fill(d=due, n=days))  # fmt: skip
    yield from _missing(scene, past, approved)
    yield from _returns(scene, past)
    yield from _prices(scene, past)
    yield from _round(scene)


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value, of an even number the mean of the two in the middle.

    >>> median([Fraction(3), Fraction(1), Fraction(2)]), median([Fraction(1), Fraction(2)])
    (Fraction(2, 1), Fraction(3, 2))
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _missing(scene: Scene, past: Sequence[Past], approved: Sequence[str]) -> Iterator[Finding]:
    """Products that were sold in the last reported period, or approved for sale, and are not in this report."""
    here = {scene.report.cell(row, "sku") for row in scene.report.rows}
    if not any(here):
        return  # a report without products has none missing
    last = max((row.period for row in past), default=None)
    sold: dict[str, int] = defaultdict(int)
    for row in past:
        if row.period == last and row.sku:
            sold[row.sku] += row.units
    for sku in sorted(sku for sku, units in sold.items() if units and sku not in here):
        yield Finding("missing_sku", "question", (), 0, Words(
            "{s} 上一期（{p}）卖了 {n} 件，这一期没有", "{s} sold {n} units in {p} and is not in this report",
        ).fill(s=sku, p=last, n=sold[sku]))  # fmt: skip
    for sku in sorted({sku for sku in approved if sku} - here - sold.keys()):
        yield Finding("missing_sku", "question", (), 0, Words(
            "{s} 已批准上市，报表里没有", "{s} is approved for sale and is not in this report",
        ).fill(s=sku))  # fmt: skip


def _returns(scene: Scene, past: Sequence[Past]) -> Iterator[Finding]:
    """Products of which more came back than were ever sold, this report included."""
    sold: dict[str, int] = defaultdict(int)
    back: dict[str, int] = defaultdict(int)
    lines: dict[str, list[int]] = defaultdict(list)
    for row in past:
        sold[row.sku] += row.units
        back[row.sku] += row.returns_units
    for placed in scene.placed:
        sku = placed.key[1]
        sold[sku] += placed.figures[0]
        back[sku] += placed.figures[2]
        if placed.figures[2]:
            lines[sku].append(placed.line)
    for sku in sorted(lines):
        if back[sku] > sold[sku]:
            yield Finding("returns_exceed_sales", "question", tuple(lines[sku]), 0, Words(
                "{s} 一共卖过 {a} 件，退了 {b} 件", "{s}: {a} units ever sold, {b} returned",
            ).fill(s=sku or "—", a=sold[sku], b=back[sku]))  # fmt: skip


def _prices(scene: Scene, past: Sequence[Past]) -> Iterator[Finding]:
    """Rows whose price for a unit is far from the median of the product's earlier ones.

    Far: more than five robust standard deviations (1.4826 x the median deviation) and more than 30 % of the median.
    The cost is an estimate: what the units would have earned more at the median.
    """
    known: dict[tuple[str, str], list[Fraction]] = defaultdict(list)
    for row in past:
        if row.units > 0 and row.gross > 0:
            known[row.sku, row.currency].append(Fraction(row.gross, row.units))
    rates = {(line.rule, line.sku, line.category, line.territory, line.channel): line for line in scene.statement.lines}
    for placed in scene.placed:
        units, gross = placed.figures[0], placed.figures[1]
        earlier = known.get((placed.key[1], placed.currency), [])
        if not (units and gross) or len(earlier) < PRICES_MIN:
            continue
        price, middle = Fraction(gross, units), median(earlier)
        spread = median([abs(p - middle) for p in earlier])
        if abs(price - middle) <= max(BAND * spread, BAND_LEAST * middle):
            continue
        line = rates[placed.key]
        less = scene.in_contract_currency((middle - price) * units, placed.currency)
        cost = max(0, round_minor(less * Fraction(line.rate))) if line.base_units is None else 0
        yield Finding("price_out_of_band", "question", (placed.line,), cost, Words(
            "单价 {a}，以前一般是 {b}（{n} 次）", "{a} a unit; earlier it was about {b} ({n} times)",
        ).fill(a=_price(price, placed.currency), b=_price(middle, placed.currency), n=len(earlier)))  # fmt: skip


def _round(scene: Scene) -> Iterator[Finding]:
    counts = [placed.figures[0] for placed in scene.placed if placed.figures[0] > 0]
    even = [n for n in counts if n % ROUND_TO == 0]
    if len(counts) >= ROUND_ROWS and Fraction(len(even), len(counts)) >= ROUND_SHARE:
        yield Finding("round_numbers", "hint", (), 0, Words(
            "{n} 行里有 {m} 行的数量是整百，像是估的", "{m} of {n} rows have units in round hundreds, as estimates do",
        ).fill(n=len(counts), m=len(even)))  # fmt: skip


def _price(exact: Fraction, currency: str) -> str:
    return f"{as_major(round_minor(exact), currency)} {currency}"
