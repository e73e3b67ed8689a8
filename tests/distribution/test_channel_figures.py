"""A studio's own figures for a channel: validated, dated, kept version by version, used wherever the channel is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from distribution.conftest import House
from manju.distribution.models import ChannelFigures
from manju.distribution.own_figures import FiguresRefused, in_force, profile_in_force, put_figures, reset_figures
from manju.distribution.wanted import Wanted, render_key
from manju.media.channels import profile
from manju.media.channels.profiles import today
from manju.people.models import User
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def put(house: House, **figures: float) -> ChannelFigures:
    named = {name.replace("__", "."): value for name, value in figures.items()}
    return put_figures("douyin", named, source="后台公告", valid_from=today(), by=house.member("owner"))


def test_own_figures_are_in_force_for_this_studio_alone(house: House, other: House) -> None:
    put(house, loudness_lufs=-16.0, safe_zone__bottom=0.3)
    mine = profile_in_force("douyin")
    assert (mine.loudness_lufs, mine.safe_zone.bottom, mine.title_max) == (-16.0, 0.3, 30)
    assert mine.overridden == ("loudness_lufs", "safe_zone")
    assert mine.sources["loudness_lufs"] == "后台公告"
    with in_studio(other.studio):
        assert profile_in_force("douyin") == profile("douyin")


def test_they_hold_from_their_day_on_and_reset_keeps_them_on_record(house: House) -> None:
    by: User = house.member("owner")
    tomorrow = today() + timedelta(days=1)
    put_figures("douyin", {"title_max": 40.0}, source="x", valid_from=tomorrow, by=by)
    assert in_force()["douyin"].title_max == 30
    assert in_force(tomorrow)["douyin"].title_max == 40
    put(house, title_max=35)
    assert in_force()["douyin"].title_max == 35
    reset_figures("douyin", by=by)
    assert in_force()["douyin"] == profile("douyin")
    assert ChannelFigures.objects.count() == 3


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"loudness_lufs": 3.0}, "loudness_lufs"), ({"width": 1081.0}, "width"), ({"fps_min": 100.0}, "fps_max"),
        ({"safe_zone.left": 0.49}, "safe_zone.right"), ({"duration_max_s": 0.5}, "duration_max_s"),
        ({"title_max": 30.0}, "figures"), ({"rules": 1.0}, "rules"),
    ],
)  # fmt: skip
@pytest.mark.once
def test_impossible_figures_are_refused_by_name_and_nothing_is_written(
    figures: dict[str, float], field: str, house: House
) -> None:
    with pytest.raises(FiguresRefused) as caught:
        put_figures("douyin", figures, source="x", valid_from=today(), by=house.member("owner"))
    assert field in caught.value.faults
    assert not ChannelFigures.objects.exists()


def test_the_database_refuses_figures_without_a_source(house: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelFigures.objects.create(channel="douyin", figures={"title_max": 9}, valid_from=date(2026, 1, 1))


def test_other_figures_are_another_render(house: House) -> None:
    def key() -> str:
        return render_key(master_sha256="0", profile=profile_in_force("douyin"), language="zh", recipient="x",
                          producer_code="c", wanted=Wanted())  # fmt: skip

    before = key()
    put(house, loudness_lufs=-16.0)
    assert key() != before


@pytest.mark.once
def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(house: House) -> None:
    client = house.client("owner")
    address = reverse("distribution:channel_figures", args=["douyin"])
    page = client.get(address).content.decode()
    assert 'name="safe_zone.left" value="6"' in page
    typed = _typed() | {"loudness_lufs": "-3", "title_max": "forty", "source": "公告"}
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="forty"' in page
    assert "Write a number." in page
    answer = client.post(address, typed | {"title_max": "40"})
    assert "Must be between -36 and -5." in answer.content.decode()
    answer = client.post(address, typed | {"title_max": "40", "loudness_lufs": "−16", "source": ""})
    assert "Say where the figures come from" in answer.content.decode()
    answer = client.post(address, typed | {"title_max": "40", "loudness_lufs": "−16"})
    assert answer.status_code == 302
    page = client.get(reverse("distribution:channel", args=["douyin"])).content.decode()
    assert "Douyin uses figures of your own" in page
    assert "公告" in page
    assert client.post(reverse("distribution:channel_reset", args=["douyin"])).status_code == 302
    assert in_force()["douyin"] == profile("douyin")


def test_only_those_who_manage_may_change_figures(house: House) -> None:
    address = reverse("distribution:channel_figures", args=["douyin"])
    assert house.client("viewer").get(address).status_code == 403
    assert house.client("viewer").post(address, {}).status_code == 403
    assert house.client("viewer").get(reverse("distribution:channel", args=["douyin"])).status_code == 200
    assert house.client("owner").get(reverse("distribution:channel", args=["nowhere"])).status_code == 404


def _typed() -> dict[str, str]:
    from manju.distribution.figures import ENTRIES
    from manju.distribution.own_figures import figure

    p = profile("douyin")
    return {e.field: e.written(figure(p, e.field)) for e in ENTRIES} | {"valid-from": today().isoformat()}
