"""`manju label read|write`: the implicit AI label of MP4, PNG, JPEG, WAV and MP3 files."""

from __future__ import annotations

from pathlib import Path

import click

from manju.cli.saying import Failure, print_json, speaks
from manju.media.errors import MediaError
from manju.media.label import reading, writing
from manju.media.label.aigc import KEYS, AigcLabel
from manju.words import Words, say

VERDICTS = {
    "compliant": Words("合规", "compliant"),
    "noncompliant": Words("不合规", "not compliant"),
    "not_found": Words("没有标识", "no label found"),
    "inconclusive": Words("无法判断", "inconclusive"),
}


@click.group()
def label() -> None:
    """AI 标识 · The AI label (GB 45438-2025)."""


@label.command()
@click.argument("file", type=click.Path(path_type=Path))
@speaks
def read(file: Path, as_json: bool) -> int:
    """Read the label; exit 0 whatever the verdict."""
    return _show(_reading(file), as_json=as_json)


@label.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--producer-code", default="", help="ContentProducer: the studio's code")
@click.option("--produce-id", default="", help="ProduceID: the studio's number of this content")
@click.option("--label", "kind", type=click.Choice(["1", "2", "3"]), default="1", show_default=True,
              help="1 generated, 2 possibly, 3 suspected")  # fmt: skip
@click.option("--propagator-code", default="", help="ContentPropagator: fills that field of a label already there")
@click.option("--propagate-id", default="", help="PropagateID: likewise")
@speaks
def write(
    *, source: Path, target: Path, producer_code: str, produce_id: str, kind: str, propagator_code: str,
    propagate_id: str, as_json: bool,
) -> int:  # fmt: skip
    """Write the label into a copy of IN; a label that is there is kept (exit 1, label_present)."""
    if not target.parent.is_dir():
        raise Failure(
            "folder_missing",
            Words("没有这个文件夹：{d}", "There is no such folder: {d}").fill(d=target.parent),
            Words("先建好文件夹。", "Make the folder first."),
        )
    if target.is_dir():
        raise Failure(
            "out_unusable",
            Words("OUT 是文件夹，不是文件：{d}", "OUT is a folder, not a file: {d}").fill(d=target),
            Words("给出文件名。", "Give the name of a file."),
        )
    try:
        if propagator_code and propagate_id and _reading(source).carriers:
            writing.write_propagator(source, target, code=propagator_code, propagate_id=propagate_id)
        else:
            fields = AigcLabel(kind, producer_code, produce_id, "", propagator_code, propagate_id)
            writing.write(source, target, fields)
    except writing.LabelPresent as error:
        raise Failure(error.code, error.message, error.hint, exit_code=1) from error
    except MediaError as error:
        raise Failure.of(error) from error
    return _show(_reading(target), as_json=as_json)


def _reading(file: Path) -> reading.LabelReading:
    try:
        return reading.read(file)
    except MediaError as error:
        raise Failure.of(error) from error


def _show(found: reading.LabelReading, *, as_json: bool) -> int:
    if as_json:
        print_json(
            {
                "aigc": found.aigc,
                "carriers": list(found.carriers),
                "verdict": found.verdict,
                "problems": [{"code": p.code, "message": str(p.words)} for p in found.problems],
            }
        )
        return 0
    click.echo(f"{say('结论', 'Verdict')}: {VERDICTS[found.verdict]}")
    for key in KEYS if found.aigc else ():
        click.echo(f"  {key}: {(found.aigc or {}).get(key, '—') or '—'}")
    for carrier in found.carriers:
        click.echo(f"  {say('载体', 'Carrier')}: {carrier}")
    for problem in found.problems:
        click.echo(f"  ! {problem.words}")
    return 0
