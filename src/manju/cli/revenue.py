"""`manju revenue import`: a platform's statement, recomputed from the agreement and reconciled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manju.cli.saying import Failure, or_fail, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import Words, say

if TYPE_CHECKING:
    from manju.revenue.importing import Imported

FILE = click.Path(path_type=Path)


@click.group()
def revenue() -> None:
    """平台分账 · Platform revenue."""


@revenue.command("import")
@click.argument("file", type=FILE)
@click.option("--agreement", type=FILE, required=True, help="the agreement with the channel (manju schema agreement)")
@click.option("--map", "mapping", type=FILE, help="JSON object: our name -> header in the file")
@of_a_studio
@speaks
def import_(*, file: Path, agreement: Path, mapping: Path | None, studio_wanted: str, as_json: bool) -> int:
    """Keep a statement, compute what is due row by row, compare it with what was paid, and post the money."""
    from manju.money.documents import load, load_json
    from manju.money.revenue.agreement import Agreement

    terms = or_fail(lambda: load(Agreement, agreement))
    names = or_fail(lambda: load_json(mapping)) if mapping is not None else None
    if names is not None and not (isinstance(names, dict) and all(isinstance(v, str) for v in names.values())):
        raise Failure(
            "mapping_wrong",
            Words("对应表要是一个 JSON 对象。", "The mapping is no JSON object of texts."),
            Words("我们的名字对应文件里的列名。", "Our name to the file's header."),
        )
    if not file.is_file():
        raise Failure(
            "file_missing",
            Words("没有这个文件：{p}", "There is no such file: {p}").fill(p=file),
            Words("检查路径。", "Check the path."),
        )
    studio = open_studio(studio_wanted)
    from manju.people.scope import in_studio
    from manju.revenue.importing import import_statement

    with in_studio(studio):
        made = or_fail(lambda: import_statement(file, terms, by=None, mapping=names))
    if as_json:
        print_json(document(made))
    else:
        _tell(made)
    return 0


def document(made: Imported) -> dict[str, Any]:
    """The JSON of an import: the reconciliation, and what kind of file it was."""
    report = made.statement.report
    more: dict[str, Any] = {"statement": made.row.pk, "format": made.statement.format, "mapping": made.statement.mapped}
    if report is not None:
        more["records"] = dict(report.records)
        more["problems"] = [{"line": line, "message": str(words)} for line, words in report.problems]
    return {**made.found.as_json(), **more}


def _tell(made: Imported) -> None:
    from manju.money.amounts import as_major
    from manju.money.revenue.reasons import REASONS

    found, of = made.found, made.found.agreement.currency
    click.echo(say("{n} 行：对上 {m}，待查 {s}，退回 {r}", "{n} rows: {m} matched, {s} in suspense, {r} rejected",
                   n=found.rows, m=found.matched, s=len(found.suspense), r=len(found.rejected)))  # fmt: skip
    click.echo(say("应付 {e} {c}，实付 {p}，待查 {w}", "expected {e} {c}, paid {p}, in suspense {w}",
                   e=as_major(found.expected_minor, of), p=as_major(found.paid_minor, of), c=of,
                   w=as_major(found.suspense_minor, of)))  # fmt: skip
    for d in found.differences[:200]:
        click.echo(say("  第 {n} 行：应付 {e}，实付 {p}，{w}", "  line {n}: expected {e}, paid {p}, {w}",
                       n=d.line or "–", e=as_major(d.expected_minor, of), p=as_major(d.paid_minor, of),
                       w=d.message))  # fmt: skip
    for w in found.suspense[:200]:
        click.echo(say("  第 {n} 行待查：{w}", "  line {n} waits: {w}", n=w.line, w=REASONS[w.reason]))
    for r in found.rejected[:200]:
        click.echo(say("  第 {n} 行退回：{w}", "  line {n} rejected: {w}", n=r.line, w=r.message))
