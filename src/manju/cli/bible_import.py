"""`manju bible import`: a bible from a file of ours, of Notion, Word, Feishu or Markdown, as a new version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manju.cli.properties import property_row
from manju.cli.saying import Failure, or_fail, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import Words

if TYPE_CHECKING:
    from manju.bible.models import BibleVersion
    from manju.story.importing.reading import Imported


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--property", "property_id", type=int, help="number of the property; without it a new one is made")
@of_a_studio
@speaks
def import_(*, file: Path, property_id: int | None, studio_wanted: str, as_json: bool) -> int:
    """导入圣经 · Read a bible (JSON, Markdown, Notion zip, DOCX) as a new version; what fits no field becomes notes."""
    from manju.story.importing.reading import read_any

    found = or_fail(lambda: read_any(file))
    studio = open_studio(studio_wanted)
    from manju.bible.taking import take_in
    from manju.people.errors import Refused
    from manju.people.scope import in_studio

    with in_studio(studio):
        of = property_row(property_id) if property_id is not None else None
        try:
            version = take_in(found, of_property=of, by=None)
        except Refused as error:
            next_step = Words("改好文件再导入。", "Correct the file and import it again.")
            raise Failure("refused", error.message, next_step) from error
    if as_json:
        print_json(document(version, found))
    else:
        _tell(version, found)
    return 0


def document(version: BibleVersion, found: Imported) -> dict[str, Any]:
    """The JSON of an import; `Any`: it is JSON."""
    return {
        "property_id": version.of_property_id, "version": version.number, **found.counts(),
        "unread": [{"where": leaf.where, "text": leaf.text} for leaf in found.unread],
    }  # fmt: skip


def _tell(version: BibleVersion, found: Imported) -> None:
    made = Words("《{p}》圣经第 {n} 版，IP 编号 {i}", "Bible of {p}, version {n}; property {i}")
    click.echo(made.fill(p=version.of_property.name, n=version.number, i=version.of_property_id))
    counted = Words(
        "  人物 {characters}，世界观 {world}，时间线 {timeline}，关系 {relations}，冲突 {conflicts}，"
        "译名 {glossary}，图片 {images}",
        "  characters {characters}, world {world}, events {timeline}, relations {relations}, conflicts {conflicts}, "
        "terms {glossary}, pictures {images}",
    )
    click.echo(counted.fill(**found.counts()))
    if found.unread:
        kept = Words("  {n} 段没有对应的栏目，都留在备注里：", "  {n} pieces fit no field and are kept in the notes:")
        click.echo(kept.fill(n=len(found.unread)))
        for leaf in found.unread[:50]:
            click.echo(f"    {leaf.where}: {' '.join(leaf.text.split())[:100]}")
