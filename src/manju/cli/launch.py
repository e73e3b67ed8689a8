"""`manju launch …`: platform exports in, the test gate, slides of the completion rate."""

from __future__ import annotations

import importlib

import click

COMMANDS = {  # name -> module:attribute
    "assess": "manju.cli.launch_assess:assess",
    "import": "manju.cli.launch_import:import_",
    "watch": "manju.cli.launch_assess:watch",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=_Lazy)
def launch() -> None:
    """试投与数据 · Test launch and platform exports."""
