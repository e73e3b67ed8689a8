"""A studio whose home holds a title, an agreement, and statements written by the tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from factories import make_episode, make_season, make_studio, make_work
from manju.catalogue.models import Episode
from manju.money.documents import read_document
from manju.money.revenue.agreement import Agreement
from manju.people.models import Studio
from manju.people.scope import in_studio

PLAIN = {
    "channel": "netshort", "currency": "USD", "platform_fee": "0.05", "taxes": "0.06", "settlement_days": 45,
    "rules": [{"valid_from": "2026-01-01", "valid_to": None, "share": "0.9"}],
}  # fmt: skip
HEADER = "date,title,episode,gross,refunds,paid,currency"


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
def episode(studio: Studio) -> Episode:
    return make_episode(make_season(make_work(title_zh="长夜灯", title_en="Night lamp")), number=3)


@pytest.fixture
def terms() -> Agreement:
    found: Agreement = read_document(Agreement, PLAIN)
    return found


@pytest.fixture
def agreement_file(tmp_path: Path) -> Path:
    path = tmp_path / "agreement.json"
    path.write_text(json.dumps(PLAIN))
    return path


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a statement: `written("2026-06-01,长夜灯,3,10,0,8.04,USD", …)`."""

    def write(*rows: str, header: str = HEADER, name: str = "statement.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write
