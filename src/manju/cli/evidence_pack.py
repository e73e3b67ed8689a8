"""`manju evidence pack`: what a court or a platform is handed to see who made a property, and how."""

from __future__ import annotations

from pathlib import Path

import click

from manju.cli.saying import Bar, Failure, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import Words, say


@click.command("pack")
@click.option("--property", "property_id", type=int, required=True, help="number of the property")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="F.zip", help="where the pack goes")
@of_a_studio
@speaks
def pack(*, property_id: int, out: Path, studio_wanted: str, as_json: bool) -> int:
    """Write a property's evidence pack: chronology, items with proofs, authors, title, and what is missing."""
    if out.is_dir() or not out.parent.is_dir():
        raise Failure(
            "out_unusable",
            Words("写不到这里：{p}", "This cannot be written: {p}").fill(p=out),
            Words("给一个文件名，文件夹要先建好。", "Give a file name in a folder that exists."),
        )
    studio = open_studio(studio_wanted)
    from manju.catalogue.models import Property
    from manju.people.scope import in_studio
    from manju.protection.authorship.making import make_pack

    bar = Bar(quiet=as_json)
    with in_studio(studio):
        row = Property.objects.filter(pk=property_id).first()
        if row is None:
            raise Failure(
                "property_unknown",
                Words("没有这个 IP：{n}", "There is no such property: {n}").fill(n=property_id),
                _which(list(Property.objects.order_by("pk")[:20])),
            )
        doing = Words("核对原件，写证据包", "Checking the originals, writing the pack")
        made = make_pack(row, by=None, out=out, progress=lambda done: bar.show(done, doing))
    bar.done()
    if as_json:
        print_json({"path": str(out), "items": made.items, "missing": made.missing, "sha256": made.sha256})
        return 0
    click.echo(say("证据包：{p}，{n} 件证据", "Evidence pack: {p}, {n} items", p=out, n=made.items))
    for gap in made.missing:
        message, advice = Words(**gap["message"]), Words(**gap["advice"])
        mark = say("要紧", "grave") if gap["weight"] == "grave" else say("偏弱", "weak")
        click.echo(f"  [{mark}] {message} {advice}")
    return 0


def _which(rows: list[object]) -> Words:
    if not rows:
        return Words(
            "先在页面上建一个 IP，或用 manju bible import。", "Make one on the page, or by manju bible import."
        )
    named = ", ".join(f"{row.pk} {row}" for row in rows)  # type: ignore[attr-defined]  # rows of Property
    return Words("有这些：{n}", "There are: {n}").fill(n=named)
