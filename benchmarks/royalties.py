"""100,000 contract-periods from a file of sales: `python benchmarks/royalties.py [--contracts N] [--rows N]`.

Writes terms and sales into a temporary folder, then measures reading, placing and calculating, and the peak memory.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from manju.money.periods import Period
from manju.money.royalties.calculating import Run, calendars_of
from manju.money.royalties.sales import take_sales
from manju.money.royalties.terms import load_terms
from manju.money.tables import open_table

STEPS = [
    {"from_minor": 0, "rate": "0.08"},
    {"from_minor": 5_000_000, "rate": "0.10"},
    {"from_minor": 20_000_000, "rate": "0.12"},
]


def contract(r: random.Random, number: int) -> dict[str, Any]:
    """Five years of quarters with a net rule, a stepped one, deductions, a reserve and one of three guarantees."""
    guarantee: dict[str, Any] | None = None
    if number % 3 == 0:
        guarantee = {"style": "advance", "instalments": [{"due": "2026-01-15", "amount_minor": 5_000_000}]}
    elif number % 3 == 1:
        guarantee = {"style": "shortfall", "amounts_by_year": [1_000_000] * 5}
    return {
        "id": f"C{number}", "currency": "CNY", "period": "quarter", "start": "2026-01-01", "end": "2030-12-31",
        "royalties": [
            {"category": "toys", "base": "net", "rate": r.choice(["0.08", "0.10", "0.125"])},
            {"category": "*", "base": "gross", "steps": STEPS, "step_over": "contract_year",
            "per_unit_minimum_minor": 20},
        ],
        "deductions": {"allowed": ["returns", "discounts"], "cap_of_gross": "0.10", "cap_applies_to": ["discounts"],
                       "cap_over": "contract_year", "returns_reserve": {"share": "0.15", "release_after_periods": 2}},
        "guarantee": guarantee, "withholding_tax": "0.06",
        "fx": [{"date": "2026-01-01", "from": "USD", "to": "CNY", "rate": "7.10"}],
        "participants": [{"name": "studio", "share": "0.70"}, {"name": "writer", "share": "0.20"},
                         {"name": "broker", "share": "0.10"}],
    }  # fmt: skip


def write(folder: Path, contracts: int, rows: int) -> None:
    r = random.Random(5)  # noqa: S311 - a benchmark
    (folder / "terms.json").write_text(json.dumps([contract(r, n) for n in range(contracts)]))
    with (folder / "sales.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            [
                "contract",
                "date",
                "sku",
                "category",
                "territory",
                "channel",
                "currency",
                "units",
                "gross",
                "returns_units",
                "returns",
                "discounts",
            ]
        )
        for n in range(rows):
            gross = r.randint(1000, 900_000)
            out.writerow([
                f"C{n % contracts}", f"{r.randint(2026, 2030)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
                f"S{r.randint(1, 3)}",
                r.choice(["toys", "toys/figures", "food"]), "CN", "online", "USD" if n % 10 == 0 else "CNY",
                r.randint(1, 500),
                f"{gross / 100:.2f}", 0, f"{gross // 20 / 100:.2f}", f"{gross // 8 / 100:.2f}",
            ])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=5000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    through: Period | None = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, options.contracts, options.rows)
        began = wall = time.process_time()
        terms, _ = load_terms(folder / "terms.json")
        none = [None] * len(terms)
        calendars = calendars_of(terms, none, through=through)
        print(f"{len(terms):,} contracts read: {time.process_time() - began:.1f} s of processor time")
        began = time.process_time()
        with open_table(folder / "sales.csv") as table:
            book = take_sales(table, calendars)
        print(f"{book.rows:,} rows read and placed: {time.process_time() - began:.1f} s")
        began = time.process_time()
        run = Run(calendars, book, none)
        statements = lines = total = 0
        for statement in run.statements():
            statements += 1
            lines += len(statement.lines)
            total += statement.net_minor
        run.closing()
        print(f"{statements:,} statements with {lines:,} lines: {time.process_time() - began:.1f} s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"in all {time.process_time() - wall:.1f} s, peak memory {peak:.0f} MiB, net {total:,} fen")


if __name__ == "__main__":
    main()
