"""The work of the seals: the seal of the day, on publishing, asking authorities again, recording masters."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Final

from manju.catalogue.models import Master
from manju.jobs.actions import start
from manju.jobs.daily import daily_at
from manju.jobs.models import Job
from manju.jobs.registry import Transient, Working, job
from manju.people.models import User
from manju.seals.anchors.jobs import place_soon
from manju.seals.anchors.placing import open_batches
from manju.seals.models import Batch, Sealing
from manju.seals.proofs import write_proofs
from manju.seals.recording import record
from manju.seals.sealing import seal_waiting
from manju.seals.stamping import finish, queued, stamp
from manju.words import Words

TIMES: Final = (time(0, 0), time(20, 0), time(23, 30))
"""Of the day, in the studio's time: what the night before left, what the day brought, what the evening brought."""
ABOUT_A_DAY: Final = 150
"""Tries before a job is given up, at the queue's longest pause of ten minutes; the next daily seal begins anew."""


@daily_at(*TIMES)
@job("seals.daily", title=Words("今天的存证", "The seal of the day"), priority=-5)
def seal_of_the_day(working: Working) -> None:
    """Seal what waits, write the proofs that are missing, ask again where a stamp or an anchor is still wanted."""
    _seal(working, occasion="daily")


@job("seals.seal", title=Words("封存", "Seal"), priority=10)
def seal_now(working: Working) -> None:
    """Seal what waits, because something was published or a person said so."""
    _seal(working, occasion="publish")


@job("seals.ask", title=Words("向时间戳机构要时间戳", "Ask for a timestamp"), priority=5, max_attempts=ABOUT_A_DAY)
def ask_authorities(working: Working, batch_pk: int) -> None:
    """Ask the authorities of a batch; the queue asks again with growing pauses while one has not answered well."""
    batch = Batch.objects.get(pk=batch_pk)
    refusals = stamp(batch)
    finish(batch)
    write_proofs(batch)
    if refusals:
        raise Transient("; ".join(f"{r.url}: {r.code}" for r in refusals))
    working.result(batch=batch.batch_id)


@job("seals.master", title=Words("给母版存证", "Record a master as evidence"), time_limit_s=2 * 3600)
def record_master(working: Working, master_id: int) -> None:
    """Write a ready master down as evidence. Safe to run twice."""
    master = Master.objects.select_related("episode__season__work__of_property", "uploaded_by").get(pk=master_id)
    if master.state != Master.State.READY:
        return
    work, by = master.episode.season.work, master.uploaded_by
    record(
        Path(master.path), name=master.original_name, title=f"{work.title.zh} {master.episode.name.zh}",
        author=by.name if by else "", origin="rendered", kind="master", made_at=master.uploaded_at,
        of_property=work.of_property, link=master.episode.get_absolute_url(), by=by,
    )  # fmt: skip


def ask_soon(batch: Batch, *, by: User | None) -> Job:
    """Have the authorities of a batch asked by a worker, once at a time."""
    title = Words("给 {b} 要时间戳", "Ask for the timestamp of {b}").fill(b=batch.batch_id[:8])
    return start(ask_authorities, by=by, params={"batch_pk": batch.pk}, key=f"seals.ask:{batch.pk}", title=title,
                 link=batch.get_absolute_url())  # fmt: skip


def _seal(working: Working, *, occasion: str) -> None:
    """Seal, then finish whatever this run or one that was killed has left to do."""
    batch = seal_waiting(by=None, occasion=occasion)
    for unwritten in Sealing.objects.unwritten().select_related("batch"):
        write_proofs(unwritten.batch)
    for waits in queued():
        ask_soon(waits, by=None)
    for unplaced in open_batches():
        place_soon(unplaced, by=None)
    if batch is not None:
        working.result(batch=batch.batch_id, items=batch.tree_size)
