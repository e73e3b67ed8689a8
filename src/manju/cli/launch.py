"""`manju launch …`: platform exports in, the test gate, slides of the completion rate."""

from __future__ import annotations

import click

from manju.cli.lazy import LazyGroup

COMMANDS = {  # name -> module:attribute
    "assess": "manju.cli.launch_assess:assess",
    "import": "manju.cli.launch_import:import_",
    "watch": "manju.cli.launch_assess:watch",
}


@click.group(cls=LazyGroup, targets=COMMANDS)
def launch() -> None:
    """试投与数据 · Test launch and platform exports."""
