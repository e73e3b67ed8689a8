"""Watched folders: what a generator writes there is written into the log, each file once, when it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from manju.catalogue.models import Property
from manju.jobs.actions import start
from manju.jobs.registry import Working, job
from manju.jobs.rounds import each_round
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import Studio, User
from manju.people.scope import in_studio
from manju.production.capturing import Arrived, take_files
from manju.production.models import SeenFile, WatchedFolder
from manju.production.recording import Subject
from manju.words import Words

__all__ = ["ENDINGS", "Looked", "look", "look_job", "stop_watching", "watch_folder"]

ENDINGS: Final = (".png", ".jpg", ".jpeg", ".webp", ".mp4", ".webm", ".gif")
QUIET: Final = timedelta(seconds=3)  # a file that changed this lately may still be written
FILES_MOST: Final = 50_000
AT_ONCE: Final = 200


class Looked:
    """What one look found: files taken, files already in the log, files refused, files still being written."""

    def __init__(self) -> None:
        self.taken = self.again = self.refused = self.unripe = 0

    @property
    def new(self) -> int:
        return self.taken + self.again + self.refused


@transaction.atomic
def watch_folder(of_property: Property, path: str, *, character: str, by: User) -> WatchedFolder:
    """Begin to watch a folder of the server.

    Raises:
        Refused: no absolute path, no folder, or one of Manju's own.
    """
    place = Path(path.strip())
    if not place.is_absolute():
        raise Refused(
            Words("写完整路径，例如 /data/comfyui/output。", "Write the whole path, as /data/comfyui/output."),
            field="path",
        )
    real = Path(os.path.realpath(place))
    if not real.is_dir():
        raise Refused(
            Words("服务器上没有这个文件夹：{p}。", "The server has no such folder: {p}.").fill(p=place), field="path"
        )
    home = Path(settings.HOME).resolve()
    if real.is_relative_to(home) or home.is_relative_to(real):
        raise Refused(Words("不能监视漫剧自己的文件夹。", "Manju’s own folder cannot be watched."), field="path")
    row, _ = WatchedFolder.objects.update_or_create(
        of_property=of_property, character=character.strip()[:80], path=str(real)[:400],
        defaults={"is_on": True, "by": by, "problem_zh": "", "problem_en": ""},
    )  # fmt: skip
    note("creation.folder", Words("监视文件夹 {p}", "Watching the folder {p}").fill(p=real), by=by)
    found: WatchedFolder = row
    return found


@transaction.atomic
def stop_watching(folder: WatchedFolder, *, by: User) -> None:
    """Watch it no longer; what came from it stays."""
    WatchedFolder.objects.filter(pk=folder.pk).update(is_on=False)
    note("creation.folder_off", Words("不再监视 {p}", "No longer watching {p}").fill(p=folder.path), by=by)


def look(folder: WatchedFolder, *, now: datetime | None = None, working: Working | None = None) -> Looked:
    """Take what is new in the folder; killed in between, it goes on where it was.

    A file is taken when it has been left alone for three seconds; known ones are not opened again.
    """
    at, found = now or timezone.now(), Looked()
    subject = Subject(folder.of_property, folder.character)
    try:
        waiting = list(_new_files(folder, at, found))
    except OSError as error:
        said = Words("打不开文件夹：{why}", "The folder cannot be opened: {why}").fill(why=error.strerror or error)
        WatchedFolder.objects.filter(pk=folder.pk).update(
            looked_at=at, problem_zh=said.zh[:240], problem_en=said.en[:240]
        )
        return found
    for begin in range(0, len(waiting), AT_ONCE):
        _take(folder, subject, waiting[begin : begin + AT_ONCE], found)
        if working is not None:
            working.report(min(1.0, (begin + AT_ONCE) / len(waiting)), Words("读图片", "Reading pictures"))
    WatchedFolder.objects.filter(pk=folder.pk).update(looked_at=at, problem_zh="", problem_en="")
    return found


@job("production.look", title=Words("看监视的文件夹", "Look into watched folders"), priority=-1)
def look_job(working: Working, folder_id: int) -> None:
    """One look into one folder."""
    folder = WatchedFolder.objects.select_related("of_property", "by").filter(pk=folder_id, is_on=True).first()
    if folder is not None:
        found = look(folder, working=working)
        working.result(taken=found.taken, again=found.again, refused=found.refused)


@each_round
def look_where_something_is_new(now: datetime) -> None:
    """Start a look for every folder that holds something new; called every minute by whichever worker comes first."""
    for studio in Studio.objects.order_by("pk"):
        with in_studio(studio):
            for folder in WatchedFolder.objects.filter(is_on=True):
                try:
                    fresh = next(_new_files(folder, now, Looked()), None)
                except OSError:
                    fresh = None if folder.problem_zh else ("", "", now)
                if fresh is not None:
                    start(look_job, by=folder.by, params={"folder_id": folder.pk}, key=f"production.look:{folder.pk}")


New = tuple[str, str, datetime]
"""Path below the folder, stamp, time of change."""


def _new_files(folder: WatchedFolder, now: datetime, found: Looked) -> Iterator[New]:
    known = dict(SeenFile.objects.filter(folder=folder).values_list("name", "stamp"))
    root = Path(folder.path)
    for path in sorted(_walk(root)):
        facts = path.stat()
        changed = datetime.fromtimestamp(facts.st_mtime, UTC)
        name, stamp = str(path.relative_to(root)), f"{facts.st_size}:{facts.st_mtime_ns}"
        if known.get(name) == stamp or facts.st_size == 0 or len(name) > 400:
            continue
        if now - changed < QUIET and changed <= now:
            found.unripe += 1
            continue
        yield name, stamp, min(changed, now)


def _walk(root: Path) -> Iterator[Path]:
    """Pictures and films below the folder, four levels deep; links out of it are not followed."""
    line, count = [(root, 0)], 0
    while line:
        place, depth = line.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False) and depth < 4:
                    line.append((Path(entry.path), depth + 1))
                elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(ENDINGS):
                    count += 1
                    if count > FILES_MOST:
                        return
                    yield Path(entry.path)


def _take(folder: WatchedFolder, subject: Subject, files: Sequence[New], found: Looked) -> None:
    """Log rows and what has been seen are written in one transaction per file: a kill in between repeats nothing."""
    root = Path(folder.path)
    for name, stamp, changed in files:
        with transaction.atomic():
            taken = take_files(
                subject, [Arrived(root / name, Path(name).name, changed)], captured_by="watched_folder", by=folder.by
            )
            why = taken.refused[0][1] if taken.refused else None
            SeenFile.objects.update_or_create(
                folder=folder, name=name,
                defaults={
                    "stamp": stamp, "refusal_zh": why.zh[:240] if why else "", "refusal_en": why.en[:240] if why else "",
                },
            )  # fmt: skip
        found.taken += taken.files
        found.again += len(taken.again)
        found.refused += len(taken.refused)
