"""Lists dropped on the page: kept, their columns found or asked for once, their imports started."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from manju.catalogue import inbox
from manju.catalogue.inbox import Dropped
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.money.errors import InputError
from manju.people.models import User
from manju.topics import engine
from manju.topics.importing import remember
from manju.topics.jobs import import_job
from manju.topics.models import HitList, WaitingFile
from manju.words import Words

__all__ = ["begin", "columns", "drop", "known_already", "named", "take"]


def take(upload: UploadedFile[Any]) -> Dropped:
    """Keep an uploaded list in the inbox; `Any`: whatever kind of file object Django made."""
    return inbox.take(upload, usual_name="list")


def known_already(dropped: Dropped) -> HitList | None:
    """The list that these bytes are already."""
    found: HitList | None = HitList.objects.filter(sha256=dropped.sha256, withdrawn_at=None).first()
    return found


def begin(dropped: Dropped, *, by: User) -> Job:
    """Start the import of a dropped file; what it holds is found out there."""
    return start(
        import_job, by=by, key=f"topics.list:{dropped.sha256}",
        title=Words("导入榜单：{n}", "Import a hit list: {n}").fill(n=dropped.name),
        params={"file": dropped.file, "name": dropped.name, "sha256": dropped.sha256, "by_id": by.pk},
    )  # fmt: skip


@transaction.atomic
def named(waiting: WaitingFile, mapping: Mapping[str, str], *, by: User) -> list[Job]:
    """Remember what the columns of a waiting file are, and import every waiting file that has the same header.

    Raises:
        InputError: the file is gone, or no column is the title.
    """
    path = Path(settings.MEDIA_ROOT) / waiting.file
    if not path.is_file():
        waiting.delete()
        raise InputError(
            "file_missing", Words("文件不在了。", "The file is gone."), Words("再传一次。", "Upload it again.")
        )
    if "title" not in mapping.values():
        raise InputError(
            "mapping_needed",
            Words("要选哪一列是剧名。", "Say which column is the title."),
            Words("在那一列选“剧名”。", "Choose “title” for it."),
        )
    remember(path, mapping, by=by)
    jobs = []
    for row in WaitingFile.objects.filter(header_sha256=waiting.header_sha256):
        jobs.append(begin(Dropped(row.file, row.name, row.sha256), by=by))
        row.delete()
    return jobs


def drop(waiting: WaitingFile) -> None:
    """Let go of a file that waits: it was never imported."""
    (Path(settings.MEDIA_ROOT) / waiting.file).unlink(missing_ok=True)
    waiting.delete()


def columns(waiting: WaitingFile) -> engine.Header:
    """The columns of a waiting file with their first cells."""
    return engine.header_of(Path(settings.MEDIA_ROOT) / waiting.file)
