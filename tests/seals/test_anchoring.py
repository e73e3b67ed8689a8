"""Placing roots elsewhere: written down before it is sent, never twice, and nothing lost wherever it stops."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from factories import make_property, make_user
from manju.books.models import Posting
from manju.books.reading import balances
from manju.jobs.models import Job
from manju.jobs.registry import Transient
from manju.people.models import Studio
from manju.proof.anchors import AnchorFailed
from manju.proof.anchors.deposits import HuaweiDac
from manju.proof.verification import verify
from manju.seals.anchors import placing
from manju.seals.anchors.actions import Typed, add_service, change_service, place_now, remove_service
from manju.seals.anchors.jobs import place_root
from manju.seals.anchors.keys import kept
from manju.seals.anchors.models import AnchorService, Placing
from manju.seals.anchors.placing import Busy, open_batches, work_off, write_anchored
from manju.seals.anchors.reading import anchors_of, how_they_do
from manju.seals.jobs import seal_of_the_day
from manju.seals.models import Batch, EvidenceItem, Receipt
from manju.seals.sealing import seal_waiting
from manju.words import Words
from proof.authority import down
from proof.chains import CHAIN, KEY, Node, chain_node, new_chain
from proof.clouds import ID, SECRET, Cloud, cloud
from seals.test_sealing import Working, proof_file

Written = Callable[..., EvidenceItem]
PROJECT = "77b6a44cba5143ab91d13ab9a8ff44fd"


@pytest.fixture(scope="module")
def py_evm() -> Any:
    return new_chain()


@pytest.fixture
def node(py_evm: Any) -> Iterator[Node]:
    with chain_node(py_evm) as here:
        yield here


@pytest.fixture
def there() -> Iterator[Cloud]:
    with cloud() as running:
        yield running


def on_chain(url: str, **other: Any) -> AnchorService:
    typed = Typed(name="以太坊", address=url, secret=KEY, chain_id=CHAIN, confirmations=2, **other)
    return add_service("evm", typed, by=make_user())


def at_huawei(url: str, **other: Any) -> AnchorService:
    typed = Typed(name="华为云", address=url, identity=ID, secret=SECRET, project=PROJECT, **other)
    return add_service("huawei_dac", typed, by=make_user())


def at_tencent(url: str) -> AnchorService:
    typed = Typed(name="腾讯云", address=url, identity=ID, secret=SECRET, region="ap-guangzhou")
    return add_service("tencent_btoe", typed, by=make_user())


def sealed() -> Batch:
    batch = seal_waiting(by=None, occasion="daily")
    assert batch is not None
    return batch


def later(minutes: int = 10) -> Callable[[], datetime]:
    """A clock that runs that much ahead."""
    return lambda: timezone.now() + timedelta(minutes=minutes)


def by_shell(folder: Path, proof: Path, node: str = "") -> str:
    """What the commands of the how-to page say of a proof."""
    page = (Path(__file__).resolve().parents[2] / "docs/howto/anchors.md").read_text(encoding="utf-8")
    (folder / "anchors.sh").write_text(page.split("```bash\n")[1].split("```")[0])
    words = ["bash", "anchors.sh", str(proof), node]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False).stdout


def states(batch: Batch) -> list[str]:
    rows = Receipt.objects.filter(batch=batch).order_by("placing", "number")
    return [row.receipt["state"] for row in rows]


@pytest.mark.slow
def test_a_sealed_root_becomes_a_transaction_and_its_proof_says_so(
    studio: Studio, written: Written, node: Node, tmp_path: Path
):
    lamp = make_property()
    row = on_chain(node.url, price_minor=120)
    item = written("a", of_property=lamp)
    batch = sealed()
    with pytest.raises(Transient, match="not confirmed yet"):
        place_root.function(Working(), batch.pk)
    assert states(batch) == ["prepared", "sent"]
    node.tester.mine_block()
    assert work_off(row, clock=later()) == []
    assert [(one.state, one.at) for one in anchors_of(batch)] == [("placed", None)]
    node.tester.mine_block()
    assert work_off(row, clock=later(20)) == []
    write_anchored(row)
    [anchored] = anchors_of(batch)
    assert (anchored.state, anchored.place, str(anchored.look.word)) == ("final", f"eip155:{CHAIN}", "已确认")
    assert node.tester.get_transaction_by_hash(anchored.reference)["data"] == f"0x{batch.root_sha256}"
    document = json.loads(proof_file(item).read_bytes())
    assert [(one["kind"], one["where"], one["reference"], one["root_sha256"]) for one in document["anchors"]] == [
        ("evm", f"eip155:{CHAIN}", anchored.reference, batch.root_sha256)
    ]
    assert document["level"] == "own_log"  # an anchor is no authority
    assert verify(item.path, proof_file(item)).valid
    assert dict(balances("of_property", kind="fees")) == {("CNY", lamp.pk): 120}
    place_root.function(Working(), batch.pk)
    assert (Posting.objects.count(), len(node.sent), len(states(batch))) == (1, 1, 4)
    said = by_shell(tmp_path, proof_file(item), node.url)
    assert said.startswith(f"OK: eip155:{CHAIN}, block {anchored.block} of {anchored.at:%Y-%m-%dT%H:%M:%SZ}")
    forged = tmp_path / "forged.json"
    forged.write_bytes(proof_file(item).read_bytes().replace(batch.root_sha256.encode(), b"00" * 32))
    assert by_shell(tmp_path, forged, node.url).startswith("FAILED: transaction 0x")


def test_deposit_services_keep_the_root_with_their_numbers(
    studio: Studio, written: Written, there: Cloud, tmp_path: Path
):
    rows = [at_tencent(there.url), at_huawei(there.url)]
    item = written()
    batch = sealed()
    with pytest.raises(Transient):
        place_root.function(Working(), batch.pk)
    assert [(one.reference, one.is_open) for one in anchors_of(batch)] == [("ev-0", True), (f"{1:032x}", True)]
    for row in rows:
        assert work_off(row, clock=later()) == []
        write_anchored(row)
    on_record = [wish.get("EvidenceHash") or wish["file_hash"] for wish in there.kept.values()]
    said = by_shell(tmp_path, proof_file(item)).splitlines()
    assert [said[1].split()[-1], said[5].split()[-1]] == on_record  # Tencent's the root, Huawei's its SM3
    assert [(one.name, one.state, f"{one.at:%Y-%m-%d %H:%M}") for one in anchors_of(batch)] == [
        ("腾讯云", "final", "2026-11-26 10:30"), ("华为云", "final", "2024-06-29 10:00")
    ]  # fmt: skip
    assert [(one.final, one.open) for one in how_they_do()] == [(1, 0), (1, 0)]
    assert open_batches() == []
    assert there.posts == 3  # two deposits and one question to Tencent


STEPS = {
    "before anything is decided": (placing, "place"),
    "before the receipt is kept": (placing, "_move"),
    "before it is sent": (HuaweiDac, "send"),
    "after it is sent, before that is kept": (placing, "_say"),
    "before it is confirmed": (HuaweiDac, "confirm"),
    "as the final receipt is kept": (placing, "book_anchor"),
    "before the proofs are written": (placing, "write_proofs"),
}


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_next_run_completes_it_and_places_nothing_twice(
    studio: Studio, written: Written, there: Cloud, monkeypatch: pytest.MonkeyPatch, step: str
):
    row = at_huawei(there.url, price_minor=100)
    item = written()
    batch = sealed()

    class Killed(BaseException):
        pass

    def run(minutes: int) -> None:
        for _ in range(2):
            work_off(row, clock=later(minutes := minutes + 10))
        write_anchored(row)

    whole, (where, name) = placing._say, STEPS[step]

    def die(*given: Any, **named: Any) -> None:
        if name == "_say" and given[1].state == "prepared":
            return whole(*given, **named)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(where, name, die)
        with pytest.raises(Killed):
            run(0)
    run(30)
    assert states(batch) == ["prepared", "sent", "confirmed"]
    assert (len(there.kept), Posting.objects.count()) == (1, 1)
    assert len(json.loads(proof_file(item).read_bytes())["anchors"]) == 1


@pytest.mark.slow
def test_a_transaction_sent_before_a_kill_is_the_one_that_stands(
    studio: Studio, written: Written, node: Node, monkeypatch: pytest.MonkeyPatch
):
    row = on_chain(node.url)
    written()
    batch = sealed()
    whole = placing._say

    def die_once_sent(one: Placing, answer: Any) -> None:
        if answer.state == "sent":
            raise KeyboardInterrupt
        whole(one, answer)

    with monkeypatch.context() as patched:
        patched.setattr(placing, "_say", die_once_sent)
        with pytest.raises(KeyboardInterrupt):
            work_off(row)
    assert states(batch) == ["prepared"]
    assert work_off(row, clock=later()) == []
    assert (states(batch), len(node.sent)) == (["prepared", "sent"], 1)


@pytest.mark.slow
def test_a_nonce_that_somebody_else_used_is_given_up_and_another_taken(
    studio: Studio, written: Written, node: Node, monkeypatch: pytest.MonkeyPatch
):
    row = on_chain(node.url)
    written()
    batch = sealed()
    with monkeypatch.context() as patched:
        patched.setattr("manju.proof.anchors.evm.EvmChain.send", lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            work_off(row)
    # the account's owner pays somebody by hand
    first = node.tester.get_accounts()[0]
    node.tester.send_transaction(
        {"from": first, "to": first, "value": 7, "gas": 21000, "max_fee_per_gas": 10**10,
         "max_priority_fee_per_gas": 10**9}
    )  # fmt: skip
    node.tester.mine_block()
    assert work_off(row, clock=later()) == []
    assert (states(batch), str(anchors_of(batch)[0].said)) == (
        ["prepared", "failed"], "提交的那一笔没成，会重新提交。",
    )  # fmt: skip
    assert work_off(row, clock=later(30)) == []
    assert states(batch) == ["prepared", "failed", "prepared", "sent"]


@pytest.mark.db
def test_two_at_once_place_a_root_once(studio: Studio, written: Written, there: Cloud, monkeypatch: pytest.MonkeyPatch):
    row = at_huawei(there.url)
    written()
    batch, whole = sealed(), HuaweiDac.send

    def meanwhile(self: HuaweiDac, receipt: Any) -> Any:
        with pytest.raises(Busy):
            work_off(row)
        return whole(self, receipt)

    with monkeypatch.context() as patched:
        patched.setattr(HuaweiDac, "send", meanwhile)
        assert work_off(row) == []
    assert (states(batch), len(there.kept)) == (["prepared", "sent"], 1)
    assert AnchorService.objects.get().held_by == ""


@pytest.mark.db
def test_one_that_slept_and_was_taken_over_writes_and_sends_nothing(
    studio: Studio, written: Written, there: Cloud, monkeypatch: pytest.MonkeyPatch
):
    row = at_huawei(there.url)
    written()
    batch, whole = sealed(), HuaweiDac.prepare

    def asleep(self: HuaweiDac, root: bytes, *, now: datetime) -> Any:
        with monkeypatch.context() as awake:
            awake.setattr(HuaweiDac, "prepare", whole)
            assert work_off(row, clock=later()) == []  # the hold has run out: another worker goes on
        return whole(self, root, now=now)

    with monkeypatch.context() as patched:
        patched.setattr(HuaweiDac, "prepare", asleep)
        with pytest.raises(Busy):
            work_off(row)
    assert (states(batch), there.posts) == (["prepared", "sent"], 1)


@pytest.mark.db
def test_a_step_is_written_once_and_never_changed(studio: Studio, written: Written, there: Cloud):
    row = at_huawei(there.url)
    written()
    batch = sealed()
    work_off(row)
    first = Receipt.objects.filter(batch=batch).order_by("number")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(batch=batch, placing=first.placing, number=1, kind="huawei_dac", place="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.filter(pk=first.pk).update(is_final=True)
    assert Receipt.objects.get(pk=first.pk).is_final is False


def test_a_service_that_is_down_or_refuses_is_tried_again_and_the_batch_says_why(
    studio: Studio, written: Written, there: Cloud
):
    row = at_huawei(there.url)
    written("one")
    first = sealed()
    written("two")
    second = sealed()
    there.refusing = True
    with pytest.raises(Transient, match="华为云: rejected"):
        place_root.function(Working(), first.pk)
    for batch in (first, second):  # the other is not even tried, and knows why
        [one] = anchors_of(batch)
        assert (one.state, one.reference, one.tries) == ("waiting", "", 1)
        assert "服务拒绝了：APIGW.0301: Incorrect IAM authentication information" in str(one.said)
    with pytest.raises(Transient):
        place_root.function(Working(), second.pk)
    assert there.posts == 1  # not due yet: no second question
    change_service(row, Typed(address=there.url, project=PROJECT, secret="0123456789"), by=make_user())
    there.refusing = False
    assert place_now(second, by=make_user())
    with pytest.raises(Transient):
        place_root.function(Working(), second.pk)
    change_service(row, Typed(project=PROJECT, secret=SECRET), by=make_user())
    work_off(row, clock=later())
    assert [states(batch) for batch in (first, second)] == [["prepared", "sent"]] * 2
    assert place_now(second, by=make_user())
    assert [one.said for one in anchors_of(first)] == [None]


def test_an_echoed_key_is_not_shown(studio: Studio, written: Written, there: Cloud, monkeypatch: pytest.MonkeyPatch):
    row = at_huawei(there.url)
    written()
    batch = sealed()

    def refuse(*_: object) -> None:
        raise AnchorFailed("rejected", Words(f"不认 {ID}", f"no {ID}"), Words(SECRET, SECRET))

    monkeypatch.setattr(HuaweiDac, "send", refuse)
    [trouble] = work_off(row)
    assert (str(trouble.message), str(anchors_of(batch)[0].said)) == ("不认 ……", "不认 ……")


def test_an_address_that_answers_nothing_and_lost_secrets_keep_the_root_waiting(studio: Studio, written: Written):
    row = at_huawei(down())
    written()
    batch = sealed()
    assert [one.code for one in work_off(row)] == ["unreachable"]
    assert states(batch) == ["prepared"]
    placing.forget(row.pk)
    assert [one.code for one in work_off(row, clock=later())] == ["key_missing"]
    assert Placing.objects.get().state == "waiting"


def test_every_batch_is_wanted_by_the_services_that_are_on_at_its_sealing(studio: Studio, written: Written):
    row = at_huawei(down(), price_minor=100)
    at_huawei(down().replace("127.0.0.1", "localhost"), is_on=False)
    written("one")
    seal_of_the_day.function(Working())
    change_service(row, Typed(project=PROJECT, price_minor=300), by=make_user())
    written("two")
    batch = sealed()
    assert list(Placing.objects.values_list("service", "price_minor")) == [(row.pk, 100), (row.pk, 300)]
    jobs = Job.objects.filter(kind="seals.anchor")
    assert {job.params["batch_pk"] for job in jobs} == {batch.pk - 1, batch.pk}
    assert jobs.count() == 2


def test_a_removed_service_drops_what_was_not_begun_and_follows_what_was_sent(
    studio: Studio, written: Written, there: Cloud
):
    row, user = at_huawei(there.url), make_user()
    there.mined = False
    written("one")
    first = sealed()
    work_off(row)
    written("two")
    second = sealed()
    remove_service(row, by=user)
    assert [one.state for one in (*anchors_of(first), *anchors_of(second))] == ["placed", "dropped"]
    assert kept(row.pk) is not None
    there.mined = True
    work_off(AnchorService.objects.get(), clock=later())
    assert [one.state for one in (*anchors_of(first), *anchors_of(second))] == ["final", "dropped"]
    assert kept(row.pk) is None
    assert at_huawei(there.url).pk != row.pk
