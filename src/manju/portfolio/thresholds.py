"""What the gates demand: the article's figures (`thresholds.toml`), and over them what the studio has said, dated."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.utils import timezone

from manju.portfolio.models import Threshold
from manju.words import Words

__all__ = ["Demand", "Demands", "demands", "shipped", "shown", "source"]


@dataclass(frozen=True, slots=True)
class Demand:
    """One threshold in force: its value, what it is called, and whose it is."""

    key: str
    name: Words
    unit: str  # percent (in hundredths), count, yuan (minor units)
    value: int
    shipped: int
    own: Threshold | None = None

    @property
    def said(self) -> str:
        return shown(self.value, self.unit)

    @property
    def shipped_said(self) -> str:
        return shown(self.shipped, self.unit)


@dataclass(frozen=True, slots=True)
class Demands:
    """All thresholds in force on a day."""

    on: dt.date
    rows: dict[str, Demand]

    def __getitem__(self, key: str) -> int:
        return self.rows[key].value

    def fill(self, words: Words) -> Words:
        """Put the thresholds into a sentence."""
        return words.fill(**{key: row.said for key, row in self.rows.items()})


def demands(*, on: dt.date | None = None) -> Demands:
    """The thresholds of the studio in scope."""
    day = on or timezone.localdate()
    own: dict[str, Threshold] = {}
    for row in Threshold.objects.filter(valid_from__lte=day).select_related("by").order_by("valid_from", "pk"):
        own[row.name] = row
    return Demands(day, {key: _demand(key, own.get(key)) for key in shipped()})


def shipped() -> dict[str, dict[str, Any]]:  # TOML's own types
    """The thresholds that come with Manju, by key."""
    return {key: row for key, row in _data().items() if isinstance(row, dict)}


def source() -> Words:
    return Words(_data()["source_zh"], _data()["source_en"])


def shown(value: int, unit: str) -> str:
    """A threshold as people read it.

    >>> shown(4000, "percent"), shown(550, "percent"), shown(5_000_000, "yuan"), shown(10_000, "count")
    ('40%', '5.5%', '50,000', '10,000')
    """
    if unit == "percent":
        return f"{value / 100:g}%"
    return f"{value // 100:,}" if unit == "yuan" else f"{value:,}"


def _demand(key: str, own: Threshold | None) -> Demand:
    row = shipped()[key]
    return Demand(
        key, Words(row["zh"], row["en"]), row["unit"], own.value if own is not None else row["value"], row["value"], own
    )


@cache
def _data() -> dict[str, Any]:  # TOML's own types
    return tomllib.loads(resources.files("manju.portfolio").joinpath("thresholds.toml").read_text(encoding="utf-8"))
