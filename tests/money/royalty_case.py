"""Running royalties on plain values in a test: terms and rows as JSON has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from manju.money.royalties import Calculation, work_out
from manju.money.royalties.opening import read_openings
from manju.money.royalties.terms import read_terms
from manju.money.tables import Row, Table

QUARTERS = {"currency": "CNY", "period": "quarter", "start": "2026-01-01", "end": "2026-12-31"}


def run(
    terms: Any, rows: Iterable[Mapping[str, Any]], *, opening: Any = None, through: str | None = None
) -> Calculation:
    """Statements for rows given as objects; amounts ending in `_minor` are minor units, others are written ones."""
    contracts, _ = read_terms(terms)
    rows = list(rows)
    header = tuple(dict.fromkeys(key for row in rows for key in row)) or ("date",)
    kind = "json" if any(key.endswith("_minor") for key in header) else "csv"
    cells = (tuple("" if row.get(key) is None else str(row[key]) for key in header) for row in rows)
    table = Table(kind, header, 1, (Row(number, row) for number, row in enumerate(cells, 2)))
    openings = None if opening is None else read_openings(opening, contracts)
    return work_out(contracts, table, openings=openings, through=through)


def sale(when: str, gross: int = 0, **more: Any) -> dict[str, Any]:
    """A sale of toys in China online; `when` is a date or a period, amounts are minor units."""
    dated = {"date": when} if when.count("-") == 2 else {"period": when}
    amounts = {
        key if "units" in key or isinstance(value, str) else f"{key}_minor": value for key, value in more.items()
    }
    return {
        **dated, "sku": "BEAR", "category": "toys", "territory": "CN", "channel": "online", "gross_minor": gross, **amounts,
    }  # fmt: skip
