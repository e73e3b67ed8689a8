"""`manju bible`: scripts held against the bible; the bible in and out."""

from __future__ import annotations

import click

from manju.cli.lazy import LazyGroup

TARGETS: dict[str, str] = {  # name -> module:attribute
    "check": "manju.cli.bible_check:check",
    "export": "manju.cli.bible_export:export",
    "import": "manju.cli.bible_import:import_",
}


@click.command(cls=LazyGroup, targets=TARGETS)
def bible() -> None:
    """圣经 · Bible: in from a file, out to a licensee, scripts held against it."""
