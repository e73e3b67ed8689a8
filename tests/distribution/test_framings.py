"""Framings in the room: looked at once, set by hand and given back, seen by their studio only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

import factories as make
from manju.distribution import framings
from manju.distribution.models import MasterFraming, ShotChoice
from manju.media.reframe.hand import Chosen
from manju.people.errors import Refused
from manju.people.scope import in_studio
from media.clips import clip

pytestmark = pytest.mark.db


@pytest.fixture
def framed(house: Any) -> MasterFraming:
    with in_studio(house.studio):
        return make.make_framing(house.master)


def test_what_a_person_sets_holds_and_can_be_given_back(house: Any, framed: MasterFraming) -> None:
    with in_studio(house.studio):
        by = house.member("distributor")
        framings.choose_shot(framed, 1, Chosen("window", 0.7, 0.7), by=by)
        shots = framed.framing.shots
        assert [s.layout for s in shots] == ["window", "window"]
        assert shots[0] == framed.chosen_by_machine.shots[0]
        assert shots[1].by_hand
        framings.choose_shot(framed, 1, Chosen("fill", 0.5, 0.5, 0.6), by=by)
        assert framed.framing.shots[1].panes[0].width == 0.6
        framings.give_back(framed, 1, by=by)
        assert framed.framing == framed.chosen_by_machine
        assert ShotChoice.objects.filter(framing_of=framed).count() == 3


@pytest.mark.parametrize(
    ("number", "chosen"),
    [(2, Chosen("window", 0.5, 0.5)), (-1, Chosen("window", 0.5, 0.5)), (0, Chosen("window", 1.5, 0.5)),
     (0, Chosen("fill", 0.5, 0.5, 0.0)), (0, Chosen("split", float("nan"), 0.5))],
)  # fmt: skip
@pytest.mark.once
def test_what_lies_outside_the_film_or_its_picture_is_refused(
    house: Any, framed: MasterFraming, number: int, chosen: Chosen
) -> None:
    with in_studio(house.studio):
        with pytest.raises(Refused):
            framings.choose_shot(framed, number, chosen, by=house.member("distributor"))
        assert not ShotChoice.objects.exists()


def test_setting_a_shot_on_the_page_answers_with_its_card(house: Any, framed: MasterFraming) -> None:
    client = house.client("distributor")
    to = f"{framed.get_absolute_url()}shots/1/"
    answer = client.post(to, {"layout": "window", "first": "0.25", "second": "0.25"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "By hand" in answer.text
    assert 'id="shot-1"' in answer.text
    wrong = client.post(to, {"layout": "window", "first": "far left"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "must be a number" in wrong.text
    back = client.post(f"{to}back/", headers={"HX-Request": "true"})
    assert "By hand" not in back.text
    assert client.post(f"{framed.get_absolute_url()}shots/7/", {"layout": "fill"}).status_code == 404


def test_a_viewer_sees_the_framing_and_cannot_set_it(house: Any, framed: MasterFraming) -> None:
    client = house.client("viewer")
    page = client.get(framed.get_absolute_url())
    assert page.status_code == 200
    assert '<form class="shotcard__form"' not in page.text
    assert client.post(f"{framed.get_absolute_url()}shots/0/", {"layout": "fill"}).status_code == 403


def test_an_episode_without_a_framing_offers_to_look(house: Any) -> None:
    page = house.client("distributor").get(reverse("distribution:framings", args=[house.episode.pk]))
    assert page.status_code == 200
    assert "Look now" in page.text


@pytest.mark.media
def test_a_master_is_looked_at_once_for_all_shapes(house: Any, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    (tmp_path / "masters").mkdir()
    clip(tmp_path / house.master.file, seconds=1.2)
    with in_studio(house.studio):
        made = framings.look_at_master(house.master)
        assert {f.shape for f in made} >= {"9:16"}
        again = framings.look_at_master(house.master)
        assert [f.pk for f in again] == [f.pk for f in made]
        assert MasterFraming.objects.count() == len(made)
        framing = made[0].framing
        assert framing.shots[0].start_s == 0.0
        still = house.client("viewer").get(f"{made[0].get_absolute_url()}shots/0/still")
        assert still["Content-Type"] == "image/jpeg"
        shown = house.client("viewer").get(f"{made[0].get_absolute_url()}shots/0/shown")
        assert shown.content[:2] == b"\xff\xd8"
