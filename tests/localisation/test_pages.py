"""The pages without a browser: who may do what, what is said, and that everything works without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories import make_episode, make_member, make_subtitle_line, make_term, make_track
from localisation.speaking import lines_as, model
from manju.jobs.models import Job
from manju.localisation.models import Machine, SubtitleTrack, Term
from manju.localisation.tracks import track_of
from manju.people.models import Studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nShe is back.\n\n2\n00:00:09,000 --> 00:00:08,000\nNever\n"
As = Callable[[str], Client]


@pytest.fixture
def as_(house: Studio) -> As:
    def client(role: str) -> Client:
        made = Client()
        made.force_login(make_member(house, role, name=role, language="en").user)
        return made

    return client


def to(name: str, *arguments: object) -> str:
    return reverse(f"localisation:{name}", args=arguments)


def test_a_file_is_imported_and_what_was_left_out_is_shown(as_: As) -> None:
    episode = make_episode()
    place = to("editor", episode.pk, "en")
    assert "No English subtitles for this episode yet" in as_("creator").get(place).content.decode()
    file = SimpleUploadedFile("e7.srt", SRT)
    answer = as_("creator").post(to("import", episode.pk, "en"), {"file": file}, follow=True).content.decode()
    assert "She is back." in answer
    assert "it ends before it begins" in answer
    assert "English subtitles: 1 to check" in answer
    bad = SimpleUploadedFile("e7.srt", b"no subtitles")
    answer = as_("creator").post(to("import", episode.pk, "en"), {"file": bad}, follow=True).content.decode()
    assert "This is not a subtitle file that can be read." in answer
    assert "She is back." in answer


@pytest.mark.parametrize(("form", "start"), [("srt", "1\n00:"), ("vtt", "WEBVTT"), ("ass", "[Script Info]")])
def test_a_track_is_exported_in_each_format(as_: As, form: str, start: str) -> None:
    line = make_subtitle_line(make_track(language="en"), text="She is back.", start_ms=1000)
    answer = as_("viewer").get(to("export", line.track_id, form))
    text = answer.content.decode()
    assert text.startswith(start)
    assert "She is back." in text
    assert answer["Content-Disposition"].startswith("attachment")
    assert as_("viewer").get(to("export", line.track_id, "exe")).status_code == 404


def test_lines_are_written_checked_and_deleted_without_script(as_: As) -> None:
    line, client = make_subtitle_line(make_track(language="en"), text="Back"), as_("distributor")
    typed = {"text": "She is back.", "start": "00:01.000", "end": "3.5", "version": "1"}
    answer = client.post(to("line", line.pk), typed)
    assert (answer.status_code, answer["Location"]) == (302, f"{line.track.get_absolute_url()}#line-{line.pk}")
    client.post(to("deed", line.pk, "check"))
    line.refresh_from_db()
    assert (line.text, line.start_ms, line.end_ms, line.is_checked) == ("She is back.", 1000, 3500, True)
    wrong = client.post(to("line", line.pk), typed | {"end": "0.5", "version": "3"}, follow=True)
    assert "Impossible times" in wrong.content.decode()
    client.post(to("deed", line.pk, "delete"))
    assert line.track.live().count() == 0
    client.post(to("undo", line.track_id))
    client.post(to("shift", line.track_id), {"by": "-0.5"})
    assert [x.start_ms for x in line.track.live()] == [500]
    client.post(to("insert", line.track_id), {"start": "00:09.000"})
    assert line.track.live().count() == 2


def test_who_only_sees_changes_nothing(as_: As) -> None:
    line, viewer = make_subtitle_line(), as_("viewer")
    track = line.track
    assert viewer.get(to("editor", track.episode_id, "zh")).status_code == 200
    places = [to("line", line.pk), to("deed", line.pk, "check"), to("undo", track.pk), to("shift", track.pk),
              to("insert", track.pk), to("translate", track.pk), to("remove", track.pk), to("machine"),
              to("begin", track.episode_id, "en"), to("import", track.episode_id, "en"),
              to("terms", track.episode.season.work.of_property_id)]  # fmt: skip
    assert {viewer.post(place, {"text": "x"}).status_code for place in places} == {403}
    assert as_("creator").post(to("machine"), {"base-url": "http://x/v1", "model": "m"}).status_code == 403
    line.refresh_from_db()
    assert line.version == 1


def test_the_machine_is_set_tried_and_its_key_never_shown(as_: As) -> None:
    client = as_("producer")
    with model(lines_as(str)) as there:
        typed = {"base-url": there.url, "model": "a", "key": "s3cret"}
        page = client.post(to("machine"), typed, follow=True).content.decode()
        assert "Saved; the server answers." in page
        page = client.post(to("machine"), {**typed, "model": "z"}, follow=True).content.decode()
    assert "Saved, but the server has no such model. It has: a, b" in page
    assert "s3cret" not in page
    assert "One is kept and never shown." in page
    page = client.post(to("machine"), {**typed, "base-url": "file:///etc/passwd"})
    assert page.status_code == 422
    assert "no usable address" in page.content.decode()
    assert Machine.objects.get().model == "z"


def test_the_translation_settings_belong_to_the_studio_in_the_rail(as_: As) -> None:
    here = re.findall(
        r'<a[^>]*href="([^"]+)"[^>]*aria-current="page"', as_("producer").get(to("machine")).content.decode()
    )
    assert reverse("people:studio") in here
    assert reverse("catalogue:properties") not in here


def test_a_translation_is_ordered_and_says_where_the_lines_go(as_: As) -> None:
    line = make_subtitle_line(make_track())
    producer = as_("producer")
    assert producer.post(to("translate", line.track_id), {"to": "en"})["Location"] == to("machine")
    Machine.objects.create(base_url="http://127.0.0.1:8080/v1", model="m")
    page = producer.get(to("editor", line.track.episode_id, "th")).content.decode()
    assert "The lines are sent to http://127.0.0.1:8080/v1" in page
    answer = producer.post(to("translate", line.track_id), {"to": "th"})
    track = track_of(line.track.episode, "th")
    assert track is not None
    assert answer["Location"] == track.get_absolute_url()
    assert Job.objects.get().params == {"track_id": track.pk}
    producer.post(to("remove", line.track_id))
    assert SubtitleTrack.objects.get(pk=line.track_id).removed_at is None, "a translation hangs on it"


def test_terms_are_added_and_what_was_typed_stays_when_it_is_refused(as_: As) -> None:
    term, client = make_term(), as_("creator")
    place = to("terms", term.of_property_id)
    refused = client.post(place, {"from": "zh", "to": "zh", "source": "长夜灯", "target": "Night Lamp"})
    assert refused.status_code == 422
    assert 'value="Night Lamp"' in refused.content.decode()
    client.post(place, {"from": "zh", "to": "en", "source": "长夜灯", "target": "Night Lamp", "case": "1"})
    assert Term.objects.filter(source="长夜灯", case=True).count() == 1
    client.post(to("term_remove", term.pk))
    assert Term.objects.count() == 1
