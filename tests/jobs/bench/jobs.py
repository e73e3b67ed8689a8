"""Kinds of work for the tests. Each writes lines into a trace file, so that tests can count what really happened."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from manju.jobs.registry import Transient, Working, job
from manju.media import ffmpeg
from manju.media.errors import Cancelled, MediaError
from manju.people.models import Member
from manju.people.scope import current_scope
from manju.words import Words, language

T = Words("试验", "Trial")


def trace(folder: str, line: str) -> None:
    """Add one line, whole, whatever other processes do."""
    fd = os.open(Path(folder) / "trace", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(fd, f"{line}\n".encode())
    os.close(fd)


@job("bench.short", title=T)
def short(work: Working, folder: str, name: str) -> None:
    trace(folder, f"begin {name}")
    time.sleep(0.02)
    trace(folder, f"end {name}")


@job("bench.pages", title=T, max_attempts=5)
def pages(work: Working, folder: str, count: int) -> None:
    """Writes numbered pages; what a killed try left is kept or overwritten, never doubled."""
    trace(folder, f"begin {os.getpid()} {os.getppid()}")
    for number in range(count):
        page = Path(folder) / f"page-{number:02}"
        if not page.exists():
            half = page.with_suffix(".half")
            half.write_text(f"page {number}")
            half.replace(page)
        work.report((number + 1) / count, Words(f"第 {number + 1} 页", f"Page {number + 1}"))
        time.sleep(0.1)
    work.result(pages=count)
    trace(folder, "end")


@job("bench.film", title=T)
def film(work: Working, folder: str) -> None:
    """Encodes in real time for a minute, so that it can be caught in the middle."""
    trace(folder, f"begin {os.getpid()} {os.getppid()}")
    ffmpeg.run(["-re", "-f", "lavfi", "-i", "testsrc=s=64x64:r=5:d=60", "-f", "null", "-"], cancelled=work.cancelled)


@job("bench.polite", title=T)
def polite(work: Working, folder: str) -> None:
    """Stops as it should and tidies up."""
    trace(folder, f"begin {os.getpid()} {os.getppid()}")
    try:
        for step in range(600):
            work.report(step / 600)
            time.sleep(0.05)
    except Cancelled:
        trace(folder, "tidied up")
        raise


@job("bench.deaf", title=T, time_limit_s=1, max_attempts=3)
def deaf(work: Working, folder: str) -> None:
    """Never asks whether it was cancelled."""
    trace(folder, f"begin {os.getpid()} {os.getppid()}")
    (Path(os.environ["TMPDIR"]) / "leftover").write_text("x")
    time.sleep(60)


@job("bench.refuse", title=T)
def refuse(work: Working, folder: str) -> None:
    trace(folder, "begin")
    what, remedy = Words("没有画面。", "There is no picture."), Words("换一个文件。", "Take another file.")
    raise MediaError("no_video", what, remedy)


@job("bench.shaky", title=T, max_attempts=3)
def shaky(work: Working, folder: str, falls: int) -> None:
    """Fails the first so many times, then works."""
    trace(folder, f"begin {time.time():.3f}")
    if (Path(folder) / "trace").read_text().count("begin") <= falls:
        raise Transient("the line was cut")


@job("bench.broken", title=T, max_attempts=2)
def broken(work: Working, folder: str) -> None:
    trace(folder, "begin")
    raise KeyError("no such thing")


@job("bench.dies", title=T, max_attempts=2)
def dies(work: Working, folder: str) -> None:
    trace(folder, "begin")
    os.kill(os.getpid(), signal.SIGKILL)


@job("bench.looks", title=T)
def looks(work: Working) -> None:
    """Whose rows does it see, and which language does it speak?"""
    work.result(studio=current_scope().studio_id, members=Member.objects.count(), language=language(), job=work.job_id)


@job("bench.late", title=T)
def late(work: Working, folder: str) -> None:
    """Writes rows only while it holds the job; is paused by the test in between."""
    trace(folder, f"begin {os.getpid()} {os.getppid()}")
    while not (Path(folder) / "go").exists():
        time.sleep(0.02)
    with work.writing():
        member = Member.objects.get()
        member.role = "producer" if member.role == "owner" else "viewer"  # done twice, it would be viewer
        member.save()
    trace(folder, "wrote")
