"""The whole URL table, and how to fill its places: what the generated tests walk.

Every named address with places in it has an entry in `PLACES`: a function that makes its object in the studio
in scope and returns the arguments. A new address without an entry fails `test_urls`, so it cannot be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

import factories as make
from manju.people.models import Member, User
from manju.people.scope import current_scope, in_studio

OPEN = {
    "people:login", "people:logout", "people:begin", "people:join", "site:language", "site:theme", "site:healthz",
}  # fmt: skip
"""Addresses that work without a login. Everything else must refuse."""

NO_PAGE = {"people:portrait", "site:healthz"}
"""Addresses whose answer to GET is no page of ours: a file or a word for machines."""

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Address:
    name: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return self.name

    def to(self, arguments: Arguments) -> str:
        return reverse(self.name, kwargs=arguments)


def pk_of(maker: Callable[[], Any], place: str = "pk") -> Callable[[], Arguments]:
    return lambda: {place: maker().pk}


def _member() -> Any:
    studio_id = current_scope().studio_id
    return Member.objects.create(
        user=make.make_user(name=f"Member of {make.mark()}"), role="viewer", studio_id=studio_id
    )


def _invitation() -> Any:
    from manju.people import actions

    by = User.objects.filter(memberships__studio=current_scope().studio_id).first() or make.make_user()
    return actions.invite(email="guest@example.com", name=f"Guest of {make.mark()}", role="viewer", by=by)[0]


def _token() -> Arguments:
    from manju.people import actions

    by = User.objects.filter(memberships__studio=current_scope().studio_id).first() or make.make_user()
    return {"token": actions.invite(email="guest2@example.com", name="Guest", role="viewer", by=by)[1]}


def _upload() -> Any:
    from manju.catalogue.models import Upload

    by = User.objects.filter(memberships__studio=current_scope().studio_id).first() or make.make_user()
    return Upload.objects.create(name=f"ep07_{make.mark()}.mp4", size_bytes=1000, by=by)


MAKERS: dict[str, Callable[[], Any]] = {
    "property": make.make_property, "work": make.make_work, "season": make.make_season, "episode": make.make_episode,
    "master": make.make_master, "upload": _upload, "account": make.make_account, "deliverable": make.make_deliverable,
    "publication": make.make_publication, "job": make.make_job, "member": _member, "invitation": _invitation,
}  # fmt: skip
"""Places that carry the name of a kind of object, such as `job_id` or `season_pk`, are filled by it."""

PLACES: dict[str, Callable[[], Arguments]] = {
    "people:join": _token,
    "people:withdraw": pk_of(_invitation),
    "people:offer_password": pk_of(_member),
    "people:role": pk_of(_member),
    "people:remove": pk_of(_member),
    "people:portrait": pk_of(_member),
    "catalogue:property": pk_of(make.make_property),
    "catalogue:work": pk_of(make.make_work),
    "catalogue:season": pk_of(make.make_season),
    "catalogue:episode": pk_of(make.make_episode),
    "distribution:deliverable": pk_of(make.make_deliverable),
}


def addresses() -> list[Address]:
    """Every address of the house.

    Raises:
        AssertionError: for one without a name or a room: it could not be walked.
    """
    return sorted(_under(get_resolver(), ""), key=str)


def arguments(address: Address) -> Arguments:
    """Make the object that an address shows, in the studio in scope.

    Raises:
        LookupError: for an address with places that nobody has said how to fill.
    """
    if not address.places:
        return {}
    if address.name in PLACES:
        return PLACES[address.name]()
    filled = {place: _by_name(place) for place in address.places}
    if None in filled.values():
        raise LookupError(f"tests/bench/walk.py: say in PLACES how to fill {address.name} {address.places}")
    return filled


def live_in(studio: Any) -> None:
    """A studio in which every kind of object is present, all carrying the studio's name."""
    with in_studio(studio):
        published = make.make_publication()
        master = published.deliverable.master
        make.make_master(state="refused")
        make.make_deliverable(master, state="failed_check", channel="bilibili")
        make.make_publication(
            make.make_deliverable(master, channel="tiktok"), state="rejected", posted_at=master.uploaded_at
        )
        for state in ("queued", "running", "done", "failed", "cancelled"):
            make.make_job(state=state)
        _invitation()


def _by_name(place: str) -> Any:
    kind = re.sub(r"_(id|pk|uuid)$", "", place)
    return MAKERS[kind]().pk if kind != place and kind in MAKERS else None


def _under(resolver: URLResolver, room: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _under(entry, f"{entry.namespace}:" if entry.namespace else room)
        else:
            assert isinstance(entry, URLPattern)
            assert entry.name, f"an address without a name cannot be walked: {room}{entry.pattern}"
            yield Address(f"{room}{entry.name}", tuple(entry.pattern.regex.groupindex))
