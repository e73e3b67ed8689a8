"""The room's one door to `manju.market`: reading lists; the lexicon and the fit that come with it; analysis; replay."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from manju.topics.lexicon import Entry, FitNow
from manju.words import Words

if TYPE_CHECKING:
    import polars as pl

    from manju.market.topics.lexicon import Lexicon

TEXT: Final = ("title", "tags", "synopsis")  # what elements are read from
SAME: Final = (
    "date", "platform", "rank", "title", "tags", "synopsis", "heat", "likes", "comments", "audience", "form",
    "published", "item",
)  # fmt: skip
"""Two rows that agree in all of these are one observation."""

SEED_FROM: Final = dt.date(2026, 11, 26)  # valid_from of ai_fit.toml
DATED_BY: Final[dict[str, Words]] = {
    "column": Words("日期来自日期列。", "Dates come from the date column."),
    "name": Words("日期来自文件名。", "The date comes from the file’s name."),
    "timestamp": Words("日期来自采集时间。", "Dates come from the time of collection."),
    "published": Words("没有榜单日期，用的是发布日期。", "There is no list date: the dates of publication are used."),
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row kept aside: its line in the file, and why."""

    line: int
    reason: Words


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as it was read: rows as a frame of `market.lists.SCHEMA`, rows kept aside, how it was understood."""

    frame: pl.DataFrame
    rejected: tuple[Rejection, ...]
    mapping: Mapping[str, str]  # header -> our name
    format: str
    date_source: str

    @property
    def rows(self) -> int:
        return self.frame.height + len(self.rejected)

    @property
    def platforms(self) -> tuple[str, ...]:
        return tuple(sorted(str(p or "") for p in self.frame["platform"].unique()))

    @property
    def first_date(self) -> dt.date | None:
        return self.frame["date"].min()  # type: ignore[return-value]  # a column of dates

    @property
    def last_date(self) -> dt.date | None:
        return self.frame["date"].max()  # type: ignore[return-value]  # a column of dates


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a file: their names, what was recognised of each, its first cells; `mark` names this header."""

    names: tuple[str, ...]
    roles: Mapping[str, str]  # header -> our name
    examples: Mapping[str, str]

    @property
    def mark(self) -> str:
        return hashlib.sha256(json.dumps(self.names, ensure_ascii=False).encode()).hexdigest()


def roles() -> dict[str, Words]:
    """What a column of a list may be."""
    from manju.market.lists import ROLES

    return {str(role): words for role, words in ROLES.items()}


def read(path: Path, *, name: str, mapping: Mapping[str, str] | None = None) -> ReadList:
    """Read a hit list.

    Raises:
        MappingNeeded: something needed was not recognised.
        InputError: no such file, no table.
    """
    from django.utils import timezone

    from manju.market.lists import read_list

    made = read_list(path, mapping=mapping, name=name, today=timezone.localdate())
    found = {made.header[place]: str(role) for role, place in made.columns.places.items() if place < len(made.header)}
    return ReadList(
        made.frame.drop("file"), tuple(Rejection(r.line, r.reason) for r in made.rejected), found,
        Path(name).suffix.lower().lstrip(".")[:16] or "csv", made.dated_by,
    )  # fmt: skip


def header_of(path: Path) -> Header:
    """The columns of a file, what they seem to be, and their first cells.

    Raises:
        InputError: no such file, no table.
    """
    from manju.market.lists.glimpse import glimpse

    names, columns, cells = glimpse(path)
    return Header(names, {names[place]: str(role) for role, place in columns.places.items()}, cells)


def seed_entries() -> list[Entry]:
    """The elements that come with Manju."""
    from manju.market.topics.lexicon import standard

    return [Entry(e.name, e.en, e.also, e.kind) for e in standard().entries.values()]


def seed_fits() -> list[FitNow]:
    """How well they suit AI making, as Manju's own table says."""
    from manju.market.topics.lexicon import standard

    fit = standard().fit
    return [FitNow(name, *parts, valid_from=SEED_FROM, own=False) for name, parts in fit.table.items()]


def score_of(fit: FitNow) -> float:
    """The fit of an element as one number: its parts by the weights of the table."""
    from manju.market.topics.lexicon import standard

    weights = standard().fit.weights
    return weights[0] * fit.spectacle + weights[1] * fit.pace + weights[2] * fit.freedom


def lexicon_of(found: Iterable[Entry], fits: Mapping[str, FitNow]) -> Lexicon:
    """The studio's lexicon as the engine takes it."""
    from manju.market.topics.lexicon import Entry as Given
    from manju.market.topics.lexicon import standard

    every = list(found)
    own = [Given(e.name, e.name_en, e.kind or "genre", e.synonyms) for e in every if e.used]
    table = {name: (f.spectacle, f.pace, f.freedom) for name, f in fits.items() if f.own}
    base = standard()
    return base.taken_in(own, without=[e.name for e in every if not e.used]).fitted(base.fit.changed(table))


def mark_of(plain: object) -> str:
    """A hash that is the same for the same JSON."""
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


@cache
def version() -> str:
    """Which engine this is; an analysis of another one is made anew."""
    return "topics v1"
