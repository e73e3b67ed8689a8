"""The job that makes deliverables, end to end on a two-second clip, and what a kill or a cancel leaves behind."""

from __future__ import annotations

import errno
import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from distribution.conftest import Hand, House
from manju.catalogue.models import Master
from manju.copies.models import Copy
from manju.copies.tracing import trace_file
from manju.distribution import actions, jobs, ordering, rendering
from manju.distribution.actions import order_deliverables
from manju.distribution.models import Deliverable
from manju.distribution.wanted import Wanted
from manju.jobs.models import Job
from manju.media.channels import profile
from manju.media.errors import Cancelled, MediaError
from manju.media.label.reading import read as read_label
from media.clips import clip, tiny_profile

pytestmark = [pytest.mark.media, pytest.mark.usefixtures("nobody_in_sight")]


@pytest.fixture(scope="session")
def two_seconds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("clip") / "two.mp4", seconds=2.2)


@pytest.fixture
def studio_clip(transactional_db: None, house: House, two_seconds: Path, monkeypatch, tmp_path: Path) -> House:
    """A house whose master is the clip, whose channels are tiny, and whose media folder is its own."""
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    monkeypatch.setattr(rendering, "profile_in_force", tiny_profile)
    master = tmp_path / "media" / "masters" / "7.mp4"
    master.parent.mkdir(parents=True)
    master.write_bytes(two_seconds.read_bytes())
    Master.objects.filter(pk=house.master.pk).update(
        file="masters/7.mp4",
        sha256=hashlib.sha256(two_seconds.read_bytes()).hexdigest(),
        probe={"duration_s": 2.2, "width": 320, "height": 180},
    )
    return house


def ordered(house: House, *channels: str, **options) -> list[Deliverable]:
    """Order these channels, cut in the middle unless something else is asked for."""
    options = {"fit": "crop"} | options
    wanted = [
        actions.ChannelWanted(tiny_profile(c), profile(c).language, Wanted(**options)) for c in channels
    ]  # fmt: skip
    return order_deliverables([house.episode], wanted, by=house.member("owner")).new


def files() -> set[str]:
    """All files in the media folder but what is kept of the master, the token of each folder left out."""
    media = Path(settings.MEDIA_ROOT)
    paths = [p.relative_to(media) for p in media.rglob("*") if p.is_file()]
    paths = [p for p in paths if p.parts[0] not in ("masters", "registrations", "pieces")]
    return {"/".join((p.parts[0], p.parts[1].split("-")[0], *p.parts[2:])) for p in paths}


def test_two_channels_come_out_checked_labelled_and_packed(studio_clip: House) -> None:
    rows = ordered(studio_clip, "douyin", "bilibili", fit="auto")
    hand = Hand()
    jobs.deliver.function(hand, [r.pk for r in rows])
    douyin, bilibili = Deliverable.objects.order_by("pk")
    assert (douyin.state, douyin.width, douyin.height) == ("passed", 180, 320)
    assert (bilibili.state, bilibili.width, bilibili.height) == ("passed", 320, 180)
    assert douyin.duration_s == pytest.approx(2.2, abs=0.12)
    assert douyin.loudness_lufs == pytest.approx(-14.0, abs=0.5)
    assert douyin.true_peak_dbtp <= -1.0
    # a tone has no beats to measure sound against, and there are no subtitles
    assert {c["name"] for c in douyin.qc["checks"] if c["ok"] is not True} == {"av_offset", "subtitle_safe"}
    assert "watermark" in {c["name"] for c in douyin.qc["checks"]}
    label = read_label(douyin.path).aigc
    assert (label["ContentProducer"], label["ProduceID"]) == (
        "001191110000MA01",
        f"manju-{studio_clip.studio.pk}-{douyin.pk}",
    )
    with zipfile.ZipFile(Path(settings.MEDIA_ROOT) / douyin.package) as archive:
        assert archive.namelist() == ["checklist.md", "douyin-zh.cover.jpg", "douyin-zh.mp4", "publish.json", "清单.md"]
        publish = json.loads(archive.read("publish.json"))
    assert (publish["title"], publish["filing_number"]) == ("长夜灯 第 7 集 桥上的人", "备-7")
    assert (publish["episode"], publish["topics"]) == (7, ["长夜灯", "古风", "复仇"])
    assert [round(p, 2) for p, _ in hand.heard] == sorted(round(p, 2) for p, _ in hand.heard)
    assert hand.values == {"deliverables": [douyin.pk, bilibili.pk], "failed": []}


@pytest.mark.db
def test_every_deliverable_is_a_copy_of_its_own_written_down_before_it_is_made(studio_clip: House, monkeypatch) -> None:
    rows = ordered(studio_clip, "douyin", "bilibili")
    seen: list[tuple[str, str]] = []
    deliver = rendering.cellar.deliver

    def looked_over(master: Path, orders, *args, **kwargs):  # type: ignore[no-untyped-def]
        seen.extend((copy.recipient, copy.sha256) for copy in Copy.objects.order_by("pk"))
        assert {o.copy_id for o in orders} == set(Copy.objects.values_list("copy_id", flat=True))
        return deliver(master, orders, *args, **kwargs)

    monkeypatch.setattr(rendering.cellar, "deliver", looked_over)
    jobs.deliver.function(Hand(), [r.pk for r in rows])
    assert seen == [("douyin", ""), ("bilibili", "")]
    douyin, bilibili = Deliverable.objects.order_by("pk")
    assert douyin.copy_id != bilibili.copy_id
    assert (douyin.issued.sha256, douyin.issued.recipient) == (douyin.sha256, "douyin")
    assert douyin.issued.master.master_id == studio_clip.master.pk
    traced = trace_file(studio_clip.studio, bilibili.path)
    assert [m.master.pk for m in traced.matches] in ([], [douyin.issued.master_id])  # two seconds are little to find


@pytest.mark.db
def test_a_job_that_runs_twice_leaves_one_set_of_files(studio_clip: House, monkeypatch) -> None:
    row = ordered(studio_clip, "douyin")[0]
    placed = {f"deliverables/{row.pk}/douyin-zh.{e}" for e in ("mp4", "cover.jpg", "zip")}

    def killed(*_: object) -> None:
        raise KeyboardInterrupt  # like a kill between moving the files and writing the row

    with monkeypatch.context() as patch:
        patch.setattr(rendering, "write_down", killed)
        patch.setattr(rendering.Placed, "take_back", lambda self: None)
        with pytest.raises(KeyboardInterrupt):
            jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert (row.state, row.file, files()) == ("rendering", "", placed)
    stray = {p.name for p in (Path(settings.MEDIA_ROOT) / "deliverables").iterdir()}
    half = Path(settings.MEDIA_ROOT) / "making" / Hand.job_id / "half.mp4"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert (row.state, files()) == ("passed", placed)
    assert {p.name for p in (Path(settings.MEDIA_ROOT) / "deliverables").iterdir()}.isdisjoint(stray)
    before = row.file
    jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert (row.file, files()) == (before, placed)


@pytest.mark.db
def test_a_run_that_lost_its_job_changes_nothing(studio_clip: House) -> None:
    row = ordered(studio_clip, "douyin")[0]
    with pytest.raises(Cancelled):
        jobs.deliver.function(Hand(lose_it=True), [row.pk])
    row.refresh_from_db()
    assert (row.state, row.file, files()) == ("rendering", "", set())


@pytest.mark.db
def test_cancel_leaves_cancelled_rows_and_no_files(studio_clip: House) -> None:
    row = ordered(studio_clip, "douyin")[0]
    with pytest.raises(Cancelled):
        jobs.deliver.function(Hand(stop_at=0.05), [row.pk])
    row.refresh_from_db()
    assert (row.state, files()) == ("cancelled", set())


def test_a_master_that_cannot_be_read_fails_in_both_languages(studio_clip: House) -> None:
    row = ordered(studio_clip, "douyin")[0]
    studio_clip.master.refresh_from_db()
    studio_clip.master.path.write_bytes(b"not a film")
    with pytest.raises(MediaError):
        jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.error_zh
    assert row.error_en
    assert files() == set()


def test_another_film_in_the_masters_place_is_not_delivered(studio_clip: House) -> None:
    row = ordered(studio_clip, "douyin")[0]
    studio_clip.master.refresh_from_db()
    clip(studio_clip.master.path, seconds=2.0)
    with pytest.raises(MediaError) as changed:
        jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert (changed.value.code, row.state, files()) == ("master_changed", "failed", set())


def test_a_file_that_fails_its_check_is_kept_to_look_at_but_never_packed(studio_clip: House, monkeypatch) -> None:
    monkeypatch.setattr(rendering, "profile_in_force", lambda name: tiny_profile(name, size_max_bytes=1000))
    row = ordered(studio_clip, "douyin")[0]
    hand = Hand()
    jobs.deliver.function(hand, [row.pk])
    row.refresh_from_db()
    assert (row.state, row.package, hand.values["failed"]) == ("failed_check", "", [row.pk])
    assert [c["name"] for c in row.qc["checks"] if c["ok"] is False] == ["size"]
    assert row.path.is_file()
    monkeypatch.setattr(rendering, "profile_in_force", tiny_profile)
    actions.check_again(row, by=studio_clip.member("owner"))
    jobs.check.function(Hand(), row.pk)
    row.refresh_from_db()
    assert row.state == "passed"
    assert (Path(settings.MEDIA_ROOT) / row.package).is_file()
    assert len(list((Path(settings.MEDIA_ROOT) / "deliverables").iterdir())) == 1


@pytest.mark.db
def test_an_equal_render_is_taken_over_with_its_own_texts_and_not_encoded_again(
    studio_clip: House, monkeypatch
) -> None:
    first = ordered(studio_clip, "douyin")[0]
    jobs.deliver.function(Hand(), [first.pk])
    second = ordered(studio_clip, "douyin", title="另一个标题")[0]
    monkeypatch.setattr(rendering.cellar, "deliver", None)  # encoding now would be a TypeError
    jobs.deliver.function(Hand(), [second.pk])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.state, second.sha256) == ("passed", first.sha256)
    assert second.file != first.file
    assert (second.labelled_as, first.labelled_as) == (first.produce_id, first.produce_id)
    assert (second.issued, Copy.objects.count()) == (first.issued, 1)  # one file, one copy
    with zipfile.ZipFile(Path(settings.MEDIA_ROOT) / second.package) as archive:
        assert json.loads(archive.read("publish.json"))["title"] == "另一个标题"


@pytest.mark.db
def test_rendering_again_replaces_the_files_after_the_row_was_written(studio_clip: House) -> None:
    row = ordered(studio_clip, "douyin")[0]
    jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    before = row.path
    actions.render_again(row, by=studio_clip.member("owner"))
    assert before.is_file()
    copy = row.issued
    jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert (row.state, before.exists(), row.path.is_file()) == ("passed", False, True)
    assert "again" not in row.options
    assert (row.issued, Copy.objects.count(), row.issued.sha256) == (copy, 1, row.sha256)


def test_a_full_disk_is_noticed_before_the_work_begins(studio_clip: House, monkeypatch) -> None:
    row = ordered(studio_clip, "douyin")[0]

    class Full:
        free = 2**20

    monkeypatch.setattr(rendering.shutil, "disk_usage", lambda _: Full)
    with pytest.raises(OSError, match="No space left") as full:
        jobs.deliver.function(Hand(), [row.pk])
    assert full.value.errno == errno.ENOSPC
    Job.objects.update(state="failed", error_zh="磁盘满了。", error_en="The disk is full.", finished_at=timezone.now())
    actions.settle()
    row.refresh_from_db()
    assert (row.state, row.error.en) == ("failed", "The disk is full.")


def test_soft_subtitles_are_kept_beside_the_video_and_in_the_package(studio_clip: House) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    srt = "1\n00:00:00,200 --> 00:00:01,500\n账，我记着。\n".encode()
    path, sha256 = ordering.keep_subtitles({"subtitles": SimpleUploadedFile("七.srt", srt)})
    assert path == f"subtitles/{sha256}.srt"
    row = ordered(studio_clip, "douyin", subtitles=path, subtitles_sha256=sha256, burn_in=False)[0]
    jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert row.state == "passed"
    assert row.subtitles.endswith("douyin-zh.srt")
    with zipfile.ZipFile(Path(settings.MEDIA_ROOT) / row.package) as archive:
        assert "账，我记着。" in archive.read("douyin-zh.srt").decode()


def test_two_of_one_channel_in_one_order_come_out_apart(studio_clip: House) -> None:
    wanted = [actions.ChannelWanted(tiny_profile("bilibili"), "zh", Wanted(fit=fit)) for fit in ("crop", "pad")]
    rows = order_deliverables([studio_clip.episode], wanted, by=studio_clip.member("owner")).new
    jobs.deliver.function(Hand(), [r.pk for r in rows])
    crop, pad = Deliverable.objects.order_by("pk")
    assert (crop.state, pad.state) == ("passed", "passed")
    assert crop.file != pad.file
