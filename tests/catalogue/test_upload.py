"""Files coming in: in pieces, broken off, resumed, doubled, refused."""

import base64
import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalogue.conftest import MP4, metadata, opened, piece
from manju.catalogue import admission, receiving
from manju.catalogue.models import Episode, Master, Upload
from manju.jobs.models import Job
from manju.media.probe import LIMITS
from manju.people.models import AuditLine
from manju.people.scope import in_studio

pytestmark = pytest.mark.db


def left_over(media_root) -> list[str]:
    return sorted(str(p.relative_to(media_root)) for p in media_root.rglob("*") if p.is_file())


def verbs(house) -> list[str]:
    with in_studio(house.studio):
        return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def test_a_file_in_two_pieces_becomes_the_master_of_its_episode(house, media_root):
    created = opened(house, len(MP4))
    assert (created.status_code, created["Upload-Offset"]) == (201, "0")
    where = created["Location"]
    first = piece(house.client, where, 0, MP4[:5000])
    assert (first.status_code, first["Upload-Offset"]) == (204, "5000")
    head = house.client.head(where)
    assert (head["Upload-Offset"], head["Upload-Length"], head["Cache-Control"]) == ("5000", str(len(MP4)), "no-store")
    last = piece(house.client, where, 5000, MP4[5000:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(MP4)))
    with in_studio(house.studio):
        master = Master.objects.get()
        assert last["Manju-Episode"] == master.episode.get_absolute_url()
        assert (master.episode.number, master.original_name, master.size_bytes) == (2, "EP02.mp4", len(MP4))
        assert master.sha256 == hashlib.sha256(MP4).hexdigest()
        assert master.path.read_bytes() == MP4
        assert left_over(media_root) == [master.file]
        assert master.file.startswith(f"masters/{house.studio.pk}/{master.sha256[:2]}/")
        job = Job.objects.get()
        assert (job.kind, job.key, job.params) == (
            "catalogue.inspect_master",
            f"inspect:{master.pk}",
            {"master_id": master.pk},
        )
    assert verbs(house) == ["upload.started", "master.added"]


def test_a_wrong_offset_is_told_the_right_one_and_changes_nothing(house):
    where = opened(house, len(MP4))["Location"]
    piece(house.client, where, 0, MP4[:5000])
    wrong = piece(house.client, where, 4000, MP4[4000:])
    assert (wrong.status_code, wrong["Upload-Offset"], wrong.json()["code"]) == (409, "5000", "wrong_offset")
    assert house.client.head(where)["Upload-Offset"] == "5000"


def test_bytes_that_were_written_but_not_recorded_are_sent_again(house):
    """The process dies after writing and before recording."""
    where = opened(house, len(MP4))["Location"]
    piece(house.client, where, 0, MP4[:5000])
    with in_studio(house.studio):
        upload = Upload.objects.get()
        with upload.part.open("ab") as file:
            file.write(b"torn")
    assert house.client.head(where)["Upload-Offset"] == "5000"
    assert piece(house.client, where, 5000, MP4[5000:]).status_code == 204
    with in_studio(house.studio):
        assert Master.objects.get().path.read_bytes() == MP4


def test_bytes_that_were_recorded_but_lost_are_sent_again(house):
    """The disk forgot the tail (power cut): the shorter of the two counts."""
    where = opened(house, len(MP4))["Location"]
    piece(house.client, where, 0, MP4[:5000])
    with in_studio(house.studio), Upload.objects.get().part.open("r+b") as file:
        file.truncate(4500)
    assert house.client.head(where)["Upload-Offset"] == "4500"
    assert piece(house.client, where, 4500, MP4[4500:]).status_code == 204
    with in_studio(house.studio):
        assert Master.objects.get().path.read_bytes() == MP4


def test_a_line_that_breaks_keeps_what_came_before(house):
    class Broken(BytesIO):
        def read(self, most=-1):
            from django.http import UnreadablePostError

            if self.tell() >= 3000:
                raise UnreadablePostError("gone")
            return super().read(min(most, 1500))

    opened(house, len(MP4))
    with in_studio(house.studio):
        upload = Upload.objects.get()
        assert receiving.append(upload, 0, Broken(MP4), 8000) == 3000
        upload.refresh_from_db()
        assert (upload.received_bytes, upload.part.read_bytes()) == (3000, MP4[:3000])


def test_a_crash_between_moving_and_recording_is_finished_later(house):
    where = opened(house, len(MP4))["Location"]
    piece(house.client, where, 0, MP4[:5000])
    with in_studio(house.studio):
        upload = Upload.objects.get()
        upload.part.write_bytes(MP4)
        upload.sha256 = hashlib.sha256(MP4).hexdigest()
        upload.received_bytes = len(MP4)
        upload.save()
        place = receiving._place(upload)
        place.parent.mkdir(parents=True)
        upload.part.replace(place)  # and here the process was killed
    assert house.client.head(where)["Upload-Offset"] == str(len(MP4))
    assert piece(house.client, where, len(MP4), b"").status_code == 204
    with in_studio(house.studio):
        assert Master.objects.get().path == place


def test_a_fault_while_finishing_leaves_the_upload_whole(house, media_root, monkeypatch):
    where = opened(house, len(MP4))["Location"]

    def fail(*args, **kwargs):
        raise RuntimeError("the queue is broken")

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "note", fail)
        with pytest.raises(RuntimeError):
            piece(house.client, where, 0, MP4)
    with in_studio(house.studio):
        upload = Upload.objects.get()
        assert (Master.objects.count(), Episode.objects.count(), Job.objects.count()) == (0, 0, 0)
        assert upload.part.read_bytes() == MP4
    assert piece(house.client, where, len(MP4), b"").status_code == 204
    with in_studio(house.studio):
        assert left_over(media_root) == [Master.objects.get().file]


def test_a_checksum_that_differs_throws_the_piece_away(house):
    where = opened(house, len(MP4))["Location"]
    good = base64.b64encode(hashlib.sha256(MP4[:5000]).digest()).decode()
    damaged = piece(house.client, where, 0, MP4[:4999] + b"!", **{"Upload-Checksum": f"sha256 {good}"})
    assert (damaged.status_code, house.client.head(where)["Upload-Offset"]) == (460, "0")
    assert piece(house.client, where, 0, MP4[:5000], **{"Upload-Checksum": f"sha256 {good}"}).status_code == 204


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hello, I am a text\n" * 400, "not_media"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "playlist_refused"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "playlist_refused"),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), "still_image"),
        (b"ID3\x03" + bytes(5000), "audio_only"),
    ],
)
@pytest.mark.once
def test_what_is_no_film_is_refused_at_the_first_piece_and_leaves_nothing(house, media_root, data, code):
    where = opened(house, len(data))["Location"]
    refused = piece(house.client, where, 0, data[:4500])
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["title"].isascii()
    assert refused.json()["detail"]
    assert left_over(media_root) == []
    assert house.client.head(where).status_code == 404
    with in_studio(house.studio):
        assert (Upload.objects.count(), Master.objects.count(), Episode.objects.count()) == (0, 0, 0)
    assert verbs(house) == ["upload.started", "upload.refused"]


def test_a_refusal_speaks_the_readers_language(house):
    house.user.language = "zh"
    house.user.save()
    where = opened(house, 400)["Location"]
    assert (
        piece(house.client, where, 0, b"x" * 400).json()["title"] == "这个文件不是视频、声音或图片，不管它叫什么名字。"
    )


@pytest.mark.parametrize(
    ("size", "status", "code"),
    [
        (0, 422, "empty_file"),
        (LIMITS.size_bytes + 1, 413, "too_large"),
        ("x", 400, "no_length"),
        (-1, 400, "no_length"),
    ],
)
@pytest.mark.once
def test_impossible_sizes_are_refused_before_anything_is_sent(house, size, status, code):
    refused = opened(house, size)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    with in_studio(house.studio):
        assert Upload.objects.count() == 0


def test_more_than_announced_is_refused(house):
    where = opened(house, 100)["Location"]
    assert piece(house.client, where, 0, MP4[:101]).status_code == 413
    assert house.client.head(where)["Upload-Offset"] == "0"


@pytest.mark.once
def test_a_full_disk_is_said_before_anything_is_sent(house, monkeypatch):
    monkeypatch.setattr(admission, "SPARE_BYTES", 2**60)
    refused = opened(house, 1000)
    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")


@pytest.mark.parametrize("number", [0, 2001])
def test_an_impossible_episode_number_is_refused(house, number):
    assert opened(house, 100, number=number).json()["code"] == "bad_number"


def test_bad_metadata_is_refused(house):
    refused = house.client.post("/uploads/", headers={"Upload-Length": "5", "Upload-Metadata": "season !!!"})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_metadata")


def test_other_protocol_versions_are_refused(house):
    refused = house.client.post("/uploads/", headers={"Upload-Length": "5", "Tus-Resumable": "0.2.2"})
    assert (refused.status_code, refused["Tus-Version"]) == (412, "1.0.0")


def test_another_studio_finds_neither_upload_nor_season(house, other):
    where = opened(house, len(MP4))["Location"]
    assert other.client.head(where).status_code == 404
    assert piece(other.client, where, 0, MP4).status_code == 404
    assert other.client.delete(where).status_code == 404
    stolen = metadata(filename="a.mp4", season=house.season.pk, number=1)
    assert other.client.post("/uploads/", headers={"Upload-Length": "5", "Upload-Metadata": stolen}).status_code == 404
    assert house.client.head(where)["Upload-Offset"] == "0"


def test_an_anonymous_person_is_sent_to_the_login(house, client):
    where = opened(house, len(MP4))["Location"]
    for answer in (client.post("/uploads/"), client.head(where), piece(client, where, 0, MP4), client.get("/upload/")):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/")


def test_who_may_only_look_may_not_upload(house):
    with in_studio(house.studio):
        house.user.memberships.update(role="viewer")
    assert opened(house, 100).status_code == 403


def test_cancelling_leaves_nothing(house, media_root):
    where = opened(house, len(MP4))["Location"]
    piece(house.client, where, 0, MP4[:5000])
    assert house.client.delete(where).status_code == 204
    assert left_over(media_root) == []
    assert house.client.head(where).status_code == 404
    assert verbs(house) == ["upload.started", "upload.cancelled"]


def test_a_finished_upload_takes_nothing_more(house):
    where = opened(house, len(MP4))["Location"]
    piece(house.client, where, 0, MP4)
    assert piece(house.client, where, len(MP4), b"more").status_code == 410
    assert house.client.head(where)["Upload-Offset"] == str(len(MP4))


def test_lost_bytes_are_gone(house):
    where = opened(house, len(MP4))["Location"]
    with in_studio(house.studio):
        Upload.objects.get().part.unlink()
    assert house.client.head(where).status_code == 410
    assert piece(house.client, where, 0, MP4).status_code == 410


def test_two_writers_on_one_upload_the_second_is_told_to_wait(house):
    where = opened(house, len(MP4))["Location"]
    with in_studio(house.studio):
        upload = Upload.objects.get()
        with receiving._held(upload):
            busy = piece(house.client, where, 0, MP4)
    assert (busy.status_code, busy.json()["code"]) == (423, "busy")
    assert piece(house.client, where, 0, MP4).status_code == 204


def test_two_people_sending_the_same_piece_at_once_store_it_once(house, media_root):
    where = opened(house, len(MP4))["Location"]
    meanwhile = []

    class Slow(BytesIO):
        def read(self, most=-1):
            meanwhile.append(piece(house.client, where, 0, MP4).status_code)
            return super().read(most)

    with in_studio(house.studio):
        upload = Upload.objects.get()
        assert receiving.append(upload, 0, Slow(MP4), len(MP4)) == len(MP4)
        assert set(meanwhile) == {423}
        receiving.finish(upload, by=house.user)
    assert piece(house.client, where, 0, MP4).status_code == 410
    with in_studio(house.studio):
        assert left_over(media_root) == [Master.objects.get().file]


def test_the_same_bytes_again_are_said_so_and_not_stored_twice(house, media_root):
    piece(house.client, opened(house, len(MP4))["Location"], 0, MP4)
    again = piece(house.client, opened(house, len(MP4), name="copy.mp4")["Location"], 0, MP4)
    assert again.status_code == 204
    assert "nothing%20was%20stored%20twice" in again["Manju-Said"]
    with in_studio(house.studio):
        assert left_over(media_root) == [Master.objects.get().file]
        assert Job.objects.count() == 1


def test_a_new_master_supersedes_and_the_old_one_stays(house):
    newer = MP4 + b"second cut"
    for data in (MP4, newer):
        piece(house.client, opened(house, len(data))["Location"], 0, data)
    with in_studio(house.studio):
        episode = Episode.objects.get()
        assert [m.size_bytes for m in episode.masters.all()] == [len(newer), len(MP4)]
        assert episode.master is None
        Master.objects.update(state=Master.State.READY)
        assert episode.master.size_bytes == len(newer)
        assert all(m.path.exists() for m in episode.masters.all())


def test_an_episode_beyond_the_plan_extends_it(house):
    piece(house.client, opened(house, len(MP4), number=5)["Location"], 0, MP4)
    with in_studio(house.studio):
        house.season.refresh_from_db()
    assert house.season.planned_episodes == 5


def test_a_name_is_shown_and_never_used_as_a_path(house, media_root):
    opened(house, len(MP4), name="../../etc/pa\x00sswd.mp4")
    with in_studio(house.studio):
        assert Upload.objects.get().name == "passwd.mp4"
    assert all(name.startswith("uploads/") for name in left_over(media_root))


def test_uploads_nobody_came_back_to_are_swept_after_seven_days(house, media_root):
    opened(house, len(MP4))
    piece(house.client, opened(house, len(MP4), number=3)["Location"], 0, MP4)
    now = timezone.now()
    assert receiving.sweep_uploads(now=now + timedelta(days=6, hours=23)) == 0
    assert receiving.sweep_uploads(now=now + timedelta(days=7, hours=1)) == 1
    with in_studio(house.studio):
        assert (Upload.objects.count(), Master.objects.count()) == (0, 1)
        assert left_over(media_root) == [Master.objects.get().file]


def test_a_plain_form_takes_several_files_without_javascript(house, media_root):
    files = [
        SimpleUploadedFile("第1集.mp4", MP4),
        SimpleUploadedFile("EP03.mp4", MP4 + b"3"),
        SimpleUploadedFile("片头.mp4", MP4),
    ]
    answer = house.client.post("/upload/", {"season": house.season.pk, "files": files})
    assert answer.status_code == 422
    assert "片头.mp4: The name does not say which episode this is." in answer.content.decode()
    with in_studio(house.studio):
        assert sorted(m.episode.number for m in Master.objects.all()) == [1, 3]
        assert left_over(media_root) == sorted(m.file for m in Master.objects.all())


def test_a_plain_form_refuses_a_text_and_leaves_nothing(house, media_root):
    answer = house.client.post(
        "/upload/", {"season": house.season.pk, "files": SimpleUploadedFile("EP01.mp4", b"text" * 2000)}
    )
    assert answer.status_code == 422
    assert "This file is no video, sound or picture" in answer.content.decode()
    assert left_over(media_root) == []


def test_a_plain_form_with_a_typed_number_goes_to_that_episode(house):
    data = {"season": house.season.pk, "number": "2", "files": SimpleUploadedFile("final.mp4", MP4)}
    answer = house.client.post("/upload/", data)
    assert (answer.status_code, answer["Location"]) == (302, house.season.get_absolute_url())
    with in_studio(house.studio):
        assert Master.objects.get().episode.number == 2


def test_a_plain_form_needs_its_token(house):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(house.user)
    assert strict.post("/upload/", {"season": house.season.pk}).status_code == 403


def test_the_numbers_of_dropped_files_are_read_together(house):
    piece(house.client, opened(house, len(MP4))["Location"], 0, MP4)
    answer = house.client.post("/upload/numbers/", {"name": ["404号-1.mp4", "404号-2.mp4"], "season": house.season.pk})
    assert answer.json() == {
        "readings": [{"number": 1, "candidates": [404, 1]}, {"number": 2, "candidates": [404, 2]}], "have": [2],
    }  # fmt: skip
