"""A chain of eth-tester's py-evm behind a local JSON-RPC server."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

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


def new_chain() -> Any:
    """A chain of its own, whose blocks are mined by hand; the test is skipped without the packages."""
    limit = sys.getrecursionlimit()
    try:
        pytest.importorskip("eth_account")
        found = pytest.importorskip("eth_tester")
        return found.EthereumTester(found.PyEVMBackend(), auto_mine_transactions=False)
    finally:
        sys.setrecursionlimit(limit)  # py-evm raises it; deep JSON would end the process instead of its reading


@contextmanager
def chain_node(chain: Any) -> Iterator[Node]:
    """A node of this chain that answers at `url`."""
    here = Node(chain)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.node = here  # type: ignore[attr-defined]  # the handler's way to it
    here.url = f"http://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()


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
