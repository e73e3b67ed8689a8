"""Where in a film its findings lie: a lane of marks per check, under the player, and which checks fail how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from manju.distribution.states import CHECKS, PASSED, CheckRow
from manju.words import Words

__all__ = ["Lane", "Mark", "failing", "lanes", "whole_seconds"]

WIDE: Final = 1000.0  # of a lane, in its own units
NARROWEST: Final = 10.0  # so that a single frame can still be seen and hit
EARLIER_S: Final = 0.5  # the player starts a little before the fault, to see it come


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch: its seconds, where playing begins, and its place in a lane a thousand units wide."""

    start_s: float
    end_s: float
    seek_s: float
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Lane:
    """A check that failed or is undecided, and its stretches in order."""

    check: CheckRow
    marks: tuple[Mark, ...]


def lanes(rows: Iterable[CheckRow], duration_s: float | None) -> list[Lane]:
    """The lanes of a film; checks that passed or that tell no seconds have none."""
    if not duration_s:
        return []
    told = [r for r in rows if r.look is not PASSED and r.spans]
    return [Lane(r, tuple(_mark(a, b, duration_s) for a, b in r.spans)) for r in told]


def failing(reports: Iterable[tuple[Any, dict[str, Any]]]) -> tuple[list[tuple[str, Words, int]], dict[str, list[Any]]]:
    """Of (key, stored report): each failing check with its name and count, commonest first; and its keys."""
    keys: dict[str, list[Any]] = {}
    for key, report in reports:
        for check in report.get("checks", []):
            if check.get("ok") is False:
                keys.setdefault(check["name"], []).append(key)
    counts = Counter({name: len(found) for name, found in keys.items()})
    return [(name, CHECKS.get(name, Words(name, name)), n) for name, n in counts.most_common()], keys


def whole_seconds(text: str) -> float | None:
    """The second an address asks for (`?t=12.3`); None where it asks for none.

    >>> whole_seconds("12.3"), whole_seconds("-1"), whole_seconds("nan"), whole_seconds("soon")
    (12.3, None, None, None)
    """
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e6 else None


def _mark(start_s: float, end_s: float, duration_s: float) -> Mark:
    x = min(max(0.0, start_s / duration_s), 1.0) * WIDE
    width = max(NARROWEST, (min(end_s, duration_s) - start_s) / duration_s * WIDE)
    return Mark(start_s, end_s, round(max(0.0, start_s - EARLIER_S), 2), min(x, WIDE - width), width)
