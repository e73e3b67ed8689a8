"""Rows of the gates for tests: evidence entered by hand, decisions, thresholds, turns, simulations."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.utils import timezone

import factories as make
from manju.books.accounts import Where
from manju.books.actions import Entry, Source, post
from manju.catalogue.models import Property, Work
from manju.distribution.models import Publication
from manju.market.slate import Inputs
from manju.people.models import Member, User
from manju.people.scope import current_scope
from manju.portfolio import actions
from manju.portfolio.models import HandEvidence
from manju.portfolio.names import NEEDS, STUDIO
from manju.portfolio.simulating import keep_simulation
from manju.portfolio.turning import note_turns

GOOD = {"direction": 1, "bible_percent": 9000, "bible_sealed": 1, "completion": 4300, "engagement": 610,
        "followers": 12_000, "materials": 1, "registered": 1}  # fmt: skip
LABELLED = {"passed": True, "checks": [{"name": name, "ok": True} for name in ("label_visible", "label_metadata")]}


def anybody() -> User:
    member = Member.objects.filter(role__in=["owner", "producer"]).select_related("user").first()
    return member.user if member is not None else make.make_user()


def make_evidence(
    of_property: Property | None = None, need: str = "followers", figure: int = 6400, **more: Any
) -> HandEvidence:
    """Entered by hand with a file of the studio's own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shot.png"
        path.write_bytes(f"{make.mark()} {need} {figure}".encode())
        usual: dict[str, Any] = {
            "by": anybody(),
            "on": timezone.localdate(),
            "path": path,
            "name": f"shot {make.mark()}.png",
        }
        if NEEDS[need].gate != STUDIO:
            of_property = of_property or make.make_property()
        return actions.enter_evidence(of_property, need, figure=figure, **{**usual, **more})


def enter(of_property: Property, **figures: int) -> None:
    for need, figure in figures.items():
        make_evidence(of_property, need, figure)


def make_live(
    of_property: Property, channel: str, *, filed: bool = True, qc: dict[str, Any] | None = None
) -> Publication:
    """An episode of the property on a channel, live."""
    work = of_property.works.first() or make.make_work(of_property=of_property)
    season = work.seasons.first() or make.make_season(work)
    episode = make.make_episode(season, number=season.episodes.count() + 1)
    master = make.make_master(episode=episode)
    film = make.make_deliverable(master, state="passed", channel=channel, qc=LABELLED if qc is None else qc)
    return make.make_publication(
        film, make.make_account(platform=channel), state="live", posted_at=timezone.now(),
        filing_number="(2026) 0001" if filed else "",
    )  # fmt: skip


def earn(work: Work, minor: int, *, on: dt.date, channel: str = "hongguo", kind: str = "iap", tier: int = 1) -> None:
    """Revenue share of a work into the bank."""
    where = Where(kind, property_id=work.of_property_id, work_id=work.pk, channel=channel, tier=tier)
    entry = Entry(Where("bank"), where, minor, "CNY", on, Source("test", next(make._number)))
    post([entry], by=None)


def live_gates() -> None:
    """A property halfway, decided over, with turns, thresholds and a simulation."""
    row = make.make_property()
    enter(row, direction=1, bible_percent=9000, bible_sealed=1, completion=3100)
    make_live(row, "douyin", filed=False)
    actions.decide(row, "fans", "pass", by=anybody(), why=f"brand wants it, {make.mark()}", seen=0)
    actions.change_threshold("followers", 8000, by=anybody(), why=f"smaller city, {make.mark()}")
    make_evidence(None, "private_share", 1250)
    keep_simulation(Inputs(parallel=[1, 2, 3]), runs=100, seed=current_scope().studio_id or 1, by=None)
    note_turns()
