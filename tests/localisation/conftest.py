"""A studio with two people, and a handle for jobs that needs no worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction

from factories import make_member, make_studio
from manju.localisation.translating import server
from manju.people.models import Studio, User
from manju.people.scope import in_studio
from manju.words import Words


class Handle:
    """What running work may do, kept for looking at. `stop_after`: cancelled once so many writings were made."""

    job_id = "test"

    def __init__(self, *, stop_after: int = 10**6) -> None:
        self.said: list[tuple[float, Words | None]] = []
        self.results: dict[str, object] = {}
        self.written = 0
        self.stop_after = stop_after

    def report(self, progress: float, doing: Words | None = None) -> None:
        self.said.append((progress, doing))

    def cancelled(self) -> bool:
        return self.written >= self.stop_after

    def result(self, **values: object) -> None:
        self.results |= values

    @contextmanager
    def writing(self) -> Iterator[None]:
        with transaction.atomic():
            yield
        self.written += 1


@pytest.fixture
def house(db: None, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"  # type: ignore[attr-defined]
    monkeypatch.setattr(server, "FIRST_WAIT_S", 0.01)
    studio = make_studio()
    with in_studio(studio):
        yield studio


@pytest.fixture
def lin(house: Studio) -> User:
    return make_member(house, name="Lin").user
