"""The launch pages: exports dropped and read by a job, doubtful videos confirmed, figures that open into their rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import make_member
from manju.catalogue.models import Work
from manju.jobs.models import Job
from manju.launch.importing import import_file
from manju.launch.jobs import import_job
from manju.launch.models import Export, Item
from manju.media.errors import MediaError
from manju.people.models import Studio
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]
Write = Callable[..., Path]

ONE = "长夜灯 第1集,2026-06-01 12:00,1000,45%,40,20,5,5"


class Quiet:
    """Working as a test needs it: it keeps what it is told."""

    job_id = "test"

    def __init__(self) -> None:
        self.results: dict[str, object] = {}

    def report(self, *_: object) -> None: ...

    def cancelled(self) -> bool:
        return False

    def result(self, **values: object) -> None:
        self.results |= values

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext()


@pytest.fixture
def producer(studio: Studio) -> Client:
    client = Client()
    client.force_login(make_member(studio, language="en").user)
    return client


def test_files_dropped_become_one_job_that_reads_the_oldest_first(
    producer: Client, studio: Studio, work: Work, written: Write
) -> None:
    files = [written(day, ONE) for day in ("2026-06-03", "2026-06-02")] + [written("2026-06-01", "1,2", header="a,b")]
    sent = [SimpleUploadedFile(path.name, path.read_bytes()) for path in files]
    answer = producer.post("/launch/", {"files": sent, "date": "", "account": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/launch/")
    with in_studio(studio):
        job = Job.objects.get(kind="launch.import")
        quiet = Quiet()
        with pytest.raises(MediaError) as wrong:
            import_job.function(quiet, **job.params)
        assert wrong.value.code == "unknown_format"
        assert [e.export_date.day for e in Export.objects.order_by("pk")] == [2, 3]
        assert quiet.results["wrong"]


def test_the_pages_say_what_was_read_and_lead_to_the_row(
    producer: Client, studio: Studio, work: Work, written: Write
) -> None:
    [made] = import_file(written("2026-06-02", ONE, ",2026-06-01,5,5%,1,1,1,1"), by=None)
    page = producer.get(f"/exports/{made.row.pk}/").content.decode()
    assert "Douyin: 1 of 2 rows were rejected" in page
    assert "no title" in page
    shown = producer.get(f"/works/{work.pk}/launch/").content.decode()
    assert "Completion 45.0 %, engagement 6.0 %" in shown
    assert f"/exports/{made.row.pk}/#line-2" in shown
    assert "engagement v1" in shown
    item = Item.objects.get()
    assert "Completion 45.0 % on channels: 1" in producer.get(f"/episodes/{item.episode_id}/launch/").content.decode()
    assert b"".join(producer.get(f"/exports/{made.row.pk}/file/").streaming_content) == made.row.path.read_bytes()


def test_nothing_yet_says_the_next_step_and_offers_a_sample_that_is_read(
    producer: Client, work: Work, tmp_path: Path
) -> None:
    assert "Download a sample" in producer.get("/launch/").content.decode()
    assert "No platform data of this work yet" in producer.get(f"/works/{work.pk}/launch/").content.decode()
    sample = tmp_path / "2026-06-08_douyin_sample.csv"
    sample.write_bytes(producer.get("/launch/sample.csv").content)
    [made] = import_file(sample, by=None)
    assert (made.row.platform, made.imported, made.warnings) == ("douyin", 5, ())


def test_a_post_without_files_says_so_and_a_viewer_may_not(producer: Client, studio: Studio) -> None:
    assert producer.post("/launch/", {}).status_code == 422
    viewer = Client()
    viewer.force_login(make_member(studio, "viewer").user)
    assert viewer.get("/launch/").status_code == 200
    assert viewer.post("/launch/", {}).status_code == 403


def test_a_person_confirms_names_a_work_or_sets_aside(producer: Client, work: Work, written: Write) -> None:
    rows = ["长夜灯之归来 第1集", "老剧名 第2集", "花絮"]
    import_file(written("2026-06-02", *(f"{t},2026-06-01,10,40%,1,1,1,1" for t in rows)), by=None)
    page = producer.get("/launch/matching/").content.decode()
    assert "Videos to confirm: 1" in page
    doubtful, named, other = (Item.objects.get(title=t) for t in rows)
    producer.post(f"/platform-items/{doubtful.pk}/match/", {"episode": doubtful.episode_id})
    producer.post(f"/platform-items/{named.pk}/match/", {"work": work.pk})
    producer.post(f"/platform-items/{other.pk}/match/", {})
    assert list(Item.objects.order_by("pk").values_list("state", "episode__number")) == [
        ("matched", 1), ("matched", 2), ("aside", None)
    ]  # fmt: skip
    assert "Every video has its episode" in producer.get("/launch/matching/").content.decode()
