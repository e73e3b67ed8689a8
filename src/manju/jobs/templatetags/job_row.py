"""What a job's row asks while it is rendered."""

from __future__ import annotations

from django import template

from manju.jobs.models import Job
from manju.people.access import may
from manju.people.models import Member

register = template.Library()


@register.filter
def may_be_steered_by(job: Job, member: Member | None) -> bool:
    """Whether this member may cancel or retry it: whoever started it, and who may deliver."""
    if member is None:
        return False
    return job.started_by_id == member.user_id or may(member, "deliver")


@register.filter
def took(job: Job) -> float | None:
    """Seconds from its last start to its end."""
    if job.started_at is None or job.finished_at is None:
        return None
    return (job.finished_at - job.started_at).total_seconds()
