"""The work of anchors: place the root of a batch, and ask after it until it is final."""

from __future__ import annotations

from typing import Final

from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Transient, Working, job
from manju.people.models import User
from manju.seals.anchors.models import AnchorService, Placing
from manju.seals.anchors.placing import OPEN, Busy, work_off, write_anchored
from manju.seals.models import Batch
from manju.words import Words

ABOUT_A_DAY: Final = 150
"""Tries before a job is given up, at the queue's longest pause of ten minutes; the next daily seal begins anew."""


@job("seals.anchor", title=Words("上链存证", "Place a root"), priority=4, max_attempts=ABOUT_A_DAY)
def place_root(working: Working, batch_pk: int) -> None:
    """Place the root of a batch with the services it is wanted at, and what is due there before it.

    The queue comes again with growing pauses until all of it is final.
    """
    batch = Batch.objects.get(pk=batch_pk)
    left = []
    for row in AnchorService.objects.filter(placings__batch=batch).distinct():
        working.report(0.1, Words("提交给{n}", "Placing with {n}").fill(n=row.name))
        try:
            left += [f"{trouble.service}: {trouble.code}" for trouble in work_off(row)]
        except Busy:
            left.append(f"{row.name}: busy")
        write_anchored(row)
    if Placing.objects.filter(batch=batch, state__in=OPEN).exists():
        raise Transient("; ".join(left) or "not confirmed yet")
    working.result(batch=batch.batch_id)


def place_soon(batch: Batch, *, by: User | None) -> Job:
    """Have the root of a batch placed by a worker, once at a time."""
    title = Words("{b} 上链存证", "Place the root of {b}").fill(b=batch.batch_id[:8])
    return start(place_root, by=by, params={"batch_pk": batch.pk}, key=f"seals.anchor:{batch.pk}", title=title,
                 link=batch.get_absolute_url())  # fmt: skip
