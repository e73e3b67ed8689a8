"""The room's one door to `manju.market`: reading lists; the lexicon and the fit that come with it; analysis; replay."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from manju.words import Words

if TYPE_CHECKING:
    import datetime as dt

    import polars as pl

TEXT: Final = ("title", "tags", "synopsis")  # what elements are read from
SAME: Final = (
    "date", "platform", "rank", "title", "tags", "synopsis", "heat", "likes", "comments", "audience", "form",
    "published", "item",
)  # fmt: skip
"""Two rows that agree in all of these are one observation."""

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


def header_of(path: Path, *, mapping: Mapping[str, str] | None = None) -> Header:
    """The columns of a file and what they seem to be."""
    from manju.market.lists import headers_of

    names, columns = headers_of(path, mapping=mapping)
    return Header(names, {names[place]: str(role) for role, place in columns.places.items()}, {})


def mark_of(plain: object) -> str:
    """A hash that is the same for the same JSON."""
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


@cache
def version() -> str:
    """Which engine this is; an analysis of another one is made anew."""
    return "topics v1"
