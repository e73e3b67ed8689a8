"""The desk that one job works at: an empty folder beside the finished files, cleared when the job is over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from manju.jobs.models import Job
from manju.people.scope import every_studio

__all__ = ["desk"]


@contextmanager
def desk(job_id: str) -> Iterator[Path]:
    """An empty folder for one job's work, on the media folder's file system; a killed run's leavings are cleared."""
    folder = Path(settings.MEDIA_ROOT) / "making" / job_id
    _clear_desks(folder.parent, job_id)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_desks(desks: Path, mine: str) -> None:
    """Remove this job's desk from an earlier try, and those of jobs that are over."""
    left = [d for d in desks.iterdir() if d.is_dir()] if desks.is_dir() else []
    with every_studio(why="desks of all studios stand in one folder"):
        at_work = {str(pk) for pk in Job.objects.open().values_list("pk", flat=True)}
    for desk_of in left:
        if desk_of.name == mine or desk_of.name not in at_work:
            shutil.rmtree(desk_of, ignore_errors=True)
