"""`manju protect register|mark|trace|watch`: masters in, marked copies out, and whose copy a found file is.

Pictures: `protect_pictures`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manju.cli.protect_pictures import mark_image, trace_image
from manju.cli.saying import Bar, Failure, or_fail, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import Words, say

if TYPE_CHECKING:
    from manju.copies.actions import Entry
    from manju.copies.models import RegisteredMaster, ScannedFile
    from manju.people.models import Studio

FILE = click.Path(path_type=Path)
Json = dict[str, Any]


@click.group()
def protect() -> None:
    """维权 · Protection: whose copy is it."""


protect.add_command(mark_image)
protect.add_command(trace_image)


@protect.command()
@click.argument("master", type=FILE)
@click.option("--title", default="", help="title of the work (default: the file's name)")
@click.option("--episode", type=click.IntRange(0, 100_000), help="number of the episode")
@of_a_studio
@speaks
def register(*, master: Path, title: str, episode: int | None, studio_wanted: str, as_json: bool) -> int:
    """Look at a master once and keep its fingerprint, so that pieces of it are found."""
    studio = open_studio(studio_wanted)
    from manju.copies.actions import Entry

    entry = Entry(title or master.stem, episode, master.name) if title or episode is not None else None
    row = _registered(studio, master, entry, as_json=as_json)
    document = {
        "master_id": row.pk, "title": str(row.title), "episode": row.episode, "duration_s": round(row.duration_s, 3),
        "hashes": row.hashes, "sha256": row.sha256,
    }  # fmt: skip
    if as_json:
        print_json(document)
    else:
        said = say("已登记：{t}，{d:.1f} 秒，{h} 个指纹，编号 {n}",
                   "Registered: {t}, {d:.1f} s, {h} hashes, number {n}",
                   t=_called(row), d=row.duration_s, h=row.hashes, n=row.pk)  # fmt: skip
        click.echo(said)
    return 0


@protect.command()
@click.argument("master", type=FILE)
@click.argument("out", type=FILE)
@click.option("--recipient", required=True, help="who the copy is handed to")
@click.option("--copy-id", type=int, help="its number (default: a random one)")
@click.option("--crf", type=click.IntRange(0, 40), default=18, show_default=True, help="x264 quality of the copy")
@of_a_studio
@speaks
def mark(
    *, master: Path, out: Path, recipient: str, copy_id: int | None, crf: int, studio_wanted: str, as_json: bool
) -> int:  # fmt: skip
    """Write a copy of a master that bears its own invisible mark; a new master is registered first."""
    check_out(out)
    studio = open_studio(studio_wanted)
    from manju.copies.actions import issue
    from manju.copies.marking import mark_copies
    from manju.people.scope import in_studio

    row = _registered(studio, master, None, as_json=as_json)
    bar = Bar(quiet=as_json)
    marking = Words("做副本", "Making the copy")
    with in_studio(studio), refusals():
        [copy] = or_fail(lambda: issue(row, [recipient], by=None, copy_id=copy_id))
        [made] = or_fail(
            lambda: mark_copies(row, [(copy, out)], crf=crf, progress=lambda share: bar.show(share, marking))
        )
    bar.done()
    document = {
        "copy_id": copy.copy_id, "recipient": copy.recipient, "psnr_y_db": round(made.psnr_y_db, 2), "path": str(out),
        "worst_psnr_y_db": round(made.worst_psnr_y_db, 2), "master_id": row.pk, "sha256": copy.sha256,
    }  # fmt: skip
    if as_json:
        print_json(document)
    else:
        said = say("副本 {n}，交给 {r}：{p}（水印 {q:.1f} dB）", "Copy {n}, for {r}: {p} (mark at {q:.1f} dB)",
                   n=copy.copy_id, r=copy.recipient, p=out, q=made.psnr_y_db)  # fmt: skip
        click.echo(said)
    return 0


@protect.command()
@click.argument("suspect", type=FILE)
@click.option("--blind", is_flag=True, help="with the studio's key alone: no master, no registry")
@of_a_studio
@speaks
def trace(*, suspect: Path, blind: bool, studio_wanted: str, as_json: bool) -> int:
    """Which master a found file shows, which seconds, and whose copy it was made from; exit 0 also without a match."""
    studio = open_studio(studio_wanted)
    from manju.copies.answers import as_json as answer
    from manju.copies.answers import blind_as_json
    from manju.copies.blind_tracing import trace_blind
    from manju.copies.tracing import trace_file

    bar = Bar(quiet=as_json)
    if blind:
        found = blind_as_json(or_fail(lambda: trace_blind(studio, suspect, progress=bar.show)))
    else:
        found = answer(or_fail(lambda: trace_file(studio, suspect, progress=bar.show)))
    bar.done()
    if as_json:
        print_json(found)
    else:
        print_trace(found)
    return 0


@protect.command()
@click.argument("folder", metavar="DIR", type=FILE)
@click.option("--processes", type=click.IntRange(1, 256), help="files looked at side by side (default: one per core)")
@click.option("--again", is_flag=True, help="look at files again that were looked at before")
@of_a_studio
@speaks
def watch(*, folder: Path, processes: int | None, again: bool, studio_wanted: str, as_json: bool) -> int:
    """Scan a folder of found files; stopped or killed, it goes on where it was."""
    studio = open_studio(studio_wanted)
    from manju.copies.scanning import Scan, scan
    from manju.jobs.engine import Here

    bar, tally, began = Bar(quiet=as_json), Scan(), time.monotonic()
    rows = scan(studio, folder, engine=Here(processes), tally=tally, again=again, progress=bar.show)
    files = []
    for row in _or_fail_each(rows):
        files.append(_scanned(row))
        if not as_json:
            bar.done()
            click.echo(_line(files[-1]))
    bar.done()
    files.sort(key=lambda f: str(f["path"]))
    minutes = (time.monotonic() - began) / 60
    per_minute = round(tally.looked_at / minutes, 1) if minutes else 0.0
    if as_json:
        print_json(
            {
                "files": files, "files_per_min": per_minute, "looked_at": tally.looked_at, "kept": tally.kept,
                "failed": tally.failed,
            }
        )  # fmt: skip
    else:
        click.echo(tally.words)
        click.echo(say("新看 {n} 个，沿用 {k} 个，看不了 {f} 个，每分钟 {m} 个",
                       "{n} looked at now, {k} known before, {f} unreadable, {m} a minute",
                       n=tally.looked_at, k=tally.kept, f=tally.failed, m=per_minute))  # fmt: skip
    return 0


def _registered(studio: Studio, master: Path, entry: Entry | None, *, as_json: bool) -> RegisteredMaster:
    from manju.copies.registering import register_file
    from manju.people.scope import in_studio

    bar = Bar(quiet=as_json)
    looking = Words("逐帧看母版", "Looking at every frame of the master")
    with in_studio(studio):
        row = or_fail(
            lambda: register_file(master, entry, by=None, progress=lambda share: bar.show(share, looking))
        )  # fmt: skip
    bar.done()
    return row


def check_out(out: Path) -> None:
    """Before minutes of work: whether the copy can be put there."""
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise Failure(
            "out_unusable",
            Words("副本放不到这里：{p}", "The copy cannot be put here: {p}").fill(p=out),
            Words("给出文件名；文件夹要已经存在。", "Give the name of a file in a folder that exists."),
        )


@contextmanager
def refusals() -> Iterator[None]:
    """What an action refuses, as the failure of a command."""
    from manju.people.errors import Refused

    codes = {"copy_id": "copy_id_unusable", "recipient": "recipient_missing"}
    try:
        yield
    except Refused as error:
        hint = Words("改一下再试。", "Change it and try again.")
        raise Failure(codes.get(error.field, "refused"), error.message, hint) from error


def _or_fail_each(rows: Iterator[ScannedFile]) -> Iterator[ScannedFile]:
    while (row := or_fail(lambda: next(rows, None))) is not None:
        yield row


def _scanned(row: ScannedFile) -> Json:
    """One file of a scan: the contract's three fields, all copies, and why it could not be read if so."""
    result = row.result
    found = {"path": row.path, "match": result["match"], "copy": result["copy"], "copies": result["copies"]}
    error = result.get("error")
    if error:
        found["error"] = {"code": error["code"], "message": str(Words(**error["message"]))}
    return found


def _line(file: Json) -> str:
    match, copy = file["match"], file["copy"]
    if "error" in file:
        return f"✗ {file['path']}  {file['error']['message']}"
    if match is None:
        return f"· {file['path']}"
    whose = f"  → {copy['recipient']} ({copy['copy_id']})" if copy else ""
    return f"✓ {file['path']}  {_titled(match)}{whose}"


def print_trace(found: Json) -> None:
    if found.get("blind"):
        if not found["copies"]:
            click.echo(say("没有读到盲水印。", "No blind mark can be read."))
    elif not found["matches"]:
        click.echo(say("片库里没有这个内容。", "Nothing of this is in the catalogue."))
    for match in found["matches"]:
        click.echo(f"{_titled(match)}  {say('相似', 'score')} {match['score']:.2f}")
        for s in match["segments"]:
            mirrored = say("，镜像", ", mirrored") if s["mirrored"] else ""
            click.echo(
                f"  {s['suspect_start_s']:8.2f} – {s['suspect_end_s']:8.2f} s  =  "
                f"{s['master_start_s']:8.2f} – {s['master_end_s']:8.2f} s  ×{s['speed']:.3f}{mirrored}"
            )
    for copy in found["copies"]:
        nobody = say("登记里没有的人", "somebody the registry does not know")
        said = say("这是交给 {r} 的副本（{n}）；错认的机会不超过 10^{e:.1f}。",
                   "This is the copy handed to {r} ({n}); the chance of a false accusation is at most 10^{e:.1f}.",
                   r=copy["recipient"] or nobody, n=copy["copy_id"], e=copy["log10_false_alarm"])  # fmt: skip
        click.echo(said)
    if found["matches"] and not found["copies"]:
        click.echo(say("内容是我们的，但认不出是哪份副本。", "The work is ours, but no copy can be named."))
    click.echo(f"{found['seconds']:.1f} s")


def _titled(match: Json) -> str:
    episode = match["episode"]
    return f"{match['title']}" + (say(" 第 {n} 集", ", episode {n}", n=episode) if episode is not None else "")


def _called(row: RegisteredMaster) -> str:
    return _titled({"title": str(row.title), "episode": row.episode})
