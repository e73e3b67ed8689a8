"""Who may see and do what in distribution."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from distribution.conftest import House
from manju.distribution.models import Account, Deliverable, Publication
from manju.distribution.urls import urlpatterns
from manju.people.scope import in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]


WALKED = {"framings", "frame", "framing", "shot", "shot_back", "shot_still", "shot_shown",
          "channel", "channel_reset", "channel_figures"}  # fmt: skip
"""Rows of a look at a real master, and addresses by a channel's name: `tests/bench` walks them."""


def pieces(house: House) -> dict[str, int]:
    with in_studio(house.studio):
        row = house.passed()
        account = Account.objects.create(platform="douyin", handle="官方")
        publication = Publication.objects.create(deliverable=row, account=account, planned_for=timezone.now())
    return {
        "deliverable": row.pk,
        "episode": house.episode.pk,
        "season": house.season.pk,
        "publication": publication.pk,
    }


def addresses(ids: dict[str, int]) -> dict[str, str]:
    """Every address of the room, filled with the ids of these pieces."""
    plain = ["deliverables", "order", "channels", "calendar", "sheet", "accounts", "signing"]
    by_kind = {
        "deliverable": ["deliverable", "video", "player", "cover", "package", "render_again", "check_again", "plan",
                        "cover_choose", "cover_find"],
        "episode": ["of_episode"], "season": ["of_season"], "publication": ["publication"],
    }  # fmt: skip
    found = {name: reverse(f"distribution:{name}") for name in plain}
    found |= {n: reverse(f"distribution:{n}", args=[ids[kind]]) for kind, names in by_kind.items() for n in names}
    for name in ("cover_moment", "cover_preview"):
        found[name] = reverse(f"distribution:{name}", args=[ids["deliverable"], 0])
    for name in ("switch", "switch_proof"):
        found[name] = reverse(f"distribution:{name}", args=[ids["publication"], "ai"])
    found["season_packages"] = reverse("distribution:season_packages", args=[ids["season"], "douyin"])
    return found


def test_this_file_knows_every_address_of_the_room(house: House) -> None:
    assert set(addresses(pieces(house))) == {p.name for p in urlpatterns} - WALKED


def test_nobody_gets_in_without_logging_in(house: House) -> None:
    for name, address in addresses(pieces(house)).items():
        for send in (Client().get, Client().post):
            answer = send(address)
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(reverse("people:login")), name


def test_another_studio_gets_404_for_every_row(house: House, other: House) -> None:
    mine = pieces(house)
    stranger = other.client("owner")
    posts = {"render_again", "check_again", "plan", "cover_find", "switch"}
    for name, address in addresses(mine).items():
        if name in {"deliverables", "order", "channels", "calendar", "sheet", "accounts", "signing"}:
            continue  # lists: they show the stranger's own rows
        answer = stranger.post(address) if name in posts else stranger.get(address)
        assert answer.status_code == 404, name
    order = reverse("distribution:order")
    assert stranger.get(f"{order}?episode={mine['episode']}").status_code == 404
    assert stranger.get(f"{order}?season={mine['season']}").status_code == 404
    with in_studio(house.studio):
        assert Deliverable.objects.get().state == "passed"


def test_a_viewer_sees_but_changes_and_carries_off_nothing(house: House) -> None:
    ids = pieces(house)
    viewer = house.client("viewer")
    at = addresses(ids)
    for name in (
        "deliverables",
        "deliverable",
        "of_episode",
        "of_season",
        "channels",
        "calendar",
        "accounts",
        "publication",
        "video",
        "cover",
    ):
        assert viewer.get(at[name]).status_code == 200, name
    for name in ("order", "package", "season_packages", "cover_choose"):
        assert viewer.get(at[name]).status_code == 403, name
    for name in (
        "order",
        "render_again",
        "check_again",
        "plan",
        "publication",
        "accounts",
        "cover_choose",
        "cover_find",
        "switch",
        "signing",
    ):
        assert viewer.post(at[name], {"do": "withdraw", "platform": "douyin", "handle": "x"}).status_code == 403, name
    assert Publication.objects.get().state == "planned"
    assert Account.objects.count() == 1
