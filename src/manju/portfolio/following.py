"""What may have turned a gate: after these jobs the gates are looked at again; and what the test launch demands."""

from __future__ import annotations

import datetime as dt

from manju.catalogue.models import Season
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import after
from manju.launch.jobs import import_job as import_exports
from manju.launch.registry import demands as demanded
from manju.market.gate import Thresholds
from manju.portfolio.jobs import look_at_gates
from manju.portfolio.thresholds import demands
from manju.revenue.jobs import import_job as import_statement

__all__ = ["look_again", "of_the_test"]


@after(import_exports)
@after(import_statement)
def look_again(job: Job) -> None:
    """Look at the gates soon; once for several such jobs."""
    start(look_at_gates, by=job.started_by, params={}, key="portfolio.look")


@demanded
def of_the_test(season: Season, on: dt.date | None) -> Thresholds:
    """The thresholds of the studio in scope on a day (today when not given)."""
    wanted = demands(on=on)
    return Thresholds(completion=wanted["completion"] / 10_000, engagement=wanted["engagement"] / 10_000)
