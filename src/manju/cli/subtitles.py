"""`manju subtitles check|convert`: what is wrong with a subtitle file, and the same lines in another format."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import click

from manju.cli.saying import Failure, or_fail, print_json, speaks_of_content
from manju.media.subtitles.reading import Format
from manju.words import Words, say


@click.group()
def subtitles() -> None:
    """字幕文件 · Subtitle files: check, convert."""


@subtitles.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--lang", default="zh", show_default=True, help="language of the subtitles: zh, en, th …")
@click.option("--film-seconds", type=float, help="length of the film, to find lines past its end")
@speaks_of_content
def check(file: Path, lang: str, film_seconds: float | None, *, as_json: bool) -> int:
    """Reading speed, times, overlaps, rows; exit 1 with a fault a viewer would see, or with cues left out."""
    from manju.media.subtitles import parse
    from manju.media.subtitles.checks import check_track

    raw = _bytes_of(file)
    read = or_fail(lambda: parse(raw, language=lang.lower()))
    film_ms = round(film_seconds * 1000) if film_seconds is not None else None
    found = check_track([cue.line for cue in read.cues], lang.lower(), film_ms=film_ms)
    passed = not read.rejected and not any(f.is_bad for f in found)
    if as_json:
        print_json(
            {
                "format": read.format, "encoding": read.encoding, "lines": len(read.cues), "passed": passed,
                "findings": [f.as_json() for f in found],
                "rejected": [
                    {"row": r.row, "code": r.code, "reason": r.reason.as_json(), "content": r.content}
                    for r in read.rejected
                ],
            }
        )  # fmt: skip
        return 0 if passed else 1
    click.echo(say("{f}，{e}，{n} 行", "{f}, {e}, lines: {n}", f=read.format, e=read.encoding, n=len(read.cues)))
    for r in read.rejected:
        click.echo(
            say("第 {r} 排没有用：{why}（{c}）", "row {r} left out: {why} ({c})", r=r.row, why=r.reason, c=r.content)
        )
    for f in found:
        mark = "✗" if f.is_bad else "·"
        click.echo(say("{m} 第 {n} 行：{w}。{a}", "{m} line {n}: {w}. {a}", m=mark, n=f.line + 1, w=f.what, a=f.advice))
    return 0 if passed else 1


@subtitles.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--lang", default="zh", show_default=True, help="language, by which an old encoding is guessed")
@speaks_of_content
def convert(source: Path, target: Path, lang: str, *, as_json: bool) -> int:
    """Write IN as OUT in the format that OUT's ending names, in UTF-8."""
    from manju.media.subtitles import parse, written

    form = target.suffix.lower().lstrip(".")
    if form not in get_args(Format):
        raise Failure(
            "format_unknown",
            Words("结尾要是 .srt、.vtt 或 .ass。", "The ending must be .srt, .vtt or .ass."),
            Words("换一个文件名。", "Choose another file name."),
        )
    raw = _bytes_of(source)
    read = or_fail(lambda: parse(raw, language=lang.lower()))
    target.write_text(written(read.cues, cast(Format, form), head=read.head), encoding="utf-8")
    if as_json:
        print_json({"path": str(target), "lines": len(read.cues), "left_out": len(read.rejected)})
    else:
        click.echo(say("写好 {n} 行：{p}", "lines written: {n}, {p}", n=len(read.cues), p=target))
    return 0


def _bytes_of(file: Path) -> bytes:
    if not file.is_file():
        raise Failure(
            "subtitles_missing",
            Words("没有这个字幕文件：{n}", "There is no such subtitle file: {n}").fill(n=file.name),
            Words("检查路径。", "Check the path."),
        )
    return file.read_bytes()
