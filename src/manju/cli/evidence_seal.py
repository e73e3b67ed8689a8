"""`manju evidence seal` and `retry`: files into a batch, its root stamped, a portable proof for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from manju.cli.saying import Bar, Failure, or_fail, print_json, speaks
from manju.cli.studio import of_a_studio, open_studio
from manju.words import Words, say

if TYPE_CHECKING:
    from manju.proof.portable import Item
    from manju.seals.sealing import Sealed, Wanted
    from manju.seals.stamping import Refusal

FILE: Final = click.Path(path_type=Path)
ORIGINS: Final = ("drawn", "generated", "edited", "written", "rendered", "imported")
TOLD_MAX: Final = 20


@click.command()
@click.argument("paths", metavar="FILE|DIR...", type=FILE, nargs=-1)
@click.option("--files-from", metavar="FILE|-", help="a list of paths, one a line; - reads it from stdin")
@click.option("--title", required=True, help="what they are of")
@click.option("--author", default="", help="who made them (default: the studio)")
@click.option("--origin", type=click.Choice(ORIGINS), default="imported", show_default=True, help="how they came about")
@click.option("--tsa", "urls", multiple=True, help="address of an RFC 3161 authority; may be repeated")
@click.option("--tsa-cert", "pems", type=FILE, multiple=True, help="PEM that its tokens must lead to; may be repeated")
@click.option("--out", type=FILE, help="a folder that gets the proofs (default: the data folder)")
@of_a_studio
@speaks
def seal(
    *, paths: tuple[Path, ...], files_from: str | None, title: str, author: str, origin: str, urls: tuple[str, ...],
    pems: tuple[Path, ...], out: Path | None, studio_wanted: str, as_json: bool,
) -> int:  # fmt: skip
    """Seal files as one batch: all are read first, and a file that cannot be read stops all."""
    from django.utils import timezone

    from manju.seals.gathering import files_of, hashed

    certificates = _certificates(pems)
    out = _folder(out)
    files = or_fail(lambda: list(files_of([*paths, *_listed(files_from)])))
    if not files:
        raise Failure(
            "nothing_to_seal",
            Words("没有可封存的文件。", "There is no file to seal."),
            Words("给出文件、文件夹，或用 --files-from。", "Give files or folders, or use --files-from."),
        )
    studio = open_studio(studio_wanted)
    from manju.people.scope import in_studio

    bar = Bar(quiet=as_json)
    reading = Words("读文件", "Reading the files")
    with in_studio(studio):
        items = or_fail(
            lambda: hashed(
                files, title=title, author=author or studio.name_zh, origin=origin,  # type: ignore[arg-type]
                now=timezone.now(), progress=lambda share: bar.show(0.5 * share, reading),
            )
        )  # fmt: skip
        wanted = [or_fail(lambda url=url: _wanted(url, certificates)) for url in dict.fromkeys(urls)]  # type: ignore[misc]
        sealed, refusals = _sealed(items, title=title, wanted=wanted, out=out, bar=bar)
        bar.done()
        _say(sealed, refusals, zip(files, items, strict=True), as_json=as_json)
    return 0


@click.command()
@of_a_studio
@speaks
def retry(*, studio_wanted: str, as_json: bool) -> int:
    """Ask for the timestamps that are still wanted, now, and make the proofs stronger where they lie."""
    studio = open_studio(studio_wanted)
    from manju.people.scope import in_studio
    from manju.seals.models import Sealing
    from manju.seals.proofs import write_proofs
    from manju.seals.stamping import finish, queued, stamp

    bar, asking = Bar(quiet=as_json), Words("要时间戳", "Asking for timestamps")
    refusals: list[Refusal] = []
    with in_studio(studio):
        before = Sealing.objects.filter(state="queued").count()
        batches = queued()
        for place, batch in enumerate(batches):
            bar.show(place / len(batches), asking)
            refusals += stamp(batch)
            finish(batch)
        for unwritten in Sealing.objects.unwritten().select_related("batch"):
            write_proofs(unwritten.batch)
        left = Sealing.objects.filter(state="queued").count()
    bar.done()
    if as_json:
        print_json({"sealed": before - left, "still_queued": left, "errors": _errors(refusals)})
    else:
        click.echo(
            say("拿到时间戳 {s} 批，还在等 {q} 批", "Stamped now: {s}; still waiting: {q}", s=before - left, q=left)
        )
        _tell_errors(refusals)
    return 0


def _sealed(
    items: list[Item], *, title: str, wanted: list[Wanted], out: Path | None, bar: Bar
) -> tuple[Sealed, list[Refusal]]:
    from manju.seals.jobs import ask_soon
    from manju.seals.models import Asked
    from manju.seals.proofs import write_proofs
    from manju.seals.sealing import seal_given, wanted_by_the_studio
    from manju.seals.stamping import finish, stamp
    from manju.seals.texts import plain

    bar.show(0.5, Words("封存", "Sealing"))
    sealed = or_fail(
        lambda: seal_given(
            items, title=plain(title, 200), wanted=wanted or wanted_by_the_studio(), by=None, out=str(out or "")
        )
    )
    batch = sealed.batch
    bar.show(0.7, Words("要时间戳", "Asking for the timestamp"))
    refusals = stamp(batch)
    finish(batch)
    bar.show(0.8, Words("写证明", "Writing the proofs"))
    write_proofs(batch, sealed=sealed)
    if Asked.objects.filter(batch=batch, state="waiting").exists():
        ask_soon(batch, by=None)
    return sealed, refusals


def _say(sealed: Sealed, refusals: list[Refusal], files: Iterable[tuple[Path, Item]], *, as_json: bool) -> None:
    from manju.seals.models import Sealing, Token
    from manju.seals.proofs import places_of

    batch = sealed.batch
    sealing = Sealing.objects.get(batch=batch)
    stamped = Token.objects.filter(batch=batch).values_list("gen_time_said", flat=True).first()
    places = places_of(batch, sealed.names, out=sealing.out)
    if as_json:
        document = {
            "batch_id": batch.batch_id, "root_sha256": batch.root_sha256, "timestamp": stamped,
            "status": sealing.state, "errors": _errors(refusals), "level": "authority" if stamped else "own_log",
            "tree_size": batch.tree_size,
        }  # fmt: skip
        _print_with_proofs(
            document,
            (
                {"path": _shown(path), "sha256": item.digests.sha256, "proof_path": _shown(place)}
                for (path, item), place in zip(files, places, strict=True)
            ),
        )
        return
    click.echo(say("已封存 {n} 件，批次 {b}", "Sealed: {n}, batch {b}", n=batch.tree_size, b=batch.batch_id))
    if stamped:
        click.echo(say("  时间戳 {t}", "  stamped {t}", t=stamped))
    elif sealing.state == "queued":
        click.echo(say("  时间戳还没拿到，会自己再要；也可以 manju evidence retry",
                       "  no timestamp yet; it is asked for again, or by manju evidence retry"))  # fmt: skip
    else:
        click.echo(say("  只记进了自家日志（没有时间戳机构），证明力较弱",
                       "  in the studio's own log only (no authority), which is weaker"))  # fmt: skip
    _tell_errors(refusals)
    for place in islice(places, TOLD_MAX):
        click.echo(f"  {_shown(place)}")
    if batch.tree_size > TOLD_MAX:
        click.echo(say("  …共 {n} 份证明", "  … {n} proofs in all", n=batch.tree_size))


def _print_with_proofs(document: dict[str, Any], proofs: Iterable[dict[str, str]]) -> None:  # Any: JSON
    """One JSON document whose last list is written as it comes: a hundred thousand proofs are never held at once."""
    write = sys.stdout.write
    write(json.dumps(document, ensure_ascii=False, indent=2).removesuffix("\n}") + ',\n  "proofs": [')
    for number, proof in enumerate(proofs):
        write(("," if number else "") + "\n    " + json.dumps(proof, ensure_ascii=False))
    write("\n  ]\n}\n")


def _errors(refusals: list[Refusal]) -> list[dict[str, str]]:
    return [{"url": r.url, "code": r.code, "message": str(r.message)} for r in refusals]


def _tell_errors(refusals: list[Refusal]) -> None:
    for r in refusals:
        click.echo(f"  ! {r.url}: {r.message}", err=True)


def _listed(files_from: str | None) -> list[Path]:
    from manju.seals.gathering import paths_of_list

    if files_from is None:
        return []
    if files_from == "-":
        return paths_of_list(sys.stdin.buffer.read())
    try:
        return paths_of_list(Path(files_from).read_bytes())
    except OSError as error:
        raise Failure(
            "list_unreadable",
            Words("清单读不了：{p}", "The list cannot be read: {p}").fill(p=files_from),
            Words("什么都没有封存。检查路径。", "Nothing was sealed. Check the path."),
        ) from error


def _certificates(pems: tuple[Path, ...]) -> str:
    """All certificates given, as one PEM text; read before anything is done."""
    from manju.proof.certificates import read_trusted

    if not pems:
        return ""
    or_fail(lambda: read_trusted(list(pems)))
    from cryptography.hazmat.primitives.serialization import Encoding

    return "".join(c.public_bytes(Encoding.PEM).decode() for c in read_trusted(list(pems)))


def _wanted(url: str, certificates: str) -> Wanted:
    from manju.seals.sealing import Wanted, checked_url

    return Wanted(checked_url(url), certificates)


def _folder(out: Path | None) -> Path | None:
    if out is None:
        return None
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            "out_unusable",
            Words("证明放不到这里：{p}", "The proofs cannot be put here: {p}").fill(p=out),
            Words("给出一个文件夹。", "Give a folder."),
        ) from error
    return out.resolve()


def _shown(path: Path | str) -> str:
    """A path as JSON can say it: a byte that is no character as its code."""
    text = str(path)
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
