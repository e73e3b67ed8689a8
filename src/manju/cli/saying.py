"""How commands speak: one JSON document on stdout or readable text, messages on stderr, errors with a next step."""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from manju.media.errors import MediaError
from manju.words import Language, Words, as_language

F = TypeVar("F", bound=Callable[..., Any])


class Failure(Exception):
    """The command cannot be done: code, message and hint; exit 2, or 1 where the thing asked about fails."""

    def __init__(self, code: str, message: Words, hint: Words, *, exit_code: int = 2) -> None:
        super().__init__(code)
        self.code, self.message, self.hint, self.exit_code = code, message, hint, exit_code

    @classmethod
    def of(cls, error: MediaError) -> Failure:
        return cls(error.code, error.message, error.hint)


def speaks(command: F) -> F:
    """Give a command `--json`, `--lang` and `--home`; the values are read before click runs (`wanted_*`)."""
    for option in (
        click.option("--home", type=click.Path(path_type=Path), expose_value=False, callback=_set_home, is_eager=True,
                     help="data folder (default: MANJU_HOME or ~/.manju)"),
        click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help="language of messages"),
        click.option("--json", "as_json", is_flag=True, help="print exactly one JSON document"),
    ):  # fmt: skip
        command = option(command)
    return command


def print_json(document: object) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def error_document(code: str, message: str, hint: str, *, as_json: bool, exit_code: int = 2) -> int:
    """Print an error the way it was asked for; returns the exit code."""
    if as_json:
        print_json({"error": {"code": code, "message": message, "hint": hint}})
    else:
        sys.stderr.write(f"manju: {message}\n" + (f"  {hint}\n" if hint else ""))
    return exit_code


def wanted_json(arguments: list[str]) -> bool:
    return "--json" in arguments


def wanted_language(arguments: list[str]) -> Language:
    """`--lang`, else the locale of the terminal; Chinese locales speak Chinese, all others English."""
    for i, argument in enumerate(arguments):
        if argument == "--lang" and i + 1 < len(arguments):
            return as_language(arguments[i + 1])
        if argument.startswith("--lang="):
            return as_language(argument.removeprefix("--lang="))
    tag = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    tag = tag or (locale.getlocale()[0] or "")
    return "zh" if tag.lower().startswith("zh") else "en"


def _set_home(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        os.environ["MANJU_HOME"] = str(value)
