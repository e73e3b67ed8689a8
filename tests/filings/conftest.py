"""A studio with a title of two episodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from factories import make_episode, make_member, make_property, make_season, make_studio, make_work
from manju.catalogue.models import Season
from manju.people.models import Member, Studio, User
from manju.people.scope import in_studio


@pytest.fixture
def studio(db: None, settings: Any, tmp_path: Path) -> Iterator[Studio]:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    made = make_studio(producer_code="91310000MA1")
    with in_studio(made):
        yield made


@pytest.fixture
def owner(studio: Studio) -> Member:
    return make_member(studio, name="林七", language="zh")


@pytest.fixture
def by(owner: Member) -> User:
    return owner.user


@pytest.fixture
def season(studio: Studio) -> Season:
    made = make_season(make_work(make_property(name_zh="长夜灯"), title_zh="长夜灯"))
    make_episode(made, number=1, title_zh="桥上的人")
    make_episode(made, number=2, title_zh="")
    return made
