"""What may have turned a gate: after these jobs the gates are looked at again."""

from __future__ import annotations

from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import after
from manju.portfolio.jobs import look_at_gates
from manju.revenue.jobs import import_job

__all__ = ["look_again"]


@after(import_job)
def look_again(job: Job) -> None:
    """Look at the gates soon; once for several such jobs."""
    start(look_at_gates, by=job.started_by, params={}, key="portfolio.look")
