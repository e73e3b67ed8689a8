"""Figures of the trade that ours are held against: dated, with their source (`norms.toml`)."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from manju.words import Words


@dataclass(frozen=True, slots=True)
class Norm:
    """Where a figure comes from, and of when it is."""

    date: dt.date
    source: Words
    address: str = ""


@dataclass(frozen=True, slots=True)
class Gate(Norm):
    """What a title must have earned in revenue share."""

    minor: int = 0
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class LiveAction(Norm):
    """What a minute of a live-action title costs, minor units."""

    low_per_minute: Fraction = Fraction(0)
    high_per_minute: Fraction = Fraction(0)
    currency: str = "CNY"

    @property
    def tenth(self) -> tuple[Fraction, Fraction]:
        return self.low_per_minute / 10, self.high_per_minute / 10


def gate() -> Gate:
    """The gate of licensing.

    >>> gate().minor
    5000000
    """
    data = _data()["gate"]
    return Gate(*_norm(data), minor=data["minor"], currency=data["currency"])


def live_action() -> LiveAction:
    """The cost of live action.

    >>> [int(minor) for minor in live_action().tenth]
    [50000, 100000]
    """
    data = _data()["live_action"]
    low, high = (Fraction(data[f"{end}_minor_per_title"], data["minutes_per_title"]) for end in ("low", "high"))
    return LiveAction(*_norm(data), low_per_minute=low, high_per_minute=high, currency=data["currency"])


def payment_delays() -> tuple[int, ...]:
    """Days by which payments are late where a payer has shown none."""
    return tuple(_data()["payment_delay"]["days"])


def delay_source() -> Norm:
    return Norm(*_norm(_data()["payment_delay"]))


@cache
def _data() -> dict[str, Any]:  # TOML's own types
    return tomllib.loads(resources.files("manju.revenue").joinpath("norms.toml").read_text(encoding="utf-8"))


def _norm(data: dict[str, Any]) -> tuple[dt.date, Words, str]:
    return data["date"], Words(data["source_zh"], data["source_en"]), data.get("address", "")
