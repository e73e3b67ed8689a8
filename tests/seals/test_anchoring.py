"""Roots placed with a deposit service: every receipt kept, the proof grows, nothing placed or paid for twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from factories import make_user
from manju.books.reading import balances
from manju.jobs.registry import Transient
from manju.people.errors import Refused
from manju.people.models import Studio
from manju.proof.verification import verify
from manju.seals.actions import add_anchor, remove_anchor
from manju.seals.anchoring import unanchored
from manju.seals.jobs import anchor_batch
from manju.seals.models import AnchorPlace, Batch, EvidenceItem, Receipt
from manju.seals.proofs import write_proofs
from manju.seals.sealing import seal_waiting
from proof.authority import down
from proof.clouds import ID, SECRET, Cloud, cloud
from seals.test_sealing import Working, proof_file

Written = Callable[..., EvidenceItem]


@pytest.fixture
def service() -> Iterator[Cloud]:
    with cloud() as running:
        yield running


def set_up(url: str, **fields: object) -> AnchorPlace:
    usual = {"kind": "tencent_btoe", "url": url, "account": ID, "project": "", "secret": SECRET, "price_minor": 120,
             "currency": "CNY", "by": make_user()}  # fmt: skip
    return add_anchor(**{**usual, **fields})  # type: ignore[arg-type]


def go_on(batch: Batch) -> None:
    for _ in range(3):
        try:
            return anchor_batch.function(Working(), batch.pk)
        except Transient:
            continue
    raise AssertionError("never confirmed")


def test_a_confirmed_root_stands_in_the_proof_and_is_paid_for_once(studio: Studio, written: Written, service: Cloud):
    place = set_up(service.url)
    item = written()
    batch = seal_waiting(by=None, occasion="daily")
    write_proofs(batch)
    go_on(batch)
    go_on(batch)
    [anchor] = json.loads(proof_file(item).read_bytes())["anchors"]
    assert (anchor["kind"], anchor["root_sha256"]) == ("tencent_btoe", batch.root_sha256)
    assert verify(item.path, proof_file(item)).valid
    assert unanchored() == []
    assert Receipt.objects.filter(is_final=True, place=str(place.pk)).count() == 1
    assert dict(balances("kind", kind="fees")) == {("CNY", "fees"): 120}


def test_a_service_that_is_down_is_asked_again_and_the_proof_holds_meanwhile(studio: Studio, written: Written):
    set_up(down())
    item = written()
    batch = seal_waiting(by=None, occasion="daily")
    with pytest.raises(Transient, match="unreachable"):
        anchor_batch.function(Working(), batch.pk)
    assert [(b.pk, p.kind) for b, p in unanchored()] == [(batch.pk, "tencent_btoe")]
    assert verify(item.path, proof_file(item)).valid


def test_what_was_sealed_before_a_place_was_set_up_is_not_sent_there(studio: Studio, written: Written, service: Cloud):
    written()
    seal_waiting(by=None, occasion="daily")
    place = set_up(service.url)
    assert unanchored() == []
    remove_anchor(place, by=make_user())
    written("another")
    seal_waiting(by=None, occasion="daily")
    assert unanchored() == []


def test_the_secret_lies_in_a_file_and_not_in_the_database(studio: Studio, service: Cloud, settings):
    place = set_up(service.url)
    assert SECRET not in str(AnchorPlace.objects.values().get())
    file = settings.HOME / "keys" / "alerts" / place.kept_as
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    with pytest.raises(Refused):
        set_up("ftp://x/")
    with pytest.raises(Refused):
        set_up(service.url, kind="evm", account="main")
