"""A received master is looked at: used, previewed, or refused with its reason."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from PIL import Image

from catalogue.conftest import MP4, opened, piece
from manju.catalogue.jobs import inspect_master
from manju.catalogue.models import Master
from manju.catalogue.showing import wave_path
from manju.media.preview import plays_in_browsers
from manju.media.probe import probe
from manju.people.models import AuditLine
from manju.people.scope import in_studio
from media.clips import clip

pytestmark = [pytest.mark.db, pytest.mark.media]


class Hand:
    """A job's handle that remembers what was said."""

    job_id = "test"

    def __init__(self):
        self.said, self.values = [], {}

    def report(self, progress, doing=None):
        self.said.append(progress)

    def cancelled(self):
        return False

    def result(self, **values):
        self.values |= values

    @contextmanager
    def writing(self):
        yield


def received(house, data: bytes, name: str) -> Master:
    answer = piece(house.client, opened(house, len(data), name=name)["Location"], 0, data)
    assert answer.status_code == 204
    with in_studio(house.studio):
        return Master.objects.get()


def inspected(house, master: Master) -> Hand:
    hand = Hand()
    with in_studio(house.studio):
        inspect_master.function(hand, master_id=master.pk)
        master.refresh_from_db()
    return hand


def test_a_good_master_gets_facts_poster_and_waveform(house, tmp_path, media_root):
    path = clip(tmp_path / "a.mp4", size="180x320", seconds=2)
    master = received(house, path.read_bytes(), "EP02.mp4")
    hand = inspected(house, master)
    assert (master.state, master.preview, master.film) == ("ready", "", master.file)
    assert (master.probe["width"], master.probe["height"], master.probe["video_codec"]) == (180, 320, "h264")
    assert Image.open(media_root / master.poster).size == (180, 320)
    assert wave_path(master).count("M") == 20
    assert hand.said == sorted(hand.said)
    poster = house.client.get(f"/masters/{master.pk}/poster")
    assert (poster.status_code, poster["Content-Type"]) == (200, "image/jpeg")
    page = house.client.get(master.episode.get_absolute_url()).content.decode()
    assert f"/masters/{master.pk}/film" in page
    assert "180×320" in page


def test_looking_twice_changes_nothing(house, tmp_path):
    master = received(house, clip(tmp_path / "a.mp4", seconds=1).read_bytes(), "EP02.mp4")
    inspected(house, master)
    hand = inspected(house, master)
    assert hand.said == []
    with in_studio(house.studio):
        assert AuditLine.objects.filter(verb="master.ready").count() == 1


@pytest.mark.once
def test_a_master_browsers_cannot_play_gets_a_small_film(house, tmp_path, media_root):
    path = clip(tmp_path / "a.mkv", size="1280x720", seconds=1, audio=("-c:a", "flac"))
    master = received(house, path.read_bytes(), "EP02.mkv")
    inspected(house, master)
    assert (master.state, master.film) == ("ready", master.preview)
    small = probe(media_root / master.preview)
    assert (small.width, small.height, small.video_codec, small.audio_codec) == (960, 540, "h264", "aac")
    assert plays_in_browsers(small)


@pytest.mark.once
def test_a_master_cut_off_in_the_middle_is_refused_with_its_reason(house, tmp_path):
    whole = clip(tmp_path / "a.mp4", seconds=2).read_bytes()
    master = received(house, whole[: len(whole) // 2], "EP02.mp4")
    hand = inspected(house, master)
    assert (master.state, master.path.exists()) == ("refused", True)
    assert master.refusal_code == hand.values["refused"]
    assert master.refusal_zh
    page = house.client.get(master.episode.get_absolute_url()).content.decode()
    assert "EP02.mp4 cannot be used" in page
    assert master.refusal_en in page
    assert master.hint_en in page
    assert house.client.get(f"/masters/{master.pk}/film").status_code == 404


@pytest.mark.once
def test_bytes_that_only_begin_like_a_film_are_refused(house):
    master = received(house, MP4, "EP02.mp4")
    inspected(house, master)
    assert master.state == "refused"


@pytest.mark.once
def test_what_browsers_play_is_known(tmp_path):
    facts = probe(clip(tmp_path / "a.mp4", seconds=1))
    assert plays_in_browsers(facts)
    for change in (
        {"bit_depth": 10},
        {"video_codec": "hevc"},
        {"container": "mkv"},
        {"pixel_format": "yuv444p"},
        {"audio_codec": "flac"},
    ):
        assert not plays_in_browsers(replace(facts, **change))
    assert plays_in_browsers(replace(facts, container="webm", video_codec="vp9", audio_codec="opus"))
