"""A studio with a property, its licensing manager, and a client that is logged in as them."""

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
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def lamplight(db: None, media: Path) -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


@pytest.fixture
def lantern(lamplight: Studio) -> Property:
    return make_property(name_zh="长夜灯", name_en="Night lamp")


@pytest.fixture
def manager(lamplight: Studio) -> Member:
    return make_member(lamplight, "licensing", language="zh")


@pytest.fixture
def page(manager: Member) -> Client:
    client = Client()
    client.force_login(manager.user)
    return client
