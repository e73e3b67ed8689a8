"""Registering follows inspection by itself; marking makes the files of issued copies, and may run twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from distribution.conftest import Hand
from factories import make_episode, make_job, make_master, make_member
from manju.catalogue.models import Master
from manju.copies import jobs
from manju.copies.actions import issue
from manju.copies.models import Copy, RegisteredMaster
from manju.copies.ordering import order_copies
from manju.copies.tracing import trace_file
from manju.jobs.models import Job
from manju.media.errors import Cancelled
from manju.media.registering import Registration
from manju.people.models import Studio
from media.clips import ffmpeg

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.media]


@pytest.fixture
def received(studio: Studio, media: Path, film: Path, looked_at: Registration) -> Master:
    row = make_master(make_episode(number=7), sha256=looked_at.sha256)
    row.path.parent.mkdir(parents=True, exist_ok=True)
    row.path.write_bytes(film.read_bytes())
    return row


def test_a_master_that_was_inspected_is_registered_next(received: Master) -> None:
    done = make_job(kind="catalogue.inspect_master", params={"master_id": received.pk})
    jobs.register_what_was_inspected(done)
    jobs.register_what_was_inspected(done)
    job = Job.objects.get(kind="copies.register")
    assert (job.params, job.key) == ({"master_id": received.pk}, f"register:{received.pk}")
    assert job.title.en == f"Register the master: {received.episode.name.en}"
    hand = Hand()
    jobs.register.function(hand, **job.params)
    registered = RegisteredMaster.objects.get()
    assert (registered.master, hand.values) == (received, {"registered_master": registered.pk})
    jobs.register.function(Hand(), **job.params)
    assert RegisteredMaster.objects.count() == 1


@pytest.mark.parametrize("state", ["received", "refused"])
@pytest.mark.once
def test_a_master_that_cannot_be_used_is_not_registered(received: Master, state: str) -> None:
    Master.objects.filter(pk=received.pk).update(state=state)
    jobs.register_what_was_inspected(make_job(params={"master_id": received.pk}))
    assert not Job.objects.filter(kind="copies.register").exists()
    jobs.register.function(Hand(), received.pk)
    assert not RegisteredMaster.objects.exists()


def test_ordered_copies_are_made_once_and_each_is_told_apart(
    studio: Studio, master: RegisteredMaster, media: Path, tmp_path: Path
) -> None:
    by = make_member(studio).user
    job = order_copies(master, ["张三", "李四"], by=by)
    assert Copy.objects.filter(sha256="").count() == 2
    jobs.mark.function(Hand(), **job.params)
    one, two = Copy.objects.order_by("pk")
    assert one.file == f"copies/{studio.pk}/{one.copy_id}.mp4"
    assert one.path is not None
    assert (one.path.is_file(), one.made_by) == (True, by)
    assert one.sha256 != two.sha256
    assert min(one.psnr_y_db, two.psnr_y_db) > 48
    before = one.path.stat().st_mtime_ns
    jobs.mark.function(Hand(), **job.params)
    assert one.path.stat().st_mtime_ns == before
    found = tmp_path / "found.mp4"
    ffmpeg("-ss", "1", "-i", str(two.path), "-t", "6", "-c:v", "libx264", "-crf", "28", str(found))
    traced = trace_file(studio, found)
    assert traced.match is not None
    assert (traced.match.master, [c.copy for c in traced.copies]) == (master, [two])


@pytest.mark.once
def test_a_stopped_job_leaves_no_half_file_and_an_unmade_copy(master: RegisteredMaster, media: Path) -> None:
    [copy] = issue(master, ["张三"], by=None)
    hand = Hand(stop_at=0.01)
    with pytest.raises(Cancelled):
        jobs.mark.function(hand, master.pk, [copy.pk])
    copy.refresh_from_db()
    assert not copy.is_made
    assert [p for p in (media / "copies").rglob("*") if p.is_file()] == []
