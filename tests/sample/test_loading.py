"""A new home gets a whole sample studio or none, and its people can log in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from manju.books.models import Due
from manju.catalogue.models import Episode, Property
from manju.distribution.models import Account
from manju.jobs.models import Job
from manju.licensing.models import Contract, Grant, Option
from manju.people.models import AuditLine, Member, Studio, User
from manju.people.scope import every_studio, in_studio
from manju.revenue.models import BankRow, Expense, StatementImport
from manju.sample import loading
from manju.sample.content import SAMPLE

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _quick_stills(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object) -> Iterator[None]:
    """The drawing has tests of its own; here a still is a small file."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(loading, "_key_art", lambda key, path: path.write_bytes(b"art"))
    monkeypatch.setattr(loading, "_portrait", lambda key, path: path.write_bytes(b"face"))
    return


@pytest.mark.django_db
def test_no_room_is_empty() -> None:
    kept: list[loading.Login] = []
    studio = loading.load_sample(keep=kept.extend, now=NOW)
    with in_studio(studio):
        assert Property.objects.count() == 5
        assert Episode.objects.count() == len(SAMPLE.episodes) >= 5
        assert Member.objects.count() == len(SAMPLE.members) >= 5
        assert Account.objects.count() == len(SAMPLE.accounts)
        assert AuditLine.objects.count() >= len(SAMPLE.deeds)
        assert (Grant.objects.count(), Contract.objects.count(), Option.objects.count()) == (5, 6, 2)
        assert Job.objects.filter(kind="sample.make_episode", state="queued").count() == len(SAMPLE.drawn)
        assert StatementImport.objects.count() == 2
        assert {d.direction for d in Due.objects.open()} == {"in", "out"}
        assert BankRow.objects.filter(state="settled").exists()
        assert Expense.objects.count() > 20
    assert studio.is_sample
    assert studio.producer_code


@pytest.mark.django_db
def test_the_printed_logins_work_and_differ_from_home_to_home() -> None:
    kept: list[loading.Login] = []
    loading.load_sample(keep=kept.extend, now=NOW)
    assert {row["email"] for row in kept} == {m.email for m in SAMPLE.members}
    for row in kept:
        assert User.objects.get(email=row["email"]).check_password(str(row["password"]))
    assert len({row["password"] for row in kept}) == len(kept)


@pytest.mark.django_db(transaction=True)
def test_a_crash_before_the_end_leaves_no_studio() -> None:
    def broken(_: list[loading.Login]) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        loading.load_sample(keep=broken, now=NOW)
    with every_studio(why="the test looks at everything"):
        assert Studio.objects.count() == 0
        assert User.objects.count() == 0
        assert Job.objects.count() == 0


def test_every_publication_has_an_account_and_an_episode() -> None:
    platforms = {a.platform for a in SAMPLE.accounts}
    keys = {e.key for e in SAMPLE.drawn}
    assert [p for p in SAMPLE.publications if p.platform not in platforms or p.episode not in keys] == []
    once = [(p.episode, p.platform, p.language) for p in SAMPLE.publications]
    assert len(once) == len(set(once))
