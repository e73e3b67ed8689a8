"""The pages of distribution as people get them, and files by range."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from distribution.conftest import House
from manju.catalogue.models import Episode
from manju.distribution.models import Deliverable
from manju.jobs.models import Job

pytestmark = [pytest.mark.db, pytest.mark.django_db]
FAILED = {
    "passed": False,
    "checks": [
        {"name": "loudness", "ok": False, "value": -19.5, "limit": -14.0, "spans": [], "note": None},
        {"name": "label_visible", "ok": None, "value": "inconclusive", "limit": "5%",
         "spans": [{"start_s": 0, "end_s": 2}],
         "note": {"zh": "请人看一眼。", "en": "Have a person look."}},
    ],
}  # fmt: skip


def test_the_list_is_filtered_by_state_channel_and_season(house: House) -> None:
    house.passed()
    failed = house.passed("tiktok")
    Deliverable.objects.filter(pk=failed.pk).update(state="failed_check", package="", qc=FAILED)
    client = house.client("viewer")
    address = reverse("distribution:deliverables")
    for query, there, absent in (
        ("?state=failed_check", f"d-{failed.pk}", 1), ("?channel=tiktok", f"d-{failed.pk}", 1),
        (f"?season={house.season.pk}", f"d-{failed.pk}", 2), ("?state=nonsense", f"d-{failed.pk}", 2),
    ):  # fmt: skip
        page = client.get(address + query).content.decode()
        assert there in page
        assert page.count('<tr id="d-') == absent


def test_the_list_asks_the_database_equally_often_for_one_row_and_for_many(
    house: House, django_assert_max_num_queries
) -> None:
    for _ in range(12):
        house.passed()
    client = house.client("viewer")
    with django_assert_max_num_queries(22):
        client.get(reverse("distribution:deliverables"))


def test_a_failed_check_is_said_in_plain_words_and_has_no_package(house: House) -> None:
    row = house.passed()
    Deliverable.objects.filter(pk=row.pk).update(state="failed_check", package="", qc=FAILED)
    client = house.client("owner")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "The Douyin deliverable cannot go out yet" in page
    assert "Loudness" in page
    assert "It is −19.5 LUFS and should be −14 LUFS." in page
    assert "Have a person look." in page
    assert reverse("distribution:package", args=[row.pk]) not in page
    assert client.get(reverse("distribution:package", args=[row.pk])).status_code == 404


def test_an_episodes_grid_asks_again_only_while_something_is_being_made(house: House) -> None:
    client = house.client("viewer")
    address = reverse("distribution:of_episode", args=[house.episode.pk])
    assert "This episode has no deliverables yet" in client.get(address).content.decode()
    row = house.passed()
    assert 'hx-trigger="every 2s"' not in client.get(address).content.decode()
    job = Job.objects.create(
        kind="distribution.deliver",
        title_zh="做",
        title_en="Make",
        state="running",
        progress=0.64,
        worker="w",
        lease_until=timezone.now(),
    )
    Deliverable.objects.filter(pk=row.pk).update(state="rendering", package="", job=job)
    page = client.get(address).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "Rendering 64%" in page


def test_a_seasons_table_shows_the_newest_of_each_channel(house: House) -> None:
    old = house.passed()
    Deliverable.objects.filter(pk=old.pk).update(state="failed", package="")
    new = house.passed()
    Episode.objects.create(season=house.season, number=8)
    page = house.client("viewer").get(reverse("distribution:of_season", args=[house.season.pk])).content.decode()
    assert new.get_absolute_url() in page
    assert old.get_absolute_url() not in page
    assert page.count("<tr>") == 3


def test_a_seasons_packages_come_as_one_zip_named_by_episode(house: House) -> None:
    house.passed()
    newest = house.passed()
    address = reverse("distribution:season_packages", args=[house.season.pk, "douyin"])
    answer = house.client("distributor").get(address)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["长夜灯-S1E07-douyin-zh.zip"]
        assert archive.read("长夜灯-S1E07-douyin-zh.zip") == f"video.zip of {newest.pk}".encode()
    assert house.client("distributor").get(address.replace("douyin", "tiktok")).status_code == 404


def test_a_player_gets_the_range_it_asks_for(house: House) -> None:
    row = house.passed()
    client = house.client("viewer")
    address = reverse("distribution:video", args=[row.pk])
    whole = b"".join(client.get(address).streaming_content)
    part = client.get(address, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 2-5/{len(whole)}")
    assert b"".join(part.streaming_content) == whole[2:6]
    last = client.get(address, headers={"Range": "bytes=-3"})
    assert b"".join(last.streaming_content) == whole[-3:]
    beyond = client.get(address, headers={"Range": "bytes=9999-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")
    since = client.get(address, headers={"If-Modified-Since": part["Last-Modified"]})
    assert since.status_code == 304


def test_a_package_is_downloaded_under_a_name_that_says_what_it_is(house: House) -> None:
    row = house.passed()
    answer = house.client("distributor").get(reverse("distribution:package", args=[row.pk]))
    name = "%E9%95%BF%E5%A4%9C%E7%81%AF-S1E07-douyin-zh.zip"
    assert answer["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"


def test_every_figure_of_a_channel_names_its_source(house: House) -> None:
    page = house.client("viewer").get(reverse("distribution:channels")).content.decode()
    assert page.count("<details") == 12  # one is the dock's
    assert "Unverified" in page
    assert "Manju specification 40-distribution (2026-11)" in page


def test_today_shows_the_cover_of_a_failed_deliverable_by_its_number(house: House) -> None:
    row = house.passed()
    Deliverable.objects.filter(pk=row.pk).update(state="failed_check", package="", qc=FAILED)
    page = house.client("viewer").get(reverse("site:today")).content.decode()
    assert f'src="{reverse("distribution:cover", args=[row.pk])}"' in page


SPANS = {
    "passed": False,
    "checks": [
        {"name": "black", "ok": False, "value": 1.2, "limit": "0.08 s",
         "spans": [{"start_s": 0.5, "end_s": 1.7}], "note": {"zh": "黑了。", "en": "Black."}},
        {"name": "loudness", "ok": False, "value": -19.5, "limit": -14.0, "spans": [], "note": None},
        {"name": "label_visible", "ok": None, "value": "inconclusive", "limit": "5%",
         "spans": [{"start_s": 0.0, "end_s": 2.0}], "note": None},
        {"name": "duration", "ok": True, "value": 2.0, "limit": "1-900 s", "spans": [], "note": None},
    ],
}  # fmt: skip


def test_findings_jump_to_their_second_with_and_without_script(house: House) -> None:
    row = house.passed()
    Deliverable.objects.filter(pk=row.pk).update(state="failed_check", package="", qc=SPANS)
    client = house.client("owner")
    page = client.get(row.get_absolute_url()).content.decode()
    assert 'data-seek="0.50"' in page  # in the table and the notice, at the second itself
    assert '<rect x="250.0" width="600.0"' in page
    assert page.count("strip__lane") == 2  # failed and undecided; not what passed, nor what tells no seconds
    assert "Black picture, from 00:00 to 00:01: jump there" in page
    page = client.get(row.get_absolute_url() + "?t=1.25").content.decode()
    assert 'video#t=1.25"' in page
    assert "#t=1" not in client.get(row.get_absolute_url() + "?t=1e9").content.decode()


def test_the_list_is_filtered_by_what_fails(house: House) -> None:
    house.passed()
    dark, loud = house.passed("tiktok"), house.passed("bilibili")
    Deliverable.objects.filter(pk=dark.pk).update(state="failed_check", package="", qc=SPANS)
    Deliverable.objects.filter(pk=loud.pk).update(state="failed_check", package="", qc=FAILED)
    client = house.client("viewer")
    page = client.get(reverse("distribution:deliverables") + "?check=black").content.decode()
    assert f"d-{dark.pk}" in page
    assert page.count('<tr id="d-') == 1
    assert "Loudness 2" in page
    both = client.get(reverse("distribution:deliverables") + "?check=loudness").content.decode()
    assert both.count('<tr id="d-') == 2
