"""The process in which a job's function runs: it reports to its worker through a pipe and does as it is told.

It is forked for one job and ends with it, so a crash, a leak or an endless loop never outlives the job.
"""

from __future__ import annotations

import json
import math
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.db import connections, transaction

from manju.jobs.faults import fault_of, unknown_kind
from manju.jobs.kin import die_with_parent
from manju.jobs.lease import Held, LostLease, held_by
from manju.jobs.registry import KINDS
from manju.media.errors import Cancelled
from manju.people.scope import in_studio
from manju.words import Words, speaking

NICENESS: Final = 5  # pages stay quick while something renders
WHOLE_LINE: Final = 4096  # a pipe takes so many bytes in one piece or not at all (PIPE_BUF)


class Reporting:
    """What running work may do (see `registry.Working`), by way of a pipe to the worker."""

    def __init__(self, held: Held, pipe: int) -> None:
        self.job_id = str(held.job_id)
        self.values: dict[str, Any] = {}
        self._held = held
        self._pipe = pipe
        self._stop = False

    def report(self, progress: float, doing: Words | None = None) -> None:
        if self._stop:
            raise Cancelled
        if not math.isfinite(progress):
            raise ValueError(f"progress must be a number between 0 and 1, not {progress}")
        said: dict[str, Any] = {"progress": min(1.0, max(0.0, progress))}
        if doing is not None:
            said |= {"zh": doing.zh[:200], "en": doing.en[:200]}
        line = json.dumps(said).encode() + b"\n"
        if len(line) > WHOLE_LINE:
            raise ValueError("what is being done must fit into one line")
        try:
            os.write(self._pipe, line)
        except BlockingIOError:
            return  # the worker is busy; a later report says more than this one

    def cancelled(self) -> bool:
        return self._stop

    def result(self, **values: object) -> None:
        json.dumps(values)  # a value that JSON cannot say fails here, where it was made
        self.values |= values

    @contextmanager
    def writing(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            if not held_by(self._held).select_for_update().exists():
                raise LostLease

    def asked_to_stop(self, *_: object) -> None:
        self._stop = True

    def last_word(self, **word: Any) -> None:
        """Tell the worker how it ended; this line arrives whatever its length."""
        os.set_blocking(self._pipe, True)
        line = json.dumps({"end": word}).encode() + b"\n"
        while line:
            line = line[os.write(self._pipe, line) :]


def work(held: Held, *, pipe: int, folder: Path, parent: int) -> None:
    """Run the job's function in this fresh process. Never returns."""
    code = 70
    try:
        os.setsid()
        die_with_parent(signal.SIGKILL, parent)
        os.set_blocking(pipe, False)
        reporting = Reporting(held, pipe)
        signal.signal(signal.SIGTERM, reporting.asked_to_stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.nice(NICENESS)
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        outcome = _outcome(held, reporting)
        connections.close_all()
        reporting.last_word(**outcome)
        code = 0
    except BaseException:  # nothing may unwind into the worker's copy of the stack
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _outcome(held: Held, reporting: Reporting) -> dict[str, Any]:
    kind = KINDS.get(held.kind)
    if kind is None:
        return {"fault": unknown_kind(held.kind).as_json()}
    try:
        with in_studio(held.studio_id), speaking("zh"):
            kind.function(reporting, **held.params)
    except Cancelled as error:
        if reporting.cancelled() or isinstance(error, LostLease):
            return {"stopped": True}
        return {"fault": fault_of(RuntimeError("it stopped though nobody had asked")).as_json()}
    except (Exception, SystemExit) as error:
        return {"fault": fault_of(error).as_json()}
    return {"result": reporting.values}
