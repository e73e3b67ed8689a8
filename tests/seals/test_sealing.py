"""Sealing: one batch for all that waits, tokens of honest authorities only, and nothing lost wherever it stops."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from factories import make_property, make_user
from manju.books.models import Posting
from manju.books.reading import balances
from manju.people.models import Studio
from manju.proof.certificates import read_trusted
from manju.proof.digests import digests_of_bytes
from manju.proof.portable import Item
from manju.proof.verification import verify
from manju.seals import guards, proofs, sealing, stamping
from manju.seals.jobs import ask_authorities, seal_of_the_day
from manju.seals.key import key_path, signing_key
from manju.seals.models import Asked, Attempt, Batch, EvidenceItem, Leaf, LogEntry, Sealing, SignedHead, Token
from manju.seals.proofs import current_proof, place_of, write_proofs
from manju.seals.recording import standing
from manju.seals.sealing import seal_given, seal_waiting
from manju.seals.stamping import finish, stamp
from proof.authority import Authority, down
from seals.conftest import MADE, set_up

Written = Callable[..., EvidenceItem]


class Working:
    """A job's handle in a test: runs without a worker."""

    job_id = "test"

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def report(self, progress: float, doing: object = None) -> None: ...

    def cancelled(self) -> bool:
        return False

    def result(self, **values: object) -> None:
        self.values |= values

    def writing(self) -> Any:
        return transaction.atomic()


def proof_file(item: EvidenceItem) -> Path:
    leaf = Leaf.objects.select_related("batch", "item").get(item=item)
    return place_of(leaf.batch, leaf.leaf_index, item.name)


@pytest.mark.db
def test_without_an_authority_a_batch_is_sealed_in_the_own_log(studio: Studio, written: Written):
    items = [written(f"line {n}") for n in range(3)]
    seal_of_the_day.function(Working())
    batch = Batch.objects.get()
    assert (batch.tree_size, batch.sealing.state, batch.entry.number) == (3, "sealed", 0)
    for item in items:
        verdict = verify(item.path, proof_file(item))
        assert (verdict.valid, verdict.level, verdict.sealed_at) == (True, "own_log", None)
    assert standing(items)[items[0].pk].state == "own_log"


@pytest.mark.db
def test_the_next_day_makes_the_next_entry_and_the_earlier_proofs_stay_as_they_are(studio: Studio, written: Written):
    first = written("monday")
    seal_of_the_day.function(Working())
    before = proof_file(first).read_bytes()
    written("tuesday")
    seal_of_the_day.function(Working())
    seal_of_the_day.function(Working())
    assert list(LogEntry.objects.values_list("number", flat=True)) == [0, 1]
    assert list(SignedHead.objects.values_list("tree_size", flat=True)) == [2, 1]
    assert proof_file(first).read_bytes() == before


def test_an_honest_authority_stamps_and_its_price_is_booked_by_share(
    studio: Studio, written: Written, clock: Authority
):
    lamp, user = make_property(), make_user()
    set_up(clock, by=user, price_minor=250)
    item = written("a", of_property=lamp)
    for n in range(2):
        written(f"b{n}")
    batch = seal_waiting(by=user, occasion="publish")
    assert batch.sealing.state == "queued"
    ask_authorities.function(Working(), batch.pk)
    token = Token.objects.get()
    verdict = verify(item.path, proof_file(item), trusted=read_trusted([clock.ca_pem]))
    assert (verdict.valid, verdict.level, verdict.sealed_at) == (True, "authority", token.gen_time_said)
    assert verdict.authority.trusted is True
    assert standing([item])[item.pk].state == "authority"
    assert Sealing.objects.get().state == "sealed"
    assert dict(balances("of_property", kind="fees")) == {("CNY", lamp.pk): 83, ("CNY", None): 167}
    ask_authorities.function(Working(), batch.pk)
    assert Posting.objects.count() == 2


@pytest.mark.parametrize(
    ("mode", "code"),
    [("wrong_nonce", "nonce"), ("wrong_hash", "imprint"), ("other_root", "certificate"), ("expired", "expired"),
     ("rejecting", "rejected"), ("http_500", "http"), ("garbage", "malformed")],
)  # fmt: skip
def test_of_an_authority_that_lies_nothing_is_kept_but_its_fault(
    studio: Studio, written: Written, clock: Authority, mode: str, code: str
):
    set_up(clock, by=make_user(), price_minor=100)
    item, clock.mode = written(), mode
    batch = seal_waiting(by=None, occasion="daily")
    assert [(r.url, r.code) for r in stamp(batch)] == [(clock.url, code)]
    assert not finish(batch)
    write_proofs(batch)
    assert (Token.objects.count(), Attempt.objects.get().code, Posting.objects.count()) == (0, code, 0)
    document = json.loads(proof_file(item).read_bytes())
    assert (document["timestamps"], document["level"]) == ([], "own_log")
    assert standing([item])[item.pk].state == "queued"


def test_what_was_refused_is_asked_again_and_the_earlier_proof_stays(
    studio: Studio, written: Written, clock: Authority
):
    set_up(clock, by=make_user())
    item, clock.mode = written(), "wrong_nonce"
    batch = seal_waiting(by=None, occasion="daily")
    with pytest.raises(Exception, match="nonce"):
        ask_authorities.function(Working(), batch.pk)
    before, clock.mode = proof_file(item).read_bytes(), "honest"
    ask_authorities.function(Working(), batch.pk)
    place = proof_file(item)
    assert json.loads(place.read_bytes())["level"] == "authority"
    assert [p.read_bytes() for p in (place.parent / "earlier").iterdir()] == [before]
    assert Asked.objects.get().tries == 2


def test_one_good_stamp_seals_while_the_other_authority_is_asked_again(
    studio: Studio, written: Written, clock: Authority
):
    user = make_user()
    set_up(clock, by=user)
    item = written()
    batch = seal_waiting(by=None, occasion="daily")
    Asked.objects.create(batch=batch, url=down())
    assert [r.code for r in stamp(batch)] == ["unreachable"]
    assert finish(batch)
    write_proofs(batch)
    assert [b.pk for b in stamping.queued()] == [batch.pk]
    assert verify(item.path, proof_file(item)).level == "authority"


STEPS = {
    "before anything is committed": (sealing, "_say"),
    "before the proofs are written": (proofs, "_put"),
    "before the authority is asked": (stamping, "_answer"),
    "when its token is being kept": (stamping, "book_seal"),
    "before the batch is called sealed": (stamping, "finish"),
}


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_next_run_completes_it(
    studio: Studio, written: Written, clock: Authority, monkeypatch: pytest.MonkeyPatch, step: str
):
    set_up(clock, by=make_user(), price_minor=100)
    items = [written(f"line {n}") for n in range(3)]

    def run() -> None:
        seal_of_the_day.function(Working())
        for batch in stamping.queued():
            ask_authorities.function(Working(), batch.pk)

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    module, name = STEPS[step]
    with monkeypatch.context() as patched:
        patched.setattr(module, name, die)
        if name == "finish":
            patched.setattr("manju.seals.jobs.finish", die)
        with pytest.raises(Killed):
            run()
    run()
    batch = Batch.objects.get()
    assert (batch.tree_size, Sealing.objects.get().state, Token.objects.count()) == (3, "sealed", 1)
    assert Posting.objects.count() == 1
    for item in items:
        assert verify(item.path, proof_file(item), trusted=read_trusted([clock.ca_pem])).valid


@pytest.mark.db
def test_a_row_changed_behind_the_triggers_is_not_proved_away(studio: Studio, written: Written):
    written("one")
    batch = seal_waiting(by=None, occasion="daily")
    with connection.cursor() as cursor:
        guards.remove(cursor, connection.vendor)
        EvidenceItem.objects.update(author="a forger")
        guards.install(cursor, connection.vendor)
    with pytest.raises(proofs.DamagedBatch):
        write_proofs(batch)


@pytest.mark.db
def test_a_lost_folder_of_proofs_is_written_again_from_the_rows(studio: Studio, written: Written):
    item = written()
    batch = seal_waiting(by=None, occasion="daily")
    write_proofs(batch)
    place = proof_file(item)
    before = place.read_bytes()
    place.unlink()
    assert current_proof(Leaf.objects.select_related("batch", "item").get()) == before == place.read_bytes()


@pytest.mark.db
def test_files_handed_in_are_leaves_in_their_order_and_follow_from_the_rows(studio: Studio):
    items = [
        Item(digests_of_bytes(bytes([n % 7])), f"{n}.png", "T", "顾青", MADE, "drawn") for n in range(1500)
    ]  # fmt: skip
    sealed = seal_given(items, title="T", wanted=[], by=None)
    write_proofs(sealed.batch, sealed=sealed)
    places = Leaf.objects.order_by("leaf_index").values_list("leaf_index", "item__name")
    assert list(places) == [(n, f"{n}.png") for n in range(1500)]
    leaf = Leaf.objects.select_related("batch", "item").get(leaf_index=1234)
    before = current_proof(leaf)
    place_of(leaf.batch, 1234, "1234.png").unlink()
    assert current_proof(leaf) == before
    assert leaf.item.link == sealed.batch.get_absolute_url()


def test_the_key_is_made_once_and_read_by_its_owner_alone(studio: Studio):
    first = signing_key(studio)
    path = key_path(studio.pk)
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert signing_key(studio).private_bytes_raw() == first.private_bytes_raw()
    path.write_bytes(b"nothing")
    with pytest.raises(Exception, match="log_key_damaged"):
        signing_key(studio)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_with_a_lost_key_sealing_goes_on_under_a_new_one(studio: Studio, written: Written):
    written("one")
    seal_waiting(by=None, occasion="daily")
    key_path(studio.pk).unlink()
    item = written("two")
    write_proofs(seal_waiting(by=None, occasion="daily"))
    assert len(set(SignedHead.objects.values_list("key__key_id", flat=True))) == 2
    assert verify(item.path, proof_file(item)).valid
