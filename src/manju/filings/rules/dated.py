"""Reading the dated rules beside this module: of several that apply, the newest that holds on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from manju.money.errors import InputError
from manju.words import Words

__all__ = ["in_force", "read"]

Entry = Mapping[str, Any]  # Any: TOML


@cache
def read(name: str) -> Mapping[str, Any]:
    """The tables of `<name>.toml`, read once."""
    text = resources.files("manju.filings.rules").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def in_force(entries: Sequence[Entry], on: date) -> Entry:
    """The newest entry whose `valid_from` is not after the day.

    >>> in_force([{"valid_from": date(2024, 6, 1)}, {"valid_from": date(2026, 1, 1)}], date(2025, 12, 31))
    {'valid_from': datetime.date(2024, 6, 1)}

    Raises:
        InputError: `rule_unknown`: the day is before the oldest rule we hold.
    """
    held = [e for e in entries if e["valid_from"] <= on]
    if not held:
        oldest = min((e["valid_from"] for e in entries), default=None)
        raise InputError(
            "rule_unknown",
            Words("{d} 的规定我们没有。", "We hold no rule for {d}.").fill(d=on.isoformat()),
            Words("最早的一条从 {o} 起。", "The oldest counts from {o}.").fill(o=oldest or "—"),
        )
    return max(held, key=_since)


def _since(entry: Entry) -> date:
    since: date = entry["valid_from"]
    return since
