"""A studio whose home is the test's own, and a real timestamp authority for the module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from factories import make_studio
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.seals.actions import add_authority
from manju.seals.models import Authority as Row
from manju.seals.models import EvidenceItem
from manju.seals.recording import record_bytes
from proof.authority import Authority, authority

MADE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return tmp_path / "home" / "media"


@pytest.fixture
def studio(db: None, media: Path) -> Iterator[Studio]:
    made = make_studio()
    with in_studio(made):
        yield made


@pytest.fixture(scope="module")
def running_clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("clock")) as made:
        yield made


@pytest.fixture
def clock(running_clock: Authority) -> Authority:
    running_clock.mode = "honest"
    return running_clock


@pytest.fixture
def written() -> Callable[..., EvidenceItem]:
    """Record a text as a script."""

    def write(text: str = "她回来了。", **fields: Any) -> EvidenceItem:
        usual: dict[str, Any] = {
            "name": "ep01.fountain", "title": "长夜灯 第 1 集", "author": "许愿", "origin": "written", "kind": "script",
            "made_at": MADE, "of_property": None, "by": None,
        }  # fmt: skip
        return record_bytes(text.encode(), **{**usual, **fields})

    return write


def set_up(clock: Authority, *, by: Any, price_minor: int = 0, pinned: bool = True) -> Row:
    """The studio has its seals stamped by this authority."""
    return add_authority(
        name="", url=clock.url, certificates=clock.ca_pem.read_text() if pinned else "", price_minor=price_minor,
        currency="CNY", is_on=True, by=by,
    )  # fmt: skip
