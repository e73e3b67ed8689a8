"""A studio with a producer, whose home holds one property."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from factories import make_member, make_property, make_studio
from manju.catalogue.models import Property
from manju.people.models import Member, Studio
from manju.people.scope import in_studio


@pytest.fixture
def studio(db: None, settings: Any, tmp_path: Path) -> Iterator[Studio]:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    made = make_studio()
    with in_studio(made):
        yield made


@pytest.fixture
def producer(studio: Studio) -> Member:
    return make_member(studio, "producer", language="en")


@pytest.fixture
def reader(client: Client, producer: Member) -> Client:
    client.force_login(producer.user)
    return client


@pytest.fixture
def lamp(producer: Member) -> Property:
    return make_property(name_zh="长夜灯", name_en="Night lamp")
