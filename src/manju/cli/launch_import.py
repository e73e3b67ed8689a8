"""`manju launch import`: exports of platforms into the home, every row accounted for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manju.cli.saying import Bar, or_fail, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import Words, say

if TYPE_CHECKING:
    from manju.launch.importing import Imported

FILE = click.Path(path_type=Path)
TOLD_MAX = 50


@click.command("import")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--date", "date", type=click.DateTime(["%Y-%m-%d"]), help="the day of the export (default: in the name)")
@click.option("--records", is_flag=True, help="print every row as it was read")
@of_a_studio
@speaks
def import_(
    *, files: tuple[Path, ...], date: dt.datetime | None, records: bool, studio_wanted: str, as_json: bool
) -> int:
    """Import exports of Douyin, WeChat Channels, Kuaishou, Xiaohongshu, Bilibili, YouTube and TikTok as they are.

    All files are read before the first is imported; a file that cannot be read stops all.
    """
    from manju.market.exports import read_exports

    day = date.date() if date is not None else None
    read = [or_fail(lambda path=path: read_exports(path, export_date=day)) for path in files]  # type: ignore[misc]
    studio = open_studio(studio_wanted)
    from manju.launch.importing import import_file
    from manju.people.scope import in_studio

    made: dict[int, tuple[Imported, ...]] = {}
    bar = Bar(quiet=as_json)
    with in_studio(studio):
        for place in sorted(range(len(files)), key=lambda i: read[i][0].export_date):  # the older export comes first
            bar.show(len(made) / len(files), Words(files[place].name, files[place].name))
            made[place] = or_fail(lambda: import_file(files[place], by=None, read=read[place]))  # noqa: B023 - at once
    bar.done()
    tables = [(_path_of(files[place], one), one) for place in range(len(files)) for one in made[place]]
    if as_json:
        documents = [_document(path, one, records=records) for path, one in tables]
        print_json({"files": documents, **(documents[0] if len(documents) == 1 else {})})
    else:
        for path, one in tables:
            _tell(path, one, records=records)
    return 0


def _path_of(path: Path, one: Imported) -> str:
    """A table in a ZIP is named after it."""
    return f"{path}#{one.read.name}" if one.read.name != path.name and path.suffix.lower() == ".zip" else str(path)


def _document(path: str, one: Imported, *, records: bool) -> dict[str, Any]:
    """The JSON of one table (`Any`: JSON)."""
    read = one.read
    found: dict[str, Any] = {
        "path": path, "platform": read.platform, "kind": read.kind, "export_date": read.export_date.isoformat(),
        "rows": read.rows, "imported": one.imported, "duplicates": one.duplicates,
        "rejected": [
            {"line": r.line, "reason": r.reason, "field": r.field, "message": str(r.words)} for r in read.rejected
        ],
        "unmatched": [{"line": r.line, "title": r.title} for r in one.unmatched],
        "warnings": [
            {"line": w.line, "code": w.code, "field": w.field, "message": str(w.words)} for w in one.warnings
        ],
    }  # fmt: skip
    if records:
        found["records"] = [record.as_json(read.kind) for record in read.records]
    return found


def _tell(path: str, one: Imported, *, records: bool) -> None:
    read = one.read
    kind = one.row.kind_name
    click.echo(say("{f}：{p}，{k}，{d} 导出", "{f}: {p}, {k}, exported {d}", f=path, p=one.row.platform_name, k=kind,
                   d=read.export_date.isoformat()))  # fmt: skip
    click.echo(say("  {r} 行：新的 {i}，重复 {d}，退回 {x}", "  {r} rows: {i} new, {d} duplicates, {x} rejected",
                   r=read.rows, i=one.imported, d=one.duplicates, x=len(read.rejected)))  # fmt: skip
    for refusal in read.rejected[:TOLD_MAX]:
        click.echo(say("  第 {n} 行退回：{w}", "  line {n} rejected: {w}", n=refusal.line, w=refusal.words))
    for odd in one.warnings[:TOLD_MAX]:
        click.echo(say("  第 {n} 行注意：{w}", "  line {n}, note: {w}", n=odd.line, w=odd.words))
    for record in one.unmatched[:TOLD_MAX]:
        click.echo(say("  第 {n} 行还没对上集：{t}", "  line {n} waits for its episode: {t}", n=record.line,
                       t=" ".join((record.title or "").split())))  # fmt: skip
    if records:
        for record in read.records:
            click.echo("  " + " · ".join(str(v) for v in record.as_json(read.kind).values() if v is not None))
