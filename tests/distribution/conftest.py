"""A studio with one season of the sample kind, people of every role, and a job handle that needs no worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from manju.catalogue.models import Episode, Master, Property, Season, Work
from manju.distribution.actions import ChannelWanted
from manju.distribution.models import Deliverable
from manju.distribution.wanted import Wanted
from manju.media.channels import profile
from manju.media.errors import Cancelled
from manju.people.models import Member, Studio, User
from manju.people.scope import in_studio
from manju.words import Words


@dataclass
class House:
    """One studio and what is in it. `client(role)` is a logged-in member's browser."""

    studio: Studio
    season: Season
    episode: Episode
    master: Master

    def member(self, role: str) -> User:
        email = f"{role}{self.studio.pk}@example.com"
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, "long enough 1", name=role, language="en")
            with in_studio(self.studio):
                Member.objects.create(user=user, role=role)
        return user

    def client(self, role: str) -> Client:
        client = Client()
        client.force_login(self.member(role))
        return client

    def wanted(self, *names: str, **options: Any) -> list[ChannelWanted]:
        return [ChannelWanted(profile(n), profile(n).language, Wanted(**options)) for n in names]

    def passed(self, channel: str = "douyin", **columns: Any) -> Deliverable:
        """A deliverable that passed its check, with small real files in its place."""
        row = Deliverable.objects.create(
            episode=self.episode, master=self.master, channel=channel, language=profile(channel).language,
            recipient=channel, render_key="k" * 64, state="passed", width=1080, height=1920, duration_s=2.0,
            qc={"passed": True, "checks": []}, **columns,
        )  # fmt: skip
        folder = Path(settings.MEDIA_ROOT) / "deliverables" / f"{row.pk}-test"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("video.mp4", "video.cover.jpg", "video.zip"):
            (folder / name).write_bytes(f"{name} of {row.pk}".encode())
        base = folder.relative_to(settings.MEDIA_ROOT).as_posix()
        row.file, row.cover, row.package = f"{base}/video.mp4", f"{base}/video.cover.jpg", f"{base}/video.zip"
        row.save()
        return row


def build(name: str, *, code: str = "001191110000MA01") -> House:
    studio = Studio.objects.create(name_zh=name, name_en=name, producer_code=code)
    with in_studio(studio):
        prop = Property.objects.create(name_zh="长夜灯", name_en="Lamp in a Long Night", genres_zh="古风 · 复仇")
        work = Work.objects.create(of_property=prop, title_zh="长夜灯", title_en="Lamp in a Long Night")
        season = Season.objects.create(work=work)
        episode = Episode.objects.create(season=season, number=7, title_zh="桥上的人", filing_number="备-7")
        master = Master.objects.create(
            episode=episode, file=f"masters/{studio.pk}.mp4", original_name="07.mp4", size_bytes=9, state="ready",
            sha256=f"{studio.pk:064d}", probe={"duration_s": 2.0},
        )  # fmt: skip
    return House(studio, season, episode, master)


@pytest.fixture
def house(db: None) -> Iterator[House]:
    built = build("青灯")
    with in_studio(built.studio):
        yield built


@pytest.fixture
def other(db: None) -> House:
    return build("邻家")


class Hand:
    """What running work may do, without a worker: keeps what was reported; can be told to stop or to lose its job."""

    job_id = "00000000-0000-0000-0000-000000000007"

    def __init__(self, *, stop_at: float = 2.0, lose_it: bool = False) -> None:
        self.heard: list[tuple[float, Words | None]] = []
        self.values: dict[str, object] = {}
        self._stop_at = stop_at
        self._lose_it = lose_it

    def report(self, progress: float, doing: Words | None = None) -> None:
        self.heard.append((progress, doing))

    def cancelled(self) -> bool:
        return any(p >= self._stop_at for p, _ in self.heard)

    def result(self, **values: object) -> None:
        self.values |= values

    @contextmanager
    def writing(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            if self._lose_it:
                raise Cancelled
