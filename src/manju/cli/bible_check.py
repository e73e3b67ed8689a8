"""`manju bible check`: what in a script contradicts its bible, with scene and line."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from manju.cli.saying import or_fail, print_json, speaks
from manju.words import say

if TYPE_CHECKING:
    from manju.story.continuity import Finding

FILE = click.Path(path_type=Path)


@click.command("check")
@click.argument("script", type=FILE)
@click.option("--bible", "bible", type=FILE, required=True, help="the bible as JSON (manju-bible/1)")
@speaks
def check(*, script: Path, bible: Path, as_json: bool) -> int:
    """剧本对照圣经 · Hold a script (.fountain or .fdx) against its bible; exit 1 where something contradicts it."""
    from manju.story.bible import load_bible
    from manju.story.continuity import check as checked
    from manju.story.script_file import load_script

    known = or_fail(lambda: load_bible(bible))
    read = or_fail(lambda: load_script(script))
    findings = checked(read, known)
    if as_json:
        print_json({"findings": [finding.as_json() for finding in findings]})
    else:
        _tell(findings, scenes=sum(scene.number > 0 for scene in read.scenes()))
    return 1 if findings else 0


def _tell(findings: list[Finding], *, scenes: int) -> None:
    if not findings:
        click.echo(say("{n} 场，没有矛盾。", "{n} scenes, nothing contradicts the bible.", n=scenes))
        return
    click.echo(say("{k} 处与圣经不符（共 {n} 场）：", "{k} findings in {n} scenes:", k=len(findings), n=scenes))
    for (number, heading), held in groupby(findings, key=lambda f: (f.scene, f.heading)):
        click.echo()
        click.echo(say("第 {n} 场  {h}", "Scene {n}  {h}", n=number, h=heading) if number else say("开头", "Opening"))
        for finding in held:
            click.echo(f"  {finding.line:>5}  {finding.message}  [{finding.rule.value}]")
