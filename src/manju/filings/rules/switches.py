"""Which switches a platform asks a person to set when posting (`switches.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from manju.filings.rules.dated import read
from manju.words import Words

__all__ = ["Switch", "switches_of"]


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch by its name (`ai`, `original`), what to do in words, and where that stands."""

    name: str
    says: Words
    source: str


def switches_of(platform: str, *, on: date) -> list[Switch]:
    """The switches of a platform on a day, in the order of the file.

    >>> [s.name for s in switches_of("bilibili", on=date(2026, 11, 26))], switches_of("reelshort", on=date(2026, 1, 1))
    (['ai', 'original'], [])
    """
    return [
        Switch(entry["name"], Words(entry["zh"], entry["en"]), entry["source"])
        for entry in read("switches")["switch"]
        if platform in entry["platforms"] and entry["valid_from"] <= on
    ]
