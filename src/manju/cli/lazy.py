"""Groups of commands whose modules are imported only when one of them is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that imports a command only when it is called, so that `manju --help` stays quick.

    `targets`: name of the command -> `module:attribute`.
    """

    def __init__(self, *args: Any, targets: Mapping[str, str], **options: Any) -> None:  # Any: as click's own
        super().__init__(*args, **options)
        self.targets = targets

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.targets)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = self.targets.get(cmd_name)
        if target is None:
            return None
        module, attribute = target.split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command
