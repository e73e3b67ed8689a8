"""Royalties: terms, sales and an opening in, statements and a closing out; the same input gives the same statement.

`calculate` does the whole; the modules hold one idea each: `terms`, `opening` and `sales` what is read, `calendar`
when things count, `matching` which rule takes a sale, `netting` its base, `rates` what it earns, `guarantee` what is
recouped or added, `payment` who gets it, `balances` what is carried on, `statements` what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manju.money.royalties.calculating import VERSION, Run, calendars_of
from manju.money.royalties.calendar import parse_through
from manju.money.royalties.opening import Opening, load_openings
from manju.money.royalties.sales import LISTS, List, Listed, read_sales
from manju.money.royalties.statements import Line, Part, Statement
from manju.money.royalties.terms import Terms, load_terms

__all__ = ["VERSION", "Calculation", "Line", "Listed", "Opening", "Part", "Run", "Statement", "Terms", "calculate"]


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
    openings: list[Opening | None] = load_openings(opening, contracts) if opening else [None] * len(contracts)
    calendars = calendars_of(contracts, openings, through=parse_through(through))
    book = read_sales(sales, calendars)
    run = Run(calendars, book, openings)
    statements = list(run.statements())
    closing = run.closing()
    return Calculation(statements, book.listed, closing if is_list else next(iter(closing), None), book.rows)
