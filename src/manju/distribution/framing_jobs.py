"""The long work of framing: looking through a master, shot by shot, once it can be used."""

from __future__ import annotations

from typing import Final

from manju.catalogue.models import Master
from manju.copies.jobs import register
from manju.distribution.framings import look_at_master
from manju.jobs.actions import start
from manju.jobs.models import Job
from manju.jobs.registry import Working, after, job
from manju.people.models import User
from manju.words import Words

__all__ = ["frame_master", "framing_job", "start_framing"]

LONGEST_S: Final = 6 * 3600
NOBODY_WAITS: Final = -6
SOMEBODY_WAITS: Final = 5


@job(
    "distribution.frame", title=Words("看镜头，定构图", "Look at the shots"), priority=NOBODY_WAITS,
    time_limit_s=LONGEST_S,
)  # fmt: skip
def frame_master(work: Working, master_id: int) -> None:
    """Frame a master for every shape that channels need. Nothing happens when that was done, or it cannot be used."""
    master = Master.objects.select_related("episode__season__work").get(pk=master_id)
    if master.state != Master.State.READY:
        return
    looking = Words("逐镜头找人物和字幕", "Finding figures and captions in every shot")
    made = look_at_master(
        master, progress=lambda share: work.report(0.98 * share, looking), cancelled=work.cancelled
    )  # fmt: skip
    work.result(framings=[f.pk for f in made])


@after(register)
def frame_what_was_registered(done: Job) -> None:
    """A master that can be used is framed next, behind work that somebody waits for."""
    ready = Master.objects.select_related("episode").filter(pk=done.params["master_id"], state=Master.State.READY)
    master = ready.first()
    if master is not None:
        start_framing(master, by=done.started_by)


def start_framing(master: Master, *, by: User | None, waited_for: bool = False) -> Job:
    """Have a master framed; the job that does it, an open one where there is one."""
    return start(
        frame_master,
        by=by,
        params={"master_id": master.pk},
        key=_key(master),
        title=Words("看镜头，定构图：{e}", "Look at the shots: {e}").fill(e=master.episode.name),
        link=master.episode.get_absolute_url(),
        priority=SOMEBODY_WAITS if waited_for else None,
    )


def framing_job(master: Master) -> Job | None:
    """The open job that frames a master."""
    return Job.objects.open().filter(key=_key(master)).first()


def _key(master: Master) -> str:
    return f"frame:{master.pk}"
