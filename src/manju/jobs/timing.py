"""How long things take in the jobs room; one place, shortened by the tests."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. `MANJU_JOBS = {"lease_s": 60}` in the settings changes single values."""

    lease_s: float = 30.0
    """A worker that has not renewed its lease for so long is taken for dead."""
    beat_s: float = 10.0
    """How often a lease is renewed; three beats may be missed."""
    poll_s: float = 0.5
    """How often an idle worker looks for work, and a busy one whether somebody pressed cancel."""
    report_s: float = 0.5
    """Progress is written at most this often."""
    sweep_s: float = 5.0
    """How often every worker looks for leases that ran out."""
    grace_s: float = 0.8
    """How long asked-to-stop work may tidy up before it is killed; with `poll_s` it stays under two seconds."""
    backoff_s: float = 5.0
    """Wait before the second try; doubles with every further one, up to `backoff_most_s`."""
    backoff_most_s: float = 600.0
    patience_s: float = 60.0
    """How long a worker keeps trying to write an outcome while the database does not answer."""


def timing() -> Timing:
    return Timing(**getattr(settings, "MANJU_JOBS", {}))
