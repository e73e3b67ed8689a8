"""The long work of copies: registering a master once it can be used, and making marked copies of one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from manju.catalogue.jobs import inspect_master
from manju.catalogue.models import Master
from manju.copies.marking import mark_copies
from manju.copies.models import Copy, PictureCopy, RegisteredMaster, RegisteredPicture
from manju.copies.pictures import make_picture_copy
from manju.copies.registering import register_master
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Working, after, job
from manju.media.errors import Cancelled
from manju.words import Words

LONGEST_S: Final = 6 * 3600
NOBODY_WAITS: Final = -5


@job("copies.register", title=Words("登记母版", "Register a master"), priority=NOBODY_WAITS, time_limit_s=LONGEST_S)
def register(working: Working, master_id: int) -> None:
    """Keep fingerprint and survey of a master. Nothing happens when that was done, or when it cannot be used."""
    master = Master.objects.select_related("episode__season__work").get(pk=master_id)
    if master.state != Master.State.READY:
        return
    looking = Words("逐帧看母版", "Looking at every frame")
    registered = register_master(
        master,
        by=None,
        progress=lambda share: working.report(0.98 * share, looking),
        cancelled=working.cancelled,
        writing=working.writing,
    )
    working.result(registered_master=registered.pk)


@after(inspect_master)
def register_what_was_inspected(done: Job) -> None:
    """A master that was looked at and can be used is registered next, behind work that somebody waits for."""
    ready = Master.objects.select_related("episode").filter(pk=done.params["master_id"], state=Master.State.READY)
    master = ready.first()
    if master is None:
        return
    start(
        register,
        by=done.started_by,
        params={"master_id": master.pk},
        key=f"register:{master.pk}",
        title=Words("登记母版：{e}", "Register the master: {e}").fill(e=master.episode.name),
        link=master.episode.get_absolute_url(),
    )


@job("copies.mark", title=Words("做带水印的副本", "Make marked copies"), time_limit_s=LONGEST_S)
def mark(working: Working, master_id: int, copies: list[int]) -> None:
    """Make the files of copies (their row numbers) of one registered master; those that are made stay as they are.

    They are kept under the media folder: `copies/<studio>/<copy ID>.mp4`.
    """
    master = RegisteredMaster.objects.shown().get(pk=master_id)
    left = list(Copy.objects.filter(pk__in=copies, master=master, sha256="").order_by("pk"))
    if not left:
        return
    folder = Path(settings.MEDIA_ROOT) / "copies" / str(master.studio_id)
    folder.mkdir(parents=True, exist_ok=True)
    marking = Words("做 {n} 份副本", "Making {n} copies").fill(n=len(left))
    mark_copies(
        master,
        [(copy, folder / f"{copy.copy_id}.mp4") for copy in left],
        keep=True,
        progress=lambda share: working.report(0.98 * share, marking),
        cancelled=working.cancelled,
        writing=working.writing,
    )
    working.result(made=[copy.pk for copy in left])


@job("copies.mark_picture", title=Words("做带水印的图片", "Make marked pictures"), time_limit_s=LONGEST_S)
def mark_picture(working: Working, picture_id: int, copies: list[int]) -> None:
    """Make the files of copies (their row numbers) of one registered picture; those that are made stay as they are.

    They are kept under the media folder, in the format of the original: `copies/<studio>/<copy ID>.png`.
    """
    picture = RegisteredPicture.objects.get(pk=picture_id)
    left = list(PictureCopy.objects.filter(pk__in=copies, picture=picture, sha256="").select_related("picture"))
    folder = Path(settings.MEDIA_ROOT) / "copies" / str(picture.studio_id)
    folder.mkdir(parents=True, exist_ok=True)
    for n, copy in enumerate(left):
        if working.cancelled():
            raise Cancelled
        working.report(n / len(left), Words("做给 {r} 的副本", "The copy for {r}").fill(r=copy.recipient))
        place = folder / f"{copy.copy_id}{picture.path.suffix}"
        make_picture_copy(copy, place, keep=True, writing=working.writing)
    working.result(made=[copy.pk for copy in left])
