"""`manju topics import`: hit lists into the home, each row once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manju.cli.saying import Failure, or_fail, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import Words, say

if TYPE_CHECKING:
    from manju.topics.importing import Imported

FILE = click.Path(path_type=Path)


@click.command("import")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--map", "mapping", type=FILE, help="JSON object: header in the file -> our name")
@of_a_studio
@speaks
def import_(*, files: tuple[Path, ...], mapping: Path | None, studio_wanted: str, as_json: bool) -> int:
    """Keep hit lists in the home: CSV, XLSX or JSON of any origin. The same file again changes nothing."""
    from manju.market.lists import as_mapping
    from manju.money.documents import load_json

    names = or_fail(lambda: as_mapping(load_json(mapping), name=mapping.name)) if mapping is not None else None
    for file in files:
        if not file.is_file():
            raise Failure(
                "file_missing",
                Words("没有这个文件：{p}", "There is no such file: {p}").fill(p=file),
                Words("检查路径。", "Check the path."),
            )
    studio = open_studio(studio_wanted)
    from manju.people.scope import in_studio
    from manju.topics.importing import import_list
    from manju.topics.jobs import analyse_soon

    made: list[tuple[Path, Imported]] = []
    with in_studio(studio):
        for file in files:
            made.append((file, or_fail(lambda file=file: import_list(file, by=None, mapping=names))))  # type: ignore[misc]
        if any(not one.again for _, one in made):
            analyse_soon(by=None)
    if as_json:
        print_json(document(made))
    else:
        for file, one in made:
            _tell(file, one)
    return 0


def document(made: list[tuple[Path, Imported]]) -> dict[str, Any]:
    """The JSON of an import: each file, and with one file the same keys at the top (Any: JSON)."""
    files = [
        {
            "path": str(file), "platforms": one.row.platforms, "rows": one.row.rows, "imported": one.imported,
            "duplicates": one.duplicates,
            "rejected": [{"line": r.line, "reason": str(r.reason)} for r in one.rejected], "list": one.row.pk,
        }
        for file, one in made
    ]  # fmt: skip
    return {"files": files, **(files[0] if len(files) == 1 else {})}


def _tell(file: Path, one: Imported) -> None:
    told = Words(
        "{f}：{n} 行，收下 {i}，重复 {d}，放一边 {r}", "{f}: {n} rows, {i} taken, {d} duplicates, {r} kept aside"
    )
    click.echo(told.fill(f=file.name, n=one.row.rows, i=one.imported, d=one.duplicates, r=one.row.rejected))
    for r in one.rejected[:50]:
        click.echo(say("  第 {n} 行：{w}", "  line {n}: {w}", n=r.line, w=r.reason))
