"""What went wrong in a job: whether trying again can help, and what to tell people."""

from __future__ import annotations

import errno
import random
import signal
import subprocess
import traceback
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import InterfaceError, OperationalError

from manju.jobs.registry import Transient
from manju.jobs.timing import Timing
from manju.media.errors import MediaError
from manju.words import Words

PASSING: Final = (Transient, OSError, OperationalError, InterfaceError, MemoryError, subprocess.TimeoutExpired)
"""Faults that may pass by themselves."""

TRACE_KEPT: Final = 20_000
RETRY: Final = Words("点“重试”再来一次。", "Press Retry to try it again.")
TELL_THE_MAKERS: Final = Words(
    "点“重试”；再失败就把任务编号发给我们，出错记录已经留下。",
    "Press Retry; if it fails again, send us the job's number: the details were kept.",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """`again`: trying again may help. `message` says what happened, `hint` the one thing to do."""

    code: str
    message: Words
    hint: Words
    again: bool
    traceback: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Fault:
        return cls(**{**stored, "message": Words(**stored["message"]), "hint": Words(**stored["hint"])})


WORKER_LOST: Final = Fault(
    "worker_lost",
    Words("处理它的进程中途没了音讯。", "The process working on it went silent half-way."),
    Words("看看机器是否断电或内存不足，再点“重试”。", "Check the machine's power and memory, then press Retry."),
    again=True,
)


def fault_of(error: BaseException) -> Fault:
    """Sort an exception that came out of a job's function."""
    trace = "".join(traceback.format_exception(error))[-TRACE_KEPT:]
    if isinstance(error, MediaError):
        return Fault(error.code, error.message, error.hint, again=False, traceback=trace)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Fault(
            "disk_full",
            Words("磁盘满了。", "The disk is full."),
            Words("清出空间，再点“重试”。", "Free some space, then press Retry."),
            again=True,
            traceback=trace,
        )
    if isinstance(error, PASSING):
        said = str(error) or type(error).__name__
        message = Words("遇到暂时的故障：{why}", "A passing fault: {why}").fill(why=said[:300])
        return Fault("passing_fault", message, RETRY, again=True, traceback=trace)
    message = Words("程序出错（{name}）。", "The program failed ({name}).").fill(name=type(error).__name__)
    return Fault("program_fault", message, TELL_THE_MAKERS, again=True, traceback=trace)


def unknown_kind(kind: str) -> Fault:
    """A worker older or newer than the web server does not know this kind of work."""
    return Fault(
        "unknown_kind",
        Words(
            "这台机器的程序不认识这种任务（{kind}）。", "This machine's program does not know such a job ({kind})."
        ).fill(kind=kind),
        Words("把所有机器更新到同一版本，再点“重试”。", "Bring all machines to the same version, then press Retry."),
        again=True,
    )


def process_died(status: int) -> Fault:
    """The process that did the work ended without a word; `status` as `os.waitstatus_to_exitcode` gives it."""
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"exit {status}"
    return Fault(
        "process_died",
        Words(
            "处理进程被系统终止（{how}），多半是内存不足。",
            "The working process was ended by the system ({how}), most likely for lack of memory.",
        ).fill(how=name),
        Words("关掉别的程序，再点“重试”。", "Close other programs, then press Retry."),
        again=True,
    )


def took_too_long(limit_s: int) -> Fault:
    """Over the time limit of its kind; not tried again by itself, for it would take as long again."""
    return Fault(
        "took_too_long",
        Words("超过了 {n}的时限。", "It went over its limit of {n}.").fill(n=_span(limit_s)),
        Words("把素材分成更短的几段，或等机器空闲时重试。", "Split the material, or retry when the machine is idle."),
        again=False,
    )


def given_up(fault: Fault, tries: int) -> Fault:
    """The same fault, said as the last of several tries."""
    if tries <= 1:
        return fault
    message = Words("试了 {n} 次都没成。{why}", "It was tried {n} times. {why}").fill(n=tries, why=fault.message)
    return Fault(fault.code, message, fault.hint, again=False, traceback=fault.traceback)


def wait_before_next(tries: int, *, seed: str, timing: Timing) -> float:
    """Seconds to wait after `tries` failed tries: doubling, capped, spread by a quarter either way.

    The spread is drawn from `seed`, so the same job waits the same time in a test and in life.
    """
    wait: float = min(timing.backoff_s * 2.0 ** max(0, tries - 1), timing.backoff_most_s)
    return wait * random.Random(f"{seed}:{tries}").uniform(0.75, 1.25)  # noqa: S311  # spreading, not secrecy


def _span(seconds: int) -> Words:
    if seconds < 120:
        return Words(f"{seconds} 秒", f"{seconds} seconds")
    return Words(f"{seconds // 60} 分钟", f"{seconds // 60} minutes")
