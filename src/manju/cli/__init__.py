"""`manju COMMAND`: every command prints readable text, or with `--json` exactly one JSON document.

A group lives in a module of its own (`cli/media.py` …) that is imported when it is called.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from manju import __version__
from manju.cli.lazy import LazyGroup
from manju.cli.saying import Failure, common_last, error_document, usage_words, wanted_json, wanted_language
from manju.words import say, speaking

COMMANDS: dict[str, str] = {  # name -> module:attribute
    "up": "manju.cli.up:up",
    "doctor": "manju.cli.doctor:doctor",
    "bible": "manju.cli.bible:bible",
    "evidence": "manju.cli.evidence:evidence",
    "contracts": "manju.cli.contracts:contracts",
    "launch": "manju.cli.launch:launch",
    "media": "manju.cli.media:media",
    "label": "manju.cli.label:label",
    "portfolio": "manju.cli.portfolio:portfolio",
    "protect": "manju.cli.protect:protect",
    "revenue": "manju.cli.revenue:revenue",
    "rights": "manju.cli.rights:rights",
    "royalties": "manju.cli.royalties:royalties",
    "schema": "manju.cli.schema:schema",
    "subtitles": "manju.cli.subtitles:subtitles",
    "topics": "manju.cli.topics:topics",
    "worker": "manju.cli.worker:worker",
}


@click.command(cls=LazyGroup, targets=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="manju")
def manju() -> None:
    """Manju 漫剧: the studio system for AI comic dramas."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 fine, 1 the thing asked about fails, 2 wrong usage or input."""
    arguments = common_last(list(sys.argv[1:] if arguments is None else arguments))
    as_json = wanted_json(arguments)
    with speaking(wanted_language(arguments)):
        try:
            code: Any = manju.main(args=arguments, prog_name="manju", standalone_mode=False)
        except Failure as failure:
            return error_document(
                failure.code, str(failure.message), str(failure.hint), as_json=as_json, exit_code=failure.exit_code
            )
        except click.ClickException as error:
            hint = error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx else ""
            return error_document("usage", str(usage_words(error)), hint, as_json=as_json)
        except click.exceptions.Abort:
            stopped = say("已中断。", "Interrupted.")
            return error_document("interrupted", stopped, "", as_json=as_json, exit_code=130)
        except OSError as error:
            what = say("读写失败：{why}（{name}）", "Reading or writing failed: {why} ({name})",
                       why=error.strerror or error, name=error.filename or "?")  # fmt: skip
            next_step = say("检查路径、权限和剩余空间。", "Check the path, its permissions and the space left.")
            return error_document("io_failed", what, next_step, as_json=as_json)
        return code if isinstance(code, int) else 0


def run() -> None:
    """Entry point of the installed `manju` script."""
    sys.exit(main())
