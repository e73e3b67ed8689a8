"""`manju royalties calculate`: terms and sales in, one statement for every period out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from manju.cli.saying import or_fail, speaks
from manju.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from manju.money.royalties import Begun, Statement

FILE = click.Path(path_type=Path)


@click.group()
def royalties() -> None:
    """许可分成 · Royalties of licence contracts."""


@royalties.command()
@click.option("--terms", type=FILE, required=True, help="terms of the contract or contracts (manju schema terms)")
@click.option("--sales", type=FILE, required=True, help="sales: CSV, XLSX or JSON (manju schema sales)")
@click.option("--opening", type=FILE, help="balances to begin with: the closing of an earlier run")
@click.option("--through", metavar="PERIOD", help="stop after this period: 2026-03, 2026Q1, 2026H1, 2026")
@click.option("--out", type=FILE, help="write the statements into this workbook (XLSX) as well")
@speaks
def calculate(
    *, terms: Path, sales: Path, opening: Path | None, through: str | None, out: Path | None, as_json: bool
) -> int:  # fmt: skip
    """Statements of every period, and the closing balances; rows left out are listed with their lines."""
    from manju.money.amounts import as_major
    from manju.money.royalties import begin

    found = or_fail(lambda: begin(terms, sales, opening=opening, through=through))
    statements = found.statements()
    if out is not None:
        from manju.money.royalties.workbook import write_workbook

        kept = list(statements)
        write_workbook(kept, lambda: found.book.listed, out)
        statements = iter(kept)
    if as_json:
        _stream(found, statements)
        return 0
    for one in statements:
        of = one.currency
        click.echo(f"{one.contract + '  ' if one.contract else ''}{one.period}  {one.start} – {one.end}  {of}")
        for line in one.lines:
            goods = " · ".join(part or "—" for part in (line.sku, line.category, line.territory, line.channel))
            base = line.base_units if line.base_minor is None else as_major(line.base_minor, of)
            click.echo(f"  {goods}  {base} × {line.rate} = {as_major(line.royalty_minor, of)}")
        for name, amount in (
            (say("应计", "earned"), one.earned_minor),
            (say("保底补足", "guarantee due"), one.guarantee_due_minor),
            (say("抵扣保底", "recouped"), one.recouped_minor),
            (say("保底余额", "guarantee balance"), one.mg_balance_minor),
            (say("应付", "payable"), one.payable_minor),
            (say("到期的保底分期", "instalments due"), one.instalments_due_minor),
            (say("到期的固定费", "fees due"), one.fees_due_minor),
            (say("代扣税", "withholding tax"), one.withholding_tax_minor),
            (say("净额", "net"), one.net_minor),
            *((part.name, part.amount_minor) for part in one.participants),
        ):
            if amount or name == say("净额", "net"):
                click.echo(f"    {name}: {as_major(amount, of)}")
    titles = {
        "outside_grant": say("不在授权内", "outside the grant"),
        "set_aside": say("搁置（缺汇率）", "set aside (no exchange rate)"),
        "rejected": say("退回", "rejected"),
        "later": say("以后的期间", "later periods"),
    }
    for name, rows in found.book.listed.items():
        for row in rows:
            click.echo(say("第 {n} 行，{t}：{r}", "line {n}, {t}: {r}", n=row.line, t=titles[name], r=row.reason))
    return 0


def _stream(found: Begun, statements: Iterator[Statement]) -> None:
    """Print the one JSON document statement by statement: it may be larger than memory."""
    sys.stdout.write('{\n"statements": [')
    for number, statement in enumerate(statements):
        sys.stdout.write(("," if number else "") + "\n")
        sys.stdout.write(json.dumps(statement.as_json(), ensure_ascii=False, indent=2))
    sys.stdout.write("\n],\n" + json.dumps(found.rest(), ensure_ascii=False, indent=2).removeprefix("{").lstrip())
    sys.stdout.write("\n")
