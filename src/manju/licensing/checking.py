"""The term check of a document that strangers wrote: in a child process under limits, its record in both languages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import manju
from manju.media.limits import GIB, wrapped
from manju.words import Words

SECONDS: Final = 90
_LOST: Final = {
    "refused": {
        "code": "unreadable",
        "message": Words("这个文件读到一半读不下去了。", "Reading this file had to be given up.").as_json(),
        "hint": Words(
            "在 Word 或 WPS 里打开，另存一份再传。", "Open it in Word or WPS, save it anew and bring that."
        ).as_json(),
    }
}


def check_apart(path: Path) -> dict[str, Any]:
    """The record of `money.contracts.record`, made by a child that may use 2 GiB and a minute of one core.

    A child that dies or says nothing gives a record that says the file could not be read.
    """
    source = str(Path(manju.__file__).parents[1])
    argv = wrapped(
        [sys.executable, "-m", "manju.money.contracts.record", str(path)], memory_bytes=2 * GIB, cpu_s=60,
        file_bytes=1 << 20,
    )  # fmt: skip
    env = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "VIRTUAL_ENV")}
    try:
        child = subprocess.run(
            argv, capture_output=True, timeout=SECONDS, check=False, env={**env, "PYTHONPATH": source},
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(child.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return dict(_LOST)
    return found if child.returncode == 0 else dict(_LOST)
