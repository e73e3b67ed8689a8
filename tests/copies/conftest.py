"""A film of the tests' own, looked at once, and a studio whose home it is registered in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from factories import make_studio
from manju.copies.actions import Entry, keep_registration
from manju.copies.models import RegisteredMaster
from manju.media.registering import Registration, register
from manju.people.models import Studio
from manju.people.scope import in_studio
from media.clips import clip


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("film") / "第7集.mp4", size="320x180", seconds=8)


@pytest.fixture(scope="session")
def looked_at(film: Path) -> Registration:
    return register(film)


@pytest.fixture
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT, settings.HOME = tmp_path / "media", tmp_path  # type: ignore[attr-defined]
    return tmp_path / "media"


@pytest.fixture
def studio(db: None, media: Path) -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


@pytest.fixture
def master(studio: Studio, film: Path, looked_at: Registration) -> RegisteredMaster:
    return keep_registration(looked_at, by=None, entry=Entry("长夜灯", 7, film.name), source=film)
