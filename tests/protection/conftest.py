"""A studio with people, a home of its own, and a registered film with marked copies for the tests that trace."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from factories import make_episode, make_member, make_studio
from manju.catalogue.models import Master
from manju.copies.actions import issue
from manju.copies.marking import mark_copies
from manju.copies.models import Copy, RegisteredMaster
from manju.copies.registering import register_master
from manju.media import ffmpeg
from manju.media.whole import sha256_of
from manju.people.models import Member, Studio, User
from manju.people.scope import in_studio
from media.clips import clip


@pytest.fixture
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT, settings.HOME = tmp_path / "media", tmp_path  # type: ignore[attr-defined]
    return tmp_path / "media"


@dataclass(frozen=True)
class House:
    studio: Studio
    user: User
    client: Client


def a_house(name: str, role: str = "producer") -> House:
    studio = make_studio(f"{name}工作室", name)
    member: Member = make_member(studio, role, name=f"Lin of {name}", language="en")
    client = Client()
    client.force_login(member.user)
    return House(studio, member.user, client)


@pytest.fixture
def house(db: None, media: Path) -> Iterator[House]:
    made = a_house("Lamplight")
    with in_studio(made.studio):
        yield made


@pytest.fixture
def other(db: None, media: Path) -> House:
    return a_house("Longwind")


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("protection") / "07.mp4", size="320x180", seconds=8)


@pytest.fixture
def master(house: House, film: Path, media: Path) -> RegisteredMaster:
    """The film as episode 7 of a work, looked at and registered."""
    place = media / "masters" / "07.mp4"
    place.parent.mkdir(parents=True)
    shutil.copyfile(film, place)
    row = Master.objects.create(
        episode=make_episode(number=7), file="masters/07.mp4", original_name="07.mp4", state="ready",
        size_bytes=place.stat().st_size, sha256=sha256_of(place), probe={"duration_s": 8.0},
    )  # fmt: skip
    return register_master(row, by=house.user)


@pytest.fixture
def copies(house: House, master: RegisteredMaster) -> list[Copy]:
    """Three copies; only the first is made by `stolen`."""
    return issue(master, ["Qinghe Shorts", "Night Channel", "Partner Three"], by=house.user)


@pytest.fixture
def stolen(master: RegisteredMaster, copies: list[Copy], tmp_path: Path) -> Path:
    """The first copy, cut to six seconds, mirrored and encoded again."""
    marked = tmp_path / "marked.mp4"
    mark_copies(master, [(copies[0], marked)])
    out = tmp_path / "stolen.mp4"
    ffmpeg.run(
        [*ffmpeg.safe_input(marked, "mov"), "-ss", "1", "-t", "6", "-vf", "hflip", "-c:v", "libx264", "-crf", "26",
         "-an", "-f", "mp4", str(out)]
    )  # fmt: skip
    return out
