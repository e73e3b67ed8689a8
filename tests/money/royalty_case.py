"""Running royalties on plain values in a test: terms and rows as JSON has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from manju.money.royalties import Calculation, Line, Statement, begin_with
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
    return begin_with(contracts, table, openings=openings, through=through).whole()


def sale(when: str, gross: int = 0, **more: Any) -> dict[str, Any]:
    """A sale of toys in China online; `when` is a date or a period, amounts are minor units."""
    dated = {"date": when} if when.count("-") == 2 else {"period": when}
    amounts = {
        key if "units" in key or isinstance(value, str) else f"{key}_minor": value for key, value in more.items()
    }
    return {
        **dated, "sku": "BEAR", "category": "toys", "territory": "CN", "channel": "online",
        "gross_minor": gross, **amounts,
    }  # fmt: skip


PLAIN: dict[str, Any] = {**QUARTERS, "royalties": [{"category": "*", "base": "gross", "rate": "0.10"}]}
STEPS = [{"from_minor": 0, "rate": "0.08"}, {"from_minor": 10000, "rate": "0.12"}]
NET = {"category": "*", "base": "net", "rate": "0.10"}


def terms(*royalties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**QUARTERS, "royalties": list(royalties) or [{"category": "*", "base": "gross", "rate": "0.10"}], **more}


def by_period(done: Calculation) -> dict[str, Statement]:
    return {s.period: s for s in done.statements}


def only_line(done: Calculation, period: str = "2026Q1") -> Line:
    [line] = by_period(done)[period].lines
    return line


def listed(done: Calculation, name: str) -> list[tuple[int, str]]:
    return [(row.line, row.code) for row in done.listed[name]]  # type: ignore[index]


def advance(*instalments: tuple[str, int], **more: Any) -> dict[str, Any]:
    return {"style": "advance", "instalments": [{"due": d, "amount_minor": a} for d, a in instalments], **more}
