"""Once a day: what is due at the copyright centre becomes an alert."""

from __future__ import annotations

from manju.filings.alarms import look_at_all
from manju.jobs.daily import daily
from manju.jobs.registry import Working, job
from manju.words import Words

__all__ = ["watch_job"]


@daily
@job("filings.watch", title=Words("看登记期限", "Watch registrations"), priority=-5, time_limit_s=300)
def watch_job(working: Working) -> None:
    """Look at every application of the studio; each due day and each return is told once."""
    working.result(alerts=[alert.pk for alert in look_at_all()])
