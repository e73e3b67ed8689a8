"""The room's one door to `manju.market`: reading lists; the lexicon and the fit that come with it; analysis; replay."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from manju.topics.lexicon import Entry, FitNow
from manju.words import Words

if TYPE_CHECKING:
    import polars as pl

    from manju.market.topics import Analysis, Lexicon
    from manju.topics.slate import OwnRate, OwnWork

TEXT: Final = ("platform", "title", "item")  # what a title of the lists is known by
SAME: Final = ("date", "platform", "title", "item", "rank", "heat")
"""Two rows that agree in all of these are one observation, as the engine counts them."""

ENGINE: Final = "topics_v1"  # manju.market.topics.VERSION, known without loading it (a test compares)
AUDIENCES: Final = 6
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
    def audiences(self) -> list[str]:
        """The most frequent audiences of the rows."""
        import polars as pl

        named = self.frame.filter(pl.col("audience").fill_null("") != "").get_column("audience")
        counts = named.value_counts(sort=True, name="rows").head(AUDIENCES)
        return [str(name) for name in counts["audience"] if len(str(name)) <= 32]

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


@dataclass(frozen=True, slots=True)
class Analysed:
    """What an analysis made: the JSON that is kept, and which title carries which elements."""

    as_of: dt.date
    rows: int
    result: dict[str, Any]  # Any: JSON
    carried: pl.DataFrame


def analysed(
    frame: pl.DataFrame, *, days: int, lexicon: Lexicon, own: Sequence[OwnWork], completion: Sequence[OwnRate],
    as_of: dt.date | None = None,
) -> Analysis:  # fmt: skip
    """What the engine finds in rows of a studio's lists."""
    from manju.market.topics import OwnTitle, analyse

    return analyse(
        frame, days=days, as_of=as_of, lexicon=lexicon, slate={o.title: o.text for o in own},
        own=[OwnTitle(frozenset(r.elements), r.began, r.completion) for r in completion],
    )  # fmt: skip


def analyse(
    frame: pl.DataFrame, *, days: int, lexicon: Lexicon, own: Sequence[OwnWork], completion: Sequence[OwnRate],
    rejected: int,
) -> Analysed:  # fmt: skip
    """Analyse rows of a studio's lists; `rejected` of them were kept aside when they were read."""
    from manju.market.topics.carrying import carried

    found = analysed(frame, days=days, lexicon=lexicon, own=own, completion=completion)
    day = found.as_of or dt.date.min
    rows = frame.height + rejected
    result = {**found.as_json(rows=rows, rejected=[]), "notes": [n.as_json() for n in found.notes]}
    result["elements"] = [{**e.as_json(), "weeks": [w.as_json() for w in e.weeks]} for e in found.elements]
    result["directions"] = [
        {
            **d.as_json(), "reasons": [r.as_json() for r in d.reasons],
            "form_variants": [f.as_json() for f in d.form_variants],
            "flags": [{**f.as_json(), "says": f.says.as_json(), "source": f.source.as_json()} for f in d.flags],
        }
        for d in found.directions
    ]  # fmt: skip
    return Analysed(day, rows, result, carried(frame, as_of=day, days=days, lexicon=lexicon))


def backtest(
    frame: pl.DataFrame, *, k: int, horizon_days: int, days: int, lexicon: Lexicon,
    progress: Callable[[float], None] = lambda _: None,
) -> dict[str, Any]:  # fmt: skip
    """Replay rows of a studio's lists; the JSON that is kept (Any)."""
    from manju.market.topics.backtesting import backtest as replayed

    return dict(
        replayed(frame, k=k, horizon_days=horizon_days, days=days, lexicon=lexicon, progress=progress).as_json()
    )


def mark_of(plain: object) -> str:
    """A hash that is the same for the same JSON."""
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
