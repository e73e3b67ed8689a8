"""What an episode's tracks do to an order, and a cover that changes without a render."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.conf import settings
from PIL import Image

from distribution.conftest import Hand, House
from factories import make_layer, make_stem
from manju.catalogue.models import Master
from manju.distribution import covering, jobs, moments, rendering
from manju.distribution.actions import ChannelWanted, Refused, order_deliverables
from manju.distribution.cover_models import chosen_for
from manju.distribution.dressing import languages_dressed
from manju.distribution.models import Account, ChosenCover, Deliverable, Publication
from manju.distribution.wanted import Wanted
from manju.jobs.models import Job
from manju.media.channels import profile
from manju.media.cover import CoverChoice
from manju.media.label.reading import read as read_label
from manju.media.probe import probe_master
from media.clips import clip, tiny_profile

pytestmark = [pytest.mark.db, pytest.mark.media]

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><rect width="160" height="40" fill="#fff"/></svg>'
)

FREE = b"\0\0\0\x08free"  # an empty box: another file with the same film


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("dishes") / "two.mp4", size="160x90", fps="10", seconds=2.2)


@pytest.fixture
def kitchen(transactional_db: None, house: House, film: Path, monkeypatch, tmp_path: Path) -> House:
    """A house with a real little master, a text-free one beside it, an English dub and an English layer."""
    media = tmp_path / "media"
    monkeypatch.setattr(settings, "MEDIA_ROOT", media)
    monkeypatch.setattr(rendering, "profile_in_force", tiny_profile)
    facts = probe_master(film).as_json()
    (media / "masters").mkdir(parents=True)
    (media / "masters/7.mp4").write_bytes(film.read_bytes())
    (media / "masters/7-free.mp4").write_bytes(film.read_bytes() + FREE)
    sha256 = hashlib.sha256(film.read_bytes()).hexdigest()
    Master.objects.filter(pk=house.master.pk).update(file="masters/7.mp4", sha256=sha256, probe=facts)
    (media / "stems").mkdir()
    soundfile.write(media / "stems/en.wav", 0.3 * np.sin(np.arange(round(2.2 * 8000)) * 0.7), 8000)
    (media / "layers").mkdir()
    (media / "layers/en.svg").write_text(SVG)
    make_stem(house.episode, file="stems/en.wav", sha256="1" * 64)
    make_layer(house.episode, file="layers/en.svg", sha256="2" * 64, start_s=0.0, end_s=2.0)
    return house


def text_free(house: House) -> Master:
    facts = Master.objects.get(pk=house.master.pk).probe
    row: Master = Master.objects.create(
        episode=house.episode, file="masters/7-free.mp4", original_name="free.mp4", size_bytes=9, state="ready",
        sha256=hashlib.sha256(Path(settings.MEDIA_ROOT, "masters/7-free.mp4").read_bytes()).hexdigest(), probe=facts,
        text_free=True,
    )  # fmt: skip
    return row


def order(house: House, *channels: str, **options) -> list[Deliverable]:
    wanted = [ChannelWanted(tiny_profile(c), profile(c).language, Wanted(**options)) for c in channels]
    return order_deliverables([house.episode], wanted, by=house.member("owner")).new


def test_each_language_takes_its_own_sound_and_words_and_the_others_stay_as_they_were(kitchen: House) -> None:
    free = text_free(kitchen)
    chinese, english = order(kitchen, "douyin", "youtube")
    assert (chinese.wanted.sound, chinese.wanted.lettering, chinese.master) == (None, (), kitchen.master)
    assert [t.path for t in english.wanted.sound.tracks] == ["stems/en.wav"]
    assert [y.path for y in english.wanted.lettering] == ["layers/en.svg"]
    assert english.master == free
    assert Job.objects.count() == 2  # each master is decoded in a job of its own
    assert languages_dressed([kitchen.episode]) == {"en": (True, True)}


@pytest.mark.once
def test_without_a_text_free_master_only_the_sound_changes(kitchen: House) -> None:
    (english,) = order(kitchen, "youtube")
    assert english.wanted.sound is not None
    assert english.wanted.lettering == ()
    assert english.master == kitchen.master
    (plain,) = order(kitchen, "youtube", use_tracks=False)
    assert plain.wanted.sound is None
    assert plain.render_key != english.render_key


@pytest.mark.once
def test_music_of_ones_own_stands_for_the_masters_sound(kitchen: House) -> None:
    (ducked,) = order(kitchen, "youtube")
    make_stem(kitchen.episode, kind="music", sha256="4" * 64)
    (mixed,) = order(kitchen, "youtube")
    assert (ducked.wanted.sound.bed, mixed.wanted.sound.bed) == ("duck", "off")
    assert ducked.render_key != mixed.render_key


@pytest.mark.once
def test_what_was_ordered_is_read_back_as_it_was(kitchen: House) -> None:
    text_free(kitchen)
    (row,) = order(kitchen, "youtube")
    assert Wanted.from_json(row.options) == row.wanted
    assert Wanted.from_json({"fit": "crop"}).lettering == ()


def test_a_dubbed_and_lettered_deliverable_is_made_and_its_cover_changed_without_a_render(kitchen: House) -> None:
    text_free(kitchen)
    (row,) = order(kitchen, "youtube")
    jobs.deliver.function(Hand(), [row.pk])
    row.refresh_from_db()
    assert row.state == "passed", [c for c in row.qc["checks"] if c["ok"] is False]
    before, video = Path(settings.MEDIA_ROOT) / row.cover, row.path.read_bytes()
    old = np.asarray(Image.open(before).convert("L"), int)
    changed = covering.choose_cover(row, CoverChoice(1.0, "The bridge", "band"), by=kitchen.member("owner"))
    assert changed == [row]
    assert Job.objects.filter(kind="distribution.cover").count() == 1
    jobs.change_covers.function(Hand(), [row.pk])
    row.refresh_from_db()
    cover = Path(settings.MEDIA_ROOT) / row.cover
    assert row.state == "passed"
    assert row.path.read_bytes() == video
    assert np.abs(np.asarray(Image.open(cover).convert("L"), int) - old).max() > 60
    assert (read_label(cover).aigc or {})["ProduceID"] == row.produce_id
    with zipfile.ZipFile(Path(settings.MEDIA_ROOT) / row.package) as package:
        assert package.read(cover.name) == cover.read_bytes()
    assert len(list((Path(settings.MEDIA_ROOT) / "deliverables").iterdir())) == 1


def test_a_choice_for_every_channel_replaces_those_for_one_and_serves_later_orders(house: House) -> None:
    row, by = house.passed("youtube"), house.member("owner")
    other = house.passed("tiktok")
    covering.choose_cover(other, CoverChoice(0.5), by=by)
    assert chosen_for(house.episode, "tiktok", "en") == CoverChoice(0.5)
    changed = covering.choose_cover(row, CoverChoice(1.5, "Lamp"), by=by, everywhere=True)
    assert {d.channel for d in changed} == {"youtube", "tiktok"}
    assert ChosenCover.objects.count() == 1
    assert chosen_for(house.episode, "youtube_shorts", "en") == CoverChoice(1.5, "Lamp")
    assert chosen_for(house.episode, "douyin", "zh") == CoverChoice()


def test_a_posted_cover_is_kept_and_a_moment_outside_the_film_refused(house: House) -> None:
    row, by = house.passed("youtube"), house.member("owner")
    with pytest.raises(Refused, match="not in the film"):
        covering.choose_cover(row, CoverChoice(99.0), by=by)
    account = Account.objects.create(platform="youtube", handle="a")
    now = row.created_at
    Publication.objects.create(deliverable=row, account=account, planned_for=now, posted_at=now, state="live")
    with pytest.raises(Refused, match="posted"):
        covering.choose_cover(row, CoverChoice(1.0), by=by)


@pytest.mark.once
def test_the_page_finds_moments_shows_them_and_takes_a_choice(kitchen: House) -> None:
    row = kitchen.passed("youtube")
    client, address = kitchen.client("distributor"), f"/deliverables/{row.pk}/cover/choose/"
    assert b"First find the best moments" in client.get(address).content
    client.post(f"/deliverables/{row.pk}/cover/find/")
    assert Job.objects.filter(kind="distribution.find_covers").count() == 1
    jobs.find_covers.function(Hand(), row.master_id)
    found = moments.kept(Master.objects.get(pk=row.master_id))
    assert found
    page = client.get(address, {"at": f"{found[0].time_s:.3f}", "title": "The bridge"}).content.decode()
    assert 'value="The bridge"' in page
    assert client.get(f"/deliverables/{row.pk}/cover/moment/0").status_code == 200
    shown = client.get(f"/deliverables/{row.pk}/cover/preview/0?at=1.0&title=Lamp&style=bright")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert client.get(f"/deliverables/{row.pk}/cover/preview/99").status_code == 404
    assert client.get(f"/deliverables/{row.pk}/cover/preview/0?style=none").status_code == 404
    assert client.post(address, {"at": "x"}).status_code == 422
    answer = client.post(address, {"at": "0.5", "second": "1.25", "title": " The  bridge ", "style": "band"})
    assert answer.status_code == 302
    assert chosen_for(kitchen.episode, "youtube", "en") == CoverChoice(1.25, "The bridge", "band")


@pytest.mark.once
def test_the_order_page_says_which_languages_have_their_own(kitchen: House) -> None:
    text_free(kitchen)
    page = kitchen.client("producer").get(f"/deliverables/order/?episode={kitchen.episode.pk}").content.decode()
    assert "English (sound and words)" in page
