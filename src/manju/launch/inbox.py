"""Exports dropped on the page: kept as they came, looked at, then imported by one job for all of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.launch.jobs import import_job
from manju.media.whole import written_whole
from manju.money.errors import InputError
from manju.people.models import User
from manju.people.scope import current_scope
from manju.words import Words

FILES_MAX: Final = 60
SIZE_MAX: Final = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file in the inbox: where it lies below the media folder, and what it was called."""

    file: str
    name: str


def take(uploads: Iterable[UploadedFile[Any]]) -> list[Dropped]:
    """Keep uploaded files in the inbox, each under its hash; `Any`: whatever kind of file object Django made.

    Raises:
        InputError: `no_files`, `too_many_files`, `too_large`.
    """
    given = list(uploads)
    if not given:
        raise InputError(
            "no_files",
            Words("还没有选文件。", "No file was chosen."),
            Words("选一个或几个导出。", "Choose one or several exports."),
        )
    if len(given) > FILES_MAX:
        raise InputError(
            "too_many_files",
            Words("一次最多 {n} 个文件。", "At most {n} files at once.").fill(n=FILES_MAX),
            Words("分几次拖进来。", "Drop them in parts."),
        )
    return [_kept(upload) for upload in given]


def begin(dropped: list[Dropped], *, export_date: dt.date | None, account: str, by: User) -> Job:
    """Start the import of files in the inbox; the older export comes first, whatever the order they were dropped in."""
    n = len(dropped)
    one, many = Words("导入 {f}", "Import {f}"), Words("导入 {n} 份导出", "Import {n} exports")
    title = one.fill(f=dropped[0].name) if n == 1 else many.fill(n=n)
    params: dict[str, int | str | float | bool | list[int] | list[str] | None] = {
        "files": [d.file for d in dropped], "names": [d.name for d in dropped], "account": account,
        "export_date": export_date.isoformat() if export_date is not None else None, "by_id": by.pk,
    }  # fmt: skip
    return start(import_job, by=by, params=params, title=title)


def _kept(upload: UploadedFile[Any]) -> Dropped:
    name = Path(upload.name or "export").name
    if (upload.size or 0) > SIZE_MAX:
        raise InputError(
            "too_large",
            Words("{n} 太大。", "{n} is too large.").fill(n=name),
            Words("按月份分几次导出。", "Export it in parts, by month."),
        )
    folder = Path(settings.MEDIA_ROOT) / "inbox" / str(current_scope().studio_id)
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    kept = folder / f"{digest.hexdigest()}{Path(name).suffix.lower()[:8]}"
    with written_whole(kept) as part, part.open("wb") as out:
        for chunk in upload.chunks():
            out.write(chunk)
    return Dropped(str(kept.relative_to(settings.MEDIA_ROOT)), name[:255])
