"""`manju contracts check|write`: what is wrong with a licence contract, and a clean one from terms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from manju.cli.saying import Failure, print_json, speaks, speaks_of_content
from manju.words import Words, say

SEVERITIES = {
    "dangerous": Words("危险", "dangerous"),
    "missing": Words("缺失", "missing"),
    "unusual": Words("反常", "unusual"),
    "unclear": Words("不清", "unclear"),
}


@click.group()
def contracts() -> None:
    """授权合同 · Licence contracts: check, write."""


@contracts.command()
@click.argument("file", type=click.Path(path_type=Path))
@speaks
def check(file: Path, *, as_json: bool) -> int:
    """Find what is missing, unclear, unusual or dangerous for the licensor; exit 1 with a dangerous finding."""
    from manju.money.contracts.checking import check_file
    from manju.money.contracts.judging import rules
    from manju.money.errors import InputError

    try:
        checked = check_file(file)
    except InputError as error:
        raise Failure(error.code, error.message, error.hint) from error
    code = 1 if checked.dangerous else 0
    if as_json:
        print_json(
            {
                "findings": [
                    {
                        "rule": f.rule, "title": str(rules()[f.rule].title), "severity": f.severity, "clause": f.clause,
                        "clause_text": f.clause_text, "advice": str(f.advice), "law": str(f.law),
                    }
                    for f in checked.findings
                ],
                "terms": checked.terms.as_json(),
                "unread": [{"page": u.page, "where": str(u.where), "reason": str(u.reason)} for u in checked.unread],
            }
        )  # fmt: skip
        return code
    for severity, name in SEVERITIES.items():
        found = [f for f in checked.findings if f.severity == severity]
        if found:
            click.echo(f"\n{name} ({len(found)})")
        for f in found:
            click.echo(f"  {rules()[f.rule].title}: {f.advice}")
            if f.clause_text:
                click.echo(f"    “{_short(f.clause_text)}”")
            click.echo(f"    {f.law}")
    for lost in checked.unread:
        click.echo(say("没有读：{w}。{r}", "Not read: {w}. {r}", w=lost.where, r=lost.reason))
    if not checked.findings and checked.readable:
        click.echo(say("没有发现问题。", "Nothing found."))
    return code


@contracts.command()
@click.option("--terms", type=click.Path(path_type=Path), required=True, help="JSON of `manju schema contract`")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="the DOCX to write")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="language of the contract"
)
@speaks_of_content
def write(terms: Path, out: Path, lang: str, *, as_json: bool) -> int:
    """Write a clean licence agreement as DOCX from structured terms."""
    from manju.money.contracts.writing import write_file
    from manju.money.errors import InputError
    from manju.words import as_language

    try:
        written: dict[str, Any] = write_file(terms, out, as_language(lang))
    except InputError as error:
        raise Failure(error.code, error.message, error.hint) from error
    if as_json:
        print_json(written)
    else:
        click.echo(say("写好：{p}，{n} 条", "Written: {p}, clauses: {n}", p=out, n=written["clauses"]))
    return 0


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:157] + "…"
