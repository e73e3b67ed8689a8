"""Royalties: terms, sales and an opening in, statements and a closing out; the same input gives the same statement.

`begin` reads, its `statements` are worked out one by one; the modules hold one idea each: `terms`, `opening` and
`sales` what is read, `calendar` when things count, `matching` which rule takes a sale, `netting` its base, `rates` what
it earns, `guarantee` what is recouped or added, `payment` who gets it, `balances` what is carried on, `statements` what
is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manju.money.royalties.calculating import VERSION, Run, calendars_of
from manju.money.royalties.calendar import parse_through
from manju.money.royalties.opening import Opening, load_openings, read_openings
from manju.money.royalties.sales import LISTS, List, Listed, SalesBook, take_sales
from manju.money.royalties.statements import Line, Part, Statement
from manju.money.royalties.terms import Terms, load_terms, read_terms
from manju.money.tables import Table, objects_table, open_table

__all__ = [
    "VERSION", "Begun", "Calculation", "Line", "Listed", "Opening", "Part", "Statement", "Terms", "begin", "begin_with",
    "from_plain",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calculation:
    """All that one run gives: `closing` is an opening, or a list of them for a list of terms."""

    statements: list[Statement]
    listed: dict[List, list[Listed]]
    closing: Any  # plain JSON in the shape of an opening
    rows: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A run whose input has been read: go through `statements` once, then ask for the `rest`.

    Statements are worked out as they are asked for, so that many contracts never stand in memory together.
    """

    run: Run
    book: SalesBook
    is_list: bool

    def statements(self) -> Iterator[Statement]:
        return self.run.statements()

    def closing(self) -> Any:
        """An opening (plain JSON, hence `Any`), or a list of them for a list of terms."""
        found = self.run.closing()
        return found if self.is_list else next(iter(found), None)

    def rest(self) -> dict[str, Any]:
        """What `manju royalties calculate --json` prints after the statements."""
        listed: dict[str, Any] = {
            name: [{"line": row.line, "code": row.code, "reason": str(row.reason)} for row in self.book.listed[name]]
            for name in LISTS
        }
        return {**listed, "rows": self.book.rows, "closing": self.closing(), "rules_version": VERSION}

    def whole(self) -> Calculation:
        return Calculation(list(self.statements()), self.book.listed, self.closing(), self.book.rows)


def begin(terms: Path, sales: Path, *, opening: Path | None = None, through: str | None = None) -> Begun:
    """Read a terms file and the sales of another, ready for the statements.

    Raises:
        InputError: a file that cannot be used; single bad rows are on the lists.
    """
    contracts, is_list = load_terms(terms)
    openings = load_openings(opening, contracts) if opening else None
    with open_table(sales) as table:
        return begin_with(contracts, table, openings=openings, through=through, is_list=is_list)


def begin_with(
    contracts: Sequence[Terms], sales: Table, *, openings: Sequence[Opening | None] | None = None,
    through: str | None = None, is_list: bool = True,
) -> Begun:  # fmt: skip
    """`begin` for contracts and rows that are at hand.

    Raises:
        InputError: `unknown_key` or `column_missing` for the columns, `no_period` for `through`.
    """
    known = openings or [None] * len(contracts)
    calendars = calendars_of(contracts, known, through=parse_through(through))
    book = take_sales(sales, calendars)
    return Begun(Run(calendars, book, known), book, is_list)


def from_plain(
    terms: Any, sales: list[dict[str, Any]], *, opening: Any = None, through: str | None = None
) -> Calculation:
    """`begin` and all that follows for plain values as JSON has them (hence `Any`); `closing` is a list.

    >>> toys = {"category": "toys", "base": "gross", "rate": "0.10"}
    >>> terms = {"currency": "CNY", "period": "year", "start": "2026-01-01", "end": "2026-12-31", "royalties": [toys]}
    >>> from_plain(terms, [{"date": "2026-05-01", "category": "toys", "gross_minor": 1000}]).statements[0].earned_minor
    100

    Raises:
        InputError: as `begin`.
    """
    contracts, _ = read_terms(terms)
    openings = None if opening is None else read_openings(opening, contracts)
    return begin_with(contracts, objects_table(sales), openings=openings, through=through).whole()
