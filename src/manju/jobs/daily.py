"""Work that every studio has once a day: registered here, started by whichever worker comes first."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.utils import timezone

from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Kind
from manju.people.models import Studio
from manju.people.scope import in_studio

__all__ = ["DAILY", "daily", "start_daily"]

DAILY: list[Kind[[]]] = []
K = TypeVar("K", bound=Kind[[]])


def daily(kind: K) -> K:
    """Have this kind of work started once a day in every studio; it takes no parameters.

    @daily
    @job("portfolio.look", title=…)
    def look_at_gates(working): …
    """
    DAILY.append(kind)
    return kind


def start_daily(*, now: dt.datetime) -> int:
    """Start what has not been started today; returns how many jobs. Safe side by side: a day has one key.

    The day is the local one (Asia/Shanghai).
    """
    day, started = timezone.localdate(now).isoformat(), 0
    for studio in Studio.objects.order_by("pk"):
        with in_studio(studio):
            for kind in DAILY:
                key = f"{kind.name}:{day}"
                if not Job.objects.filter(key=key).exists():
                    start(kind, by=None, params={}, key=key)
                    started += 1
    return started
