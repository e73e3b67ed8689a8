"""Deposit services of Chinese clouds: Tencent BTOE (the root itself) and Huawei DAC (SM3 of the root's bytes).

Sources, read November 2026: BTOE `CreateHashDeposit` and `GetDepositInfo`, version 2021-05-14
(cloud.tencent.com/document/api/1259/56571, /56564); DAC `AddEvidence` and `ShowEvidence`
(support.huaweicloud.com/api-dac). Tencent's own client library says that BTOE was withdrawn at the end of 2024: it is
kept for private installations that speak the protocol, and its address must be given. Both are tested against local
servers only. What these services ask of a real account beyond the documents is not known here.

After a crash between asking and writing down the answer, DAC is asked whether it has the digest; BTOE cannot name the
evidence of a digest, so it may be paid twice then, which harms nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final
from urllib.parse import urlsplit

from manju.proof.anchors import AnchorFailed, Receipt, refused, unanswered
from manju.proof.anchors.signing import huawei_headers, tencent_authorization
from manju.proof.canonical import NotJson, read_json
from manju.proof.digests import digests_of_bytes
from manju.proof.posting import Answer, NoAnswer, get, post
from manju.words import Words

__all__ = ["HuaweiDac", "TencentBtoe"]

LIMIT_S: Final = 20.0
LARGEST: Final = 1 << 20
BEIJING: Final = timezone(timedelta(hours=8))
NAME: Final = "漫剧封存"
"""The evidence's name at the service: BTOE allows 30 characters, DAC wants at least 4."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class TencentBtoe:
    """Tencent's block chain deposit, or a server that speaks its protocol. `address`: the API's address."""

    address: str
    secret_id: str
    secret_key: str
    region: str = "ap-guangzhou"
    clock: Callable[[], datetime] = _now
    kind: str = "tencent_btoe"

    def prepare(self, root: bytes, *, now: datetime) -> Receipt:
        """The number under which the deposit is asked for is made of the root, so a repetition can be told there."""
        business = f"manju-{root.hex()[:40]}"
        return Receipt(
            self.kind, urlsplit(self.address).netloc, root.hex(), "prepared", now, "", {"business": business}
        )

    def send(self, receipt: Receipt) -> Receipt:
        """Ask for the deposit. One that has a number already is not asked for again.

        Raises:
            AnchorFailed: no answer, or a refusal with the service's own words.
        """
        if receipt.reference:
            return receipt
        found = self._call(
            "CreateHashDeposit",
            {
                "EvidenceName": NAME,
                "EvidenceHash": receipt.root_sha256,
                "BusinessId": str(receipt.details["business"]),
                "EvidenceDescription": "Merkle root, SHA-256",
            },
        )
        return replace(receipt, state="sent", reference=_text(found, "EvidenceId"))

    def confirm(self, receipt: Receipt) -> Receipt:
        """Ask for the transaction and its time (Beijing time there, UTC here).

        Raises:
            AnchorFailed: as `send`.
        """
        found = self._call("GetDepositInfo", {"EvidenceId": receipt.reference})
        if not found.get("EvidenceTxHash") or not found.get("EvidenceTime"):
            return receipt
        try:
            at = datetime.strptime(_text(found, "EvidenceTime"), "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
        except ValueError as error:
            raise _malformed() from error
        transaction = _text(found, "EvidenceTxHash")
        return replace(receipt.becomes("confirmed", transaction=transaction), at=at.astimezone(UTC))

    def _call(self, action: str, wish: dict[str, str]) -> dict[str, Any]:
        at = self.clock()
        payload = json.dumps(wish, ensure_ascii=False).encode()
        signed = {"Content-Type": "application/json; charset=utf-8", "Host": urlsplit(self.address).netloc,
                  "X-TC-Action": action}  # fmt: skip
        authorization = tencent_authorization(
            payload, signed, service="btoe", secret_id=self.secret_id, secret_key=self.secret_key, at=at
        )
        headers = {**signed, "Authorization": authorization, "X-TC-Version": "2021-05-14",
                   "X-TC-Timestamp": str(int(at.timestamp())), "X-TC-Region": self.region}  # fmt: skip
        try:
            answer = post(self.address, payload, headers=headers, limit_s=LIMIT_S, largest=LARGEST)
        except NoAnswer as error:
            raise unanswered(error) from error
        found = _object(answer).get("Response")
        if not isinstance(found, dict):
            raise _malformed()
        wrong = found.get("Error")
        if isinstance(wrong, dict):
            raise _said_no(f"{wrong.get('Code')}: {wrong.get('Message')}")
        return found


@dataclass(frozen=True, slots=True)
class HuaweiDac:
    """Huawei's digital asset chain, shared edition; it wants SM3 digests, so the deposited document is the root."""

    address: str
    project: str
    key: str
    secret: str
    clock: Callable[[], datetime] = _now
    kind: str = "huawei_dac"

    def prepare(self, root: bytes, *, now: datetime) -> Receipt:
        where = f"{urlsplit(self.address).netloc}/{self.project}"
        return Receipt(self.kind, where, root.hex(), "prepared", now, "", {"sm3": digests_of_bytes(root).sm3})

    def send(self, receipt: Receipt) -> Receipt:
        """Ask for the deposit, unless the digest is there already.

        Raises:
            AnchorFailed: no answer, or a refusal with the service's own words.
        """
        if receipt.reference:
            return receipt
        sm3 = str(receipt.details["sm3"])
        found = self._there(sm3)
        if found is None:
            wish = {"charge_type": "normal", "name": NAME, "file_hash": sm3}
            found = self._call("POST", self._own(), json.dumps(wish, ensure_ascii=False).encode())
        sent = receipt.becomes("sent", transaction=_text(found, "tx_id"))
        return replace(sent, reference=_text(found, "ev_id"))

    def confirm(self, receipt: Receipt) -> Receipt:
        """Ask for the block; the digest kept there must be ours.

        Raises:
            AnchorFailed: as `send`.
        """
        found = self._call("GET", self._own(receipt.reference), b"")
        height, made = found.get("block_height"), str(found.get("create_time", ""))
        if type(height) is not int or not made.isdigit() or len(made) > 15:
            return receipt
        if found.get("file_hash") != receipt.details["sm3"]:
            return receipt.becomes("failed")
        at = datetime.fromtimestamp(int(made) / 1000, UTC)
        return replace(receipt.becomes("confirmed", block=height), at=at)

    def _own(self, evidence: str = "") -> str:
        return f"{self.project}/evidences" + (f"/{evidence}" if evidence else "")

    def _there(self, sm3: str) -> dict[str, Any] | None:
        try:
            found = self._call("GET", f"open/evidences/verification?file_hash={sm3}", b"")
        except AnchorFailed as error:
            if error.code != "rejected":
                raise
            return None
        return found if found.get("file_hash") == sm3 and found.get("ev_id") else None

    def _call(self, method: str, tail: str, body: bytes) -> dict[str, Any]:
        url = f"{self.address.rstrip('/')}/v1/{tail}"
        headers = huawei_headers(
            method, url, body, key=self.key, secret=self.secret, at=self.clock(),
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        try:
            if method == "GET":
                answer = get(url, headers=headers, limit_s=LIMIT_S, largest=LARGEST)
            else:
                answer = post(url, body, headers=headers, limit_s=LIMIT_S, largest=LARGEST)
        except NoAnswer as error:
            raise unanswered(error) from error
        found = _object(answer)
        if answer.status >= 300 or found.get("error_code"):
            raise _said_no(f"{found.get('error_code', answer.status)}: {found.get('error_msg', '')}")
        return found


def _object(answer: Answer) -> dict[str, Any]:
    try:
        found = read_json(answer.content)
    except NotJson as error:
        if answer.status != 200:
            words = Words("服务答复了 HTTP {n}。", "The service answered HTTP {n}.").fill(n=answer.status)
            raise refused("http", words) from error
        raise _malformed() from error
    if not isinstance(found, dict):
        raise _malformed()
    return found


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value or len(value) > 200:
        raise _malformed()
    return value


def _malformed() -> AnchorFailed:
    return refused("malformed", Words("服务的答复读不懂。", "The service's answer is not understood."))


def _said_no(why: str) -> AnchorFailed:
    return refused("rejected", Words("服务拒绝了：{w}", "The service refused: {w}").fill(w=why[:300]))
