"""Royalties: terms, sales and an opening in, statements and a closing out; the same input gives the same statement.

`calculate` does the whole; the modules hold one idea each: `terms`, `opening` and `sales` what is read, `calendar`
when things count, `matching` which rule takes a sale, `netting` its base, `rates` what it earns, `guarantee` what is
recouped or added, `payment` who gets it, `balances` what is carried on, `statements` what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from manju.money.royalties.calculating import VERSION, Run, calendars_of
from manju.money.royalties.calendar import parse_through
from manju.money.royalties.opening import Opening, load_openings
from manju.money.royalties.sales import LISTS, List, Listed, take_sales
from manju.money.royalties.statements import Line, Part, Statement
from manju.money.royalties.terms import Terms, load_terms
from manju.money.tables import Table, open_table

__all__ = [
    "VERSION",
    "Calculation",
    "Line",
    "Listed",
    "Opening",
    "Part",
    "Run",
    "Statement",
    "Terms",
    "calculate",
    "work_out",
]


@dataclass(frozen=True, slots=True)
class Calculation:
    """All that one run gives: `closing` is an opening, or a list of them for a list of terms."""

    statements: list[Statement]
    listed: dict[List, list[Listed]]
    closing: Any  # plain JSON in the shape of an opening
    rows: int

    def as_json(self) -> dict[str, Any]:
        """The shape `manju royalties calculate --json` prints."""
        return {
            "statements": [statement.as_json() for statement in self.statements],
            **{
                name: [{"line": row.line, "code": row.code, "reason": str(row.reason)} for row in self.listed[name]]
                for name in LISTS
            },
            "rows": self.rows,
            "closing": self.closing,
            "rules_version": VERSION,
        }


def calculate(terms: Path, sales: Path, *, opening: Path | None = None, through: str | None = None) -> Calculation:
    """Statements of all contracts in a terms file for the sales of another.

    Raises:
        InputError: a file that cannot be used; single bad rows are on the lists.
    """
    contracts, is_list = load_terms(terms)
    openings = load_openings(opening, contracts) if opening else None
    with open_table(sales) as table:
        found = work_out(contracts, table, openings=openings, through=through)
    return found if is_list else replace(found, closing=next(iter(found.closing), None))


def work_out(
    contracts: Sequence[Terms],
    sales: Table,
    *,
    openings: Sequence[Opening | None] | None = None,
    through: str | None = None,
) -> Calculation:
    """`calculate` for contracts and rows that are at hand; `closing` is a list.

    Raises:
        InputError: `unknown_key` or `column_missing` for the columns, `no_period` for `through`.
    """
    known = openings or [None] * len(contracts)
    calendars = calendars_of(contracts, known, through=parse_through(through))
    book = take_sales(sales, calendars)
    run = Run(calendars, book, known)
    return Calculation(list(run.statements()), book.listed, run.closing(), book.rows)
