"""`manju schema NAME`: the JSON Schema of every input file, and an example that is right."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import click

from manju.cli.saying import Failure, print_json, speaks
from manju.money.documents import Published
from manju.words import Words

SCHEMAS: dict[str, str] = {  # name -> module:attribute, a Published
    "agreement": "manju.money.revenue.agreement:AGREEMENT",
    "bible": "manju.story.example:BIBLE",
    "contract": "manju.money.contracts.structured:PUBLISHED",
    "grants": "manju.money.avails.shapes:GRANTS",
    "inputs": "manju.market.slate.inputs:INPUTS",
    "opening": "manju.money.royalties.opening:OPENING",
    "query": "manju.money.avails.shapes:QUERY",
    "sales": "manju.money.royalties.sales:SALES",
    "terms": "manju.money.royalties.terms:TERMS",
}


@click.command()
@click.argument("name", default="")
@click.option("--example", is_flag=True, help="print an example instead of the schema")
@click.option("--out", type=click.Path(path_type=Path), help="write it into this file")
@speaks
def schema(*, name: str, example: bool, out: Path | None, as_json: bool) -> int:
    """输入文件的格式 · The shape of an input file as JSON Schema; without NAME, their names."""
    if not name:
        found = {known: published(known) for known in sorted(SCHEMAS)}
        if as_json:
            print_json({"schemas": [{"name": n, "title": p.title.as_json()} for n, p in found.items()]})
            return 0
        for known, one in found.items():
            click.echo(f"{known:12} {one.title}")
        return 0
    one = published(name)
    document = one.example if example else one.schema()
    if out is None:
        print_json(document)
        return 0
    out.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if as_json:
        print_json({"path": str(out)})
    return 0


def published(name: str) -> Published:
    """What is published under this name.

    Raises:
        Failure: nobody publishes it, naming what there is.
    """
    target = SCHEMAS.get(name)
    if target is None:
        raise Failure(
            "schema_unknown",
            Words("没有叫“{n}”的格式。", "There is no schema called {n}.").fill(n=name),
            Words("可用的：{k}", "There are: {k}").fill(k=", ".join(sorted(SCHEMAS))),
        )
    module, attribute = target.split(":")
    found: Published = getattr(importlib.import_module(module), attribute)
    return found
