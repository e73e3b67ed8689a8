"""A studio with a licence contract, and reports written by the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from factories import make_member, make_property, make_studio
from manju.licensing.actions import add_contract
from manju.licensing.models import Contract
from manju.people.models import Member, Studio, User
from manju.people.scope import in_studio

TERMS: dict[str, Any] = {
    "currency": "CNY", "period": "quarter", "start": "2026-01-01", "end": "2027-12-31",
    "royalties": [{"category": "toys", "territories": ["CN"], "base": "net", "rate": "0.10"}],
    "deductions": {"allowed": ["returns"]},
    "guarantee": {"style": "advance", "instalments": [{"due": "2026-01-15", "amount_minor": 100_000}]},
    "withholding_tax": "0.10",
    "participants": [{"name": "studio", "share": "0.7"}, {"name": "编剧甲", "share": "0.3"}],
}  # fmt: skip
HEADER = "date,sku,category,territory,units,gross,returns,rate,royalty"


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
def member(studio: Studio) -> Member:
    return make_member(studio, language="en")


@pytest.fixture
def by(member: Member) -> User:
    return member.user


@pytest.fixture
def signed(by: User) -> Callable[..., Contract]:
    def sign(title: str = "毛绒授权", partner: str = "小熊玩具", **terms: Any) -> Contract:
        given = {**deepcopy(TERMS), **terms}
        return add_contract(
            make_property(), by=by, partner=partner, title=title, terms=given, signed_on=dt.date(2026, 1, 1)
        )

    return sign


@pytest.fixture
def contract(signed: Callable[..., Contract]) -> Contract:
    return signed()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a report: `written("2026-02-01,BEAR,toys,CN,10,1000.00,100.00,10%,90.00", …)`."""

    def write(*rows: str, header: str = HEADER, name: str = "report.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write
