"""Found files coming in: what an upload for tracing becomes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from manju.catalogue.destinations import Destination, Landed, register
from manju.catalogue.models import Upload
from manju.copies.models import ScannedFile
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.media.sniff import sniff
from manju.media.whole import sha256_of, written_whole
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.protection import jobs
from manju.protection.models import Finding
from manju.words import Words

__all__ = ["SUSPECTS", "take_scanned", "trace_again"]


def _accept(upload: Upload, place: Path, by: User) -> Landed:
    """A finding for this file, traced when the transaction commits; the same bytes give the finding that is there."""
    finding, is_new = _row(upload, place, by)
    if is_new:
        said = Words("收下可疑文件：{f}", "Found file received: {f}").fill(f=finding.name)
        note("finding.added", said, by=by, link=finding.get_absolute_url(), sha256=finding.sha256)
        _start(finding, by=by)
        return Landed(finding.get_absolute_url(), Words("已收下，开始追踪", "Received; tracing begins"))
    return Landed(finding.get_absolute_url(), Words("这个文件已经追踪过", "This very file has been traced before"))


SUSPECTS: Final = Destination("suspect", "protect", "suspects", _accept, takes="films and pictures")
register(SUSPECTS)


@transaction.atomic
def trace_again(finding: Finding, *, by: User) -> Job:
    """Trace a finding once more: after new masters or copies, a failure, or a refusal. An open trace is returned."""
    row: Finding = Finding.objects.select_for_update().get(pk=finding.pk)
    job = _start(row, by=by)
    note("finding.traced_again", Words("重新追踪：{f}", "Trace again: {f}").fill(f=row.name), by=by,
         link=row.get_absolute_url())  # fmt: skip
    return job


@transaction.atomic
def take_scanned(scanned: ScannedFile, *, by: User) -> Finding:
    """Make a finding of a file that a scan found, so that it has a page, a report and may belong to a case.

    The file is copied beside the others; what the scan said is not taken over, it is traced anew.

    Raises:
        Refused: the file is no longer what was scanned.
    """
    source = Path(scanned.path)
    if not source.is_file() or sha256_of(source) != scanned.sha256:
        raise Refused(Words("这个文件已经不在了，或者变了。", "This file is gone, or has changed."))
    known: Finding | None = Finding.objects.filter(sha256=scanned.sha256).first()
    if known is not None:
        return known
    folder = Path(settings.MEDIA_ROOT) / SUSPECTS.folder / str(scanned.studio_id) / scanned.sha256[:2]
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{scanned.sha256[:16]}-scan.{sniff(source).container}"
    with written_whole(place) as beside:
        shutil.copyfile(source, beside)
    made: Finding = Finding.objects.create(
        name=source.name[:255], file=place.relative_to(settings.MEDIA_ROOT).as_posix(), sha256=scanned.sha256,
        size_bytes=scanned.size_bytes, brought_by=by,
    )  # fmt: skip
    said = Words("从扫描收下：{f}", "Taken from a scan: {f}").fill(f=made.name)
    note("finding.added", said, by=by, link=made.get_absolute_url(), sha256=made.sha256)
    _start(made, by=by)
    return made


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
