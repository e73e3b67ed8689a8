"""`manju launch`: exports of platforms, the gate of the test launch, watching."""

from __future__ import annotations

import click

from manju.cli.launch_import import import_


@click.group()
def launch() -> None:
    """试投 · Test launch: import, assess, watch."""


launch.add_command(import_)
