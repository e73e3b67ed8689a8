"""Work that every studio has once a day, or at set times of it: registered here, started by the first worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.utils import timezone

from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Kind
from manju.people.models import Studio
from manju.people.scope import in_studio

__all__ = ["DAILY", "TIMED", "daily", "daily_at", "start_daily"]

DAILY: list[Kind[[]]] = []
TIMED: list[tuple[Kind[[]], tuple[dt.time, ...]]] = []
K = TypeVar("K", bound=Kind[[]])


def daily(kind: K) -> K:
    """Have this kind of work started once a day in every studio; it takes no parameters.

    @daily
    @job("portfolio.look", title=…)
    def look_at_gates(working): …
    """
    DAILY.append(kind)
    return kind


def daily_at(*times: dt.time) -> Callable[[K], K]:
    """Have it started at each of these times of the day; of several that have passed unserved, the last one counts."""

    def register(kind: K) -> K:
        TIMED.append((kind, tuple(sorted(times))))
        return kind

    return register


def start_daily(*, now: dt.datetime) -> int:
    """Start what has not been started today; returns how many jobs. Safe side by side: a day has one key.

    The day is the local one (Asia/Shanghai).
    """
    local = timezone.localtime(now)
    day, started = local.date().isoformat(), 0
    wanted = [(kind, f"{kind.name}:{day}") for kind in DAILY]
    for kind, times in TIMED:
        passed = [at for at in times if at <= local.time()]
        wanted += [(kind, f"{kind.name}:{day}:{passed[-1]:%H%M}")] if passed else []
    for studio in Studio.objects.order_by("pk"):
        with in_studio(studio):
            for kind, key in wanted:
                if not Job.objects.filter(key=key).exists():
                    start(kind, by=None, params={}, key=key)
                    started += 1
    return started
