"""A studio with a home of its own, a kind of alert, and a handle for jobs that needs no worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from factories import make_member, make_studio
from manju.alerts import posting
from manju.alerts.actions import Place, add_destination, raise_alert
from manju.alerts.jobs import deliver
from manju.alerts.kinds import KINDS, AlertKind
from manju.alerts.models import Alert, Delivery, Destination
from manju.people.models import Studio, User
from manju.people.scope import in_studio
from manju.words import Words

SLIDE = KINDS.setdefault(
    "test.slide", AlertKind("test.slide", Words("完播率下滑", "Completion slides"), Words("试", "Test"))
)
OTHER = KINDS.setdefault("test.other", AlertKind("test.other", Words("别的", "Another"), Words("试", "Test")))


class Handle:
    """What running work may do."""

    job_id = "test"

    def __init__(self) -> None:
        self.results: dict[str, object] = {}

    def report(self, progress: float, doing: Words | None = None) -> None:
        """Nobody looks."""

    def cancelled(self) -> bool:
        return False

    def result(self, **values: object) -> None:
        self.results |= values

    @contextmanager
    def writing(self) -> Iterator[None]:
        with transaction.atomic():
            yield


@pytest.fixture
def house(db: None, settings: Any, tmp_path: Path) -> Iterator[Studio]:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    studio = make_studio()
    with in_studio(studio):
        yield studio


@pytest.fixture
def lin(house: Studio) -> User:
    return make_member(house, name="Lin").user


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Receivers get half a second."""
    monkeypatch.setattr(posting, "LIMIT_S", 0.5)


def place(address: str, **fields: Any) -> Place:
    return Place(**{"name": "制片群", "address": address, "private": True, **fields})


def raised(key: str = "slide:1", **fields: Any) -> Alert:
    usual: dict[str, Any] = {
        "heading": Words("长夜灯的完播率在下滑", "Night lamp: completion slides"),
        "text": Words("从 40% 到 15%。", "From 40% to 15%."), "link": "/watching/7/", "level": "bad",
    }  # fmt: skip
    return raise_alert(fields.pop("kind", SLIDE), key=key, **{**usual, **fields})[0]


def sent_to(protocol: str, address: str, by: User, **fields: Any) -> Delivery:
    """Connect a place, raise an alert, and return its sending."""
    row: Destination = add_destination(protocol, place(address, **fields), by=by)[0]
    return Delivery.objects.get(alert=raised(), destination=row)


def do(delivery: Delivery) -> Delivery:
    """Do the job of a sending here."""
    deliver.function(Handle(), delivery_id=str(delivery.pk))
    delivery.refresh_from_db()
    return delivery
