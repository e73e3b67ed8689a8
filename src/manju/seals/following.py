"""What is recorded by itself: a master that has become ready."""

from __future__ import annotations

from manju.catalogue.jobs import inspect_master
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import after
from manju.seals.jobs import record_master

__all__ = ["follow_master"]


@after(inspect_master)
def follow_master(job: Job) -> None:
    """Record it; one that was refused is no master."""
    if "refused" not in job.result:
        start(record_master, by=job.started_by, params={"master_id": job.params["master_id"]},
              key=f"seals.master:{job.params['master_id']}", link=job.link)  # fmt: skip
