"""Importing exports and watching titles is work for the queue: the page may be left, a bad file stops no other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from manju.jobs.actions import start
from manju.jobs.daily import daily
from manju.jobs.models import Job
from manju.jobs.registry import Working, after, job
from manju.launch.alarms import look_at_all
from manju.launch.importing import import_file
from manju.market.exports import date_in_name
from manju.media.errors import MediaError
from manju.money.errors import InputError
from manju.people.models import User
from manju.words import Words


@job("launch.import", title=Words("导入平台导出", "Import exports"), priority=10)
def import_job(
    working: Working, *, files: list[str], names: list[str], account: str, export_date: str | None, by_id: int
) -> None:
    """Import files that lie in the home's inbox, the oldest first. Files that came before change nothing.

    Raises:
        MediaError: the first file that cannot be read, once all others are imported.
    """
    day = dt.date.fromisoformat(export_date) if export_date else None
    by = User.objects.get(pk=by_id)
    order = sorted(zip(files, names, strict=True), key=lambda pair: date_in_name(pair[1]) or dt.date.max)
    made: list[int] = []
    wrong: list[dict[str, str]] = []
    first: InputError | None = None
    for done, (file, name) in enumerate(order):
        working.report(done / len(order), Words("在读 {n}", "Reading {n}").fill(n=name))
        try:
            with working.writing():
                path = Path(settings.MEDIA_ROOT) / file
                tables = import_file(path, by=by, name=name, export_date=day, account=account)
        except InputError as error:
            first = first or error
            wrong.append({"name": name, **error.message.as_json()})
            continue
        made += [table.row.pk for table in tables]
    working.result(exports=made, wrong=wrong)
    if first is not None:
        raise MediaError(first.code, first.message, first.hint) from first


@daily
@job("launch.watch", title=Words("看各部的走势", "Watch the titles"), priority=-5, time_limit_s=900)
def watch_job(working: Working) -> None:
    """Look at the verdict and the trend of every title; what turned becomes an alert, once."""
    working.report(0.1, Words("一部一部看", "Title by title"))
    working.result(alerts=[alert.pk for alert in look_at_all()])


def watch_soon(*, by: User) -> None:
    """What a person says of videos changes figures too; once for several such words."""
    start(watch_job, by=by, params={}, key="launch.watch:matched")


@after(import_job)
def watch_again(job: Job) -> None:
    """New figures are watched at once."""
    start(watch_job, by=job.started_by, params={}, key=f"launch.watch:{job.pk}")
