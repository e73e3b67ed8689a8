"""Published royalty ranges by category, as dated data: only where one is published can a rate be called unusual."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources

from manju.money.amounts import as_decimal


@dataclass(frozen=True, slots=True)
class Range:
    """Customary rates of a category: from low to high (equal where an average is published), year and source."""

    categories: tuple[str, ...]
    low: Fraction
    high: Fraction
    year: int
    source_zh: str
    source_en: str

    def values(self) -> tuple[tuple[str, str], ...]:
        low, high = as_decimal(self.low * 100), as_decimal(self.high * 100)
        shown = f"{low} %" if low == high else f"{low}–{high} %"
        return (
            ("range", shown),
            ("year", str(self.year)),
            ("source_zh", self.source_zh),
            ("source_en", self.source_en),
        )


@cache
def published() -> tuple[Range, ...]:
    data = tomllib.loads(resources.files("manju.money.contracts").joinpath("ranges.toml").read_text(encoding="utf-8"))
    return tuple(
        Range(
            tuple(r["categories"]), Fraction(r["low"]), Fraction(r["high"]), r["year"], r["source_zh"], r["source_en"]
        )
        for r in data["range"]
    )


def customary(category: str | None, categories: tuple[str, ...], plain: str) -> Range | None:
    """The range for a rate: of its own category, else of the contract's when all its categories share one.

    >>> customary("toys", (), "").low
    Fraction(2, 25)
    """
    if re.search(r"利润|profit", plain):
        return None  # a share of profit is no royalty on sales
    for wanted in ([category] if category else [], list(categories)):
        each = [next((r for r in published() if name in r.categories), None) for name in wanted]
        known = {r for r in each if r is not None}
        if len(known) == 1 and 2 * each.count(None) <= len(each):
            return known.pop()
    return None
