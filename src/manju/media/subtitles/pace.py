"""How fast and how wide captions may be in each language: dated figures with their source, and how text is counted."""

from __future__ import annotations

import math
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parent / "pace.toml"
HALF_WIDE: Final = frozenset({"zh", "ja", "ko"})  # where a Latin letter counts half a character


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits for one language; speed in characters per second, rows in characters, times in milliseconds."""

    language: str
    per_second: float
    per_row: int
    duration_min_ms: int
    duration_max_ms: int
    gap_min_ms: int
    rows_max: int
    source: str
    valid_from: date

    def room(self, ms: int) -> int:
        """How many characters a caption of this length may have.

        >>> pace_of("zh").room(2000), pace_of("en").room(60_000)
        (18, 84)
        """
        return min(self.rows_max * self.per_row, max(1, math.floor(self.per_second * ms / 1000)))


def pace_of(language: str) -> Pace:
    """The figures for a language tag; `zh-CN` takes those of `zh`."""
    tag = language.lower()
    listed, every, since = _figures()
    name = next((n for n in (tag, tag.split("-")[0]) if n in listed), "other")
    own = listed[name]
    return Pace(
        language, float(own["per_second"]), int(own["per_row"]), every["duration_min_ms"], every["duration_max_ms"],
        every["gap_min_ms"], every["rows_max"], own["source"], since,
    )  # fmt: skip


def length(text: str, language: str) -> float:
    """Characters of a caption as the guides count: spaces and marks too, accents and vowel signs not.

    >>> length("第7集", "zh"), length("กลับ", "th"), length("Hi there", "en")
    (2.5, 3.0, 8.0)
    """
    half = language.lower().split("-")[0] in HALF_WIDE
    count = 0.0
    for c in text:
        if c == "\n" or unicodedata.category(c) in ("Mn", "Me", "Cf"):
            continue
        narrow = half and unicodedata.east_asian_width(c) not in ("W", "F", "A")
        count += 0.5 if narrow else 1.0
    return count


def speed(text: str, ms: int, language: str) -> float:
    """Characters per second."""
    return length(text, language) * 1000 / max(1, ms)


@cache
def _figures() -> tuple[dict[str, dict[str, Any]], dict[str, Any], date]:  # Any: TOML values
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return read["languages"], read["every"], read["valid_from"]
