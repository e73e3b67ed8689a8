"""Found files coming in: what an upload for tracing becomes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from manju.catalogue.destinations import Destination, Landed, register
from manju.catalogue.models import Upload
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.people.audit import note
from manju.people.models import User
from manju.protection import jobs
from manju.protection.models import Finding
from manju.words import Words

__all__ = ["SUSPECTS", "trace_again"]


def _accept(upload: Upload, place: Path, by: User) -> Landed:
    """A finding for this file, traced when the transaction commits; the same bytes give the finding that is there."""
    finding, is_new = _row(upload, place, by)
    if is_new:
        said = Words("收下可疑文件：{f}", "Found file received: {f}").fill(f=finding.name)
        note("finding.added", said, by=by, link=finding.get_absolute_url(), sha256=finding.sha256)
        _start(finding, by=by)
        return Landed(finding.get_absolute_url(), Words("已收下，开始追踪", "Received; tracing begins"))
    return Landed(finding.get_absolute_url(), Words("这个文件已经追踪过", "This very file has been traced before"))


SUSPECTS: Final = Destination("suspect", "protect", "suspects", _accept)
register(SUSPECTS)


@transaction.atomic
def trace_again(finding: Finding, *, by: User) -> Job:
    """Trace a finding once more: after new masters or copies, a failure, or a refusal. An open trace is returned."""
    row: Finding = Finding.objects.select_for_update().get(pk=finding.pk)
    job = _start(row, by=by)
    note("finding.traced_again", Words("重新追踪：{f}", "Trace again: {f}").fill(f=row.name), by=by,
         link=row.get_absolute_url())  # fmt: skip
    return job


def _row(upload: Upload, place: Path, by: User) -> tuple[Finding, bool]:
    known = Finding.objects.filter(sha256=upload.sha256).first()
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            made: Finding = Finding.objects.create(
                name=upload.name, file=place.relative_to(settings.MEDIA_ROOT).as_posix(), size_bytes=upload.size_bytes,
                sha256=upload.sha256, brought_by=by,
            )  # fmt: skip
            return made, True
    except IntegrityError:  # the same file came twice at once
        return Finding.objects.get(sha256=upload.sha256), False


def _start(finding: Finding, *, by: User) -> Job:
    job = start(
        jobs.trace, by=by, params={"finding_id": finding.pk}, key=f"trace:{finding.pk}",
        title=Words("追踪：{f}", "Trace: {f}").fill(f=finding.name[:100]), link=finding.get_absolute_url(),
    )  # fmt: skip
    Finding.objects.filter(pk=finding.pk).update(job=job)
    return job
