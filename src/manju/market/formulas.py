"""How completion and engagement are computed, by version, and when platforms changed what a view is (dated TOML)."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Literal

from manju.words import Words

__all__ = ["Change", "Formula", "Measured", "changes_between", "formula", "formulas", "measured"]

Metric = Literal["completion", "engagement"]


@dataclass(frozen=True, slots=True)
class Formula:
    """One version of a metric: the counters above the line; views are below it."""

    metric: str
    version: str
    needs: tuple[str, ...]
    adds: tuple[str, ...]
    valid_from: dt.date
    name: Words
    source: Words

    @property
    def key(self) -> str:
        """How a figure says what it was computed by.

        >>> formula("engagement", "v2").key
        'engagement v2'
        """
        return f"{self.metric} {self.version}"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure: its value (None: not known), its formula, and the counters that the platform does not report."""

    value: Fraction | None
    formula: Formula
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A platform counts something else from this date on: figures on both sides of it are not comparable."""

    platform: str
    date: dt.date
    metrics: tuple[str, ...]
    words: Words
    source: str


def formulas() -> tuple[Formula, ...]:
    """All versions, oldest first."""
    return _formulas()


def formula(metric: Metric, version: str = "v1") -> Formula:
    """One version of a metric.

    Raises:
        KeyError: there is no such version.
    """
    for one in _formulas():
        if (one.metric, one.version) == (metric, version):
            return one
    raise KeyError(f"{metric} {version}")


def measured(metric: Metric, counts: Mapping[str, int | Fraction | None], *, version: str = "v1") -> Measured:
    """Compute a metric from counters: `views` and those of the formula.

    >>> measured("engagement", {"views": 1000, "likes": 45, "comments": 10}).value
    Fraction(11, 200)
    >>> measured("engagement", {"views": 1000, "likes": 45, "comments": 10, "shares": 5}, version="v2").missing
    ('saves', 'hearts')
    >>> measured("completion", {"views": 0, "completed": 0}).value is None
    True
    """
    by = formula(metric, version)
    views = counts.get("views")
    missing = tuple(name for name in (*by.needs, *by.adds) if counts.get(name) is None)
    if not views or any(name in missing for name in by.needs):
        return Measured(None, by, missing)
    above = sum((Fraction(counts.get(name) or 0) for name in (*by.needs, *by.adds)), Fraction(0))
    return Measured(above / views, by, missing)


def changes_between(platform: str, first: dt.date, last: dt.date) -> tuple[Change, ...]:
    """What the platform changed after `first` and up to `last`: what a comparison of the two days must say.

    >>> [c.date.isoformat() for c in changes_between("youtube", dt.date(2025, 3, 1), dt.date(2025, 4, 30))]
    ['2025-03-31']
    >>> changes_between("youtube", dt.date(2025, 3, 31), dt.date(2025, 4, 30))
    ()
    """
    return tuple(c for c in _changes() if c.platform == platform and first < c.date <= last)


@cache
def _formulas() -> tuple[Formula, ...]:
    return tuple(
        Formula(
            f["metric"], f["version"], tuple(f["needs"]), tuple(f["adds"]), f["valid_from"],
            Words(f["name_zh"], f["name_en"]), Words(f["source_zh"], f["source_en"]),
        )
        for f in _toml("formulas.toml")["formula"]
    )  # fmt: skip


@cache
def _changes() -> tuple[Change, ...]:
    found = (
        Change(c["platform"], c["valid_from"], tuple(c["metrics"]), Words(c["zh"], c["en"]), c["source"])
        for c in _toml("view_definitions.toml")["change"]
    )
    return tuple(sorted(found, key=lambda c: c.date))


def _toml(name: str) -> dict[str, Any]:  # TOML's own types
    return tomllib.loads(resources.files("manju.market").joinpath(name).read_text(encoding="utf-8"))
