"""Several who seal, or stamp, at once, over connections of their own: no item in two batches, no place taken twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from factories import make_studio
from manju.people.models import Studio
from manju.people.scope import in_studio
from manju.proof.log import check_history
from manju.seals.key import key_path, signing_key
from manju.seals.models import Batch, EvidenceItem, Leaf, LogEntry, SignedHead
from manju.seals.proofs import signed_head_of
from manju.seals.recording import record_bytes
from manju.seals.sealing import log_roots, seal_waiting
from seals.conftest import MADE

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def at_once(studio: Studio, deed: Callable[[int], object], count: int) -> list[object]:
    def done(n: int) -> object:
        try:
            with in_studio(studio):
                return deed(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(done, range(count)))


def write(n: int) -> EvidenceItem:
    return record_bytes(
        f"line {n}".encode(), name=f"{n}.txt", title="", author="", origin="written", kind="script", made_at=MADE,
        of_property=None, by=None,
    )  # fmt: skip


def test_four_who_record_and_seal_at_once_leave_every_item_in_one_batch(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    studio = make_studio()

    def deed(n: int) -> None:
        for k in range(3):
            write(k)  # the same three by all
            write(100 * n + k)
            seal_waiting(by=None, occasion="publish")

    at_once(studio, deed, 4)
    with in_studio(studio):
        seal_waiting(by=None, occasion="daily")
        assert EvidenceItem.objects.count() == Leaf.objects.count() == 12
        assert not EvidenceItem.objects.waiting().exists()
        assert sum(Batch.objects.values_list("tree_size", flat=True)) == 12
        numbers = list(LogEntry.objects.values_list("number", flat=True))
        assert numbers == list(range(Batch.objects.count()))
        heads = [signed_head_of(row) for row in SignedHead.objects.select_related("key").order_by("tree_size")]
        assert check_history(log_roots(), heads) == []


def test_of_many_who_make_the_key_one_does(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"
    studio = make_studio()
    keys = at_once(studio, lambda _: signing_key(studio).private_bytes_raw(), 6)
    assert len(set(keys)) == 1
    assert [p.name for p in (tmp_path / "home" / "keys").iterdir()] == [key_path(studio.pk).name]
