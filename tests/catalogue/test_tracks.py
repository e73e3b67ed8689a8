"""Dub and lettering of an episode: what is taken, what is refused, what the page says, who may."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from catalogue.conftest import House, a_house
from factories import make_layer, make_stem
from manju.catalogue.models import Episode, LetteringLayer, Master, Stem
from manju.media.probe import probe_master
from manju.people.models import AuditLine
from manju.people.scope import in_studio
from media.clips import clip

pytestmark = [pytest.mark.db, pytest.mark.media]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90">{}</svg>'
BOX = '<rect x="20" y="60" width="50" height="15" fill="#fff"/>'


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    path = clip(tmp_path_factory.mktemp("tracks") / "ep1.mp4", size="160x90", fps="5", seconds=4)
    return path, probe_master(path).as_json()


@pytest.fixture
def episode(house: House, film, media_root: Path) -> Episode:
    path, facts = film
    (media_root / "masters").mkdir(parents=True)
    shutil.copyfile(path, media_root / "masters/ep1.mp4")
    with in_studio(house.studio):
        episode = Episode.objects.create(season=house.season, number=1)
        Master.objects.create(episode=episode, file="masters/ep1.mp4", original_name="ep1.mp4", size_bytes=9,
                              sha256="a" * 64, state="ready", probe=facts)  # fmt: skip
    return episode


def sound(seconds: float = 4.0, name: str = "en dub.wav") -> SimpleUploadedFile:
    out = io.BytesIO()
    soundfile.write(out, 0.2 * np.sin(np.arange(round(seconds * 8000)) * 0.4), 8000, format="WAV")
    return SimpleUploadedFile(name, out.getvalue())


def layer(name: str = "00-01.0_00-02.5.svg", inside: str = BOX) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, SVG.format(inside).encode())


def send(house: House, episode: Episode, files: list[SimpleUploadedFile], **fields: str):
    return house.client.post(f"/episodes/{episode.pk}/tracks/", {"files": files, **fields})


def test_a_dub_is_taken_and_a_second_one_takes_its_place(house: House, episode: Episode) -> None:
    assert send(house, episode, [sound()], what="dub", language="en").status_code == 302
    send(house, episode, [sound(3.8, "en dub 2.wav")], what="dub", language="en")
    send(house, episode, [sound(4.0, "m.wav")], what="music", language="zh")
    with in_studio(house.studio):
        used = list(Stem.objects.in_use().values_list("kind", "language", "original_name"))
        assert used == [("dub", "en", "en dub 2.wav"), ("music", "", "m.wav")]
        assert Stem.objects.count() == 3  # the first one's file stays for what was made with it
        assert all(s.path.is_file() for s in Stem.objects.all())
        said = list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))
    assert said == ["stem.added"] * 3
    page = house.client.get(f"/episodes/{episode.pk}/tracks/").content.decode()
    assert "en dub 2.wav" in page
    assert "One language has its own dub or lettering" in page


@pytest.mark.parametrize(
    ("files", "fields", "said"),
    [
        ([sound(9.0)], {"what": "dub", "language": "en"}, "they do not go together"),
        ([SimpleUploadedFile("a.wav", b"no sound at all")], {"what": "dub", "language": "en"}, "no video, sound"),
        ([sound()], {"what": "dub", "language": "xx"}, "Choose the language first"),
        ([layer("page.svg")], {"what": "layers", "language": "en"}, "does not say when"),
        ([layer(inside='<image href="/etc/passwd" width="1" height="1"/>')], {"what": "layers", "language": "en"},
         "fetch something"),
        ([layer("00-01_00-02.svg"), layer("00-05_00-06.svg")], {"what": "layers", "language": "en"}, "after the film"),
        ([layer("a.txt")], {"what": "layers", "language": "en"}, "SVG or PNG"),
    ],
)  # fmt: skip
@pytest.mark.once
def test_what_cannot_be_used_is_said_and_nothing_is_stored(house: House, episode: Episode, files, fields, said) -> None:
    for file in files:
        file.seek(0)
    answer = send(house, episode, files, **fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with in_studio(house.studio):
        assert not Stem.objects.exists()
        assert not LetteringLayer.objects.exists()


def test_layers_come_by_name_or_by_list_and_are_shown_on_the_film(house: House, episode: Episode) -> None:
    listed = SimpleUploadedFile("layers.csv", b"file,start,end,fade\ncaption.svg,0:02.5,3.5,0.2\n")
    assert send(house, episode, [layer()], what="layers", language="en").status_code == 302
    assert send(house, episode, [listed, layer("caption.svg")], what="layers", language="en").status_code == 302
    send(house, episode, [layer()], what="layers", language="en")  # the same once more
    with in_studio(house.studio):
        rows = list(LetteringLayer.objects.in_use())
        assert [(r.start_s, r.end_s, r.fade_s) for r in rows] == [(1.0, 2.5, 0.0), (2.5, 3.5, 0.2)]
    shown = house.client.get(f"/layers/{rows[0].pk}/preview")
    picture = np.asarray(Image.open(io.BytesIO(b"".join(shown.streaming_content))).convert("L"))
    assert picture.shape == (90, 160)
    assert picture[62:72, 25:65].min() > 200
    house.client.post(f"/layers/{rows[0].pk}/remove/", {"all": "1"})
    with in_studio(house.studio):
        assert not LetteringLayer.objects.in_use().exists()


def test_a_text_free_master_stands_beside_the_lettered_one(house: House, episode: Episode, film) -> None:
    file = SimpleUploadedFile("ep1 clean.mp4", film[0].read_bytes())
    assert send(house, episode, [file], what="text-free").status_code == 302
    with in_studio(house.studio):
        new = Master.objects.get(original_name="ep1 clean.mp4")
        assert (new.text_free, new.state) == (True, "received")
        Master.objects.filter(pk=new.pk).update(state="ready")
        assert episode.master.original_name == "ep1.mp4"
        assert episode.text_free_master == new
    house.client.post(f"/masters/{new.pk}/text-free/", {"text_free": "0"})
    with in_studio(house.studio):
        assert episode.master == new
        assert episode.text_free_master is None


def test_level_and_offset_are_set_within_their_range(house: House, episode: Episode) -> None:
    with in_studio(house.studio):
        row = make_stem(episode)
    house.client.post(f"/stems/{row.pk}/edit/", {"gain_db": "-3.5", "offset_ms": "120"})
    for wrong in ({"gain_db": "99", "offset_ms": "0"}, {"gain_db": "x", "offset_ms": "0"}):
        house.client.post(f"/stems/{row.pk}/edit/", wrong)
    house.client.post(f"/stems/{row.pk}/edit/", {"gain_db": "nan", "offset_ms": "0"})
    with in_studio(house.studio):
        row.refresh_from_db()
        assert (row.gain_db, row.offset_ms) == (-3.5, 120)
    house.client.post(f"/stems/{row.pk}/remove/")
    with in_studio(house.studio):
        assert not Stem.objects.in_use().exists()


def test_the_rows_themselves_refuse_nonsense(house: House, episode: Episode) -> None:
    with in_studio(house.studio):
        make_stem(episode)
        for broken in (
            {"kind": "dub"}, {"kind": "music", "language": "en"}, {"kind": "dub", "language": ""},
            {"kind": "music", "gain_db": 99.0},
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                make_stem(episode, **broken)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_layer(episode, start_s=3.0, end_s=3.0)


def test_only_those_who_make_may_bring_or_take_out(house: House, episode: Episode) -> None:
    viewer = a_house("watcher", "viewer")
    with in_studio(viewer.studio):
        theirs = Episode.objects.create(season=viewer.season, number=1)
    assert viewer.client.get(f"/episodes/{theirs.pk}/tracks/").status_code == 200
    assert send(viewer, theirs, [sound()], what="dub", language="en").status_code == 403
    assert send(viewer, episode, [sound()], what="dub", language="en").status_code == 404
