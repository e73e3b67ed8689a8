"""`manju bible export`: a published version as a file, at a level of disclosure."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from manju.cli.properties import property_row
from manju.cli.saying import Failure, or_fail, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import Words, say

FORMS = ("pdf", "docx", "md", "json", "zip")  # zip: the hand-off pack
LEVELS = ("full", "licensee", "teaser")


@click.command("export")
@click.argument("property_id", metavar="PROPERTY", type=int)
@click.option(
    "--format", "form", type=click.Choice(FORMS), required=True, help="zip: every format, pictures, manifest, seal"
)
@click.option("--level", type=click.Choice(LEVELS), default="full", show_default=True, help="how much is shown")
@click.option("--version", "number", type=int, help="number of the version (default: the newest)")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="F", help="where the file goes")
@of_a_studio
@speaks
def export(
    *, property_id: int, form: str, level: str, number: int | None, out: Path, studio_wanted: str, as_json: bool
) -> int:
    """导出圣经 · Write a version as PDF, DOCX, Markdown, JSON or pack; Markdown and JSON have pictures beside them."""
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise Failure(
            "out_unusable",
            Words("写不到这里：{p}", "This cannot be written: {p}").fill(p=out),
            Words("给一个文件名，文件夹要先建好。", "Give a file name in a folder that exists."),
        )
    studio = open_studio(studio_wanted)
    from manju.bible.models import BibleVersion
    from manju.bible.reading import latest
    from manju.bible.writing import write_file
    from manju.people.scope import in_studio

    with in_studio(studio):
        of = property_row(property_id)
        found = latest(of) if number is None else BibleVersion.objects.filter(of_property=of, number=number).first()
        if found is None:
            raise Failure(
                "version_unknown",
                Words("这个 IP 还没有这一版圣经。", "This property has no such version of its bible."),
                Words("先导入，或在页面上定版。", "Import one, or publish it on the page."),
            )
        written = or_fail(lambda: write_file(found, level=level, form=form, out=out))
    sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    if as_json:
        print_json({
            "path": str(out), "format": form, "level": level, "version": found.number, "version_sha256": found.sha256,
            "sha256": sha256, "bytes": out.stat().st_size, "pictures": [str(path) for path in written[1:]],
        })  # fmt: skip
    else:
        click.echo(say("第 {n} 版：{p}", "Version {n}: {p}", n=found.number, p=out))
        if len(written) > 1:
            click.echo(
                say("  图片 {n} 张，在 {f}", "  {n} pictures in {f}", n=len(written) - 1, f=out.parent / "images")
            )
    return 0
