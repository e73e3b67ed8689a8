"""A root as the data of a transaction to oneself on an EVM chain, by JSON-RPC (Ethereum and what speaks like it).

The transaction is signed before anything is sent and kept in the receipt, nonce and all: sending the same bytes again
is the same transaction, so a crash can neither lose it nor pay twice. Fees: EIP-1559 where blocks have a base fee,
else the old gas price. Signing needs the extra `chain` (eth-account). Confirmed means: so many blocks deep, and the
transaction's data on the chain is the root. A chain proves the order and about the time of its blocks, no more.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from manju.proof.anchors import AnchorFailed, Receipt, refused, unanswered
from manju.proof.canonical import NotJson, read_json
from manju.proof.posting import NoAnswer, post
from manju.words import Words

__all__ = ["EvmChain", "account_of"]

LIMIT_S: Final = 20.0
LARGEST: Final = 4 << 20
GWEI: Final = 10**9


@dataclass(frozen=True, slots=True)
class EvmChain:
    """One account on one chain.

    `chain_id` is checked before every signature; `confirmations`: blocks, its own included; `most_wei`: never offer
    more for one transaction.
    """

    address: str
    chain_id: int
    private_key: str = field(repr=False)
    confirmations: int = 12
    most_wei: int = 10**16
    kind: str = "evm"

    def prepare(self, root: bytes, *, now: datetime) -> Receipt:
        """Ask for nonce and fees, and sign; nothing is sent.

        Raises:
            AnchorFailed: `wrong_chain`, `too_dear`, `extra_missing`, or what the endpoint says.
        """
        account = _account(self.private_key)
        if _number(self._call("eth_chainId")) != self.chain_id:
            raise refused(
                "wrong_chain",
                Words("这个节点不在设定的链上（{n}）。", "This endpoint is not on the chain set ({n}).").fill(
                    n=self.chain_id
                ),
            )
        own = str(account.address)
        wish = {"from": own, "to": own, "value": "0x0", "data": f"0x{root.hex()}"}
        gas = _number(self._call("eth_estimateGas", wish))
        fees = self._fees()
        offered = gas * fees.get("maxFeePerGas", fees.get("gasPrice", 0))
        if offered > self.most_wei:
            raise refused(
                "too_dear",
                Words("现在上链太贵（最多 {a} wei，设定的上限 {b} wei）。",
                      "Placing is too dear now (up to {a} wei; your limit is {b} wei).")
                .fill(a=offered, b=self.most_wei),
            )  # fmt: skip
        nonce = _number(self._call("eth_getTransactionCount", own, "pending"))
        signed = account.sign_transaction(
            {"to": own, "value": 0, "data": f"0x{root.hex()}", "gas": gas, "nonce": nonce, "chainId": self.chain_id,
             **fees}
        )  # fmt: skip
        raw, own_hash = bytes(signed.raw_transaction).hex(), bytes(signed.hash).hex()
        return Receipt(
            self.kind, f"eip155:{self.chain_id}", root.hex(), "prepared", now, f"0x{own_hash}",
            {"raw": f"0x{raw}", "nonce": nonce, "from": own},
        )  # fmt: skip

    def send(self, receipt: Receipt) -> Receipt:
        """Send the signed bytes unless the chain has them. `failed`: another transaction has taken the nonce.

        Raises:
            AnchorFailed: the endpoint refuses for another reason, or does not answer.
        """
        if self._known(receipt):
            return receipt.becomes("sent")
        try:
            self._call("eth_sendRawTransaction", receipt.details["raw"])
        except AnchorFailed:
            if self._known(receipt):
                return receipt.becomes("sent")
            if _number(self._call("eth_getTransactionCount", receipt.details["from"], "latest")) > int(
                receipt.details["nonce"]
            ):
                return receipt.becomes("failed")
            raise
        return receipt.becomes("sent")

    def confirm(self, receipt: Receipt) -> Receipt:
        """Look for the transaction's block; one that the chain has forgotten is to be sent again (`prepared`).

        Raises:
            AnchorFailed: the endpoint does not answer as it should.
        """
        found = self._call("eth_getTransactionReceipt", receipt.reference)
        if not isinstance(found, dict) or not found.get("blockNumber"):
            return receipt if self._known(receipt) else receipt.becomes("prepared")
        height = _number(found["blockNumber"])
        if _number(found.get("status")) != 1 or not self._holds_root(receipt):
            return receipt.becomes("failed", block=height)
        if _number(self._call("eth_blockNumber")) - height + 1 < self.confirmations:
            return receipt.becomes("sent", block=height)
        block = self._call("eth_getBlockByNumber", hex(height), False)
        at = datetime.fromtimestamp(_number(_part(block, "timestamp")), UTC)
        return replace(receipt.becomes("confirmed", block=height), at=at)

    def _holds_root(self, receipt: Receipt) -> bool:
        found = self._call("eth_getTransactionByHash", receipt.reference)
        return isinstance(found, dict) and str(found.get("input", "")).lower() == f"0x{receipt.root_sha256}"

    def _known(self, receipt: Receipt) -> bool:
        return isinstance(self._call("eth_getTransactionByHash", receipt.reference), dict)

    def _fees(self) -> dict[str, int]:
        block = self._call("eth_getBlockByNumber", "latest", False)
        base = block.get("baseFeePerGas") if isinstance(block, dict) else None
        if base is None:
            return {"gasPrice": _number(self._call("eth_gasPrice"))}
        try:
            tip = _number(self._call("eth_maxPriorityFeePerGas"))
        except AnchorFailed as error:
            if error.code != "rejected":
                raise
            tip = GWEI  # an endpoint without that method
        return {"maxFeePerGas": 2 * _number(base) + tip, "maxPriorityFeePerGas": tip}

    def _call(self, method: str, *parameters: Any) -> Any:  # Any: JSON-RPC
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
        headers = {"Content-Type": "application/json"}
        try:
            answer = post(self.address, body, headers=headers, limit_s=LIMIT_S, largest=LARGEST)
        except NoAnswer as error:
            raise unanswered(error) from error
        try:
            found = read_json(answer.content)
        except NotJson as error:
            words = Words("节点答复了 HTTP {n}，不是 JSON。", "The endpoint answered HTTP {n}, no JSON.")
            raise refused("http", words.fill(n=answer.status)) from error
        if not isinstance(found, dict) or found.get("id") != 1:
            raise _malformed()
        if found.get("error"):
            said = found["error"].get("message") if isinstance(found["error"], dict) else found["error"]
            raise refused("rejected", Words("节点拒绝了：{w}", "The endpoint refused: {w}").fill(w=str(said)[:300]))
        return found.get("result")


def account_of(private_key: str) -> str:
    """The address of an account, by its private key.

    Raises:
        AnchorFailed: `extra_missing`, `key_unreadable`.
    """
    return str(_account(private_key).address)


def _account(private_key: str) -> Any:  # Any: eth-account is an extra
    try:
        limit = sys.getrecursionlimit()
        from eth_account import Account

        sys.setrecursionlimit(limit)  # its packages raise it a hundredfold; deep JSON of a stranger would end us
    except ImportError as error:
        raise AnchorFailed(
            "extra_missing",
            Words("上链需要附加组件 chain。", "Placing on a chain needs the extra `chain`."),
            Words("运行 ./manju extra chain，再重启漫剧。", "Run ./manju extra chain, then restart Manju."),
        ) from error
    try:
        return Account.from_key(private_key)
    except (ValueError, TypeError) as error:
        raise refused("key_unreadable", Words("读不懂账户的私钥。", "The account's key cannot be read.")) from error


def _number(value: Any) -> int:  # Any: as above
    """A quantity of JSON-RPC: hex with 0x."""
    try:
        return int(value, 16)
    except (TypeError, ValueError) as error:
        raise _malformed() from error


def _part(value: Any, name: str) -> Any:  # Any: as above
    if not isinstance(value, dict):
        raise _malformed()
    return value.get(name)


def _malformed() -> AnchorFailed:
    return refused("malformed", Words("节点的答复读不懂。", "The endpoint's answer is not understood."))
