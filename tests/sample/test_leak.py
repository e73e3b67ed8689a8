"""The sample studio finds a clip and a picture of its own; both are traced like anything else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from distribution.conftest import Hand
from factories import make_deliverable, make_episode, make_member, make_studio
from manju.copies.keys import secret_of
from manju.copies.models import PictureCopy
from manju.jobs.models import Job
from manju.people.scope import in_studio
from manju.protection.models import Finding
from manju.sample import jobs, leak
from manju.sample.content import SAMPLE
from manju.sample.leak import LEAK
from media.clips import clip
from media.posters import poster

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def episode(settings, tmp_path):
    settings.MEDIA_ROOT, settings.HOME = tmp_path / "media", tmp_path
    studio = make_studio()
    make_member(studio)
    with in_studio(studio):
        yield make_episode()


def test_what_leaks_is_there_in_the_sample() -> None:
    posts = {(p.episode, p.platform) for p in SAMPLE.publications}
    assert (LEAK.episode, LEAK.channel) in posts
    assert LEAK.art in {p.key for p in SAMPLE.properties}
    assert LEAK.leaking_buyer in LEAK.buyers


def test_publishing_the_leaked_episode_starts_the_find_once_and_no_other_does(episode) -> None:
    for _ in range(2):
        jobs.publish_episode.function(Hand(), episode.pk, LEAK.episode)
        jobs.publish_episode.function(Hand(), episode.pk, "last-bus-2")
    assert Job.objects.filter(kind="sample.find_leak").count() == 1


@pytest.mark.media
def test_a_clip_and_a_picture_are_found_once_however_often_it_runs(episode, settings, monkeypatch) -> None:
    from factories import make_copy, make_master, make_registered_master

    monkeypatch.setattr(leak, "CLIP_FROM_S", 0.5)
    media = Path(settings.MEDIA_ROOT)
    (media / "sample").mkdir(parents=True)
    Image.fromarray(poster(3, size=(600, 800))).save(media / "sample" / f"art-{LEAK.art}.jpg", quality=92)
    master = make_master(episode)
    film = clip(media / "out.mp4", size="180x320", seconds=2)
    secret_of(episode.studio_id)
    issued = make_copy(make_registered_master(master))
    made = make_deliverable(master, state="passed", channel=LEAK.channel, file=film.name, issued=issued)
    for _ in range(2):
        jobs.find_leak.function(Hand(), episode.pk)
    assert sorted(Finding.objects.values_list("name", flat=True)) == sorted([LEAK.clip_name, LEAK.picture_name])
    assert Job.objects.filter(kind="protection.trace").count() == 2
    assert sorted(PictureCopy.objects.values_list("recipient", flat=True)) == sorted(LEAK.buyers)
    assert made.path.is_file()
    found = Finding.objects.get(name=LEAK.picture_name)
    with Image.open(found.path) as image:
        assert image.width == leak.PICTURE_WIDE


def test_an_episode_whose_deliverable_failed_leaks_nothing(episode, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "LEAK", replace(LEAK, art="nothing"))
    jobs.find_leak.function(Hand(), episode.pk)
    assert Finding.objects.count() == 0
