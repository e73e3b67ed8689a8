"""The long work of distribution: making the deliverables of one master, and reading one back again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone

from manju.catalogue.models import Master
from manju.copies.marking import marker_of
from manju.copies.registering import register_master
from manju.distribution import framing_jobs, moments, rendering
from manju.distribution.framings import look_at_master
from manju.distribution.models import Deliverable
from manju.jobs.registry import Working, job
from manju.media.errors import Cancelled, MediaError
from manju.media.render.marking import Marker
from manju.people.audit import note
from manju.words import Words

__all__ = ["check", "deliver", "framing_jobs"]

SETTLED: Final = (Deliverable.State.PASSED, Deliverable.State.FAILED_CHECK)
LONGEST_S: Final = 6 * 3600
REGISTERED: Final = 0.1  # share of a job by which its master is registered, if it was not before
FRAMED: Final = 0.2  # and framed for the shapes it needs


@job("distribution.deliver", title=Words("做交付件", "Make deliverables"), time_limit_s=LONGEST_S)
def deliver(work: Working, deliverable_ids: list[int]) -> None:
    """Make these deliverables of one master together, decoding it once; rows already settled are left alone.

    Everything is made beside its place and moved there when finished; the rows change in one transaction, so
    a killed run leaves only stray files, which the next run clears away.
    """
    rows = _rows(deliverable_ids)
    if not rows:
        return
    _mark(rows, state=Deliverable.State.RENDERING, error_zh="", error_en="", finished_at=None)
    with rendering.desk(work.job_id) as desk:
        try:
            marker = _registered_and_issued(work, rows)
            _framed(work, rows)
            finished = rendering.make(
                rows, desk, marker=marker, progress=_reporting(work, begin=FRAMED, upto=0.97),
                cancelled=work.cancelled,
            )  # fmt: skip
        except MediaError as error:
            said = Words(f"{error.message.zh}{error.hint.zh}", f"{error.message.en} {error.hint.en}")
            _mark(rows, state=Deliverable.State.FAILED, error_zh=said.zh, error_en=said.en, finished_at=timezone.now())
            raise
        except Cancelled:
            if work.cancelled():
                _mark(rows, state=Deliverable.State.CANCELLED, finished_at=timezone.now())
            raise
        work.report(0.98, Words("放到位", "Putting the files in place"))
        _put_in_place(work, finished)
    work.result(deliverables=[f.row.pk for f in finished], failed=[f.row.pk for f in finished if not f.passed])


@job("distribution.check", title=Words("重检交付件", "Check a deliverable again"), time_limit_s=3600)
def check(work: Working, deliverable_id: int) -> None:
    """Read a finished file back; a pass is packed, a fail loses its package."""
    row = Deliverable.objects.select_related("episode__season__work", "master", "studio", "issued__master__master").get(
        pk=deliverable_id
    )
    if row.is_open or not row.file:
        return
    work.report(0.05, Words("回读质检", "Reading the file back"))
    with rendering.desk(work.job_id) as desk:
        finished = rendering.look_again(row, desk, cancelled=work.cancelled)
        _put_in_place(work, [finished], only_settled=True)
    work.result(passed=finished.passed)


@job("distribution.pack", title=Words("重新打包", "Pack again"), priority=5, time_limit_s=1800)
def pack(work: Working, deliverable_ids: list[int]) -> None:
    """Pack finished deliverables anew with the texts and the filing number of now; nothing is encoded or checked."""
    related = ("episode__season__work", "master", "studio", "issued__master__master")
    rows = Deliverable.objects.filter(pk__in=deliverable_ids).select_related(*related).order_by("pk")
    left = [row for row in rows if row.state == Deliverable.State.PASSED and row.file]
    with rendering.desk(work.job_id) as desk:
        finished = []
        for n, row in enumerate(left):
            work.report(n / len(left), Words("重新打包", "Packing again"))
            finished.append(rendering.pack_again(row, desk))
        if finished:
            _put_in_place(work, finished, only_settled=True)
    work.result(deliverables=[f.row.pk for f in finished])


@job("distribution.cover", title=Words("换封面", "Change covers"), priority=5, time_limit_s=1800)
def change_covers(work: Working, deliverable_ids: list[int]) -> None:
    """Make the covers of finished deliverables anew and pack them again; nothing is encoded."""
    related = ("episode__season__work", "master", "studio", "issued__master__master")
    rows = Deliverable.objects.filter(pk__in=deliverable_ids).select_related(*related).order_by("pk")
    left = [row for row in rows if not row.is_open and row.file]
    with rendering.desk(work.job_id) as desk:
        finished = []
        for n, row in enumerate(left):
            work.report(n / len(left), Words("换封面", "Changing covers"))
            finished.append(rendering.cover_again(row, desk, cancelled=work.cancelled))
        if finished:
            _put_in_place(work, finished, only_settled=True)
    work.result(deliverables=[f.row.pk for f in finished])


@job("distribution.find_covers", title=Words("挑封面", "Look for covers"), priority=5, time_limit_s=1800)
def find_covers(work: Working, master_id: int) -> None:
    """Look through a master for moments that would make a cover, and keep them with small pictures."""
    work.report(0.05, Words("挑封面", "Looking for covers"))
    found = moments.find(Master.objects.get(pk=master_id), cancelled=work.cancelled)
    work.result(found=len(found))


def _registered_and_issued(work: Working, rows: list[Deliverable]) -> Marker:
    """See that the master is registered and that every row has its copy written down, before any file is made."""
    master = rows[0].master
    looking = Words("登记母版", "Registering the master")
    registered = register_master(
        master,
        by=rows[0].made_by,
        progress=lambda share: _tell(work, REGISTERED * share, looking),
        cancelled=work.cancelled,
        writing=work.writing,
    )
    marker = marker_of(registered)
    with work.writing():
        rendering.issue_copies(rows, registered)
    return marker


def _framed(work: Working, rows: list[Deliverable]) -> None:
    """See that the master is framed for every shape these rows need."""
    looking = Words("逐镜头找人物和字幕", "Finding figures and captions in every shot")
    look_at_master(
        rows[0].master, rendering.shapes_of(rows), cancelled=work.cancelled,
        progress=lambda share: _tell(work, REGISTERED + (FRAMED - REGISTERED) * share, looking),
    )  # fmt: skip


def _put_in_place(work: Working, finished: list[rendering.Finished], *, only_settled: bool = False) -> None:
    """Move each folder to its place and point the rows at it; undone as a whole when this run is no longer wanted.

    `only_settled`: a row that has been ordered again meanwhile is left to its own job.
    """
    placed: list[rendering.Placed] = []
    try:
        with work.writing():
            for one in finished:
                row = Deliverable.objects.select_for_update().get(pk=one.row.pk)
                if only_settled and row.is_open:
                    continue
                place = rendering.put(one)
                placed.append(place)
                rendering.write_down(row, one, place)
            passed = sum(f.passed for f in finished)
            note(
                "deliverables.made",
                Words("{n} 份交付件做好，{p} 份通过质检", "Deliverables made: {n}, passed the check: {p}").fill(
                    n=len(finished), p=passed),
                by=None, link=finished[0].row.episode.get_absolute_url(), deliverables=[f.row.pk for f in finished],
            )  # fmt: skip
            transaction.on_commit(lambda: _clear_strays(placed))
    except BaseException:
        for place in placed:
            place.take_back()
        raise


def _clear_strays(placed: list[rendering.Placed]) -> None:
    for place in placed:
        place.drop_others()


def _rows(ids: Iterable[int]) -> list[Deliverable]:
    rows = Deliverable.objects.filter(pk__in=list(ids)).exclude(state__in=SETTLED)
    return list(
        rows.select_related(
            "episode__season__work", "master__episode__season__work", "studio", "issued", "made_by"
        ).order_by("pk")
    )


def _mark(rows: list[Deliverable], **columns: object) -> None:
    Deliverable.objects.filter(pk__in=[r.pk for r in rows]).update(**columns)


def _reporting(work: Working, *, begin: float, upto: float) -> rendering.Progress:
    """Progress of the render as a stretch of the job's."""
    return lambda share, words: _tell(work, begin + share * (upto - begin), words)


def _tell(work: Working, share: float, words: Words) -> None:
    """Report, unless the job is to stop: that is noticed by `work.cancelled`, not thrown from here."""
    if not work.cancelled():
        work.report(share, words)
