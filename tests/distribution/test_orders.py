"""Ordering deliverables: rows, one job per master, nothing made twice, nobody who may not."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from distribution.conftest import House
from manju.catalogue.models import Episode, Master
from manju.distribution import actions
from manju.distribution.actions import Refused, order_deliverables
from manju.distribution.framings import digest_of
from manju.distribution.models import Deliverable
from manju.distribution.wanted import Wanted
from manju.jobs import actions as job_actions
from manju.jobs.models import Job
from manju.people.models import AuditLine

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def place(house: House, *channels: str, **more):
    options = more.pop("options", {})
    return order_deliverables([house.episode], house.wanted(*channels, **options), by=house.member("owner"), **more)


def test_an_order_makes_a_row_per_channel_and_one_job_for_the_master(house: House) -> None:
    done = place(house, "douyin", "bilibili")
    job = Job.objects.get()
    assert [(d.channel, d.state, d.recipient, d.job_id) for d in done.new] == [
        ("douyin", "queued", "douyin", None), ("bilibili", "queued", "bilibili", None),
    ]  # fmt: skip
    assert set(Deliverable.objects.values_list("job_id", flat=True)) == {job.pk}
    assert job.kind == "distribution.deliver"
    assert job.params == {"deliverable_ids": [d.pk for d in done.new]}
    assert (job.title.zh, job.priority) == ("《长夜灯》第 7 集：抖音、哔哩哔哩", 0)
    line = AuditLine.objects.get(verb="deliverables.ordered")
    assert line.details["new"] == [d.pk for d in done.new]


def test_the_filing_number_of_the_episode_goes_into_the_order(house: House) -> None:
    row = place(house, "douyin").new[0]
    assert row.wanted == Wanted(filing_number="备-7", framing=digest_of(house.master, 1080, 1920))


def test_the_same_order_while_it_is_being_made_makes_nothing_new(house: House) -> None:
    first = place(house, "douyin")
    second = place(house, "douyin", again=True)
    assert (second.new, second.ready, second.jobs) == ([], first.new, [])
    assert Deliverable.objects.count() == 1
    assert Job.objects.count() == 1


def test_what_passed_is_used_as_it_is_unless_asked_again(house: House) -> None:
    key = place(house, "douyin").new[0]
    ready = house.passed(options=key.options)
    Deliverable.objects.filter(pk=ready.pk).update(render_key=key.render_key)
    Deliverable.objects.filter(pk=key.pk).update(state="failed")
    assert place(house, "douyin").ready == [ready]
    assert len(place(house, "douyin", again=True).new) == 1


def test_another_title_needs_a_new_package_but_has_the_same_render_key(house: House) -> None:
    one = place(house, "douyin").new[0]
    two = place(house, "douyin", options={"title": "桥上"}).new[0]
    other_fit = place(house, "douyin", options={"fit": "crop"}).new[0]
    assert one.render_key == two.render_key
    assert other_fit.render_key != one.render_key


def test_a_season_is_one_job_per_episode_behind_what_people_wait_for(house: House) -> None:
    second = Episode.objects.create(season=house.season, number=8)
    bare = Episode.objects.create(season=house.season, number=9)
    Master.objects.create(
        episode=second, file="m8.mp4", original_name="8.mp4", size_bytes=9, sha256="8" * 64, state="ready"
    )
    done = order_deliverables([house.episode, second, bare], house.wanted("douyin", "tiktok"), by=house.member("owner"))
    assert (len(done.new), len(done.jobs), done.skipped) == (4, 2, [bare])
    assert {j.priority for j in done.jobs} == {-10}


def test_without_a_producer_code_nothing_is_ordered_and_the_page_says_where_to_set_it(house: House) -> None:
    house.studio.producer_code = ""
    house.studio.save()
    with pytest.raises(Refused) as refused:
        place(house, "douyin")
    assert refused.value.code == "producer_code_missing"
    page = house.client("owner").get(reverse("distribution:order") + f"?episode={house.episode.pk}")
    assert page.status_code == 200
    assert f'href="{reverse("people:studio")}"' in page.content.decode()
    assert not Deliverable.objects.exists()


def test_one_click_on_the_page_orders_the_usual_channels(house: House) -> None:
    address = reverse("distribution:order") + f"?episode={house.episode.pk}"
    client = house.client("distributor")
    page = client.get(address).content.decode()
    assert page.count("checked") >= 4
    answer = client.post(address, {"channel": ["douyin", "youtube"], "language-youtube": "en", "fit-douyin": "crop"})
    assert (answer.status_code, answer["Location"]) == (302, house.episode.get_absolute_url())
    assert list(Deliverable.objects.order_by("pk").values_list("channel", "language")) == [
        ("douyin", "zh"),
        ("youtube", "en"),
    ]
    assert Deliverable.objects.get(channel="douyin").wanted.fit == "crop"


@pytest.mark.parametrize("name", ["lines.txt", "lines.srt"])
def test_a_bad_subtitle_file_is_refused_in_words_and_keeps_what_was_typed(house: House, name: str, tmp_path) -> None:
    bad = tmp_path / name
    bad.write_bytes(b"\x00\x01 not subtitles")
    address = reverse("distribution:order") + f"?episode={house.episode.pk}"
    with bad.open("rb") as file:
        typed = {"channel": ["kuaishou"], "title": "My title", "subtitles": file}
        answer = house.client("owner").post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="My title"' in page
    assert 'role="alert"' in page
    assert not Deliverable.objects.exists()


def test_a_choice_the_page_does_not_offer_is_refused(house: House) -> None:
    address = reverse("distribution:order") + f"?episode={house.episode.pk}"
    for typed in ({"channel": "myspace"}, {"channel": "douyin", "fit-douyin": "stretch"}, {}):
        assert house.client("owner").post(address, typed).status_code == 422
    assert not Deliverable.objects.exists()


def test_a_deliverable_follows_its_cancelled_or_given_up_job(house: House) -> None:
    one = place(house, "douyin").new[0]
    job_actions.cancel(Job.objects.get(), by=house.member("owner"))
    actions.settle()
    assert Deliverable.objects.get(pk=one.pk).state == "cancelled"
    two = place(house, "tiktok").new[0]
    Job.objects.filter(pk=Deliverable.objects.get(pk=two.pk).job_id).update(
        state="failed", error_zh="磁盘满了。", error_en="The disk is full."
    )
    actions.settle()
    two.refresh_from_db()
    assert (two.state, two.error.en) == ("failed", "The disk is full.")


def test_only_a_checked_file_can_be_packed(house: House) -> None:
    row = house.passed()
    for state in ("failed_check", "queued", "rendering", "failed", "cancelled"):
        with pytest.raises(IntegrityError, match="only_checked_files_are_packed"), transaction.atomic():
            Deliverable.objects.filter(pk=row.pk).update(state=state)


def test_what_a_platform_has_shown_is_not_rendered_over(house: House) -> None:
    from django.utils import timezone

    from manju.distribution.models import Account, Publication

    row = house.passed()
    account = Account.objects.create(platform="douyin", handle="长夜灯官方")
    Publication.objects.create(
        deliverable=row, account=account, planned_for=timezone.now(), posted_at=timezone.now(), state="live"
    )
    with pytest.raises(Refused) as refused:
        actions.render_again(row, by=house.member("owner"))
    assert refused.value.code == "published"
    row.refresh_from_db()
    assert row.state == "passed"


def test_render_again_queues_the_row_and_takes_its_package_away(house: House) -> None:
    row = house.passed()
    actions.render_again(row, by=house.member("owner"))
    row.refresh_from_db()
    assert (row.state, row.package, row.options["again"]) == ("queued", "", True)
    assert Job.objects.get().params == {"deliverable_ids": [row.pk]}
