"""A process in which the product is loaded, and which forks a `manju worker` whenever it is asked for one.

`python -m jobs.bench.nursery` reads one order a line: `{"environment": …, "arguments": …, "log": …}` is answered with
the process id of a new worker; `{"of": pid}` with its exit code, or with null while it runs. Such a worker is what
`python -m manju worker` would be two seconds later: settings are read again from its own environment.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

from manju.site.django_ready import ready


def main() -> None:
    ready()
    from manju import cli
    from manju.catalogue import receiving  # noqa: F401  # what the command imports when it runs
    from manju.jobs import crew  # noqa: F401

    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(code_of(order["of"]) if "of" in order else born(cli.main, order)), flush=True)


def born(command: Any, order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        live_at(order["environment"], log=order["log"])
        code = command(order["arguments"])
    finally:
        sys.stderr.flush()
        os._exit(code)


def live_at(environment: dict[str, str], *, log: str) -> None:
    """A session, streams, an environment and settings of its own."""
    from django.conf import Settings, settings
    from django.db import connections

    os.setsid()
    nothing, written = os.open(os.devnull, os.O_RDWR), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream, where in ((0, nothing), (1, nothing), (2, written)):
        os.dup2(where, stream)
    os.environ.clear()
    os.environ.update(environment)
    for name in ("manju.site.settings", "jobs.bench.settings"):
        importlib.reload(sys.modules[name])
    settings._wrapped = Settings("jobs.bench.settings")
    connections._settings = None
    vars(connections).pop("settings", None)
    for alias in connections:
        if hasattr(connections._connections, alias):
            delattr(connections._connections, alias)


def code_of(pid: int) -> int | None:
    """Exit code of a worker born here, as of `subprocess.Popen.poll`."""
    if pid not in ENDED:
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            return None
        ENDED[pid] = os.waitstatus_to_exitcode(status)
    return ENDED[pid]


ENDED: dict[int, int] = {}

if __name__ == "__main__":
    main()
