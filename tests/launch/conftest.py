"""A studio with a title of three episodes, and exports written by the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from factories import make_episode, make_season, make_studio, make_work
from manju.catalogue.models import Work
from manju.people.models import Studio
from manju.people.scope import in_studio

HEADER = "作品名称,发布时间,播放量,完播率,点赞量,评论量,分享量,收藏量"


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return tmp_path / "home" / "media"


@pytest.fixture
def studio(db: None, media: Path) -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


@pytest.fixture
def work(studio: Studio) -> Work:
    made = make_work(title_zh="长夜灯", title_en="Night Lamp")
    season = make_season(made)
    for number in (1, 2, 3):
        make_episode(season, number=number)
    return made


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write an export of Douyin: the day stands in its name."""

    def write(day: str, *rows: str, header: str = HEADER, platform: str = "douyin") -> Path:
        path = tmp_path / f"{day}_{platform}.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write
