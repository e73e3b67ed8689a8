"""Local servers that speak BTOE and DAC: they work signatures out by themselves and keep what is deposited."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ID, SECRET = "AKIDtest", "not-a-real-secret"


@dataclass
class Cloud:
    """A running server; `kept` are deposits by number, `refusing` makes it say no."""

    url: str
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    posts: int = 0
    refusing: bool = False
    mined: bool = True


@contextmanager
def cloud() -> Iterator[Cloud]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    here = Cloud(f"http://127.0.0.1:{server.server_address[1]}")
    server.cloud = here  # type: ignore[attr-defined]  # the handler's way to it
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        here: Cloud = self.server.cloud  # type: ignore[attr-defined]  # set where the server is made
        here.posts += 1
        if self.headers.get("X-TC-Action"):
            self._tencent(here, body)
        else:
            self._huawei(here, body)

    def do_GET(self) -> None:
        self._huawei(self.server.cloud, b"")  # type: ignore[attr-defined]  # as above

    def _tencent(self, here: Cloud, body: bytes) -> None:
        if here.refusing or not _tencent_signed(self, body):
            code = "ResourceInsufficient" if here.refusing else "AuthFailure.SignatureFailure"
            return self._say(200, {"Response": {"Error": {"Code": code, "Message": "no"}, "RequestId": "r"}})
        wish, action = json.loads(body), self.headers["X-TC-Action"]
        assert self.headers["X-TC-Version"] == "2021-05-14"
        if action == "CreateHashDeposit":
            assert len(wish["EvidenceName"]) <= 30
            assert len(wish["BusinessId"]) <= 64
            number = f"ev-{len(here.kept)}"
            here.kept[number] = wish
            return self._say(200, {"Response": {"EvidenceId": number, "BusinessId": wish["BusinessId"]}})
        found = {"EvidenceId": wish["EvidenceId"], "RequestId": "r"}
        if here.mined:
            found |= {"EvidenceTime": "2026-11-26 18:30:00", "EvidenceTxHash": "0x" + "7a" * 32}
        return self._say(200, {"Response": found})

    def _huawei(self, here: Cloud, body: bytes) -> None:
        parts = urlsplit(self.path)
        if here.refusing or not _huawei_signed(self, body):
            return self._say(403, {"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information"})
        if parts.path.startswith("/v1/open/"):
            wanted = parse_qs(parts.query)["file_hash"][0]
            for number, kept in here.kept.items():
                if kept.get("file_hash") == wanted:
                    return self._say(200, {"ev_id": number, "tx_id": "ab" * 32, "file_hash": wanted})
            return self._say(400, {"error_code": "DAC.404", "error_msg": "not found"})
        if self.command == "POST":
            number = f"{len(here.kept):032x}"
            here.kept[number] = json.loads(body)
            return self._say(200, {"ev_id": number, "tx_id": "ab" * 32})
        kept = here.kept[parts.path.rsplit("/", 1)[1]]
        found = {"file_hash": kept["file_hash"], "tx_id": "ab" * 32}
        if here.mined:
            found |= {"block_height": 46, "create_time": "1719655232781"}
        return self._say(200, found)

    def _say(self, status: int, document: object) -> None:
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def _tencent_signed(asked: _Handler, body: bytes) -> bool:
    found = re.fullmatch(
        r"TC3-HMAC-SHA256 Credential=(\S+)/(\S+)/btoe/tc3_request, SignedHeaders=(\S+), Signature=(\w+)",
        asked.headers["Authorization"],
    )
    if not found or found[1] != ID or "host" not in found[3].split(";"):
        return False
    canonical = "POST\n/\n\n"
    for name in found[3].split(";"):
        canonical += name + ":" + asked.headers[name].lower() + "\n"
    canonical += "\n" + found[3] + "\n" + hashlib.sha256(body).hexdigest()
    text = f"TC3-HMAC-SHA256\n{asked.headers['X-TC-Timestamp']}\n{found[2]}/btoe/tc3_request\n"
    text += hashlib.sha256(canonical.encode()).hexdigest()
    day = hmac.digest(b"TC3" + SECRET.encode(), found[2].encode(), "sha256")
    last = hmac.digest(hmac.digest(day, b"btoe", "sha256"), b"tc3_request", "sha256")
    return hmac.new(last, text.encode(), "sha256").hexdigest() == found[4]


def _huawei_signed(asked: _Handler, body: bytes) -> bool:
    found = re.fullmatch(
        r"SDK-HMAC-SHA256 Access=(\S+), SignedHeaders=(\S+), Signature=(\w+)", asked.headers["Authorization"]
    )
    if not found or found[1] != ID or "x-sdk-date" not in found[2]:
        return False
    parts = urlsplit(asked.path)
    canonical = f"{asked.command}\n{parts.path}/\n{parts.query}\n"
    for name in found[2].split(";"):
        canonical += name + ":" + asked.headers[name] + "\n"
    canonical += "\n" + found[2] + "\n" + hashlib.sha256(body).hexdigest()
    text = f"SDK-HMAC-SHA256\n{asked.headers['X-Sdk-Date']}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest() == found[3]
