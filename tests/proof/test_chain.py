"""Roots on an EVM chain: eth-tester's py-evm behind a local JSON-RPC server."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from manju.proof.anchors import AnchorFailed, Receipt, place
from manju.proof.anchors.evm import EvmChain
from proof.chains import CHAIN, KEY, Node, chain_node, new_chain

ROOT = hashlib.sha256(b"a root").digest()
NOW = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def backend() -> Any:
    return new_chain()


@pytest.fixture
def node(backend: Any) -> Iterator[Node]:
    with chain_node(backend) as here:
        yield here


def chain(node: Node, **options: Any) -> EvmChain:
    return EvmChain(node.url, CHAIN, KEY, **{"confirmations": 2, **options})


@pytest.mark.slow
def test_a_root_is_the_data_of_one_transaction_and_stands_after_enough_blocks(node: Node) -> None:
    service, kept = chain(node), []
    receipt = place(service, ROOT, now=NOW, keep=kept.append)
    assert [one.state for one in kept] == ["prepared", "sent"]
    assert service.confirm(receipt).state == "sent"
    node.tester.mine_block()
    one_deep = service.confirm(receipt)
    assert one_deep.state == "sent"
    node.tester.mine_block()
    done = service.confirm(Receipt.of_json(one_deep.as_json()))
    assert done.state == "confirmed"
    assert done.anchor().where == f"eip155:{CHAIN}"
    found = node.tester.get_transaction_by_hash(receipt.reference)
    assert found["data"] == "0x" + ROOT.hex()
    assert service.confirm(replace(receipt, root_sha256="00" * 32)).state == "failed"


@pytest.mark.slow
def test_after_a_crash_the_same_bytes_are_sent_and_nothing_is_paid_twice(node: Node) -> None:
    service, kept = chain(node), []
    node.lose = "eth_sendRawTransaction"
    assert place(service, ROOT, now=NOW, keep=kept.append).state == "sent"  # the answer lost, the node asked
    node.lose = ""
    assert service.send(kept[0]).state == "sent"  # as after a crash: the node has it, it is not sent a second time
    assert len(node.sent) == 1
    node.tester.mine_block()
    assert service.send(kept[0]).state == "sent"
    assert len(node.sent) == 1


@pytest.mark.slow
def test_a_nonce_that_somebody_else_used_makes_the_receipt_fail(node: Node) -> None:
    service = chain(node)
    first, second = service.prepare(ROOT, now=NOW), service.prepare(hashlib.sha256(b"2").digest(), now=NOW)
    assert first.details["nonce"] == second.details["nonce"]
    service.send(first)
    node.tester.mine_block()
    assert service.send(second).state == "failed"


@pytest.mark.slow
def test_another_chain_and_a_price_over_the_limit_are_refused_before_anything_is_sent(node: Node) -> None:
    for service, code in (
        (replace(chain(node), chain_id=1), "wrong_chain"), (chain(node, most_wei=1), "too_dear"),
        (replace(chain(node), private_key="no key"), "key_unreadable"),
    ):  # fmt: skip
        with pytest.raises(AnchorFailed) as caught:
            service.prepare(ROOT, now=NOW)
        assert caught.value.code == code
    assert node.sent == []


@pytest.mark.slow
def test_blocks_without_a_base_fee_are_paid_by_the_old_price(node: Node) -> None:
    node.legacy = True
    receipt = chain(node).prepare(ROOT, now=NOW)
    assert not str(receipt.details["raw"]).startswith("0x02")
    node.legacy = False
    assert str(chain(node).prepare(ROOT, now=NOW).details["raw"]).startswith("0x02")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eth_account", None)
    with pytest.raises(AnchorFailed) as caught:
        EvmChain("http://127.0.0.1:9/", 1, KEY).prepare(ROOT, now=NOW)
    assert caught.value.code == "extra_missing"
    assert "./manju extra chain" in caught.value.hint.zh
