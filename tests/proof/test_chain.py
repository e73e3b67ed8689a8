"""Roots on an EVM chain: eth-tester's py-evm behind a local JSON-RPC server."""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from manju.proof.anchors import AnchorFailed, Receipt, place
from manju.proof.anchors.evm import EvmChain

ROOT = hashlib.sha256(b"a root").digest()
NOW = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)
KEY = "0x" + "00" * 31 + "01"  # eth-tester's first account
CHAIN = 131277322940537


@dataclass
class Node:
    """A node: `lost` answers are computed and not sent, `legacy` blocks have no base fee."""

    tester: Any
    url: str = ""
    sent: list[str] = field(default_factory=list)
    lose: str = ""
    legacy: bool = False
    dropping: bool = False


@pytest.fixture(scope="module")
def backend() -> Any:
    pytest.importorskip("eth_account")
    tester = pytest.importorskip("eth_tester")
    return tester.EthereumTester(tester.PyEVMBackend(), auto_mine_transactions=False)


@pytest.fixture
def node(backend: Any) -> Iterator[Node]:
    here = Node(backend)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.node = here  # type: ignore[attr-defined]  # the handler's way to it
    here.url = f"http://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


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
    assert "manju[chain]" in caught.value.hint.zh


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        here: Node = self.server.node  # type: ignore[attr-defined]  # set where the server is made
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": asked["id"]}
        try:
            answer["result"] = _METHODS[asked["method"]](here, *asked["params"])
        except Exception as error:
            answer["error"] = {"code": -32000, "message": str(error) or type(error).__name__}
        content = b"" if asked["method"] == here.lose else json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def _block(here: Node, which: str, _: bool) -> dict[str, Any]:
    block = here.tester.get_block_by_number(which if which == "latest" else int(which, 16))
    fee = {} if here.legacy else {"baseFeePerGas": hex(block["base_fee_per_gas"])}
    return {"number": hex(block["number"]), "timestamp": hex(block["timestamp"]), **fee}


def _receipt(here: Node, name: str) -> dict[str, Any] | None:
    try:
        found = here.tester.get_transaction_receipt(name)
    except Exception:
        return None
    return {
        "blockNumber": hex(found["block_number"]) if found["block_number"] else None,
        "status": hex(found["status"]),
    }


def _transaction(here: Node, name: str) -> dict[str, Any] | None:
    try:
        return {"input": here.tester.get_transaction_by_hash(name)["data"]}
    except Exception:
        return None


def _send(here: Node, raw: str) -> str:
    here.sent.append(raw)
    return str(here.tester.send_raw_transaction(raw))


_METHODS: dict[str, Callable[..., Any]] = {
    "eth_chainId": lambda here: hex(here.tester.backend.chain.chain_id),
    "eth_blockNumber": lambda here: hex(here.tester.get_block_by_number("latest")["number"]),
    "eth_estimateGas": lambda here, wish: hex(
        here.tester.estimate_gas({"from": wish["from"], "to": wish["to"], "data": wish["data"]})
    ),
    "eth_gasPrice": lambda here: hex(3 * 10**9),
    "eth_maxPriorityFeePerGas": lambda here: hex(10**9),
    "eth_getTransactionCount": lambda here, who, _: hex(here.tester.get_nonce(who)),
    "eth_getBlockByNumber": _block,
    "eth_getTransactionReceipt": _receipt,
    "eth_getTransactionByHash": _transaction,
    "eth_sendRawTransaction": _send,
}
