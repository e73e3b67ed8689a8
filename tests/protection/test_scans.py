"""The watched folder: scanned by a job, its hits become findings, another studio's folder is not seen."""

from __future__ import annotations

import shutil

import pytest

from distribution.conftest import Hand
from factories import make_scanned
from manju.copies.models import ScannedFile
from manju.jobs.models import Job
from manju.protection import actions, jobs
from manju.protection.folder import watched_folder
from manju.protection.models import Finding, Watch

pytestmark = [pytest.mark.db]


class Inline:
    """An engine that works in this very process."""

    def each(self, deed, pieces, *, cancelled):
        for piece in pieces:
            yield piece, deed(piece, cancelled)


def test_scanning_twice_at_once_is_one_scan(house) -> None:
    one, two = (actions.scan_now(by=house.user) for _ in range(2))
    assert one.pk == two.pk
    assert (Watch.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.media
@pytest.mark.slow
def test_a_scan_finds_ours_passes_over_the_rest_and_a_hit_becomes_a_finding(house, stolen, copies, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "Here", Inline)
    folder = watched_folder(house.studio.pk)
    shutil.copyfile(stolen, folder / "hit.mp4")
    (folder / "notes.mp4").write_bytes(b"no film at all")
    for looked_at in (2, 0):
        watch = actions.scan_now(by=house.user)
        jobs.watch.function(Hand(), watch.pk)
        Job.objects.filter(pk=watch.job_id).update(state="done")
        watch.refresh_from_db()
        assert (watch.files, watch.looked_at, watch.found, watch.failed) == (2, looked_at, 1, 1)
    page = house.client.get("/protection/scans/").content.decode()
    assert "2 files scanned, 1 are ours" in page
    assert "Qinghe Shorts" in page
    row = ScannedFile.objects.get(path=str(folder / "hit.mp4"))
    answer = house.client.post(f"/scanned/{row.pk}/take/")
    finding = Finding.objects.get()
    assert answer["Location"] == finding.get_absolute_url()
    assert finding.path.read_bytes() == stolen.read_bytes()
    house.client.post(f"/scanned/{row.pk}/take/")
    assert Finding.objects.count() == 1


def test_a_file_that_has_changed_since_its_scan_is_no_finding(house, tmp_path) -> None:
    found = tmp_path / "found.mp4"
    found.write_bytes(b"other bytes than were scanned")
    row = make_scanned(path=str(found))
    house.client.post(f"/scanned/{row.pk}/take/")
    assert Finding.objects.count() == 0


def test_files_scanned_from_elsewhere_are_not_on_the_page_of_the_folder(house) -> None:
    make_scanned(path="/elsewhere/secret-name.mp4", master=None)
    assert "secret-name" not in house.client.get("/protection/scans/").content.decode()


def test_a_file_that_could_not_be_read_says_why_in_words(house) -> None:
    place = watched_folder(house.studio.pk) / "poster.png"
    words = {"zh": "这是一张图片，不是视频。", "en": "This is a picture, not a film."}
    make_scanned(path=str(place), master=None, error_code="still_image",
                 result={"error": {"code": "still_image", "message": words}})  # fmt: skip
    page = house.client.get("/protection/scans/").content.decode()
    assert "This is a picture, not a film." in page
    assert "Trace pictures on Trace" in page
