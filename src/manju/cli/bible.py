"""`manju bible`: scripts held against the bible; the bible in and out."""

from __future__ import annotations

import click

from manju.cli.lazy import LazyGroup

TARGETS: dict[str, str] = {  # name -> module:attribute
    "check": "manju.cli.bible_check:check",
}


@click.command(cls=LazyGroup, targets=TARGETS)
def bible() -> None:
    """圣经 · Bible: check scripts against it."""
