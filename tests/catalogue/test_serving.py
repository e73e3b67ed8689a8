"""Stored files go out by their row, in exact ranges, with headers that keep them what they are."""

import doctest

import pytest

from catalogue.conftest import MP4
from manju.catalogue import serving
from manju.catalogue.models import Episode, Master
from manju.people.scope import in_studio

pytestmark = pytest.mark.db


@pytest.fixture
def film(house, media_root) -> str:
    (media_root / "masters").mkdir(parents=True)
    (media_root / "masters" / "x.mp4").write_bytes(MP4)
    with in_studio(house.studio):
        episode = Episode.objects.create(season=house.season, number=1)
        master = Master.objects.create(
            episode=episode, file="masters/x.mp4", original_name="第 1 集\r\n终版.mp4", size_bytes=len(MP4),
            sha256="0" * 64,
            state="ready",
        )  # fmt: skip
    return f"/masters/{master.pk}/film"


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.once
def test_the_whole_file_goes_out_with_safe_headers(house, film):
    answer = house.client.get(film)
    assert (answer.status_code, body(answer), answer["Content-Length"]) == (200, MP4, str(len(MP4)))
    assert answer["Content-Type"] == "video/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-", 100, len(MP4) - 1), ("bytes=-7", len(MP4) - 7, len(MP4) - 1),
     ("bytes=5-5", 5, 5), (f"bytes=10-{10**12}", 10, len(MP4) - 1), (f"bytes=-{10**12}", 0, len(MP4) - 1)],
)  # fmt: skip
@pytest.mark.once
def test_a_range_is_answered_to_the_byte(house, film, asked, first, last):
    answer = house.client.get(film, headers={"Range": asked})
    assert (answer.status_code, body(answer)) == (206, MP4[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(MP4)}"
    assert answer["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", [f"bytes={len(MP4)}-", "bytes=-0"])
@pytest.mark.once
def test_a_range_that_is_not_there_is_refused(house, film, asked):
    answer = house.client.get(film, headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(MP4)}")


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=a-b"])
@pytest.mark.once
def test_a_range_that_means_nothing_gets_the_whole(house, film, asked):
    answer = house.client.get(film, headers={"Range": asked})
    assert (answer.status_code, body(answer)) == (200, MP4)


@pytest.mark.once
def test_what_the_browser_has_is_not_sent_again(house, film):
    tag = house.client.get(film)["ETag"]
    assert house.client.get(film, headers={"If-None-Match": tag}).status_code == 304
    when = house.client.get(film)["Last-Modified"]
    assert house.client.get(film, headers={"If-Modified-Since": when}).status_code == 304
    assert house.client.get(film, headers={"If-Modified-Since": when, "If-None-Match": '"other"'}).status_code == 200
    changed = house.client.get(film, headers={"If-Range": '"other"', "Range": "bytes=0-9"})
    assert changed.status_code == 200


@pytest.mark.once
def test_the_original_is_kept_under_its_name_without_line_breaks(house, film):
    answer = house.client.get(film.replace("film", "original"))
    said = answer["Content-Disposition"]
    assert said.startswith("attachment")
    assert "\n" not in said


def test_a_refused_master_is_never_served(house, film):
    with in_studio(house.studio):
        Master.objects.update(state="refused")
    for part in ("film", "original", "poster"):
        assert house.client.get(film.replace("film", part)).status_code == 404


@pytest.mark.parametrize("stored", ["../secret", "/etc/passwd", "", "masters", "missing.mp4"])
@pytest.mark.once
def test_nothing_outside_the_media_folder_is_served(house, film, media_root, stored):
    (media_root.parent / "secret").write_text("key")
    with in_studio(house.studio):
        Master.objects.update(file=stored)
    assert house.client.get(film).status_code == 404


@pytest.mark.once
def test_the_examples_in_the_module_hold():
    assert doctest.testmod(serving).failed == 0
