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

from manju.words import Language, Said, Words, as_language

F = TypeVar("F", bound=Callable[..., Any])
Result = TypeVar("Result")


class Failure(Exception):
    """The command cannot be done: code, message and hint; exit 2, or 1 where the thing asked about fails."""

    def __init__(self, code: str, message: Words, hint: Words, *, exit_code: int = 2) -> None:
        super().__init__(code)
        self.code, self.message, self.hint, self.exit_code = code, message, hint, exit_code

    @classmethod
    def of(cls, error: Said) -> Failure:
        return cls(error.code, error.message, error.hint)


LANG = click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help="language of messages")
HOME_AND_JSON = (
    click.option("--home", type=click.Path(path_type=Path), expose_value=False, callback=lambda *a: _set_home(a[2]),
                 is_eager=True, help="data folder (default: MANJU_HOME or ~/.manju)"),
    click.option("--json", "as_json", is_flag=True, help="print exactly one JSON document"),
)  # fmt: skip


def speaks(command: F) -> F:
    """Give a command `--json`, `--lang` and `--home`; the values are read before click runs (`wanted_*`)."""
    return speaks_of_content(LANG(command))


def speaks_of_content(command: F) -> F:
    """`speaks` for a command whose own `--lang` is the language of its content, not only of messages."""
    for option in HOME_AND_JSON:
        command = option(command)
    return command


def common_last(arguments: list[str]) -> list[str]:
    """The arguments with `--json`, `--lang X` and `--home X` moved to the command they are for, wherever they stood.

    >>> common_last(["--json", "media", "--lang", "en", "probe", "a.mp4"])
    ['media', 'probe', 'a.mp4', '--json', '--lang', 'en']
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    own: list[str] = []
    moved: list[str] = []
    rest = iter(arguments[:end])
    for argument in rest:
        name = argument.partition("=")[0]
        if argument == "--json" or (name in ("--lang", "--home") and "=" in argument):
            moved.append(argument)
        elif name in ("--lang", "--home"):
            moved += [argument, *([value] if (value := next(rest, None)) is not None else [])]
        else:
            own.append(argument)
    return [*own, *moved, *arguments[end:]]


def or_fail(work: Callable[[], Result]) -> Result:
    """Do it; what is wrong with a file or a wish is said as a command's failure."""
    try:
        return work()
    except Said as error:
        raise Failure.of(error) from error


class Bar:
    """A one-line progress bar on stderr; silent with --json and when nobody looks."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet or not sys.stderr.isatty()

    def show(self, progress: float, doing: Words) -> None:
        if not self._quiet:
            filled = round(progress * 30)
            sys.stderr.write(f"\r\033[K[{'█' * filled}{'·' * (30 - filled)}] {progress:4.0%} {doing}")

    def done(self) -> None:
        if not self._quiet:
            sys.stderr.write("\r\033[K")


def usage_words(error: click.ClickException) -> Words:
    """What click found wrong with the arguments, in both languages."""
    said = error.format_message()
    param = getattr(error, "param", None)
    name = param.opts[0] if isinstance(param, click.Option) else param.human_readable_name if param else ""
    if isinstance(error, click.NoSuchOption):
        return Words(f"没有 {error.option_name} 这个选项。", said)
    if isinstance(error, click.MissingParameter):
        return Words(f"缺少 {name or error.param_hint or '参数'}。", said)
    if isinstance(error, click.BadParameter):
        return Words(f"{name or error.param_hint or '参数'} 的值不对：{error.message}", said)
    return Words(f"用法不对：{said}", said)


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
        tag = ""
        if argument == "--lang" and i + 1 < len(arguments):
            tag = arguments[i + 1].lower()
        elif argument.startswith("--lang="):
            tag = argument.removeprefix("--lang=").lower()
        if tag.startswith(("zh", "en")):  # `media render --lang th` is about subtitles: messages keep the locale's
            return as_language(tag)
    tag = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    tag = tag or (locale.getlocale()[0] or "")
    return "zh" if tag.lower().startswith("zh") else "en"


def _set_home(value: Path | None) -> None:
    if value is not None:
        os.environ["MANJU_HOME"] = str(value)
