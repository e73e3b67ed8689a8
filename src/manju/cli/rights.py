"""`manju rights avails`: may this be granted, what is in its way, and from when is it free."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from manju.cli.saying import or_fail, print_json, speaks
from manju.words import Words, say

if TYPE_CHECKING:
    from manju.money.avails import Answer

FILE = click.Path(path_type=Path)
STATUSES = {
    "free": Words("可授权", "free"),
    "partial": Words("部分可授权", "partly free"),
    "taken": Words("不可授权", "taken"),
}
IN_THE_WAY = {
    "term": Words("授权期内", "within its term"),
    "sell_off": Words("清货期内", "within its sell-off"),
    "holdback": Words("保留条款", "a holdback"),
    "rights_in": Words("自己没有这项权利", "the right itself is not held"),
}


@click.group()
def rights() -> None:
    """授权与可售权利 · Grants and avails."""


@rights.command()
@click.option("--grants", type=FILE, required=True, help="rights in a property (manju schema grants)")
@click.option("--query", type=FILE, required=True, help="one wish or a list (manju schema query)")
@speaks
def avails(*, grants: Path, query: Path, as_json: bool) -> int:
    """Whether each wish is free, partly free or taken, and the grant and clause in the way."""
    from manju.money.avails import Avails, Query, Rights
    from manju.money.documents import load, load_json, read_document

    def answer() -> list[tuple[object, Answer]]:
        held = Avails(load(Rights, grants))
        plain = load_json(query)
        if not isinstance(plain, list):
            return [(plain, held.ask(read_document(Query, plain)))]
        return [(wish, held.ask(read)) for wish, read in zip(plain, read_document(list[Query], plain), strict=True)]

    found = or_fail(answer)
    if as_json:
        print_json({"results": [{"query": wish, **answer.as_json()} for wish, answer in found]})
        return 0
    for number, (_, one) in enumerate(found, 1):
        since = one.free_from.isoformat() if one.free_from else say("没有", "never")
        click.echo(f"{number}. {STATUSES[one.status]}  {say('全部可授权自', 'all of it free from')}: {since}")
        for conflict in one.conflicts:
            clause = say("，第 {c} 条", ", clause {c}", c=conflict.clause) if conflict.clause else ""
            click.echo(f"   {conflict.grant or '—'}{clause}: {IN_THE_WAY[conflict.dimension]}")
        for option in one.encumbrances:
            clause = say("，第 {c} 条", ", clause {c}", c=option.clause) if option.clause else ""
            click.echo(f"   {option.option}{clause}: {say('选择权', 'option')} {option.kind}")
        for name in one.unknown:
            click.echo("   " + say("没见过的名字：{n}", "a name nobody knows: {n}", n=name))
    return 0
