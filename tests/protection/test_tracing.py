"""From a dropped file to the page that says whose copy it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.test import Client

from catalogue.conftest import MP4, metadata, piece
from distribution.conftest import Hand
from factories import make_copy, make_finding, make_member
from manju.catalogue import receiving
from manju.catalogue.models import Master, Upload
from manju.copies.tracing import Traced
from manju.jobs.models import Job
from manju.media.errors import Cancelled, MediaError
from manju.media.traces import Trace
from manju.people.models import AuditLine
from manju.people.scope import in_studio
from manju.protection import jobs
from manju.protection.keeping import SCORES, kept_result
from manju.protection.models import Finding, NamedIn
from manju.protection.suspects import SUSPECTS, trace_again
from manju.words import Words
from media.clips import ffmpeg

pytestmark = [pytest.mark.db]


def opened(client: Client, size: int, **about: object):
    return client.post(
        "/uploads/", headers={"Upload-Length": str(size), "Tus-Resumable": "1.0.0",
                              "Upload-Metadata": metadata(filename="found.mp4", **about)}
    )  # fmt: skip


def dropped(house, source: Path) -> Finding:
    """A finding of a copy of this file, not traced yet."""
    source = Path(source)
    taken = source.with_name(f"drop-{source.name}")
    shutil.copyfile(source, taken)
    receiving.take_whole_for(SUSPECTS, by=house.user, name=source.name, source=taken)
    return Finding.objects.get(name=source.name)


def test_a_found_file_becomes_a_finding_and_a_job_and_no_master(house) -> None:
    answer = opened(house.client, len(MP4), **{"for": "suspect"})
    assert answer.status_code == 201
    last = piece(house.client, answer["Location"], 0, MP4)
    finding = Finding.objects.get()
    assert (last.status_code, last["Manju-Page"]) == (204, finding.get_absolute_url())
    assert finding.path.read_bytes() == MP4
    assert finding.path.parts[-4] == "suspects"
    assert Job.objects.get().key == f"trace:{finding.pk}"
    assert finding.job_id == Job.objects.get().pk
    assert Master.objects.count() == 0
    assert AuditLine.objects.filter(verb="finding.added").count() == 1


def test_the_same_bytes_give_the_finding_that_is_there(house) -> None:
    for _ in range(2):
        place = opened(house.client, len(MP4), **{"for": "suspect"})["Location"]
        last = piece(house.client, place, 0, MP4)
    assert Finding.objects.count() == 1
    assert Job.objects.count() == 1
    assert last["Manju-Page"] == Finding.objects.get().get_absolute_url()


@pytest.mark.once
def test_an_upload_for_something_nobody_knows_is_refused(house) -> None:
    assert opened(house.client, 100, **{"for": "nonsense"}).status_code == 400
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "status"), [("creator", 403), ("viewer", 403), ("distributor", 201), ("licensing", 201)]
)
@pytest.mark.once
def test_who_may_bring_found_files(house, role, status) -> None:
    client = Client()
    client.force_login(make_member(house.studio, role).user)
    assert opened(client, len(MP4), **{"for": "suspect"}).status_code == status


def test_a_distributor_may_bring_found_files_and_still_no_masters(house) -> None:
    client = Client()
    client.force_login(make_member(house.studio, "distributor").user)
    assert opened(client, len(MP4), season=1, number=1).status_code == 403


def test_an_old_upload_is_swept_without_its_finding(house) -> None:
    from datetime import timedelta

    from django.utils import timezone

    piece(house.client, opened(house.client, len(MP4), **{"for": "suspect"})["Location"], 0, MP4)
    receiving.sweep_uploads(now=timezone.now() + timedelta(days=30))
    assert Upload.objects.count() == 0
    assert Finding.objects.get().path.is_file()


def test_the_plain_form_takes_files_and_names_what_it_refuses(house, tmp_path) -> None:
    good, bad = tmp_path / "found.mp4", tmp_path / "notes.mp4"
    good.write_bytes(MP4)
    bad.write_bytes(b"just words, no film at all")
    with good.open("rb") as one, bad.open("rb") as two:
        answer = house.client.post("/protection/bring/", {"files": [one, two]})
    assert answer.status_code == 422
    assert "notes.mp4" in answer.content.decode()
    assert Finding.objects.get().name == "found.mp4"


@pytest.mark.media
@pytest.mark.slow
def test_a_stolen_copy_is_named_and_everything_is_kept(
    house, stolen, copies, django_capture_on_commit_callbacks
) -> None:
    committing = django_capture_on_commit_callbacks
    finding = dropped(house, stolen)
    hand = Hand()
    jobs.trace.function(hand, finding.pk)
    finding.refresh_from_db()
    assert (finding.state, finding.verdict, finding.issued_id) == ("traced", "copy", copies[0].pk)
    assert finding.log10_false_alarm is not None
    assert finding.log10_false_alarm <= -9
    result = kept_result(finding)
    assert result is not None
    assert [c.recipient for c in result.copies] == ["Qinghe Shorts"]
    assert result.copies_compared == 3
    assert result.masters[0].segments[0].mirrored
    assert abs(result.masters[0].segments[0].master_start_s - 1.0) < 0.5
    assert NamedIn.objects.get().issued_id == copies[0].pk
    assert (finding.folder / SCORES).is_file()
    assert (finding.folder / "0-residual.png").is_file()
    assert AuditLine.objects.filter(verb="finding.traced").count() == 1

    page = house.client.get(finding.get_absolute_url()).content.decode()
    assert "the copy handed to Qinghe Shorts" in page
    assert "Compared with all 3 issued copies" in page
    assert house.client.get(f"/findings/{finding.pk}/seen/0-residual")["Content-Type"] == "image/png"
    assert house.client.get(f"/findings/{finding.pk}/original/{result.masters[0].master_id}").status_code == 200
    report = house.client.get(f"/findings/{finding.pk}/report.pdf?lang=zh")
    assert report.content.startswith(b"%PDF")
    assert house.client.get(f"/findings/{finding.pk}/report.pdf?lang=zh").content == report.content
    rows = house.client.get(f"/findings/{finding.pk}/scores.csv").content.decode().splitlines()
    assert len(rows) == 4
    assert sum(row.endswith(",yes") for row in rows) == 1

    before = finding.kept
    with committing(execute=True):
        jobs.trace.function(Hand(), finding.pk)
    finding.refresh_from_db()
    assert finding.kept != before
    assert [p.name for p in (finding.folder.parent).iterdir()] == [finding.folder.name]
    assert NamedIn.objects.count() == 1


@pytest.mark.media
@pytest.mark.slow
@pytest.mark.once
def test_a_film_that_is_not_ours_accuses_nobody(house, master, copies, tmp_path) -> None:
    other = tmp_path / "other.mp4"
    ffmpeg("-f", "lavfi", "-t", "6", "-i", "mandelbrot=size=320x180:rate=25", "-pix_fmt", "yuv420p", str(other))
    finding = dropped(house, other)
    jobs.trace.function(Hand(), finding.pk)
    finding.refresh_from_db()
    assert (finding.verdict, finding.issued, finding.master) == ("nothing", None, None)
    assert "not in your catalogue" in house.client.get(finding.get_absolute_url()).content.decode()


@pytest.mark.media
@pytest.mark.once
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(house, master) -> None:
    piece(house.client, opened(house.client, len(MP4), **{"for": "suspect"})["Location"], 0, MP4)
    finding = Finding.objects.get()
    jobs.trace.function(Hand(), finding.pk)
    finding.refresh_from_db()
    assert finding.state == "refused"
    assert finding.refusal.zh
    assert finding.hint.en
    page = house.client.get(finding.get_absolute_url()).content.decode()
    assert "This file cannot be traced" in page


@pytest.mark.media
@pytest.mark.once
def test_a_lost_key_fails_the_job_and_does_not_blame_the_file(house, film, tmp_path, monkeypatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise MediaError("key_lost", Words("钥匙不见了。", "The key is gone."), Words("取回来。", "Bring it back."))

    monkeypatch.setattr(jobs, "trace_file", lost)
    finding = dropped(house, shutil.copy(film, tmp_path / "found.mp4"))
    with pytest.raises(MediaError, match="key_lost"):
        jobs.trace.function(Hand(), finding.pk)
    finding.refresh_from_db()
    assert finding.state == "received"


@pytest.mark.media
def test_a_run_that_lost_its_job_changes_no_row(house, film, tmp_path, monkeypatch) -> None:
    none = Traced(Trace((), (), (), 0, 6.4, 1.0), (), ())
    monkeypatch.setattr(jobs, "trace_file", lambda *_, **__: none)
    finding = dropped(house, shutil.copy(film, tmp_path / "found.mp4"))
    with pytest.raises(Cancelled):
        jobs.trace.function(Hand(lose_it=True), finding.pk)
    finding.refresh_from_db()
    assert (finding.state, finding.kept, NamedIn.objects.count()) == ("received", "", 0)


def test_tracing_again_starts_one_job_only(house) -> None:
    finding = make_finding("nothing")
    one = trace_again(finding, by=house.user)
    two = trace_again(finding, by=house.user)
    assert one.pk == two.pk


def test_the_page_of_a_trace_gives_out_no_master_that_it_does_not_show(house, media) -> None:
    finding, stranger = make_finding("work"), make_copy().master
    assert house.client.get(f"/findings/{finding.pk}/original/{stranger.pk}").status_code == 404


def test_other_findings_of_the_same_copy_are_listed(house) -> None:
    copy = make_copy()
    first, second = make_finding("copy", copy), make_finding("copy", copy)
    page = house.client.get(first.get_absolute_url()).content.decode()
    assert "The same copy also turned up at" in page
    assert second.get_absolute_url() in page


def test_nobody_can_be_written_down_as_named_above_the_bound(house) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        make_finding("copy", log10_false_alarm=-8.9)


def test_another_studio_sees_nothing_of_it(house, other) -> None:
    finding = make_finding("copy")
    for page in ("", "film", "scores.csv", "report.pdf", "seen/0-residual"):
        assert other.client.get(f"/findings/{finding.pk}/{page}").status_code == 404
    with in_studio(other.studio):
        assert Finding.objects.count() == 0
