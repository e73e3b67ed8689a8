"""A studio with people, a season to fill, and a client that is logged in."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from manju.catalogue.models import Property, Season, Work
from manju.people.models import Member, Studio, User
from manju.people.scope import in_studio


@dataclass(frozen=True)
class House:
    studio: Studio
    user: User
    client: Client
    season: Season


def a_house(name: str, role: str = "producer") -> House:
    studio = Studio.objects.create(name_zh=name, name_en=name)
    user = User.objects.create(email=f"{name}@example.com", name=name, language="en")
    with in_studio(studio):
        Member.objects.create(user=user, role=role)
        prop = Property.objects.create(name_zh="长夜灯", name_en="Lamp of the Long Night")
        work = Work.objects.create(of_property=prop, title_zh="长夜灯", title_en="Lamp of the Long Night")
        season = Season.objects.create(work=work, number=1, planned_episodes=3)
    client = Client()
    client.force_login(user)
    return House(studio, user, client, season)


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def house(db) -> House:
    return a_house("qingdeng")


@pytest.fixture
def other(db) -> House:
    return a_house("neighbour")


def metadata(**values: object) -> str:
    return ",".join(f"{k} {base64.b64encode(str(v).encode()).decode()}" for k, v in values.items())


def opened(house: House, size: int, *, name: str = "EP02.mp4", number: int = 2):
    """POST an upload; returns the response."""
    return house.client.post(
        "/uploads/", headers={"Upload-Length": str(size), "Tus-Resumable": "1.0.0",
                              "Upload-Metadata": metadata(filename=name, season=house.season.pk, number=number)}
    )  # fmt: skip


def piece(client: Client, address: str, offset: int, data: bytes, **headers: str):
    """PATCH one piece; returns the response."""
    return client.patch(
        address, data=data, content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset), "Content-Length": str(len(data)), "Tus-Resumable": "1.0.0",
                 "Content-Type": "application/offset+octet-stream"} | headers,
    )  # fmt: skip


MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(range(256)) * 40  # sniffs as MP4
