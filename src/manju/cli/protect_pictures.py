"""`manju protect mark-image|trace-image`: a picture's marked copies, and whose copy a found picture is."""

from __future__ import annotations

from pathlib import Path

import click

from manju.cli.saying import Bar, or_fail, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import say

FILE = click.Path(path_type=Path)


@click.command("mark-image")
@click.argument("source", metavar="IN", type=FILE)
@click.argument("out", type=FILE)
@click.option("--recipient", required=True, help="who the copy is handed to")
@click.option("--title", default="", help="title of a new picture (default: the file's name)")
@click.option("--copy-id", type=int, help="its number (default: a random one)")
@of_a_studio
@speaks
def mark_image(
    *, source: Path, out: Path, recipient: str, title: str, copy_id: int | None, studio_wanted: str, as_json: bool
) -> int:  # fmt: skip
    """Write a copy of a picture that bears its own invisible mark; a new picture is registered first."""
    from manju.cli.protect import check_out, refusals

    check_out(out)
    studio = open_studio(studio_wanted)
    from manju.copies.pictures import issue_picture, make_picture_copy, register_picture
    from manju.people.scope import in_studio

    with in_studio(studio), refusals():
        picture = or_fail(lambda: register_picture(source, title, by=None))
        copy = or_fail(lambda: issue_picture(picture, recipient, by=None, copy_id=copy_id))
        made = or_fail(lambda: make_picture_copy(copy, out))
    document = {
        "copy_id": copy.copy_id, "recipient": copy.recipient, "psnr_y_db": round(made.psnr_y_db, 2), "path": str(out),
        "master_id": picture.pk, "title": picture.title, "sha256": copy.sha256,
    }  # fmt: skip
    if as_json:
        print_json(document)
    else:
        said = say("副本 {n}，交给 {r}：{p}（水印 {q:.1f} dB）", "Copy {n}, for {r}: {p} (mark at {q:.1f} dB)",
                   n=copy.copy_id, r=copy.recipient, p=out, q=made.psnr_y_db)  # fmt: skip
        click.echo(said)
    return 0


@click.command("trace-image")
@click.argument("suspect", metavar="FILE", type=FILE)
@of_a_studio
@speaks
def trace_image(*, suspect: Path, studio_wanted: str, as_json: bool) -> int:
    """Which picture of ours a found picture shows, and whose copy it was made from; exit 0 also without a match."""
    studio = open_studio(studio_wanted)
    from manju.cli.protect import print_trace
    from manju.copies.answers import pictures_as_json
    from manju.copies.pictures import trace_picture

    bar = Bar(quiet=as_json)
    found = pictures_as_json(or_fail(lambda: trace_picture(studio, suspect, progress=bar.show)))
    bar.done()
    if as_json:
        print_json(found)
    else:
        print_trace(found)
    return 0
