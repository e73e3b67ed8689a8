"""Every address of the house refuses a stranger and a member of another studio; nothing of a studio leaks.

Generated from the URL table: a new address is walked by these tests from the day it exists. Each test walks the
whole table and names every address that is at fault, not only the first.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import resolve

from bench.walk import EVERYBODYS, NO_PAGE, OPEN, Address, addresses, arguments, live_in
from factories import make_member, make_studio
from manju.people.models import AuditLine, Member
from manju.people.scope import every_studio, in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]

ALL = addresses()
CLOSED = [a for a in ALL if a.name not in OPEN]
METHODS = ["get", "post", "put", "patch", "delete", "head", "options"]


@pytest.fixture
def lamplight() -> Member:
    """Studio A, full of things, with its owner."""
    studio = make_studio("青灯工作室", "Lamplight")
    owner = make_member(studio, name="Lin of Lamplight", language="en")
    live_in(studio)
    return owner


@pytest.fixture
def longwind() -> Member:
    """Studio B: its owner is the one who must not see A."""
    return make_member(make_studio("长风工作室", "Longwind"), name="Gu of Longwind", language="en")


def as_(member: Member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def fill(address: Address, member: Member) -> str:
    with in_studio(member.studio_id):
        return address.to(arguments(address))


def deeds(member: Member) -> int:
    with every_studio(why="test"):
        return AuditLine.objects.filter(studio_id=member.studio_id).count()


@pytest.mark.once
def test_the_open_addresses_are_exactly_the_listed_ones(lamplight) -> None:
    found = {a.name for a in ALL if getattr(resolve(fill(a, lamplight)).func, "open_to_all", False)}
    assert found == OPEN


@pytest.mark.once
def test_an_address_nobody_can_fill_is_named() -> None:
    with pytest.raises(LookupError, match=r"how to fill <pk> of room:nowhere"):
        arguments(Address("room:nowhere", ("pk",), "nowhere/<int:pk>/"))
    with pytest.raises(LookupError, match=r"how to fill <colour> of room:nowhere"):
        arguments(Address("room:nowhere", ("colour",), "nowhere/<slug:colour>/"))


@pytest.mark.once
def test_a_stranger_is_sent_to_the_login_everywhere_by_every_method(lamplight) -> None:
    places = {a.name: fill(a, lamplight) for a in CLOSED}
    client, before, wrong = Client(), deeds(lamplight), {}
    for name, place in places.items():
        for method in METHODS:
            answer = getattr(client, method)(place)
            if (answer.status_code, answer.get("Location", "")[:13]) != (302, "/login/?next="):
                wrong[name, method] = answer.status_code
            by_htmx = getattr(client, method)(place, headers={"HX-Request": "true"})
            if (by_htmx.status_code, by_htmx.get("HX-Redirect", "")[:13]) != (401, "/login/?next="):
                wrong[name, method, "htmx"] = by_htmx.status_code
    assert wrong == {}
    assert deeds(lamplight) == before


@pytest.mark.once
def test_a_member_of_another_studio_finds_no_object_of_this_one(lamplight, longwind) -> None:
    places = {a.name: fill(a, lamplight) for a in CLOSED if a.places and a.name not in EVERYBODYS}
    client, before, wrong = as_(longwind), deeds(lamplight), {}
    for name, place in places.items():
        said = {}
        for method in METHODS[:-1]:  # OPTIONS says which methods there are, of no object
            answer = getattr(client, method)(place)
            said[method] = answer.status_code
            if answer.status_code not in {403, 404, 405} or b"Lamplight" in answer.content:
                wrong[name, method] = answer.status_code
        if 404 not in said.values():
            wrong[name, "is it there at all?"] = said
    assert wrong == {}
    assert deeds(lamplight) == before


@pytest.mark.parametrize("words", ["", "?q=Lamplight", "?page=2"])
def test_a_list_of_another_studio_shows_nothing_of_this_one(words, lamplight, longwind) -> None:
    client, wrong = as_(longwind), {}
    echoes = [words, "“Lamplight”", 'value="Lamplight"']  # what was typed is said again
    for address in (a for a in CLOSED if not a.places):
        answer = client.get(address.to({}) + words)
        page = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        for echo in filter(None, echoes):
            page = page.replace(echo, "")
        if answer.status_code not in {200, 302, 405} or "Lamplight" in page:
            wrong[address.name] = answer.status_code
    assert wrong == {}


def test_the_owner_gets_an_answer_everywhere(lamplight) -> None:
    """Also: without this, a house that shows nothing to anybody would pass the tests above."""
    client, wrong = as_(lamplight), {}
    for address in (a for a in CLOSED if a.name not in NO_PAGE):
        answer = client.get(fill(address, lamplight))
        if answer.status_code not in {200, 302, 405}:
            wrong[address.name] = answer.status_code
    assert wrong == {}
    assert "Guest of Lamplight" in client.get("/studio/members/").content.decode()
    assert "Render Lamplight" in client.get("/jobs/").content.decode()
    assert "Night lamp Lamplight" in client.get("/search/?q=Night").content.decode()
