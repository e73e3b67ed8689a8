"""A studio with a home of its own, and lists written by the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from factories import make_studio
from hits import HEADER
from manju.people.models import Studio
from manju.people.scope import in_studio


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return tmp_path / "home" / "media"


@pytest.fixture
def studio(db: None) -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a list: `written("2026-06-01,抖音,1,重生,重生,12万", …)`."""

    def write(*rows: str, header: str = HEADER, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(("\n".join([header, *rows]) + "\n").encode(encoding))
        return path

    return write
